"""Too many wrong passwords and codes: who has to wait, and the page that says so, the same for everybody.

django-axes counts them in the database, so that every machine knows. A person's tries from one address lock that
person there; many more of them, whoever they were for, lock the address.
"""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from krav.wire.askers import address_of

ADDRESS_TIMES = 5
"""So many times the tries of one person may fail at one address: offices share one."""


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # axes says no types
    """Counts a person's tries at an address, and the address's own, which a right password does not take away."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:  # noqa: ANN401 axes' own signature
        """How many tries were wrong lately: a person's, or a fifth of the address's where that is more."""
        together, alone = (self._failed(found) for found in self.get_user_attempts(request, credentials))
        return max(together, alone // ADDRESS_TIMES)

    def reset_user_attempts(self, request: Any, credentials: dict[str, Any] | None = None) -> int:  # noqa: ANN401 axes' own
        """Who logged in starts anew; what else was tried from the address stays."""
        together, _alone = self.filter_user_attempts(request, credentials)
        gone: int = together.delete()[0]
        return gone

    @staticmethod
    def _failed(found: Any) -> int:  # noqa: ANN401 a query set of axes
        return int(found.aggregate(Sum("failures_since_start"))["failures_since_start__sum"] or 0)


def whose(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Who somebody says to be: the e-mail address as it is counted."""
    told = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(told).strip().lower()[:254]


def from_where(request: HttpRequest) -> str | None:
    """The address that is counted; none where none is told."""
    return address_of(request) or None


def answer(request: HttpRequest, *_: object) -> HttpResponse:
    """The page of who has to wait: it knows nobody, so that it tells nothing of who has an account."""
    found = render(request, "errors/locked.html", {"minutes": minutes()}, status=429)
    found.headers["Retry-After"] = str(minutes() * 60)
    found.headers["Cache-Control"] = "no-store"
    return found


def minutes() -> int:
    """How long one waits."""
    return int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60


def may_try(request: HttpRequest, email: str) -> bool:
    """Whether a code of the second step is looked at; where it is not, the answer becomes the page above."""
    if AxesProxyHandler.is_allowed(request, {"email": email}):
        return True
    request.axes_locked_out = True  # type: ignore[attr-defined]  # what axes' middleware looks for
    return False


def count_wrong_code(request: HttpRequest, email: str) -> None:
    """A wrong code counts like a wrong password."""
    AxesProxyHandler.user_login_failed(__name__, {"email": email}, request)


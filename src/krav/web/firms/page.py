"""A page of one firm: who asks and as what. No account is in scope: a firm's people see those they have a seat on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from krav.actions.rights import Forbidden
from krav.actions.unit import Actor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.firms import FirmSeen, colleagues, desk
from krav.web.reader import Request
from krav.wire import clock


@dataclass(frozen=True, slots=True)
class FirmPage:
    """What a view of a firm works with; the role of `by` is the one at the firm."""

    request: Request
    firm: FirmSeen
    role: Role
    on: date
    by: Actor

    def may(self, role: Role) -> bool:
        """Whether the reader has that role at the firm or a higher one."""
        return self.role >= role

    def render(self, template: str, status: int = 200, **words: Any) -> HttpResponse:  # noqa: ANN401 a template's words
        """The page from its template; `key` is what a form on it sends along, so that it is done once."""
        words |= {"page": self, "firm": self.firm, "on": self.on, "key": uuid4().hex}
        return render(self.request, template, words, status=status)

    def say(self, words: str) -> None:
        """A sentence shown on the next page: what happened."""
        messages.success(self.request, words)

    def refuse(self, words: str) -> None:
        """A sentence shown on the next page: what did not happen, and why."""
        messages.error(self.request, words)

    def go(self, name: str, **to: object) -> HttpResponse:
        """Sends the reader on to another page of the firm."""
        return HttpResponseRedirect(reverse(name, kwargs={"slug": self.firm.slug, **to}))


View = Callable[..., HttpResponse]


def firm_page(needs: Role = Role.GUEST) -> Callable[[View], View]:
    """A view `(page: FirmPage, …)` below /firm/<slug>/: 404 for what is not the reader's, 403 below the role it needs."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inside(request: Request, slug: str, **named: object) -> HttpResponse:
            user = request.user
            if not user.is_authenticated:
                back = request.get_full_path() if request.method == "GET" else f"/firm/{slug}/"
                return redirect_to_login(back)
            found = desk(user.pk, slug)
            if found is None:
                raise Http404
            request.desk = found
            page = FirmPage(request, found.firm, found.role, clock.today(), Actor(user.email, found.role))
            if not page.may(needs):
                return _forbidden(page, needs)
            try:
                return view(page, **named)
            except Forbidden as low:
                return _forbidden(page, low.needed)
            except KravError as error:
                return page.render("firms/refused.html", 409, error=error)

        inside.needs = needs  # type: ignore[attr-defined]  # so that the rights of all pages can be swept
        return inside

    return decorate


def _forbidden(page: FirmPage, needed: Role) -> HttpResponse:
    """Says which role it takes, and who at the firm can give it."""
    givers = [each for each in colleagues(page.firm.id) if each.role is Role.ADMINISTRATOR]
    return page.render("errors/forbidden.html", 403, needed=needed, givers=givers)

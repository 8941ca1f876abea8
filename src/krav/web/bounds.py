"""How much a page is sent at most: more than it can use is refused before any of it is read."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from krav.web.errors import too_large

FILED: Final = frozenset({
    "accounts_payment", "cases_draft", "firm_settings", "import", "invoices_attach", "portal_say", "settings",
})  # fmt: skip
"""The addresses whose forms take files."""

_UNKNOWN: Final = frozenset({"portal_say"})
"""Those at which somebody gives files who is not logged in."""

_THROWN_AWAY: Final = 4
"""Up to so many times the limit a file is thrown away as it comes: then the page with its form says what is wrong."""


class Bounds:
    """Stands before whatever reads a body. The interface for programs refuses in a shape of its own."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What the page answers."""
        return self._answer(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:  # noqa: ANN401 Django's own signature
        """The refusal, once it is known which page is asked and who asks."""
        if request.path.startswith("/api/"):
            return None
        length = request.META.get("CONTENT_LENGTH") or "0"
        return too_large(request, self._most(request)) if int(length) > self._most(request) else None

    @staticmethod
    def _most(request: HttpRequest) -> int:
        """In bytes."""
        name = request.resolver_match.url_name if request.resolver_match else None
        files = request.content_type == "multipart/form-data" and name in FILED
        if files and (request.user.is_authenticated or name in _UNKNOWN):
            return int(settings.UPLOAD_LIMIT) * _THROWN_AWAY
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)

"""The door of the debtor's page: a code opens it, wrong ones are counted, and nothing of it is kept or told anywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from krav.actions.debtor_tries import count_wrong, waits_until
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.portal import Debtor, Door, colour, is_code, opened, whose
from krav.store.scope import account_scope
from krav.web.reader import Request
from krav.wire import clock
from krav.wire.askers import place as place_of
from krav.wire.debtor_links import fingerprint

LANGUAGES = tuple(settings.LANGUAGES)
_WAIT = 429


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a debtor's page. `code` is as it stands in the address; `chosen` the language asked for, if one was."""

    request: Request
    code: str
    door: Door
    of: Creditor
    debtor: Debtor
    on: date
    language: str
    chosen: str

    def url(self, name: str = "portal", **to: object) -> str:
        """An address below the code, which keeps the language."""
        place = reverse(name, kwargs={"code": self.code, **to})
        return f"{place}?{urlencode({'language': self.chosen})}" if self.chosen else place

    def render(self, template: str, status: int = 200, **words: Any) -> HttpResponse:  # noqa: ANN401 a template's words
        """A page of the debtor's; `key` is what a form on it sends along, so that it is done once."""
        words |= {"visit": self, "country": self.of.country.code, "colour": colour(), "languages": self._languages()}
        return render(self.request, template, words | {"key": uuid4().hex}, status=status)

    def go(self, said: str) -> HttpResponse:
        """Back to the page, which says what was said."""
        place = self.url()
        return HttpResponseRedirect(f"{place}{'&' if '?' in place else '?'}{urlencode({'said': said})}")

    def _languages(self) -> list[tuple[str, str, str]]:
        """The languages to choose from: code, name, address of this page in it."""
        place = self.request.path
        return [(code, name, f"{place}?{urlencode({'language': code})}") for code, name in LANGUAGES]


View = Callable[..., HttpResponse]


def by_code(view: View) -> View:
    """A view `(visit, …)` of what a code opens; a wrong, old or ended one opens nothing, and says no more than that."""

    @wraps(view)
    def inside(request: Request, code: str, **named: Any) -> HttpResponse:  # noqa: ANN401 the address's own
        on, now, place = clock.today(), clock.now(), place_of(request, clock.today())
        until = waits_until(place, now=now)
        chosen = _chosen(request)
        if until is not None:
            with translation.override(chosen or translation.get_language()):
                found = render(request, "portal/wait.html", {"until": clock.told(until)}, status=_WAIT)
            found.headers["Retry-After"] = str(int((until - now).total_seconds()) + 1)
            return unseen(found)
        digest = fingerprint(code)
        door = opened(digest, on) if digest else None
        if door is not None:
            with account_scope(door.account_id):
                debtor = whose(door.letter_id, on)
                if debtor is not None:
                    of = creditor_in_scope()
                    language = chosen or debtor.language or of.language or of.country.languages[0]
                    visit = Visit(request, code, door, of, debtor, on, language, chosen)
                    with translation.override(language):
                        return unseen(view(visit, **named))
        if not is_code(digest):  # one that has run out was never guessed
            count_wrong(place, now=now)
        with translation.override(chosen or translation.get_language()):
            return unseen(render(request, "portal/gone.html", status=404))

    return require_http_methods(["GET", "HEAD", "POST"])(inside)


@require_http_methods(["GET", "HEAD"])
def entrance(request: Request) -> HttpResponse:
    """Where a code is typed that stands on a letter."""
    typed = request.GET.get("code", "").strip()[:40]
    if typed and fingerprint(typed):
        return unseen(HttpResponseRedirect(reverse("portal", kwargs={"code": typed.replace(" ", "-")})))
    with translation.override(_chosen(request) or translation.get_language()):
        return unseen(render(request, "portal/entrance.html", {"typed": typed}, status=404 if typed else 200))


def unseen(found: HttpResponse) -> HttpResponse:
    """The answer, which nobody between keeps, lists, or tells the address of to another site."""
    found.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    found.headers["Cache-Control"] = "no-store"
    # with no-referrer a browser sends the form with the origin “null”, which the check of forms refuses
    found.headers["Referrer-Policy"] = "same-origin"
    return found


def _chosen(request: Request) -> str:
    """The language that was asked for on the page; empty where it is none of ours."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(LANGUAGES) else ""


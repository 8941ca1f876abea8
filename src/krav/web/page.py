"""A page of one account: who asks, as what, on which day; everything the view does happens with the account in scope."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from krav.actions.operators import looked
from krav.actions.people import account_opened
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.operator import visit
from krav.store.queries.people import Seat, administrators, seat, withheld
from krav.store.queries.things import all_here
from krav.store.scope import account_scope
from krav.web import holes
from krav.web.reader import Request
from krav.wire import clock

_OPENED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Page:
    """What a view of an account works with."""

    request: Request
    seat: Seat
    on: date
    by: Actor

    @property
    def account_id(self) -> int:
        """The account in scope."""
        return self.seat.account_id

    def may(self, role: Role) -> bool:
        """Whether the reader has that role or a higher one."""
        return self.seat.role >= role

    def render(self, template: str, status: int = 200, **words: Any) -> HttpResponse:  # noqa: ANN401 a template's words
        """The page from its template; `key` is what a form on it sends along, so that it is done once."""
        words |= {"page": self, "on": self.on, "key": holes.key(self.request)}
        return render(self.request, template, words, status=status)

    def say(self, words: str, undo: str = "") -> None:
        """A sentence shown on the next page: what happened; `undo` is the address that takes it back."""
        messages.success(self.request, words, extra_tags=undo)

    def refuse(self, words: str) -> None:
        """A sentence shown on the next page: what did not happen, and why."""
        messages.error(self.request, words)

    def go(self, name: str, **to: object) -> HttpResponse:
        """Sends the reader on to another page of the account."""
        return HttpResponseRedirect(reverse(name, kwargs={"slug": self.seat.slug, **to}))


View = Callable[..., HttpResponse]


def account_page(needs: Role = Role.GUEST) -> Callable[[View], View]:
    """A view `(page: Page, …)` below /a/<slug>/: 404 for what is not the reader's, 403 below the role it needs."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inside(request: Request, slug: str, **named: object) -> HttpResponse:
            user = request.user
            if not user.is_authenticated:
                return redirect_to_login(_came_from(request, slug))
            found = seat(user.pk, slug) or _let_in(request, slug)
            if found is None:
                if any(each.slug == slug for each in withheld(user.pk)):
                    return render(request, "people/second_step_first.html", status=403)
                raise Http404
            request.seat = found
            page = Page(request, found, clock.today(), Actor(user.email, found.role))
            if not page.may(needs):
                return _forbidden(page, needs)
            if found.opened_at is None or clock.now() - found.opened_at > _OPENED_FOR:
                account_opened(found.account_id, user.pk)
            with account_scope(found.account_id):
                if not all_here(named):
                    raise Http404
                return _answer(view, page, named)

        inside.needs = needs  # type: ignore[attr-defined]  # so that the rights of all pages can be swept
        return inside

    return decorate


def _let_in(request: Request, slug: str) -> Seat | None:
    """An operator's place as a guest, while the account lets them look; every page they open is written down there."""
    user = request.user
    found = visit(user.pk, slug, clock.now()) if user.is_authenticated and user.is_operator else None
    if found is None or not user.is_authenticated or not is_mfa_enabled(user):
        return None
    looked(found.seat.account_id, found.grant_id, user.email, f"{request.method} {request.path}")
    request.looks_until = found.until
    return found.seat


def _answer(view: View, page: Page, named: dict[str, object]) -> HttpResponse:
    """The view's answer; what it refuses without a page of its own is said in full on one."""
    try:
        return view(page, **named)
    except Forbidden as low:
        return _forbidden(page, low.needed)
    except KravError as error:
        return page.render("errors/refused.html", 409, error=error)


def _came_from(request: Request, slug: str) -> str:
    """Where to go after logging in: the page asked for, or the one a form stood on."""
    if request.method == "GET":
        return request.get_full_path()
    return urlsplit(request.headers.get("Referer", "")).path or f"/a/{slug}/"


def _forbidden(page: Page, needed: Role) -> HttpResponse:
    """Says which role it takes, and who can give it."""
    return page.render("errors/forbidden.html", 403, needed=needed, givers=administrators(page.account_id))

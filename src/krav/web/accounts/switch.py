"""Switching to another account: the last five, then all from A to Å; each link leads to the same page over there."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, resolve, reverse
from django_htmx.http import HttpResponseClientRedirect

from krav.kernel.alphabet import alphabetical
from krav.store.queries.needs import needs_counts
from krav.store.queries.people import Seat, seats
from krav.web.figures import reader
from krav.web.frame import AccountSeen, account_seen
from krav.web.reader import Request, reader_id
from krav.wire import clock

_LAST = 5
_FEW = 8
"""So few accounts are seen at a glance; the last ones do not stand apart."""


class Choice(NamedTuple):
    """An account one can go to, and where there; `needs` is how many things of it wait for a person."""

    account: AccountSeen
    url: str
    current: bool
    needs: int


@login_required
def switch(request: Request) -> HttpResponse:
    """The page, and the dialog: `find` narrows it, `at` is where one stands, `go` opens the first that was found."""
    at = request.GET.get("at") or request.htmx.current_url or request.headers.get("Referer", "")
    here = _match(urlsplit(at).path)
    find = request.GET.get("find", "").strip()
    every = seats(reader_id(request), reader())
    found = _found(every, find)
    if "go" in request.GET and find and found:
        first = _there(found[0].slug, here)
        return HttpResponseClientRedirect(first) if request.htmx else redirect(first)
    needs = needs_counts([seat.account_id for seat in found], clock.today())
    last = _last(every) if not find and len(every) > _FEW else []
    words = {
        "at": urlsplit(at).path,
        "find": find,
        "found": [_choice(seat, here, needs) for seat in found],
        "last": [_choice(seat, here, needs) for seat in last],
        "total": len(every),
    }
    return render(request, "accounts/switch.html", words)


def _found(every: list[Seat], find: str) -> list[Seat]:
    """The accounts whose name or number has the words: those first whose name begins with them."""
    if not find:
        return every
    sought = alphabetical(find, reader())
    named = {seat: alphabetical(seat.name, reader()) for seat in every}
    number = "".join(filter(str.isalnum, find)).casefold()
    fits = [seat for seat, name in named.items() if sought in name or (number and number in seat.company_number.casefold())]
    return sorted(fits, key=lambda seat: not named[seat].startswith(sought))


def _last(every: list[Seat]) -> list[Seat]:
    """The five that were opened last."""
    opened = [(seat.opened_at, seat) for seat in every if seat.opened_at]
    return [seat for _, seat in sorted(opened, key=lambda pair: pair[0], reverse=True)[:_LAST]]


def _choice(seat: Seat, here: ResolverMatch | None, needs: Mapping[int, int]) -> Choice:
    current = here is not None and here.kwargs.get("slug") == seat.slug
    return Choice(account_seen(seat), _there(seat.slug, here), current, needs[seat.account_id])


def _there(slug: str, here: ResolverMatch | None) -> str:
    """The same page of another account; where it is about one of this account's things, the place it stands in."""
    if here and "slug" in here.kwargs:
        same = {here.view_name: dict(here.kwargs, slug=slug)} if len(here.kwargs) == 1 else {}
        for name, kwargs in (same | {here.view_name.partition("_")[0]: {"slug": slug}}).items():
            try:
                return reverse(name, kwargs=kwargs)
            except NoReverseMatch:
                continue
    return reverse("needs_account", kwargs={"slug": slug})


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None

"""A page that has not changed is not made again: what was made is kept in the process, and answered while all stands still.

So are the numbers of the navigation, which stand on every page of an account.

A view says that it may be: `@kept()` below `@account_page()`, which has seen to the session and the seat by then. A page is
kept for one person at one address, with all that it was made from: how the person sees pages, the day, and where the account
stood before it was made. What belongs to one answer alone, the token against forged forms and the key of a form, is no part
of it: a hole, filled each time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from functools import wraps
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.utils.translation import get_language

from krav.store.queries.frame import Counts, counts
from krav.store.queries.people import Seat
from krav.store.queries.standstill import standstill
from krav.web import holes
from krav.web.page import Page, View
from krav.web.reader import Request
from krav.wire import clock

_LONGEST = 500
"""Longer addresses are not kept: nobody comes to them twice."""


_ACCOUNTS = 1_000
"""Of so many accounts the numbers are kept."""

_OLD = 600
"""Seconds after which a page is made anew all the same."""


class Made(NamedTuple):
    """A page with its holes, its type, what it was made from, and when."""

    body: bytes
    kind: str
    stood: tuple[Hashable, ...]
    at: clock.Ticks


class Counted(NamedTuple):
    """An account's numbers, what they were counted from, and when."""

    counts: Counts
    stood: Hashable
    at: clock.Ticks


class Store:
    """Pages by whose and where they are: those used last, as many as have room. Threads may share it."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, Made] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, which: Hashable, stood: tuple[Hashable, ...]) -> Made | None:
        """The page, where it was made from the same; one that was not is forgotten."""
        with self._lock:
            made = self._pages.get(which)
            if made is None:
                return None
            if made.stood != stood or _is_old(made):
                self._forget(which)
                return None
            self._pages.move_to_end(which)
            return made

    def put(self, which: Hashable, made: Made, room: int) -> None:
        """Keeps a page within so many bytes; those used longest ago make room. None takes more than a tenth."""
        if len(made.body) > room // 10:
            return
        with self._lock:
            if which in self._pages:
                self._forget(which)
            self._pages[which] = made
            self._bytes += len(made.body)
            while self._pages and (self._bytes > room or _is_old(next(iter(self._pages.values())))):
                self._forget(next(iter(self._pages)))

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def _forget(self, which: Hashable) -> None:
        self._bytes -= len(self._pages.pop(which).body)

    def __len__(self) -> int:
        return len(self._pages)


class Numbers:
    """The numbers of the navigation by account, as many as have room. Threads may share them."""

    def __init__(self) -> None:
        self._found: dict[int, Counted] = {}

    def of(self, seat: Seat, on: date) -> Counts:
        """Those of a seat's account on a day."""
        stood, now = (on, standstill(seat, on)), clock.ticks()
        before = self._found.get(seat.account_id)
        if before and before.stood == stood and not _is_old(before) and settings.KRAV_KEPT_PAGES:
            return before.counts
        found = counts(seat.account_id, on)
        if len(self._found) >= _ACCOUNTS:
            self._found = {}
        self._found[seat.account_id] = Counted(found, stood, now)
        return found

    def clear(self) -> None:
        """Forgets them."""
        self._found = {}


def _is_old(made: Made | Counted) -> bool:
    return clock.ticks() - made.at > _OLD


STORE, NUMBERS = Store(), Numbers()
"""The pages of this process, and the numbers beside them."""


def kept(also: Callable[[Page], Hashable | None] = lambda _page: ()) -> Callable[[View], View]:
    """A view of an account whose page is kept. `also` names what else it hangs on; None where this one may not be kept."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(page: Page, **named: object) -> HttpResponse:
            more = also(page) if _may_be(page.request) else None
            if more is None:
                return view(page, **named)
            return _answer(page, view, named, (standstill(page.seat, page.on), more, *_seen_by(page)))

        return answered

    return decorate


def _answer(page: Page, view: View, named: dict[str, object], stood: tuple[Hashable, ...]) -> HttpResponse:
    """What was kept, or what is made now. All it is made from was asked before: what is written meanwhile is not in it."""
    request = page.request
    which = request.user.pk, request.get_host(), request.get_full_path()
    found, began = STORE.get(which, stood), clock.ticks()
    if found is None:
        response = _with_holes(page, view, named)
        found = Made(response.content, response.headers["Content-Type"], stood, began)
        if response.status_code != 200 or response.cookies or len(response.headers) > 1:
            response.content = holes.filled(request, found.body)
            return response
        STORE.put(which, found, settings.KRAV_KEPT_PAGES)
    return HttpResponse(holes.filled(request, found.body), content_type=found.kind)


def _may_be(request: Request) -> bool:
    """Whether the answer may be kept: a whole page, without words for this one time, and not seen by an operator."""
    plain = request.method == "GET" and not request.htmx and len(request.get_full_path()) <= _LONGEST
    return bool(plain and settings.KRAV_KEPT_PAGES and request.looks_until is None and not len(get_messages(request)))


def _seen_by(page: Page) -> tuple[Hashable, ...]:
    """How the reader sees pages that day."""
    user = page.request.user
    reads: tuple[Hashable, ...] = (get_language(),)
    if user.is_authenticated:
        reads += user.email, user.name, user.theme, user.dense, user.single_keys
    return page.seat._replace(opened_at=None, stands=None), page.on, reads


def _with_holes(page: Page, view: View, named: dict[str, object]) -> HttpResponse:
    page.request.holed = True
    try:
        return view(page, **named)
    finally:
        page.request.holed = False

"""The open books of one company in Xledger: what is open by pages, and what changed by the list of changes it keeps."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from krav.formats.values import AttachmentIn
from krav.formats.vouchers import VoucherOut
from krav.wire import clock
from krav.wire.accounting.protocol import Kind
from krav.wire.accounting.values import BooksItemIn, Chosen, CompanyIn, Read
from krav.wire.accounting.xledger import reading
from krav.wire.accounting.xledger.asking import Asking, Page, Row
from krav.wire.accounting.xledger.imports import Imports
from krav.wire.accounting.xledger.matching import match_of, movements
from krav.wire.accounting.xledger.questions import CUSTOMER, DELTA, ENTITY, ITEM, NEWEST, Filters

_CHANGES_KEPT = timedelta(days=2)
"""Xledger keeps changes for three days; what was last read before that is read anew."""

_PAID_BEFORE = timedelta(days=31)
"""How much older than its booking a payment may be."""

_HOUR = ZoneInfo("CET")
"""The hour of the system's own moments, which bear none."""

_OVERLAP = timedelta(minutes=70)
"""An hour of autumn comes twice, and clocks differ."""

_OPEN, _CREDIT, _PAID, _CHANGED = "open", "credit", "paid", "changed"


class Place(NamedTuple):
    """Where a reading is: in which part of it, after which row; when it began, and where the changes after that are.

    `since` is when customers were last read, or what was paid is told from, where changes are forgotten.
    """

    part: str = _OPEN
    after: str = ""
    at: str = ""
    newest: str = ""
    since: str = ""

    def on(self, page: Page) -> "Place":
        """After a page of what is open; after the last part, at the changes since it began."""
        begun = self if self.at else self._replace(at=page.at, newest=page.newest)
        if page.more:
            return begun._replace(after=page.end)
        if self.part == _OPEN or (self.part == _CREDIT and self.since):
            return begun._replace(part=_CREDIT if self.part == _OPEN else _PAID, after="")
        return Place(_CHANGED, begun.newest, begun.at)


class XledgerBooks:
    """The books of one company, which Xledger calls an entity."""

    kinds: tuple[Kind, ...] = ("customers", "items")

    def __init__(self, asking: Asking, url: str, company: str, chosen: Chosen) -> None:
        """Nothing is asked yet."""
        self._asking, self._host, self._company, self._chosen = asking, urlsplit(url).netloc, company, chosen
        self._owned: Filters = {"ownerDbId": int(company)} if company else {}
        self._imports = Imports(asking, chosen, company, self._owned)

    def companies(self) -> Iterator[CompanyIn]:
        """The entities that the right covers."""
        about: Filters = {"dbId": int(self._company)} if self._company else {}
        yield from map(reading.company, self._asking.rows("entities", ENTITY, about))

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:
        """All that is open of a kind, or what changed since; letters that Xledger sent are told with their invoices."""
        place = Place(**json.loads(cursor)) if cursor else Place()
        if kind == "customers":
            return self._customers(place)
        if place.part == _CHANGED and datetime.fromisoformat(place.at) + _CHANGES_KEPT < clock.now():
            place = Place(since=f"{datetime.fromisoformat(place.at).date() - _PAID_BEFORE}")
        return self._changes(place) if place.part == _CHANGED else self._lists(place)

    def document(self, item_id: str) -> AttachmentIn | None:
        """The invoice's paper; an address elsewhere is not asked, for the right goes with the question."""
        told = next(self._asking.rows("arTransactions", "invoiceFile { url }", {"dbId": int(item_id)}), {})
        url = str((told.get("invoiceFile") or {}).get("url") or "")
        if not url or urlsplit(url).netloc not in {"", self._host}:
            return None
        content = self._asking.content(url)
        return AttachmentIn(f"{item_id}.pdf", "application/pdf", content) if content.startswith(b"%PDF") else None

    def post(self, voucher: VoucherOut) -> str:
        """Lays a voucher among the imports; invoices are moved when Xledger books it."""
        return self._imports.post(voucher)

    def posted(self, voucher: VoucherOut) -> str:
        """The name of a voucher that waits among the imports, or is booked."""
        return self._imports.posted(voucher)

    def _customers(self, place: Place) -> Iterator[Read]:
        changed: Filters = {"modifiedAt_gte": place.since} if place.since else {}
        while True:
            page = self._asking.page("customers", CUSTOMER, {**self._owned, **changed}, place.after)
            at = place.at or page.at
            if page.more:
                place = place._replace(after=page.end, at=at)
            else:
                place = Place(since=f"{(datetime.fromisoformat(at) - _OVERLAP).astimezone(_HOUR):%Y-%m-%dT%H:%M:%S}")
            yield Read(_written(place), tuple(map(reading.party, page.rows)), last=not page.more)
            if not page.more:
                return

    def _lists(self, place: Place) -> Iterator[Read]:
        """What is open, what is for the customer's good, and what was paid since, where the changes are forgotten."""
        while place.part != _CHANGED:
            beside = "" if place.at else NEWEST
            page = self._asking.page("arTransactions", ITEM, self._listed(place), place.after, beside)
            moved = movements(self._matched(page.rows).values()) if place.part == _PAID else {}
            place = place.on(page)
            yield self._told(page, place, [reading.item(row, moved.get(str(row["dbId"]), ())) for row in page.rows])

    def _listed(self, place: Place) -> Filters:
        since: Filters = {"invoiceDate_gte": self._chosen.since.isoformat()} if self._chosen.since else {}
        if place.part == _CREDIT:
            return {**self._owned, "invoiceRemaining_lt": 0}
        if place.part == _PAID:
            return {**self._owned, **since, "invoiceRemaining": 0, "lastPaymentDate_gte": place.since}
        return {**self._owned, **since, "invoiceRemaining_gt": 0}

    def _told(self, page: Page, place: Place, items: list[BooksItemIn]) -> Read:
        today = date.fromisoformat(page.at[:10])
        letters = tuple(letter for row in page.rows if (letter := reading.reminder(row, today)))
        return Read(_written(place), items=tuple(items), reminders=letters, last=place.part == _CHANGED)

    def _changes(self, place: Place) -> Iterator[Read]:
        while True:
            page = self._asking.page("arTransaction_deltas", DELTA, {}, place.after)
            place = Place(_CHANGED, page.end, page.at)
            kinds: dict[str, str] = {}
            for row in page.rows:
                kinds.setdefault(str(row["dbId"]), str(row["mutationType"]))
            kinds = {key: kind for key, kind in kinds.items() if kind != "DELETED"}
            about: Filters = {**self._owned, "dbId_in": [*map(int, kinds)]}
            rows = self._matched(self._asking.rows("arTransactions", ITEM, about)) if kinds else {}
            told = page._replace(rows=tuple(rows.values()))
            yield replace(self._told(told, place, list(_changed(rows, kinds))), last=not page.more)
            if not page.more:
                return

    def _matched(self, rows: Iterable[Row]) -> dict[str, Row]:
        """Rows by their ids, with all that any of them is matched with."""
        found = {str(row["dbId"]): row for row in rows}
        if matches := sorted({match_of(row) for row in found.values()} - {0}):
            about: Filters = {**self._owned, "matchId_in": matches}
            found |= {str(row["dbId"]): row for row in self._asking.rows("arTransactions", ITEM, about)}
        return found


def _changed(rows: Mapping[str, Row], kinds: Mapping[str, str]) -> Iterator[BooksItemIn]:
    """Invoices, and what else is an item of its own or was one before it was matched.

    What bears the number of its invoice, such as its reversal, is told with that.
    """
    moved = movements(rows.values())
    claims = {key: reading.number(row) for key, row in rows.items() if reading.is_claim(row)}
    numbers = set(claims.values())
    for key, row in rows.items():
        is_own = reading.number(row) not in numbers and (reading.rest(row) or kinds.get(key) == "UPDATED")
        if key in claims or is_own:
            yield reading.item(row, moved.get(key, ()))


def _written(place: Place) -> str:
    return json.dumps(place._asdict())

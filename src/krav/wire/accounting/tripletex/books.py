"""The open books of one company in Tripletex: lists by pages, and what changed by the changes that each row names."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from krav.formats.values import AttachmentIn
from krav.formats.vouchers import VoucherOut
from krav.wire import clock
from krav.wire.accounting.protocol import Kind
from krav.wire.accounting.tripletex import reading
from krav.wire.accounting.tripletex.asking import PAGE, Asking, Page, Row
from krav.wire.accounting.tripletex.ledger import EVER, Ledger, dated
from krav.wire.accounting.tripletex.marks import Passage
from krav.wire.accounting.tripletex.session import OWN
from krav.wire.accounting.values import BooksItemIn, Chosen, CompanyIn, Read

_OVERLAP = timedelta(seconds=30)
_LOOKS_BACK = timedelta(days=180)
"""How old an invoice may be that is paid, and still be seen when its payment is taken back."""

_REMINDED = timedelta(days=400)
_TOGETHER = 400
"""So many ids stand in one address."""


class Place(NamedTuple):
    """Where a reading is: `since` what changed is told, `at` when it began, `start` where the next page begins.

    `oldest` is the day of the oldest invoice that is open, `first` the day of the first that is read at all.
    """

    since: str = ""
    at: str = ""
    start: int = 0
    oldest: str = ""
    first: str = ""

    def on(self, page: Page) -> "Place":
        """After a page; after the last, where the changes begin."""
        at = self.at or page.at
        if page.after:
            return self._replace(at=at, start=page.after)
        return Place(f"{datetime.fromisoformat(at) - _OVERLAP:%Y-%m-%dT%H:%M:%S}")


class TripletexBooks:
    """The books of one company."""

    kinds: tuple[Kind, ...] = ("customers", "items", "reminders")

    def __init__(self, asking: Asking, company: str, chosen: Chosen) -> None:
        """Nothing is asked yet."""
        self._asking, self._company, self._chosen = asking, company or OWN, chosen
        self._ledger = Ledger(asking, chosen)

    def companies(self) -> Iterator[CompanyIn]:
        """The company itself; asked by an accountant's employee, also each client that it may open."""
        found = self._asking.value("/token/session/>whoAmI", f"company({reading.COMPANY})")["company"]
        fields = "number,bankAccountNumber,isInvoiceAccount"
        accounts = self._asking.rows("/ledger/account", fields, {"isBankAccount": "true"})
        account = max(accounts, key=lambda row: bool(row.get("isInvoiceAccount")), default={})
        yield reading.company(found, self._company, account.get("bankAccountNumber") or "")
        if self._company == OWN and found.get("accountantOrSimilar"):
            for row in self._asking.rows("/company/>withLoginAccess", reading.COMPANY, {}):
                yield reading.company(row, str(row["id"]))

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:
        """All that is open of a kind, or what changed since."""
        place = Place(**json.loads(cursor)) if cursor else Place()
        if kind == "customers":
            return self._customers(place)
        if kind == "reminders":
            return self._reminders(place)
        return self._changed(place._replace(start=0)) if place.since else self._open(place)

    def document(self, item_id: str) -> AttachmentIn | None:
        """The invoice as it was sent."""
        content = self._asking.content(f"/invoice/{item_id}/pdf")
        return AttachmentIn(f"{item_id}.pdf", "application/pdf", content) if content.startswith(b"%PDF") else None

    def post(self, voucher: VoucherOut) -> str:
        """Books a voucher and the payments of the invoices it moves."""
        return self._ledger.post(voucher)

    def posted(self, voucher: VoucherOut) -> str:
        """The number of a voucher that is all there."""
        return self._ledger.posted(voucher)

    def _customers(self, place: Place) -> Iterator[Read]:
        asked = {"changedSince": place.since} if place.since else {}
        while True:
            page = self._asking.page("/customer", reading.CUSTOMER, asked, place.start)
            place = place.on(page)
            customers = tuple(reading.party(row) for row in page.rows)
            yield Read(_written(place), customers, last=not page.after)
            if not page.after:
                return

    def _open(self, place: Place) -> Iterator[Read]:
        """All that is open."""
        there, there_from = Passage(), ""
        while True:
            page = self._asking.page("/invoice", reading.INVOICE, dated(self._first, clock.today()), place.start)
            rows = list(filter(reading.is_open, page.rows))
            moved_from = reading.moved_from(rows)
            if moved_from and not "" < there_from <= moved_from:
                there, there_from = self._ledger.passage(date.fromisoformat(moved_from), clock.today()), moved_from
            place = self._after(place, page)
            yield Read(_written(place), items=self._told(rows, page.rows, there), last=not page.after)
            if not page.after:
                return

    def _changed(self, place: Place) -> Iterator[Read]:
        """What changed: no list names it, so all invoices are asked when they did, and those that did are read whole.

        What breaks off begins anew: it is seldom more than a few.
        """
        first = date.fromisoformat(place.first) if place.first else self._first
        begun, at, ids = _written(place), place, list[int]()
        while True:
            page = self._asking.page("/invoice", reading.TOUCHED, dated(first, clock.today()), at.start)
            ids += (int(row["id"]) for row in page.rows if reading.changed(row, place.since))
            at = self._after(at, page)
            if not page.after:
                break
        rows = [row for start in range(0, len(ids), _TOGETHER) for row in self._named(ids[start : start + _TOGETHER])]
        moved_from = reading.moved_from(rows)
        there = self._ledger.passage(date.fromisoformat(moved_from), clock.today()) if moved_from else Passage()
        for start in range(0, len(rows), PAGE):
            yield Read(begun, items=self._told(rows[start : start + PAGE], rows, there))
        yield Read(_written(at), last=True)

    def _after(self, place: Place, page: Page) -> Place:
        """The place after a page of invoices."""
        oldest = min([place.oldest or page.at[:10], *(row["invoiceDate"] for row in page.rows if reading.is_open(row))])
        place = place.on(page)
        return place._replace(oldest=oldest) if page.after else place._replace(first=self._next_first(oldest, page))

    def _named(self, ids: Sequence[int], fields: str = reading.INVOICE) -> Iterator[Row]:
        """Invoices by their ids."""
        return self._asking.rows("/invoice", fields, {"id": ",".join(map(str, ids)), **dated(EVER, clock.today())})

    def _told(self, rows: Sequence[Row], around: Sequence[Row], there: Passage) -> tuple[BooksItemIn, ...]:
        """The rows as items; the invoice that a credit note is for is seldom on another page."""
        numbers = {int(row["id"]): str(row["invoiceNumber"]) for row in around}
        if missing := {row["creditedInvoice"] for row in rows if row.get("creditedInvoice")} - numbers.keys():
            found = self._named(sorted(missing), "id,invoiceNumber")
            numbers |= {int(row["id"]): str(row["invoiceNumber"]) for row in found}
        own = self._ledger.own(rows, there)
        return tuple(reading.item(row, own, numbers) for row in rows)

    @property
    def _first(self) -> date:
        return self._chosen.since or EVER

    def _next_first(self, oldest: str, page: Page) -> str:
        """From which day invoices are looked at for changes: none that is open is older."""
        back = date.fromisoformat(page.at[:10]) - _LOOKS_BACK
        return max(self._first, min(date.fromisoformat(oldest), back)).isoformat()

    def _reminders(self, place: Place) -> Iterator[Read]:
        """The letters since a day; invoices are asked for theirs only where there are any, for a letter names none."""
        since = date.fromisoformat(place.since[:10]) if place.since else self._first
        days = {"dateFrom": since.isoformat(), "dateTo": (clock.today() + timedelta(days=2)).isoformat()}
        if not place.start:
            probe = self._asking.page("/reminder", "id", days)
            if not probe.rows:
                yield Read(_written(Place().on(probe)), last=True)
                return
        asked = dated(max(self._first, since - _REMINDED) if place.since else self._first, clock.today())
        while True:
            page = self._asking.page("/invoice", reading.REMINDERS, asked, place.start)
            place = place.on(page)
            letters = tuple(each for row in page.rows for each in reading.letters(row, since.isoformat()))
            yield Read(_written(place), reminders=letters, last=not page.after)
            if not page.after:
                return


def _written(place: Place) -> str:
    return json.dumps({name: told for name, told in place._asdict().items() if told})

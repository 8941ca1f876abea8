"""What is open in Fortnox, and what changed since: invoices by the page, with the payments that moved them."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from krav.wire.accounting.fortnox import reading
from krav.wire.accounting.fortnox.asking import Asking
from krav.wire.accounting.fortnox.posting import with_it
from krav.wire.accounting.fortnox.reading import Row
from krav.wire.accounting.values import BooksItemIn, MovementIn, Read, ReminderIn

Mark = Mapping[str, Any]
"""A cursor as it was kept: the page to go on with, and since when changes are asked for."""


class Changes:
    """The readings of one company's books."""

    def __init__(self, asking: Asking) -> None:
        """Nothing is asked yet."""
        self._asking = asking

    def customers(self, cursor: str) -> Iterator[Read]:
        """All customers, or those that changed."""
        mark = _mark(cursor)
        changed = {"lastmodified": reading.since(mark["since"])} if "since" in mark else {}
        number, at, last = mark.get("page", 1), mark.get("at", ""), False
        while not last:
            page = self._asking.page("customers", "Customers", number, **changed)
            at, number, last = at or page.at, number + 1, number >= page.pages
            kept = _kept({"since": at} if last else {**mark, "page": number, "at": at})
            yield Read(kept, customers=tuple(map(reading.customer, page.rows)), last=last)

    def items(self, cursor: str) -> Iterator[Read]:
        """All that is open, or what changed."""
        mark = _mark(cursor)
        return self._changed(mark) if "since" in mark else self._open(mark)

    def reminders(self, cursor: str) -> Iterator[Read]:
        """The letters that Fortnox sent since the cursor; without one, from now on.

        Only an invoice's whole row tells of them: it is asked for where an overdue invoice changed, which are few.
        """
        mark = _mark(cursor)
        if "since" not in mark:
            page = self._asking.page("invoices", "Invoices", filter="unpaidoverdue")
            yield Read(_kept({"since": page.at}), last=True)
            return
        number, at, last = mark.get("page", 1), mark.get("at", ""), False
        while not last:
            page = self._asking.page("invoices", "Invoices", number, lastmodified=reading.since(mark["since"]))
            at, number, last = at or page.at, number + 1, number >= page.pages
            kept = _kept({"since": at} if last else {**mark, "page": number, "at": at})
            yield Read(kept, reminders=tuple(self._letters(page.rows, at)), last=last)

    def _open(self, mark: Mark) -> Iterator[Read]:
        """All that is open. What is paid meanwhile leaves the list, and the rest moves up: the page before is read anew."""
        number, before, at, last = mark.get("page", 1), mark.get("total", 0), mark.get("at", ""), False
        while not last:
            page = self._asking.page("invoices", "Invoices", number, filter="unpaid")
            moved_up = number > 1 and page.total < before
            last = not moved_up and number >= page.pages
            number, before, at = number - 1 if moved_up else number + 1, page.total, at or page.at
            kept = _kept({"since": at} if last else {"page": number, "total": before, "at": at})
            yield Read(kept, items=tuple(self._items(page.rows, {})), last=last)

    def _changed(self, mark: Mark) -> Iterator[Read]:
        """What changed, and what was paid; an invoice that was paid is told even if Fortnox does not say that it changed."""
        changed = reading.since(mark["since"])
        moved, paid_at = self._movements(changed)
        number, at, last = mark.get("page", 1), mark.get("at") or paid_at, False
        while not last:
            page = self._asking.page("invoices", "Invoices", number, lastmodified=changed)
            number, last = number + 1, number >= page.pages
            rows = list(page.rows)
            told = {str(row["DocumentNumber"]) for row in rows}
            mine = {key: moved.pop(key) for key in told & moved.keys()}
            if last:
                rows += [row for key in moved if (row := self._asking.invoice(key))]
                mine |= moved
            kept = _kept({"since": at} if last else {**mark, "page": number, "at": at})
            yield Read(kept, items=tuple(self._items(rows, mine)), last=last)

    def _items(self, rows: Sequence[Row], moved: Mapping[str, tuple[MovementIn, ...]]) -> Iterator[BooksItemIn]:
        """The invoices that were booked. Only a credit note's whole row tells which invoice it is for; few are open."""
        for row in filter(reading.is_claim, rows):
            number, credited = str(row["DocumentNumber"]), ""
            if reading.decimal(row, "Total") < 0 and reading.decimal(row, "Balance"):
                credited = reading.credit_of(self._asking.whole_invoice(number))
            yield reading.item(row, moved.get(number, ()), credited)

    def _movements(self, changed: str) -> tuple[dict[str, tuple[MovementIn, ...]], str]:
        """What payments did, by invoice, and the system's clock before they were asked for."""
        first = self._asking.page("invoicepayments", "InvoicePayments", lastmodified=changed)
        rows = list(first.rows)
        for number in range(2, first.pages + 1):
            rows += self._asking.page("invoicepayments", "InvoicePayments", number, lastmodified=changed).rows
        rows = [row for row in rows if row["Booked"]]
        ours, found = self._ours(rows), defaultdict[str, tuple[MovementIn, ...]](tuple)
        for row in rows:
            key = str(row["Number"])
            whole = self._asking.payment(key) if reading.wants_a_closer_look(row) else row
            found[str(row["InvoiceNumber"])] += reading.movements(whole, ours.get(key, ""))
        return dict(found), first.at

    def _ours(self, rows: Sequence[Row]) -> dict[str, str]:
        """The numbers of our vouchers by the payments that go with them."""
        days = {date.fromisoformat(row["PaymentDate"]) for row in rows}
        vouchers = self._asking.vouchers(days)
        return {payment: reading.voucher_number(row) for row in vouchers for payment in with_it(row)[1]}

    def _letters(self, rows: Sequence[Row], at: str) -> Iterator[ReminderIn]:
        late = (row for row in filter(reading.is_claim, rows) if (row.get("DueDate") or at) < at[:10])
        owed = (row for row in late if reading.decimal(row, "Balance") > 0)
        letters = (reading.reminder(self._asking.whole_invoice(str(row["DocumentNumber"]))) for row in owed)
        return filter(None, letters)


def _mark(cursor: str) -> Mark:
    told: Mark = json.loads(cursor) if cursor else {}
    return told


def _kept(mark: Mark) -> str:
    return json.dumps(mark)

"""What is open in Conta, and what moved since: by the newest invoices, payments and vouchers that were known."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from krav.wire.accounting.conta import reading
from krav.wire.accounting.conta.asking import CUSTOMERS, INVOICES, PAGE, PAYMENTS, Asking, Row
from krav.wire.accounting.values import MovementIn, Read

_FEW = 10
"""So many customers are asked for one by one; where more have changed, the invoices are gone through from the newest."""
_SKEW = timedelta(days=1)
_SYSTEMS_OWN = "SYSTEM_TRANSACTION"

Moves = Callable[[Row], tuple[MovementIn, ...]]
"""What moved an invoice, as far as it is known."""


class Mark(NamedTuple):
    """The newest invoice, payment and voucher by their ids, and the page that the whole is read on from.

    `voucher` is below zero where the key opens no bookkeeping, `page` where all is read and changes are asked for.
    """

    invoice: int
    payment: int
    voucher: int
    page: int = -1
    total: int = 0

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(self._asdict())


def _unmoved(_: Row) -> tuple[MovementIn, ...]:
    return ()


class Changes:
    """The readings of one company's books."""

    def __init__(self, asking: Asking, since: date | None) -> None:
        """Nothing is asked yet; what is older than `since` is left alone."""
        self._asking, self._since = asking, str(since or "")

    def customers(self, cursor: str) -> Iterator[Read]:
        """All customers, or those that changed since the day before the last reading: Conta is asked by days."""
        mark: Mapping[str, str | int] = json.loads(cursor) if cursor else {}
        changed = {"modifiedFromDate": since} if (since := str(mark.get("since", ""))) else {}
        number, at, last = int(mark.get("page", 0)), str(mark.get("at", "")), False
        while not last:
            page = self._asking.page(CUSTOMERS, number, changed)
            at, number, last = at or page.at, number + 1, number + 1 >= page.pages
            kept = {"since": _day_before(at)} if last else {**mark, "page": number, "at": at}
            yield Read(json.dumps(kept), tuple(map(reading.customer, page.rows)), last=last)

    def items(self, cursor: str) -> Iterator[Read]:
        """All that is open, or what moved."""
        mark = Mark(**json.loads(cursor)) if cursor else self._begun()
        return self._open(mark) if mark.page >= 0 else self._changed(mark)

    def _begun(self) -> Mark:
        """Where the whole is read from: what comes from here on is told as a change later."""
        asking = self._asking
        return Mark(asking.newest(INVOICES), asking.newest(PAYMENTS), asking.newest_voucher(), 0)

    def _open(self, mark: Mark) -> Iterator[Read]:
        """All that is open. What is paid meanwhile leaves the list, and the rest moves up: the page before is read anew."""
        last = False
        while not last:
            page = self._asking.page(INVOICES, mark.page, {"type": "UNPAID"})
            moved_up = mark.page > 0 and page.total < mark.total
            last = not moved_up and mark.page + 1 >= page.pages
            following = mark.page - 1 if moved_up else mark.page + 1
            mark = mark._replace(page=-1 if last else following, total=0 if last else page.total)
            yield self._read(mark, page.rows, last=last)

    def _changed(self, mark: Mark) -> Iterator[Read]:
        """The invoices that are new, or that a payment, a credit note or a voucher has moved since, as they are now."""
        asking = self._asking
        fresh = asking.after(INVOICES, mark.invoice)
        paid = asking.after(PAYMENTS, mark.payment)
        booked = asking.vouchers_after(mark.voucher)
        moved: dict[int, list[MovementIn]] = defaultdict(list)
        settled: dict[int, list[Row]] = defaultdict(list)
        whose: dict[int, int] = {}
        for row in filter(reading.is_of_invoice, paid.values()):
            settled[row["invoiceId"]].append(row)
            whose[row["invoiceId"]] = row["customerId"]
        for row in fresh.values():
            if credited := row.get("creditedInvoiceId"):
                moved[credited].append(reading.credit(row))
                whose[credited] = row["customerId"]
        for voucher, line in self._lines(booked, {*fresh, *whose}):
            moved[line["invoiceId"]].append(reading.movement(voucher, line))
            whose[line["invoiceId"]] = line["customerId"]

        def moves(invoice: Row) -> tuple[MovementIn, ...]:
            return (*moved[invoice["id"]], *(reading.payment(row, invoice) for row in settled[invoice["id"]]))

        rows = fresh | self._named({key: customer for key, customer in whose.items() if key not in fresh})
        now = Mark(max(mark.invoice, *fresh, 0), max(mark.payment, *paid, 0), max(mark.voucher, *booked, -1))
        yield self._read(now, rows.values(), moves, last=True)

    def _lines(self, booked: Mapping[int, Row], known: set[int]) -> Iterator[tuple[Row, Row]]:
        """The lines on invoices of the vouchers that nothing else tells of; the journal tells them, day by day."""
        wanted = {
            key: row
            for key, row in booked.items()
            if row.get("transactionSourceType") != _SYSTEMS_OWN or (row.get("invoiceId") or 0) not in {*known, 0}
        }
        for day in sorted({row["date"] for row in wanted.values()}):
            for voucher in self._asking.journal(day):
                if voucher["id"] in wanted:
                    yield from ((voucher, line) for line in reading.lines(voucher))

    def _named(self, whose: Mapping[int, int]) -> dict[int, Row]:
        """Invoices by their ids, which are asked for by their customers."""
        customers = sorted(set(whose.values()))
        if len(customers) > _FEW:
            return {key: row for key, row in self._asking.after(INVOICES, min(whose) - 1, PAGE).items() if key in whose}
        rows = (row for customer in customers for row in self._asking.all(INVOICES, {"customerId": customer}))
        return {row["id"]: row for row in rows if row["id"] in whose}

    def _read(self, mark: Mark, rows: Iterable[Row], moves: Moves = _unmoved, *, last: bool) -> Read:
        """Invoices with what moved them, and the letters that Conta sent for them."""
        told = [row for row in rows if reading.is_issued(row) and row["invoiceDate"] >= self._since]
        items = tuple(reading.item(row, moves(row)) for row in told)
        letters = tuple(filter(None, map(reading.reminder, told)))
        return Read(mark.text(), items=items, reminders=letters, last=last)


def _day_before(at: str) -> str:
    return str((datetime.fromisoformat(at) - _SKEW).date())

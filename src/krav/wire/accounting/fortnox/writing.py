"""Posting in Fortnox once, though it takes several requests and any answer may be lost.

Payments are made first, not yet booked: so they move nothing. Then comes the voucher that names them. Then they are booked.
Whoever posts again finds a payment without a voucher by what it says, and everything else by the voucher's name.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.fortnox.asking import Asking
from krav.wire.accounting.fortnox.posting import (
    Move,
    check_accounts,
    is_called,
    is_same,
    moves,
    payment_body,
    voucher_body,
    with_it,
    within,
)
from krav.wire.accounting.fortnox.reading import HOME, Row, is_claim, voucher_number
from krav.wire.accounting.values import Chosen
from krav.wire.broken import Broken, Refused, Uncertain

_SERIES: Final = "A"
_FOREIGN: Final = "{system} has invoice {number} in {currency}. What Krav would post on it must be booked there by a person."


class Writing:
    """Our vouchers in one company's books."""

    def __init__(self, asking: Asking, chosen: Chosen) -> None:
        """Nothing is asked yet."""
        self._asking, self._caller, self._chosen = asking, asking.caller, chosen

    def post(self, voucher: VoucherOut) -> str:
        """Books what is not booked yet of a voucher; its number."""
        check_accounts(voucher, self._asking.name)
        of_the_day = list(self._asking.vouchers([voucher.on]))
        row = self._named(of_the_day, voucher)
        if row is None:
            row = self._written(voucher, {number for each in of_the_day for number in with_it(each)[1]})
        for number in self._unbooked(row):
            self._caller.send("PUT", f"/3/invoicepayments/{number}/bookkeep")
        return voucher_number(row)

    def posted(self, voucher: VoucherOut) -> str:
        """The number of the voucher, if all of it is there."""
        row = self._named(self._asking.vouchers([voucher.on]), voucher)
        return "" if row is None or any(self._unbooked(row)) else voucher_number(row)

    def _written(self, voucher: VoucherOut, taken: set[str]) -> Row:
        """The payments and the voucher; where Fortnox will not have one of them, the payments go again.

        A payment that is there and goes with no voucher is taken, before a new one is made.
        """
        possible = [move for wanted in moves(voucher) if (move := self._possible(wanted))]
        found: list[str] = []
        try:
            for move in possible:
                found.append(self._loose(voucher, move, taken | set(found)) or self._made(voucher, move))
            return self._booked(voucher, found)
        except Refused:
            with suppress(Broken, Uncertain):
                for number in found:
                    self._caller.send("DELETE", f"/3/invoicepayments/{number}")
            raise

    def _booked(self, voucher: VoucherOut, payments: Sequence[str]) -> Row:
        """The voucher itself."""
        year, series = self._asking.year(voucher.on), self._chosen.journal or _SERIES
        body = voucher_body(voucher, series, year, payments, self._chosen.places)
        row: Row = self._caller.send("POST", "/3/vouchers", body, {"financialyear": year}).told["Voucher"]
        return row

    def _possible(self, wanted: Move) -> Move | None:
        """The move, if Fortnox has the invoice in its ledger and it has room."""
        row = self._asking.invoice(wanted.invoice)
        if row is None or not is_claim(row) or row.get("Cancelled"):
            return None
        if (currency := row.get("Currency") or HOME) != HOME:
            about = {"system": self._asking.name, "number": wanted.invoice, "currency": currency}
            raise Refused(_FOREIGN, about)
        move = within(wanted, row)
        return move if move.minor else None

    def _loose(self, voucher: VoucherOut, move: Move, taken: set[str]) -> str:
        """A payment of the same words that is not booked and that no voucher names."""
        for row in self._asking.all("invoicepayments", "InvoicePayments", invoicenumber=move.invoice):
            number = str(row["Number"])
            if row["Booked"] or number in taken or row["PaymentDate"] != str(voucher.on):
                continue
            if is_same(self._asking.payment(number), voucher, move):
                return number
        return ""

    def _made(self, voucher: VoucherOut, move: Move) -> str:
        body = payment_body(voucher, move, self._asking.mode(move.account))
        return str(self._caller.send("POST", "/3/invoicepayments", body).told["InvoicePayment"]["Number"])

    def _unbooked(self, row: Row) -> Iterator[str]:
        """The payments of a voucher that are not booked yet."""
        for number in sorted(with_it(row)[1], key=int):
            if not self._asking.payment(number)["Booked"]:
                yield number

    def _named(self, rows: Iterable[Row], voucher: VoucherOut) -> Row | None:
        """The voucher of the same name, with the payments that it names."""
        for row in rows:
            if with_it(row)[0] == voucher.name:
                return row
            if "Comments" not in row and is_called(row, voucher):
                return self._asking.whole_voucher(row)
        return None

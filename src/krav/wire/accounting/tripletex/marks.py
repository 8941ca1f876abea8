"""How Krav knows its own payments: a line on an account of passage says which invoice it is for, a payment takes it off.

A payment of an invoice has no text in Tripletex. So each voucher that moves an invoice has a line on the account that
Krav's payment type debits, marked with the voucher's name and the invoice; the payment is registered on the same day with
the same amount. Marks and payments are paired in their order: what has no payment yet is what was not registered.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from krav.wire.accounting.tripletex.asking import Row

_MARK = re.compile(r"Krav (?P<name>\S+) #(?P<invoice>\S+)(?P<lost> \(not paid\))?")


class Mark(NamedTuple):
    """What a line of a voucher does to an invoice's rest; `name` is the voucher's own, `number` the system's."""

    name: str
    number: str
    invoice: str
    on: str
    amount: Decimal
    not_payment: bool


@dataclass(frozen=True)
class Passage:
    """What stands on the account of passage: the marks in order, and the vouchers of the payments that took them off."""

    marks: tuple[Mark, ...] = ()
    payments: frozenset[int] = frozenset()

    @cached_property
    def by_invoice(self) -> Mapping[str, list[Mark]]:
        """The marks of each invoice."""
        found: dict[str, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.invoice, []).append(mark)
        return found


def text_of(name: str, invoice: str, *, not_payment: bool) -> str:
    """The text of a marked line."""
    return f"Krav {name} #{invoice}{' (not paid)' if not_payment else ''}"


def passage(rows: Iterable[Row], number_of: Callable[[Row], str]) -> Passage:
    """The account's postings, read."""
    marks: list[Mark] = []
    payments: set[int] = set()
    for row in sorted(rows, key=lambda each: int(each["id"])):
        found, voucher = _MARK.fullmatch(row.get("description") or ""), row["voucher"]
        if found:
            amount, lost = Decimal(row["amount"]), bool(found["lost"])
            marks.append(Mark(found["name"], number_of(voucher), found["invoice"], row["date"], amount, lost))
        else:
            payments.add(int(voucher["id"]))
    return Passage(tuple(marks), frozenset(payments))


def paired(there: Passage, invoice: str, moves: Sequence[Row]) -> tuple[dict[int, Mark], list[Mark]]:
    """The marks of an invoice by the ids of the postings that registered them; and those that nothing registered."""
    left = list(there.by_invoice.get(invoice, ()))
    found: dict[int, Mark] = {}
    for row in moves:
        if int(row["voucher"]["id"]) in there.payments:
            wanted = (row["date"], Decimal(row["amount"]))
            mark = next((each for each in left if (each.on, each.amount) == wanted), None)
            if mark:
                left.remove(mark)
                found[int(row["id"])] = mark
    return found, left

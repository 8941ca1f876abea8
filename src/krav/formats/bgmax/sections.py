"""One section of a BgMax file: payments to one bankgiro in one currency, closed by the deposit they came in."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from krav.formats.bgmax.lines import Line, Lines
from krav.formats.bgmax.payments import DEDUCTION, Deposit, Reading, payments
from krav.formats.values import PaymentIn
from krav.kernel.money import Money

_FRAME = frozenset({"01", "05", "15", "70"})


class Section(NamedTuple):
    """The records 05 to 15 of payments to `account`, the receiver's bankgiro; `content` is all of it, to tell a copy."""

    account: str
    currency: str
    paid_on: date
    payments: Sequence[PaymentIn]
    deductions: int
    extra_references: int
    content: Sequence[str]


def section(lines: Lines, place: int, reading: Reading) -> tuple[Section, int]:
    """The section that begins at `place`, and the place after it. The day the money came stands only in its last record.

    Raises:
        FormatError: when it is never closed, or its deposit has another sum, count or currency than its payments.
    """
    first, account, currency = _receiver(lines, place)
    after = next((later for later in range(place + 1, len(lines.rows)) if lines.records[later] in _FRAME), None)
    if after is None:
        problem = f"the file is cut off: record 15 for the section in line {first.number} is missing."
        raise lines.line(len(lines.rows) - 1).wrong(problem)
    end = lines.line(after)
    if end.record != "15":
        raise end.wrong(f"record {end.record} stands before record 15 closed the section in line {first.number}.")
    paid_on, number = end.day(38, "pay date"), end.digits(46, 50, "deposit number")
    deposit = Deposit(paid_on, currency, f"{account}-{number}-{paid_on}")
    found = payments(lines, place + 1, after, deposit, reading)
    _check(end, found, currency)
    records = lines.records[place:after]
    extra = records.count("22") + records.count("23")
    content = lines.rows[place : after + 1]
    return Section(account, currency, paid_on, found, records.count(DEDUCTION), extra, content), after + 1


def _receiver(lines: Lines, place: int) -> tuple[Line, str, str]:
    """Record 05: its line, the bankgiro (or else plusgiro) and the currency."""
    line = lines.line(place)
    account, currency = line.text(3, 12).lstrip("0") or line.text(13, 22).lstrip("0"), line.text(23, 25)
    if not re.fullmatch(r"[0-9]+", account):
        raise line.wrong(f"the receiver's bankgiro “{line.text(3, 12)}” is not a number.", (3, 12))
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise line.wrong(f"“{currency}” is not a currency.", (23, 25))
    return line, account, currency


def _check(end: Line, found: Sequence[PaymentIn], currency: str) -> None:
    """Compare record 15 with the payments it closes."""
    if end.text(69, 71) != currency:
        raise end.wrong(f"the deposit is in {end.text(69, 71) or 'no currency'}, its section in {currency}.", (69, 71))
    stated, total = end.number_at(51, 68, "sum"), sum(payment.amount.minor for payment in found)
    if stated != total:
        problem = f"the deposit is {Money(stated, currency)}, its payments make {Money(total, currency)}."
        raise end.wrong(problem, (51, 68))
    count = end.number_at(72, 79, "number of payments")
    if count != len(found):
        raise end.wrong(f"it counts {count} payments and deductions, the section has {len(found)}.", (72, 79))

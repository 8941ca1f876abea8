"""Payments with KID from Nets: OCR giro files (service 09), with every count, sum and date in them checked."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from krav.formats.ocr_giro.lines import Line, Lines, lines
from krav.formats.ocr_giro.transactions import CURRENCY, transactions
from krav.formats.values import BankFileIn, FormatError, PaymentIn, StatementIn, Unused
from krav.kernel.money import Minor, Money
from krav.kernel.uncollected import uncollected

FORMAT = "OCR giro"
_OCR_GIRO = "09"
_OTHER = {
    ("21", "00"): "AvtaleGiro payment requests",
    ("21", "24"): "AvtaleGiro agreements",
    ("21", "36"): "AvtaleGiro cancellations",
}
_FIRST_RECORD = re.compile(rb"(?:\xef\xbb\xbf)?\s*NY[0-9]{6}")


@dataclass(frozen=True, slots=True)
class _Assignment:
    """The lines 20 to 88 of one assignment and what they came to; `other` names another service."""

    account: str
    payments: Sequence[PaymentIn]
    until_on: date | None
    other: str
    transactions: int
    net: Minor
    gross: Minor
    unused: Sequence[Unused]


def recognises(data: bytes, _name: str) -> bool:
    """Whether the file begins with a record of Nets."""
    return bool(_FIRST_RECORD.match(data))


@uncollected
def read(data: bytes, name: str) -> BankFileIn:
    """The payments of every transmission in the file, one statement an account, in Norwegian kroner.

    Assignments of other services are left out with a remark.

    Raises:
        FormatError: when a count, sum or date of an end record is not what the records say, the file is cut off, a
            field is wrong, or it holds no OCR giro but other services.
    """
    found = lines(data, name)
    transmissions = [_transmission(found, *block) for block in _blocks(found, 0, len(found.records), "10", "89")]
    assignments = [assignment for inside, _ in transmissions for assignment in inside]
    others = sorted({assignment.other for assignment in assignments if assignment.other})
    taken = [assignment for assignment in assignments if not assignment.other]
    if others and not taken:
        raise FormatError(name, "", f"the file holds {' and '.join(others)}, no payments.", "Import the OCR giro file.")
    ends = [ended_on for _, ended_on in transmissions if ended_on]
    return BankFileIn(
        statements=tuple(_statements(taken, ends, found.line(0))),
        format=FORMAT,
        remarks=tuple(f"left out: {other}" for other in others) + (() if taken else ("no payments in the file",)),
        unused=tuple(unused for assignment in assignments if assignment.other for unused in assignment.unused),
    )


def _statements(assignments: Sequence[_Assignment], ends: Sequence[date], first: Line) -> Iterator[StatementIn]:
    for account in dict.fromkeys(assignment.account for assignment in assignments):
        own = [assignment for assignment in assignments if assignment.account == account]
        until_on = max((day for day in (*(part.until_on for part in own), *ends) if day), default=None)
        if until_on is None:
            raise first.wrong(f"no record of account {account} has a date.")
        unused = tuple(unused for part in own for unused in part.unused)
        yield StatementIn(
            payments=tuple(payment for part in own for payment in part.payments),
            format=FORMAT,
            account=account,
            currency=CURRENCY,
            until_on=until_on,
            remarks=(f"records that OCR giro does not know, left out: {len(unused)}",) if unused else (),
            unused=unused,
        )


def _blocks(lines: Lines, first: int, after: int, start: str, end: str) -> Iterator[tuple[int, int]]:
    """First and last place of each block from a start record to its end record; nothing may stand between two blocks."""
    begun: int | None = None
    for place in range(first, after):
        record = lines.records[place]
        if begun is None:
            if record != start:
                raise lines.line(place).wrong(f"record {record} stands where record {start} should.")
            begun = place
        elif record == end:
            yield begun, place
            begun = None
        elif record == start:
            problem = f"record {start} begins again before record {end} ended line {begun + 1}."
            raise lines.line(place).wrong(problem)
    if begun is not None:
        raise lines.line(after - 1).wrong(f"the file is cut off: record {end} for line {begun + 1} is missing.")


def _transmission(lines: Lines, first: int, last: int) -> tuple[list[_Assignment], date | None]:
    """The assignments between records 10 and 89, and the day of record 89."""
    assignments = [_assignment(lines, *inside) for inside in _blocks(lines, first + 1, last, "20", "88")]
    end = lines.line(last)
    count, net = sum(part.transactions for part in assignments), sum(part.net for part in assignments)
    _check_end(end, count, last - first + 1, net, sum(part.gross for part in assignments))
    return assignments, end.day(42, "date")


def _assignment(lines: Lines, place: int, last: int) -> _Assignment:
    first, end = lines.line(place), lines.line(last)
    if end.service != first.service:
        raise end.wrong(f"the record is of service {end.service}, its assignment of {first.service}.")
    if first.service != _OCR_GIRO:
        return _other(first, end)
    account = first.digits(25, 35, "assignment account")
    found = transactions(lines, place + 1, last, account)
    _check_end(end, len(found.payments), last - place + 1, found.net, found.gross)
    _check_dates(end, found.days)
    ended_on = end.day(42, "date")
    return _Assignment(
        account=account,
        payments=found.payments,
        until_on=max(found.days if ended_on is None else {*found.days, ended_on}, default=None),
        other="",
        transactions=len(found.payments),
        net=found.net,
        gross=found.gross,
        unused=found.unused,
    )


def _other(first: Line, end: Line) -> _Assignment:
    """An assignment of another service; its own end record is believed for the transmission's totals."""
    what = _OTHER.get((first.service, first.kind), f"service {first.service}, type {first.kind}")
    count, total = end.number_at(9, 16, "number of transactions"), end.number_at(25, 41, "sum")
    unused = Unused(f"lines {first.number}–{end.number}", f"{what} are no payments")
    return _Assignment("", (), None, what, count, total, total, (unused,))


def _check_end(end: Line, transactions: int, records: int, net: Minor, gross: Minor) -> None:
    """Compare an end record (88, 89) with what was read; its sum has reversals taken off, or counted like the rest."""
    stated = end.number_at(9, 16, "number of transactions")
    if stated != transactions:
        raise end.wrong(f"it counts {stated} transactions, the file has {transactions}.", (9, 16))
    stated = end.number_at(17, 24, "number of records")
    if stated != records:
        raise end.wrong(f"it counts {stated} records, the file has {records}.", (17, 24))
    stated = end.number_at(25, 41, "sum")
    if stated not in {abs(net), gross}:
        raise end.wrong(f"its sum is {_kroner(stated)}, the transactions make {_kroner(net)}.", (25, 41))


def _kroner(amount: Minor) -> Money:
    return Money(amount, CURRENCY)


def _check_dates(end: Line, days: Collection[date]) -> None:
    """Columns 48 and 54: the earliest and the latest settlement date of the assignment."""
    for column, what, found in ((48, "earliest", min(days, default=None)), (54, "latest", max(days, default=None))):
        stated = end.day(column, f"{what} settlement date")
        if stated and stated != found:
            columns = (column, column + 5)
            raise end.wrong(f"its {what} settlement date is {stated}, in the file it is {found}.", columns)

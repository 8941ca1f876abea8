"""Payments with KID from Nets: OCR giro files (service 09), with every count, sum and date in them checked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from krav.formats.ocr_giro.lines import FETCH, Line, lines
from krav.formats.ocr_giro.transactions import CURRENCY, transaction
from krav.formats.values import BankFileIn, FormatError, PaymentIn, StatementIn
from krav.kernel.money import Minor, Money

_FORMAT = "OCR giro"
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
    payments: tuple[PaymentIn, ...]
    until_on: date | None
    other: str
    transactions: int
    net: Minor
    gross: Minor


def recognises(data: bytes, _name: str) -> bool:
    """Whether the file begins with a record of Nets."""
    return bool(_FIRST_RECORD.match(data))


def read(data: bytes, name: str) -> BankFileIn:
    """The payments of every transmission in the file, one statement an account, in Norwegian kroner.

    Assignments of other services are left out with a remark.

    Raises:
        FormatError: when a count, sum or date of an end record is not what the records say, the file is cut off, a
            field is wrong, or it holds no OCR giro but other services.
    """
    records = list(lines(data, name))
    transmissions = [_transmission(block) for block in _blocks(records, "10", "89")]
    assignments = [assignment for inside, _ in transmissions for assignment in inside]
    others = sorted({assignment.other for assignment in assignments if assignment.other})
    taken = [assignment for assignment in assignments if not assignment.other]
    if others and not taken:
        raise FormatError(name, "", f"the file holds {' and '.join(others)}, no payments.", "Import the OCR giro file.")
    ends = [ended_on for _, ended_on in transmissions if ended_on]
    remarks = tuple(f"left out: {other}" for other in others) + (() if taken else ("no payments in the file",))
    return BankFileIn(statements=tuple(_statements(taken, ends, records[0])), format=_FORMAT, remarks=remarks)


def _statements(assignments: Sequence[_Assignment], ends: Sequence[date], first: Line) -> Iterator[StatementIn]:
    for account in dict.fromkeys(assignment.account for assignment in assignments):
        own = [assignment for assignment in assignments if assignment.account == account]
        until_on = max((day for day in (*(part.until_on for part in own), *ends) if day), default=None)
        if until_on is None:
            raise first.wrong(f"no record of account {account} has a date.")
        payments = tuple(payment for assignment in own for payment in assignment.payments)
        yield StatementIn(payments, _FORMAT, account, CURRENCY, until_on)


def _blocks(records: Sequence[Line], start: str, end: str) -> Iterator[Sequence[Line]]:
    """The records from each start record to its end record; nothing may stand between two blocks."""
    begun: int | None = None
    for place, line in enumerate(records):
        if begun is None and line.record != start:
            raise line.wrong(f"record {line.record} stands where record {start} should.")
        if begun is not None and line.record == start:
            raise line.wrong(f"record {start} begins again before record {end} ended line {records[begun].number}.")
        if begun is None:
            begun = place
        elif line.record == end:
            yield records[begun : place + 1]
            begun = None
    if begun is not None:
        raise records[-1].wrong(f"the file is cut off: record {end} for line {records[begun].number} is missing.")


def _transmission(block: Sequence[Line]) -> tuple[list[_Assignment], date | None]:
    """The assignments between records 10 and 89, and the day of record 89."""
    assignments = [_assignment(inside) for inside in _blocks(block[1:-1], "20", "88")]
    count, net = sum(part.transactions for part in assignments), sum(part.net for part in assignments)
    _check_end(block[-1], count, len(block), net, sum(part.gross for part in assignments))
    return assignments, block[-1].day(42, "date")


def _assignment(block: Sequence[Line]) -> _Assignment:
    first, end = block[0], block[-1]
    stray = next((line for line in block if line.service != first.service), None)
    if stray:
        raise stray.wrong(f"the record is of service {stray.service}, its assignment of {first.service}.")
    if first.service != _OCR_GIRO:
        return _other(block)
    account = first.digits(25, 35, "assignment account")
    transactions = [transaction(part, account) for part in _transactions(block[1:-1])]
    days = [item.settled_on for item in transactions]
    net, gross = sum(item.payment.amount.minor for item in transactions), sum(item.gross for item in transactions)
    _check_end(end, len(transactions), len(block), net, gross)
    _check_dates(end, days)
    ended_on = end.day(42, "date")
    return _Assignment(
        account=account,
        payments=tuple(item.payment for item in transactions),
        until_on=max(days if ended_on is None else [*days, ended_on], default=None),
        other="",
        transactions=len(transactions),
        net=net,
        gross=gross,
    )


def _other(block: Sequence[Line]) -> _Assignment:
    """An assignment of another service; its own end record is believed for the transmission's totals."""
    first, end = block[0], block[-1]
    what = _OTHER.get((first.service, first.kind), f"service {first.service}, type {first.kind}")
    count, total = end.number_at(9, 16, "number of transactions"), end.number_at(25, 41, "sum")
    return _Assignment("", (), None, what, count, total, total)


def _transactions(records: Sequence[Line]) -> Iterator[Sequence[Line]]:
    starts = [place for place, line in enumerate(records) if line.record == "30"]
    if records and starts[:1] != [0]:
        raise records[0].wrong(f"record {records[0].record} stands where a transaction should begin with record 30.")
    for start, after in pairwise([*starts, len(records)]):
        yield records[start:after]


def _check_end(end: Line, transactions: int, records: int, net: Minor, gross: Minor) -> None:
    """Compare an end record (88, 89) with what was read; its sum has reversals taken off, or counted like the rest."""
    stated = end.number_at(9, 16, "number of transactions")
    if stated != transactions:
        raise end.wrong(f"it counts {stated} transactions, the file has {transactions}.", FETCH, (9, 16))
    stated = end.number_at(17, 24, "number of records")
    if stated != records:
        raise end.wrong(f"it counts {stated} records, the file has {records}.", FETCH, (17, 24))
    stated = end.number_at(25, 41, "sum")
    if stated not in {abs(net), gross}:
        raise end.wrong(f"its sum is {_kroner(stated)}, the transactions make {_kroner(net)}.", FETCH, (25, 41))


def _kroner(amount: Minor) -> Money:
    return Money(amount, CURRENCY)


def _check_dates(end: Line, days: Sequence[date]) -> None:
    """Columns 48 and 54: the earliest and the latest settlement date of the assignment."""
    for column, what, found in ((48, "earliest", min(days, default=None)), (54, "latest", max(days, default=None))):
        stated = end.day(column, f"{what} settlement date")
        if stated and stated != found:
            columns = (column, column + 5)
            raise end.wrong(f"its {what} settlement date is {stated}, in the file it is {found}.", FETCH, columns)

"""The lines of an account statement as values: day, signed amount, balance, status and words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from typing import NamedTuple

from krav.formats.sheets.amounts import read_amounts, read_currency
from krav.formats.sheets.dates import month_first, notation, read_day
from krav.formats.sheets.reading import CellError, Reading, meaning
from krav.formats.statement.words import DIRECTIONS, STATUSES, currency_of
from krav.kernel.money import Minor

DAYS = ("booked_on", "day", "value_on")
"""The columns that may say when a line was booked, the surest first."""
AMOUNTS = ("amount", "money_in", "money_out")
_ALL_AMOUNTS = (*AMOUNTS, "balance")
_CLOCK = re.compile(r"[ T]\d\d[:.]\d\d(?:[:.]\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_AGAIN = "Fetch the statement from the bank again."
_KRONER = re.compile(r"kr\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Booking:
    """One line. `day` is None where it is not booked yet; `amount` None where it has none, above zero when it came in.

    `balance` is that after the line, where the bank says it.
    """

    line: int
    day: date | None
    status: str
    amount: Minor | None
    balance: Minor | None
    currency: str
    account: str
    texts: tuple[str, ...]
    references: tuple[str, ...]
    archive: str
    type: str
    payer_name: str
    payer_account: str


class _Amounts(NamedTuple):
    """The signed amount and the balance of each line, and the currency written beside them, if any."""

    amounts: list[Minor | None]
    balances: list[Minor | None]
    currency: str


def bookings(reading: Reading, currency: str) -> list[Booking]:
    """The lines in the file's order; `currency` is meant where neither a column nor a heading names one.

    Raises:
        FormatError: the first cell that cannot be read.
    """
    money = _money(reading, currency)
    days, statuses = _days(reading)
    _check_filled(reading, statuses, DAYS, "the line has no day.")
    _check_filled(reading, statuses, _ALL_AMOUNTS, "the line has no amount.")
    names, accounts = _payers(reading)
    columns = (
        reading.table.lines,
        days,
        statuses,
        money.amounts,
        money.balances,
        _currencies(reading, money.currency or currency),
        _accounts(reading),
        _together(reading, ("text", "message")),
        _together(reading, ("reference",)),
        reading.cells("archive_reference"),
        reading.cells("type"),
        names,
        accounts,
    )
    reading.settle()
    return list(map(Booking, *columns))


def _check_filled(reading: Reading, statuses: Sequence[str], fields: Sequence[str], problem: str) -> None:
    """Every booked line has something in one of the columns."""
    columns = {field: reading.table.columns[field].cells for field in fields if field in reading.table.columns}
    for index, (status, *cells) in enumerate(zip(statuses, *columns.values(), strict=True)):
        if status == "booked" and not any(cells):
            reading.report(next(iter(columns)), CellError(problem, _AGAIN, index))
            return


def _days(reading: Reading) -> tuple[list[date | None], list[str]]:
    """The day of each line, and whether it is booked, pending or rejected; a bank may write that where the day belongs."""
    count = len(reading.table.lines)
    statuses = reading.each("status", partial(meaning, STATUSES, "status"), "booked")
    known = [field for field in DAYS if field in reading.table.columns]
    cells = {field: [_CLOCK.sub("", cell) for cell in reading.table.columns[field].cells] for field in known}
    leading = month_first(chain.from_iterable(cells.values()))
    days: list[date | None] = [None] * count
    for field in known:
        reading.remark(field, notation(cells[field], month_first=leading))
        read = reading.each(field, lambda cell: _day(cell, leading=leading), None)
        days = [day or other for day, other in zip(days, read, strict=True)]
    first = reading.table.columns[known[0]].cells
    waiting = [STATUSES.meaning(cell) == "pending" for cell in first]
    return days, ["pending" if waits else status for waits, status in zip(waiting, statuses, strict=True)]


def _day(cell: str, *, leading: bool) -> date | None:
    if STATUSES.meaning(cell) == "pending":
        return None
    return read_day(_CLOCK.sub("", cell), month_first=leading)


def _money(reading: Reading, currency: str) -> _Amounts:
    """The columns of money are read as one, for they are written one way."""
    columns, count = reading.table.columns, len(reading.table.lines)
    fields = [field for field in _ALL_AMOUNTS if field in columns]
    cells = [cell.removeprefix("+").lstrip() for field in fields for cell in columns[field].cells]
    blank: list[Minor | None] = [None] * count
    try:
        read = read_amounts(cells, currency)
    except CellError as error:
        place, index = divmod(error.index, count)
        reading.report(fields[place], CellError(error.problem, error.remedy, index))
        return _Amounts(blank, blank, "")
    parts: dict[str, list[Minor | None]] = dict.fromkeys(_ALL_AMOUNTS, blank)
    for place, field in enumerate(fields):
        start = place * count
        pairs = zip(cells[start : start + count], read.minors[start : start + count], strict=True)
        parts[field] = [minor if cell else None for cell, minor in pairs]
    reading.remark(fields[0], read.notation)
    return _Amounts(_signed(reading, parts), parts["balance"], read.currency)


def _signed(reading: Reading, parts: dict[str, list[Minor | None]]) -> list[Minor | None]:
    """What came in above zero, what went out below; a column of what went out may be written with or without a minus."""
    directions = reading.each("direction", partial(meaning, DIRECTIONS, "direction"), "")
    result: list[Minor | None] = []
    columns = zip(parts["amount"], parts["money_in"], parts["money_out"], directions, strict=True)
    for index, (amount, come, gone, direction) in enumerate(columns):
        if come and gone:
            problem = "the line has both money in and money out."
            reading.report("money_out", CellError(problem, _AGAIN, index))
        moved = (come or 0) - abs(gone or 0) if come is not None or gone is not None else None
        whole = moved if amount is None else amount
        result.append(whole if whole is None or not direction else abs(whole) * (1 if direction == "money_in" else -1))
    return result


def _currencies(reading: Reading, currency: str) -> list[str]:
    headings = (reading.table.columns[field].heading for field in _ALL_AMOUNTS if field in reading.table.columns)
    stated = next((code for heading in headings if (code := currency_of(heading))), currency)
    return reading.each("currency", lambda cell: stated if _KRONER.fullmatch(cell) else read_currency(cell), stated)


def _accounts(reading: Reading) -> list[str]:
    """The account each line is of, with its clearing number before it."""
    pairs = zip(reading.cells("clearing"), reading.cells("account"), strict=True)
    return [f"{clearing} {account}".strip() if account else "" for clearing, account in pairs]


def _together(reading: Reading, fields: Sequence[str]) -> list[tuple[str, ...]]:
    """The filled cells of all columns of the fields, none twice."""
    names = [name for field in fields for name in reading.table.columns if name.partition(" ")[0] == field]
    if not names:
        return [()] * len(reading.table.lines)
    return [tuple(dict.fromkeys(filter(None, cells))) for cells in zip(*map(reading.cells, names), strict=True)]


def _payers(reading: Reading) -> tuple[list[str], list[str]]:
    """The payer's name and account; a column “sender” may hold either."""
    senders = reading.cells("sender")
    numbers = [sum(map(str.isdigit, sender)) >= 6 for sender in senders]
    names = [
        name or ("" if number else sender)
        for name, sender, number in zip(reading.cells("payer_name"), senders, numbers, strict=True)
    ]
    accounts = [
        account or (sender if number else "")
        for account, sender, number in zip(reading.cells("payer_account"), senders, numbers, strict=True)
    ]
    return names, accounts

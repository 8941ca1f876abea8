"""An account statement as a table, CSV or XLSX: a line a booking, headings in four languages, the balance checked."""

from collections.abc import Iterator, Sequence
from datetime import date

from krav.formats.sheets.columns import table
from krav.formats.sheets.file import first_sheets, sheets
from krav.formats.sheets.reading import Reading
from krav.formats.sheets.sheet import Sheet, heading_row
from krav.formats.statement.above import Above, above
from krav.formats.statement.balance import first_gap
from krav.formats.statement.bookings import AMOUNTS, DAYS, Booking, bookings
from krav.formats.statement.payments import payments, why_unused
from krav.formats.statement.words import HEADINGS, STATEMENT
from krav.formats.table.words import COLUMNS as LEDGER_COLUMNS
from krav.formats.values import BankFileIn, FormatError, StatementIn, Unused
from krav.kernel.money import Money

FORMAT = "account statement"
_FETCH = "Fetch the statement from the bank again, and give the file as it is."
_OF_A_LEDGER = {"invoice_number", "voucher_number", "due_date", "customer_number", "customer_name"}
_NEEDED = ("day", "amount", "text", "balance")
_WITH_ZEROS = ("reference", "account", "payer_account")
_WORDS = {"text", "message", "balance", "reference", "archive_reference", "payer_name", "sender"}


def recognises(data: bytes, name: str) -> bool:
    """Whether the file is a table with a day, an amount and a text or balance, and no columns of a ledger."""
    for sheet in first_sheets(data, name, HEADINGS):
        if _is_ledger(sheet):
            return False
        if _is_statement(sheet):
            return True
    return False


def _is_ledger(sheet: Sheet) -> bool:
    top, known = heading_row(sheet.rows, LEDGER_COLUMNS)
    cells = sheet.rows[top] if known else ()
    return not _OF_A_LEDGER.isdisjoint(LEDGER_COLUMNS.meaning(cell) for cell in cells if not HEADINGS.meaning(cell))


def _is_statement(sheet: Sheet) -> bool:
    top, known = heading_row(sheet.rows, HEADINGS)
    fields = {HEADINGS.meaning(cell) for cell in sheet.rows[top]} if known else set()
    return all(fields.intersection(some) for some in (DAYS, AMOUNTS, _WORDS)) and not _is_ledger(sheet)


def read(data: bytes, name: str, *, currency: str) -> BankFileIn:
    """The payments of the file, one statement an account; `currency` is meant where the file names none.

    Raises:
        FormatError: a cell cannot be read, or the balance does not add up: the file is cut off or was edited.
    """
    all_sheets = list(sheets(data, name, HEADINGS))
    sources = [sheet for sheet in all_sheets if _is_statement(sheet)]
    parts = [_read(Reading(table(name, [sheet], STATEMENT)), currency) for sheet in sources]
    if not parts:
        raise FormatError(name, "", "it has no columns of an account statement.", f"It needs {HEADINGS.accepted(_NEEDED)}.")
    others = tuple(Unused(sheet.where, "it holds no account statement") for sheet in all_sheets if not _is_statement(sheet))
    return BankFileIn(
        tuple(statement for part in parts for statement in part.statements),
        FORMAT,
        tuple(remark for part in parts for remark in part.remarks),
        (*(unused for part in parts for unused in part.unused), *others),
    )


def _read(reading: Reading, currency: str) -> BankFileIn:
    """What one sheet holds."""
    columns, name = reading.table.columns, reading.table.name
    lines = bookings(reading, currency)
    for field in _WITH_ZEROS:
        if field in columns and columns[field].numbers:
            reading.remark(field, "holds numbers, leading zeros may be lost; fetch the statement as CSV")
    head = above(reading.table.above)
    read_as = ", ".join(f"“{column.heading}” {field.replace('_', ' ')}" for field, column in columns.items())
    statements = tuple(_statement(name, own, account, head, currency) for account, own in _by_account(name, lines, head))
    return BankFileIn(statements, FORMAT, (*reading.remarks, f"read as: {read_as}"), reading.table.unused)


def _by_account(name: str, lines: Sequence[Booking], head: Above) -> Iterator[tuple[str, list[Booking]]]:
    """The account as the file names it, empty where it does not, and its lines."""
    groups: dict[str, list[Booking]] = {} if lines else {"": []}
    for booking in lines:
        groups.setdefault(booking.account, []).append(booking)
    for account, own in groups.items():
        named = account if sum(map(str.isdigit, account)) >= 5 else head.account
        if len(groups) > 1 and named != account:
            problem = "the lines are of several accounts, and one of them has no number."
            raise FormatError(name, f"line {own[0].line}", problem, "Fetch the statement of the one account.")
        yield named, own


def _statement(name: str, lines: Sequence[Booking], account: str, head: Above, currency: str) -> StatementIn:
    until_on = _until(name, lines, head)
    booked = [booking for booking in lines if booking.status == "booked"]
    used = [booking for booking in lines if not why_unused(booking)]
    return StatementIn(
        payments=payments([booking for booking in used if booking.status == "booked"], account, until_on),
        format=FORMAT,
        account=account,
        currency=lines[0].currency if lines else currency,
        until_on=until_on,
        remarks=tuple(_remarks(name, booked, account)),
        pending=payments([booking for booking in used if booking.status == "pending"], account, until_on),
        unused=tuple(Unused(f"line {booking.line}", why) for booking in lines if (why := why_unused(booking))),
    )


def _until(name: str, lines: Sequence[Booking], head: Above) -> date:
    """The last day the statement speaks for: the end of its period, not after the day it was made nor before its lines."""
    days = [booking.day for booking in lines if booking.day and booking.status == "booked"]
    ends = [day for day in (head.last_day, head.made_on) if day]
    known = days + ([min(ends)] if head.last_day else [])
    if not known:
        raise FormatError(name, "", "the statement has no booked line and names no period.", _FETCH)
    return max(known)


def _remarks(name: str, booked: Sequence[Booking], account: str) -> Iterator[str]:
    if not account:
        yield "the file names no account: it is taken for the creditor's own"
    if len({booking.currency for booking in booked}) > 1:
        yield "lines in several currencies: the balance was not checked"
    elif any(booking.balance is not None for booking in booked):
        _check_balance(name, booked)
    elif booked:
        yield "no column with the balance: a line that is missing cannot be seen"


def _check_balance(name: str, booked: Sequence[Booking]) -> None:
    if gap := first_gap(booked):
        stated = Money(gap.balance or 0, gap.currency)
        amount = Money(gap.amount or 0, gap.currency)
        problem = f"the balance {stated} does not follow from the line before it and {amount}: a line is missing or changed."
        raise FormatError(name, f"line {gap.line}", problem, _FETCH)

"""An open-item ledger as a table, CSV or XLSX: a line an invoice or credit note, headings in four languages."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import chain

from krav.formats.sheets import workbook
from krav.formats.sheets.columns import table
from krav.formats.sheets.dates import month_first, notation, read_day
from krav.formats.sheets.file import first_sheets, sheets
from krav.formats.sheets.reading import CellError, Reading, meaning
from krav.formats.sheets.sheet import heading_row
from krav.formats.table.above import everything_on
from krav.formats.table.customers import customers
from krav.formats.table.money import is_payment, money
from krav.formats.table.words import ANSWERS, COLUMNS, LEDGER
from krav.formats.values import ItemIn, LedgerIn

_ENDINGS = (".csv", ".tsv", ".xlsx", ".xls")
_DATES = ("invoice_date", "due_date")
_WITH_ZEROS = ("company_number", "payment_reference", "postcode")


def recognises(data: bytes, name: str) -> bool:
    """Whether the file is a table: by its name, as a workbook, or by known headings in its first lines."""
    if name.lower().endswith(_ENDINGS) or workbook.is_workbook(data):
        return True
    return any(heading_row(sheet.rows, COLUMNS)[1] for sheet in first_sheets(data, name, COLUMNS))


def read(data: bytes, name: str, *, currency: str) -> LedgerIn:
    """The items of the file, in its order; `currency` (a code like DKK) is meant where the file names none.

    Raises:
        FormatError: the file is refused whole, with the first problem in it.
    """
    reading = Reading(table(name, sheets(data, name, COLUMNS), LEDGER))
    items = _items(reading, currency)
    columns = reading.table.columns
    for field in _WITH_ZEROS:
        if field in columns and columns[field].numbers:
            reading.remark(field, "holds numbers, leading zeros may be lost; format the column as text")
    understood = tuple((column.heading, field) for field, column in columns.items())
    told_on = everything_on(reading.table.above)
    if told_on:
        reading.remarks.append(f"the file says that it names everything open on {told_on}")
    return LedgerIn(
        items=items,
        format="table",
        understood=understood,
        remarks=tuple(reading.remarks),
        everything=True if told_on else None,
        until_on=told_on,
        unused=reading.table.unused,
    )


def _items(reading: Reading, currency: str) -> tuple[ItemIn, ...]:
    lines = reading.table.lines
    numbers: list[str] = reading.convert("invoice_number", lambda cells: _unique(cells, lines), [])
    issued, due = _days(reading)
    amounts, opens = money(reading, currency)
    columns = (
        numbers,
        issued,
        due,
        amounts,
        customers(reading),
        [f"line {line}" for line in lines],
        opens,
        reading.cells("payment_reference"),
        reading.cells("description"),
        reading.cells("credited_invoice"),
        reading.each("due_date_agreed", _is_yes, silent=None),
        reading.each("document_type", is_payment, silent=False),
    )
    reading.settle()
    return tuple(map(ItemIn, *columns))


def _unique(cells: list[str], lines: Sequence[int]) -> list[str]:
    firsts: dict[str, int] = {}
    for index, cell in enumerate(cells):
        first = firsts.setdefault(cell, index)
        if first != index:
            problem = f"the invoice number “{cell}” stands on line {lines[first]} as well."
            raise CellError(problem, "Keep the invoice once.", index)
    return cells


def _days(reading: Reading) -> tuple[list[date | None], list[date | None]]:
    """The days of invoice and of payment. Both columns together tell whether the month is written first."""
    columns = {field: reading.table.columns[field].cells for field in _DATES if field in reading.table.columns}
    leading = month_first(chain.from_iterable(columns.values()))
    for field, cells in columns.items():
        reading.remark(field, notation(cells, month_first=leading))
    to_day = partial(read_day, month_first=leading)
    return reading.each("invoice_date", to_day, None), reading.each("due_date", to_day, None)


def _is_yes(cell: str) -> bool:
    return meaning(ANSWERS, "answer", cell) == "yes"

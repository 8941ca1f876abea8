"""The columns under the headings of a sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from krav.formats.table.sheet import SEARCHED, Row, Sheet, heading_row
from krav.formats.table.words import COLUMNS, NEEDED, TOTALS
from krav.formats.values import FormatError


@dataclass(frozen=True, slots=True)
class Column:
    """A column with a known heading; `numbers` says that some of its cells are numbers of a workbook, not text."""

    heading: str
    cells: list[str]
    numbers: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The known columns by field, all of one length, and the line of each row."""

    name: str
    columns: Mapping[str, Column]
    lines: Sequence[int]
    remarks: tuple[str, ...]


def table(name: str, sheets: Iterable[Sheet]) -> Table:
    """The first sheet with known headings, without blank rows and without totals at the end.

    Raises:
        FormatError: no sheet has the headings, a needed one is missing, two mean the same, or a row is ragged.
    """
    for sheet in sheets:
        top, known = heading_row(sheet.rows)
        if known:
            return _table(name, sheet, top)
    raise FormatError(
        name,
        "",
        f"none of the first {SEARCHED} lines holds headings that are known.",
        f"It needs the columns {COLUMNS.accepted(NEEDED)}.",
    )


def _table(name: str, sheet: Sheet, top: int) -> Table:
    headings = list(sheet.rows[top])
    while not headings[-1]:
        headings.pop()
    where = f"line {sheet.lines[top]}"
    places = _places(name, where, headings)
    if missing := [field for field in NEEDED if field not in places]:
        raise FormatError(name, where, "a needed column is missing.", f"Add {COLUMNS.accepted(missing)}.")
    kept, remarks = _kept(sheet, top, (places["invoice_number"], places["invoice_date"]))
    rows = [sheet.rows[index] for index in kept]
    lines = [sheet.lines[index] for index in kept]
    _check_width(name, headings, rows, lines)
    columns = {
        field: Column(headings[place], list(map(itemgetter(place), rows)), place in sheet.numbers)
        for field, place in places.items()
    }
    unread = [f"“{heading}”" for place, heading in enumerate(headings) if heading and place not in places.values()]
    remarks += (f"not read: {', '.join(unread)}",) if unread else ()
    return Table(name, columns, lines, sheet.remarks + remarks)


def _places(name: str, where: str, headings: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = COLUMNS.meaning(heading)
        if field in places:
            both = f"“{headings[places[field]]}” and “{heading}”"
            problem = f"{both} both mean the {field.replace('_', ' ')}."
            raise FormatError(name, where, problem, "Rename or delete the one that is not meant.")
        if field:
            places[field] = place
    return places


def _kept(sheet: Sheet, top: int, key: tuple[int, int]) -> tuple[list[int], tuple[str, ...]]:
    """The indexes of the rows with items, and remarks on what was left out."""
    below = range(top + 1, len(sheet.rows))
    kept = [index for index in below if any(sheet.rows[index])]
    remarks = [f"blank lines not read: {len(below) - len(kept)}"] if len(kept) < len(below) else []
    while kept and _is_total(sheet.rows[kept[-1]], key):
        remarks.append(f"line {sheet.lines[kept.pop()]} holds totals and was not read")
    return kept, tuple(remarks)


def _is_total(row: Row, key: tuple[int, int]) -> bool:
    """Whether the row begins with a word for a total and has no invoice number or date: a customer may be called Total."""
    first = next(filter(None, row))
    keyed = any(row[place] not in {"", first} for place in key if place < len(row))
    return TOTALS.meaning(first) is not None and not keyed


def _check_width(name: str, headings: Sequence[str], rows: Sequence[Row], lines: Sequence[int]) -> None:
    width = len(headings)
    for row, line in zip(rows, lines, strict=True):
        if len(row) != width and (len(row) < width or any(row[width:])):
            raise FormatError(
                name,
                f"line {line}",
                f"its cells are {len(row)} where the headings are {width}.",
                "Put a cell that holds the separator or a line break in quotation marks.",
            )

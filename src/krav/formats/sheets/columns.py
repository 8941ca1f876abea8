"""The columns under the headings of a sheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from krav.formats.sheets.sheet import SEARCHED, Row, Sheet, heading_row
from krav.formats.sheets.vocabulary import Vocabulary
from krav.formats.values import FormatError, Unused


@dataclass(frozen=True, slots=True)
class Kind:
    """What tables of one kind call their columns, and which rows below them are no entries.

    A row without the `needed` fields is refused. A last row that begins with a word for a total and has none of the `key`
    fields is left out; with `notes` also one of a single cell. `numbers` are fields whose long numbers a spreadsheet
    shortens; a field of `several` may have more columns than one: text, text 2, text 3. Of each pair of `instead` the
    second field stands for the first where that has no column, and is not read where it has one.
    """

    words: Vocabulary
    needed: tuple[str, ...]
    key: tuple[str, ...]
    numbers: frozenset[str]
    totals: Vocabulary
    notes: bool = False
    several: frozenset[str] = frozenset()
    instead: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column with a known heading; `numbers` says that some of its cells are numbers of a workbook, not text."""

    heading: str
    cells: list[str]
    numbers: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The known columns by field, all of one length, the line of each row, and the rows above the headings."""

    name: str
    kind: Kind
    columns: Mapping[str, Column]
    lines: Sequence[int]
    remarks: tuple[str, ...]
    unused: tuple[Unused, ...]
    above: Sequence[Row]


def table(name: str, sheets: Iterable[Sheet], kind: Kind) -> Table:
    """The first sheet with known headings, without blank rows and without totals at the end.

    Raises:
        FormatError: no sheet has the headings, a needed one is missing, two mean the same, or a row is ragged.
    """
    found: Table | None = None
    others: list[Unused] = []
    for sheet in sheets:
        top, known = heading_row(sheet.rows, kind.words)
        if known and not found:
            found = _table(name, sheet, top, kind)
        else:
            why = "only the first list of a workbook is read" if known else "it holds no known headings"
            others.append(Unused(sheet.where, why))
    if found:
        return replace(found, unused=(*found.unused, *others))
    raise FormatError(
        name,
        "",
        f"none of the first {SEARCHED} lines holds headings that are known.",
        f"It needs the columns {kind.words.accepted(kind.needed)}.",
    )


def _table(name: str, sheet: Sheet, top: int, kind: Kind) -> Table:
    headings = list(sheet.rows[top])
    while not headings[-1]:
        headings.pop()
    where = f"line {sheet.lines[top]}"
    places = _places(name, where, headings, kind)
    if missing := [field for field in kind.needed if field not in places]:
        raise FormatError(name, where, "a needed column is missing.", f"Add {kind.words.accepted(missing)}.")
    kept, unused = _kept(sheet, top, kind, [places[field] for field in kind.key if field in places])
    rows = [sheet.rows[index] for index in kept]
    lines = [sheet.lines[index] for index in kept]
    _check_width(name, headings, rows, lines)
    columns = {
        field: Column(headings[place], list(map(itemgetter(place), rows)), place in sheet.numbers)
        for field, place in places.items()
    }
    unread = [f"“{heading}”" for place, heading in enumerate(headings) if heading and place not in places.values()]
    remarks = sheet.remarks + ((f"not read: {', '.join(unread)}",) if unread else ())
    return Table(name, kind, columns, lines, remarks, unused, sheet.rows[:top])


def _places(name: str, where: str, headings: Sequence[str], kind: Kind) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = kind.words.meaning(heading)
        if field in kind.several and field in places:
            field = f"{field} {1 + sum(known.partition(' ')[0] == field for known in places)}"
        if field in places:
            both = f"“{headings[places[field]]}” and “{heading}”"
            problem = f"{both} both mean the {field.replace('_', ' ')}."
            raise FormatError(name, where, problem, "Rename or delete the one that is not meant.")
        if field:
            places[field] = place
    for field, other in kind.instead:
        if field not in places and other in places:
            places[field] = places.pop(other)
    others = {other for _, other in kind.instead}
    return dict(sorted((pair for pair in places.items() if pair[0] not in others), key=itemgetter(1)))


def _kept(sheet: Sheet, top: int, kind: Kind, key: Sequence[int]) -> tuple[list[int], tuple[Unused, ...]]:
    """The indexes of the rows with entries, and what was left out."""
    below = range(top + 1, len(sheet.rows))
    kept = [index for index in below if any(sheet.rows[index])]
    blank = [index for index in below if not any(sheet.rows[index])]
    unused = [(lines[0], Unused(_lines(lines), "it is blank")) for lines in _runs(sheet, blank)]
    while kept and (why := _no_entry(sheet.rows[kept[-1]], kind, key)):
        line = sheet.lines[kept.pop()]
        unused.append((line, Unused(f"line {line}", why)))
    return kept, tuple(left for _, left in sorted(unused))


def _runs(sheet: Sheet, indexes: Sequence[int]) -> Iterator[list[int]]:
    """The lines of the indexes, those that follow on each other together."""
    for _, run in groupby(enumerate(indexes), key=lambda pair: pair[1] - pair[0]):
        yield [sheet.lines[index] for _, index in run]


def _lines(lines: Sequence[int]) -> str:
    return f"line {lines[0]}" if len(lines) == 1 else f"lines {lines[0]}–{lines[-1]}"


def _no_entry(row: Row, kind: Kind, key: Sequence[int]) -> str:
    """Why a last row is no entry, if it is none: a customer may be called Total."""
    filled = list(filter(None, row))
    if any(row[place] not in {"", filled[0]} for place in key if place < len(row)):
        return ""
    if kind.totals.meaning(filled[0]) is not None:
        return "it holds totals"
    note = kind.notes and len(filled) == 1 and bool(row[0]) and not row[0][0].isdigit()
    return "it is a note below the list" if note else ""


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

"""Reading the columns of a table: what each cell means, and the first problem of the file."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from krav.formats.sheets.columns import Kind, Table
from krav.formats.sheets.text import first_match
from krav.formats.sheets.vocabulary import Vocabulary
from krav.formats.values import FormatError

T = TypeVar("T")

_SHORTENED = re.compile(r"E\+(?<=\dE\+)\d+$", re.MULTILINE)


class CellError(Exception):
    """A cell that cannot be read: what is wrong, what to do, and its index in the column."""

    def __init__(self, problem: str, remedy: str, index: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.index = problem, remedy, index


def meaning(words: Vocabulary, what: str, cell: str) -> str:
    """What a word of the vocabulary means; an unknown one is a CellError that lists the known."""
    known = words.meaning(cell)
    if known is None:
        raise CellError(f"“{cell}” is no known {what}.", f"Write one of {words.accepted()}.")
    return known


class Reading:
    """Converts the columns of a table one by one; gathers remarks, and the problems of which the first is raised."""

    def __init__(self, source: Table) -> None:
        self.table = source
        self.remarks = list(source.remarks)
        self._problems: list[tuple[int, str, CellError]] = []

    def convert(self, field: str, reader: Callable[[list[str]], T], absent: T) -> T:
        """The column through `reader`; `absent` where there is no such column, or where the reader met a problem."""
        column = self.table.columns.get(field)
        if column is None:
            return absent
        try:
            _check_cells(self.table.kind, field, column.cells)
            return reader(column.cells)
        except CellError as error:
            self.report(field, error)
            return absent

    def cells(self, field: str) -> list[str]:
        """The texts of a column; blanks where there is no such column."""
        return self.convert(field, list, [""] * len(self.table.lines))

    def each(self, field: str, meaning: Callable[[str], T], silent: T) -> list[T]:
        """What each cell means, every different text asked once; `silent` for a blank or where there is no column."""
        return self.convert(field, lambda cells: _each(cells, meaning, silent), [silent] * len(self.table.lines))

    def remark(self, field: str, words: str) -> None:
        """Keeps a remark on the column, unless it is empty."""
        if words:
            self.remarks.append(f"“{self.table.columns[field].heading}”: {words}")

    def report(self, field: str, error: CellError) -> None:
        """Keeps a problem of the column."""
        self._problems.append((self.table.lines[error.index], f"column “{self.table.columns[field].heading}”", error))

    def settle(self) -> None:
        """Raises the problem that stands first in the file as a FormatError."""
        if self._problems:
            line, column, error = min(self._problems, key=lambda problem: problem[0])
            raise FormatError(self.table.name, f"line {line}, {column}", error.problem, error.remedy) from error


def _each(cells: list[str], meaning: Callable[[str], T], silent: T) -> list[T]:
    known = {"": silent}
    for cell in dict.fromkeys(cells):
        try:
            known[cell] = meaning(cell) if cell else silent
        except CellError as error:
            raise CellError(error.problem, error.remedy, cells.index(cell)) from error
    return [known[cell] for cell in cells]


def _check_cells(kind: Kind, field: str, cells: Sequence[str]) -> None:
    if field in kind.needed and "" in cells:
        raise CellError("the cell is empty.", "Every line of the list needs it.", cells.index(""))
    if field in kind.numbers and (index := first_match(_SHORTENED, cells)) is not None:
        problem = f"“{cells[index]}” is a long number that lost its last digits in a spreadsheet."
        raise CellError(problem, "Format the column as text and fill it in again.", index)

"""A sheet: lines of text cells, and the search for its headings."""

from collections.abc import Sequence
from dataclasses import dataclass

from krav.formats.sheets.vocabulary import Vocabulary

Row = Sequence[str]

SEARCHED = 20
"""The headings stand in one of the first twenty lines."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells without line breaks or blanks around them, the line each begins on, and remarks on the file.

    `numbers` are the places of the columns in which a workbook holds numbers rather than text, `where` names the sheet.
    """

    rows: Sequence[Row]
    lines: Sequence[int]
    remarks: tuple[str, ...]
    numbers: frozenset[int] = frozenset()
    where: str = ""


def heading_row(rows: Sequence[Row], words: Vocabulary) -> tuple[int, int]:
    """The index of the row with the most known headings, and how many these are; fewer than two are none: (0, 0)."""
    counts = [len({words.meaning(cell) for cell in row} - {None}) for row in rows[:SEARCHED]]
    best = max(counts, default=0)
    return (counts.index(best), best) if best >= 2 else (0, 0)

"""Charts as numbers: where bars begin and end, in per cent of the width and pixels of the height; a template draws."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_ROW = 46
_HEIGHT, _FOOT, _HEAD = 150, 22, 20


class Piece(NamedTuple):
    """A part of a bar: from and how wide, in per cent; `mark` is its pattern, 0 the plainest."""

    x: float
    width: float
    mark: int


class Row(NamedTuple):
    """What a bar is to show: its label, its parts, the words at its end."""

    label: str
    parts: Sequence[int]
    said: str


class Bar(NamedTuple):
    """A lying bar; `y` is where its row begins."""

    y: int
    label: str
    said: str
    pieces: tuple[Piece, ...]


class Column(NamedTuple):
    """A standing bar, in the middle of its share of the width; `up` is whether it stands above the line."""

    x: float
    middle: float
    width: float
    y: float
    height: float
    label: str
    said: str
    said_y: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of lying bars."""

    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of standing bars; `line` is where nothing is."""

    height: int
    line: float
    columns: tuple[Column, ...]


def bars(rows: Sequence[Row], most: int = 0) -> Bars:
    """Lying bars below each other; the longest, or `most`, takes the whole width."""
    longest = max((most, *(sum(row.parts) for row in rows)), default=0) or 1
    drawn = tuple(
        Bar(place * _ROW, row.label, row.said, tuple(_pieces(row.parts, longest))) for place, row in enumerate(rows)
    )
    return Bars(len(rows) * _ROW, drawn)


def columns(values: Sequence[tuple[str, int | None, str]]) -> Columns:
    """Standing bars beside each other, of (label, value or None, words); below the line where the value is negative."""
    known = [value for _label, value, _said in values if value is not None]
    top, bottom = max((0, *known)), min((0, *known))
    scale = (_HEIGHT - _HEAD - (_HEAD if bottom else 0)) / ((top - bottom) or 1)
    line, share = _HEAD + top * scale, 100 / max(len(values), 1)
    drawn = tuple(_column(place, share, value, scale, line) for place, value in enumerate(values))
    return Columns(_HEIGHT + _FOOT, round(line, 1), drawn)


def _column(place: int, share: float, told: tuple[str, int | None, str], scale: float, line: float) -> Column:
    label, value, said = told
    height = abs(value or 0) * scale
    below = (value or 0) < 0
    y = line if below else line - height
    middle = (place + 0.5) * share
    said_y = y + height + 14 if below else y - 6
    x, width = middle - share * 0.31, share * 0.62
    return Column(
        round(x, 2), round(middle, 2), round(width, 2), round(y, 1), round(height, 1), label, said, round(said_y, 1)
    )


def _pieces(parts: Sequence[int], longest: int) -> Iterable[Piece]:
    x = 0.0
    for mark, part in enumerate(parts):
        width = 100 * max(part, 0) / longest
        yield Piece(round(x, 2), round(width, 2), mark)
        x += width

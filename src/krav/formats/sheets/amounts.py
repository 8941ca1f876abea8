"""Amounts written by people: how a column writes them is found out once, and every cell is read that way.

Each cell is reduced to its shape, every digit a 9: “1.234,50” becomes “9.999,99”. A column of a hundred thousand
amounts has a few dozen shapes, so only these are examined.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_letters

from babel.numbers import is_currency

from krav.formats.sheets.reading import CellError
from krav.formats.sheets.text import first_match
from krav.kernel.money import Minor

_PLAIN = str.maketrans("−–’\u00a0\u2009\u202f", "--'   ")
_NINES = str.maketrans("012345678", "9" * 9)
_DIGITS = str.maketrans("", "", " .,'-" + ascii_letters)
_SHAPE = re.compile(
    r"(?P<minus>-?) ?(?:(?P<before>[A-Za-z]{2,3})\.? ?)?(?P<inner>-?)"
    r"(?P<number>9(?:[9.,' ]*9)?|[.,]9+)(?:(?P<dash>[.,])-|(?P<trailing>-))?(?: ?(?P<after>[A-Za-z]{2,3})\.?)?"
)
_DOUBTFUL = re.compile(r"9{1,3}[.,]999")
_MARKS = {",": "comma", ".": "point", " ": "blank", "'": "apostrophe"}
_OTHER = {",": ".", ".": ","}
_KRONER = ("DKK", "ISK", "NOK", "SEK")  # what people write as “kr”
_MAX_DIGITS = 15
_HOW = "Write the amounts of the column one way, with two decimals: 1234,50 or 1234.50."


@dataclass(frozen=True, slots=True)
class Amounts:
    """A column in minor units, 0 for a blank; how it is written; the currency written beside the amounts, if any."""

    minors: list[Minor]
    notation: str
    currency: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """The first cell of a shape, and what the shape consists of."""

    index: int
    cell: str
    number: str
    sign: int
    currency: str

    def error(self, problem: str, remedy: str = _HOW) -> CellError:
        return CellError(f"“{self.cell}” {problem}", remedy, self.index)


def read_amounts(cells: list[str], currency: str) -> Amounts:
    """Reads a column; an amount in “kr” is one in `currency`.

    Raises:
        CellError: a cell is no amount, has more than two decimals or another currency than the others, or the decimal
            mark cannot be told from the thousands mark.
    """
    cells = [cell.translate(_PLAIN) for cell in cells]
    patterns = [cell.translate(_NINES) for cell in cells]
    firsts: dict[str, int] = {}
    for index, pattern in enumerate(patterns):
        firsts.setdefault(pattern, index)
    firsts.pop("", None)
    shapes = {pattern: _shape(pattern, index, cells[index]) for pattern, index in firsts.items()}
    decimal = _decimal_mark(shapes.values())
    group = _group_mark(shapes.values(), decimal)
    _check_zeros(cells, group)
    places = {pattern: _places(shape, decimal, group) for pattern, shape in shapes.items()}
    signs = {pattern: shape.sign for pattern, shape in shapes.items()}
    beside = _currency(shapes.values(), currency)
    return Amounts(_minors(cells, patterns, places, signs), _notation(decimal, group), beside)


def read_currency(cell: str) -> str:
    """The code of a currency.

    Raises:
        CellError: it is none that is known.
    """
    code = cell.upper()
    if not is_currency(code):
        raise CellError(f"“{cell}” is no known currency.", "Write its code of three letters, as DKK.")
    return code


def _shape(pattern: str, index: int, cell: str) -> _Shape:
    found = _SHAPE.fullmatch(pattern)
    signs = found["minus"] + found["inner"] + (found["trailing"] or "") if found else ""
    if not found or len(signs) > 1 or (found["before"] and found["after"]):
        raise CellError(f"“{cell}” is no amount.", _HOW, index)
    beside = found["before"] or found["after"] or ""
    shape = _Shape(index, cell, found["number"] + (found["dash"] or ""), -1 if signs else 1, beside.upper())
    if pattern.count("9") > _MAX_DIGITS:
        raise shape.error("is too large for an amount.", "Mend the amount.")
    return shape


def _decimal_mark(shapes: Collection[_Shape]) -> str:
    """The mark before the decimals, empty where the column has neither comma nor point."""
    proofs = [(mark, shape) for shape in shapes if (mark := _proven_mark(shape.number))]
    for mark, shape in proofs:
        if mark != proofs[0][0]:
            raise shape.error(f"contradicts “{proofs[0][1].cell}” further up: one has a decimal comma, one a point.")
    if not proofs:
        for shape in shapes:
            if _DOUBTFUL.fullmatch(shape.number):
                raise shape.error("can be read in two ways: the mark may stand before thousands or before decimals.")
    return proofs[0][0] if proofs else ""


def _proven_mark(number: str) -> str:
    """The decimal mark of the column, as far as this one number proves it: not by 1.234, but by 1.234,- or 1.234.567."""
    marks = [mark for mark in number if mark in _OTHER]
    if not marks or _DOUBTFUL.fullmatch(number):
        return ""
    repeated = len(marks) > 1 and len(set(marks)) == 1
    return _OTHER[marks[-1]] if repeated else marks[-1]


def _group_mark(shapes: Collection[_Shape], decimal: str) -> str:
    """The mark between the thousands, empty where there is none."""
    group = ""
    for shape in shapes:
        for mark in sorted(set(shape.number) - {"9", decimal}):
            if group and mark != group:
                raise shape.error(f"marks the thousands by a {_MARKS[mark]}, cells further up by a {_MARKS[group]}.")
            group = mark
    return group


def _check_zeros(cells: Sequence[str], group: str) -> None:
    """0.125 is no hundred and twenty-five."""
    if group and (index := first_match(re.compile(rf"(?<!\d)(?<!\d[ .,'])0\d{{0,2}}[{group}]\d"), cells)) is not None:
        raise CellError(f"“{cells[index]}” has a thousands mark after a zero.", _HOW, index)


def _places(shape: _Shape, decimal: str, group: str) -> int:
    """How many decimals the shape has. Three are refused: they may be thousands."""
    grouped = rf"9{{1,3}}(?:[{group}]999)+|" if group else ""
    found = re.fullmatch(rf"(?:{grouped}9*)(?:[{decimal or '.'}](?P<decimals>9*))?", shape.number)
    if not found:
        raise shape.error("is no amount.")
    places = len(found["decimals"] or "")
    if places == 3:
        raise shape.error("has more than two decimals.")
    return places


def _minors(
    cells: Sequence[str], patterns: Sequence[str], places: Mapping[str, int], signs: Mapping[str, int]
) -> list[Minor]:
    """The cells in minor units; further decimals, as databases print them, must be zeros."""
    widest = max([2, *places.values()])
    factors = {pattern: signs[pattern] * 10 ** (widest - count) for pattern, count in places.items()}
    units = [
        int(cell.translate(_DIGITS)) * factors[pattern] if cell else 0
        for cell, pattern in zip(cells, patterns, strict=True)
    ]
    if widest == 2:
        return units
    cent = 10 ** (widest - 2)
    for index, unit in enumerate(units):
        if unit % cent:
            raise CellError(f"“{cells[index]}” has more than two decimals.", _HOW, index)
    return [unit // cent for unit in units]


def _currency(shapes: Collection[_Shape], currency: str) -> str:
    """The one currency of the column, empty where no amount names one; an amount without stands for `currency`."""
    seen = ""
    for shape in shapes:
        beside = shape.currency or currency
        if beside == "KR" and currency in _KRONER:
            beside = currency
        if not is_currency(beside):
            raise shape.error(f"is in no known currency ({beside}).", "Write the currency by its code, as DKK.")
        if seen and beside != seen:
            problem = f"is in {beside} where amounts further up are in {seen}."
            raise shape.error(problem, "Make a column “Currency” that says the currency of each line.")
        seen = beside
    return seen if any(shape.currency for shape in shapes) else ""


def _notation(decimal: str, group: str) -> str:
    return ", ".join(f"{what} {_MARKS[mark]}" for what, mark in (("decimal", decimal), ("thousands", group)) if mark)

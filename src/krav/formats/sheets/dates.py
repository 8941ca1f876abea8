"""Days written by people: year first, or day.month.year; midnight after them is let pass."""

import re
from collections.abc import Iterable
from datetime import date

from krav.formats.sheets.reading import CellError

_YEAR_FIRST = re.compile(r"(\d{4})([-./]?)(\d\d)\2(\d\d)(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d\d?)([-./])(\d\d?)\2(\d{4})(?: 00[:.]00(?:[:.]00)?)?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1950, 2099
_HOW = "Write 2026-01-31 or 31.01.2026."


def month_first(cells: Iterable[str]) -> bool:
    """Whether the days of a file are month/day/year: some can only be that, and none only day/month/year.

    That is asked of slashes alone: with points and hyphens the day comes first.

    >>> month_first(["02/03/2026", "01/31/2026"]), month_first(["02/03/2026"])
    (True, False)
    """
    slashed = [found for cell in set(cells) if (found := _YEAR_LAST.fullmatch(cell)) and found[2] == "/"]
    return any(int(found[3]) > 12 for found in slashed) and all(int(found[1]) <= 12 for found in slashed)


def read_day(cell: str, *, month_first: bool) -> date:
    """The day a text stands for.

    Raises:
        CellError: the text is no day, the calendar does not have it, or its year is not between 1950 and 2099.
    """
    if found := _YEAR_FIRST.fullmatch(cell):
        year, month, day = found[1], found[3], found[4]
    elif found := _YEAR_LAST.fullmatch(cell):
        day, month, year = found[1], found[3], found[4]
        if month_first and found[2] == "/":
            day, month = month, day
    else:
        raise CellError(f"“{cell}” is no date.", _HOW)
    try:
        result = date(int(year), int(month), int(day))
    except ValueError as error:
        order = notation([cell], month_first=month_first)
        raise CellError(f"“{cell}” is no day of the calendar, read as {order}.", _HOW) from error
    if not _FIRST_YEAR <= result.year <= _LAST_YEAR:
        raise CellError(f"the year of “{cell}” is not between {_FIRST_YEAR} and {_LAST_YEAR}.", "Mend the year.")
    return result


def notation(cells: Iterable[str], *, month_first: bool) -> str:
    """How the days of a column are written: “day.month.year”; several ways are joined by “or”."""
    ways: dict[str, None] = {}
    for cell in dict.fromkeys(cells):
        if found := _YEAR_FIRST.fullmatch(cell):
            ways[found[2].join(("year", "month", "day"))] = None
        elif found := _YEAR_LAST.fullmatch(cell):
            first, second = ("month", "day") if month_first and found[2] == "/" else ("day", "month")
            ways[found[2].join((first, second, "year"))] = None
    return " or ".join(ways)

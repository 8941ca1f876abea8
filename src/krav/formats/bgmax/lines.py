"""The lines of a BgMax file: 80 characters each, fields by column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from krav.formats.fixed import Record
from krav.formats.values import FormatError

WIDTH = 80
FETCH = "Fetch the file again from Bankgirot or the bank; do not open and save it in an editor."
KNOWN = frozenset({"01", "05", "15", "20", "21", "22", "23", "25", "26", "27", "28", "29", "70"})
_EMPTY = " " * WIDTH
_UTF_8 = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xef\xbf\xbd")
_UTF_8_SIGNS = b"\xc2", b"\xc3", b"\xef\xbf\xbd"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DAY = re.compile(r"(19[7-9][0-9]|20[0-9]{2})([0-9]{2})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Line(Record):
    """One record. Columns count from 1 and both ends are included, as in Bankgirot's manual."""

    remedy = FETCH

    @property
    def record(self) -> str:
        return self.content[:2]

    def day(self, first: int, what: str) -> date:
        """A day written YYYYMMDD.

        Raises:
            FormatError: when it is no day from 1970 to 2099.
        """
        field = self.content[first - 1 : first + 7]
        found = _day_of(field)
        if found is None:
            raise self.wrong(f"the {what} “{field}” is not a day from 1970 to 2099.", (first, first + 7))
        return found


class Lines(NamedTuple):
    """The rows of a file, numbered from 0, with their records; `numbers` are their lines, as empty ones do not count."""

    file: str
    rows: Sequence[str]
    records: Sequence[str]
    numbers: Sequence[int]

    def line(self, place: int) -> Line:
        return Line(self.file, self.numbers[place], self.rows[place])


def lines(data: bytes, file: str) -> Lines:
    """The records (ISO 8859-1); short lines are filled up with blanks, a byte order mark and empty lines are tolerated.

    Raises:
        FormatError: for a file saved as UTF-8, a line of more than 80 characters, a tab or another control character.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    moved = _UTF_8.search(data) if any(sign in data for sign in _UTF_8_SIGNS) else None
    if moved:
        number = data.count(b"\n", 0, moved.start()) + 1
        length = len(data.split(b"\n")[number - 1].rstrip(b"\r"))
        problem = f"the line has {length} bytes; letters were saved as UTF-8 or lost, so its columns have moved."
        raise FormatError(file, f"line {number}", problem, FETCH)
    content = data.decode("latin-1").replace("\r\n", "\n").rstrip("\n\r\x1a")
    strange = None if content.replace("\n", "").isprintable() else _CONTROL.search(content)
    if strange:
        what = "a tab" if strange[0] == "\t" else f"the control character {ord(strange[0])}"
        where = f"line {content.count(chr(10), 0, strange.start()) + 1}"
        raise FormatError(file, where, f"the line has {what} in it, so its columns have moved.", FETCH)
    rows = content.split("\n")
    if set(map(len, rows)) == {WIDTH} and _EMPTY not in rows:
        return Lines(file, rows, [row[:2] for row in rows], range(1, len(rows) + 1))
    numbers = [number for number, row in enumerate(rows, start=1) if row.strip()]
    rows = [row.ljust(WIDTH) for row in rows if row.strip()]
    found = Lines(file, rows, [row[:2] for row in rows], numbers)
    long = next((place for place, row in enumerate(rows) if len(row) > WIDTH), None)
    if long is not None:
        raise found.line(long).wrong(f"the line has {len(rows[long])} characters, not {WIDTH}.")
    return found


@lru_cache(maxsize=4096)
def _day_of(digits: str) -> date | None:
    written = _DAY.fullmatch(digits)
    try:
        return date(int(written[1]), int(written[2]), int(written[3])) if written else None
    except ValueError:
        return None

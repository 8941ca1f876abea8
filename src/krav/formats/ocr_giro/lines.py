"""The lines of a Nets file: 80 characters each, fields by column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from krav.formats.fixed import Record
from krav.formats.values import FormatError

WIDTH = 80
STEP = WIDTH + 1
"""From the first character of a line to that of the next; a line feed stands between them."""
FETCH = "Fetch the file again from Nets or the bank; do not open and save it in an editor."
_PREFIX = re.compile(r"NY[0-9]{6}")
_RECORD = re.compile(r"NY[0-9]{4}([0-9]{2}).{72}\n")
_PIVOT = 70


@dataclass(frozen=True, slots=True)
class Line(Record):
    """One record. Columns count from 1 and both ends are included, as in the manuals of Nets."""

    remedy = FETCH

    @property
    def service(self) -> str:
        """00 for a transmission, 09 OCR giro, 21 AvtaleGiro."""
        return self.content[2:4]

    @property
    def kind(self) -> str:
        """The type of transaction or assignment."""
        return self.content[4:6]

    @property
    def record(self) -> str:
        return self.content[6:8]

    def day(self, first: int, what: str) -> date | None:
        """A day written DDMMYY; 70 to 99 are years of the 1900s. None for 000000.

        Raises:
            FormatError: when it is not a day.
        """
        field = self.digits(first, first + 5, what)
        if field == "000000":
            return None
        found = day_of(field)
        if found is None:
            raise self.wrong(f"the {what} “{field}” is not a day.", (first, first + 5))
        return found


class Lines(NamedTuple):
    """All records of a file, numbered from 0; a line is cut out of `content` only when it is looked at."""

    file: str
    content: str
    records: Sequence[str]

    def line(self, place: int) -> Line:
        start = place * STEP
        return Line(self.file, place + 1, self.content[start : start + WIDTH])

    def cut(self, first: int, after: int) -> Sequence[Line]:
        """The lines from `first` until before `after`."""
        return [self.line(place) for place in range(first, after)]


@lru_cache(maxsize=4096)
def day_of(digits: str) -> date | None:
    """The day of DDMMYY; None when there is no such day."""
    year = int(digits[4:])
    try:
        return date(year + (1900 if year >= _PIVOT else 2000), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None


def lines(data: bytes, file: str) -> Lines:
    """The records of the file (ISO 8859-1). A byte order mark, CRLF, NUL for blanks and empty lines at the end are fine.

    Raises:
        FormatError: for a line that is not 80 characters long or does not begin as a record.
    """
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b" ")
    content = data.decode("latin-1").replace("\r\n", "\n").rstrip("\r\n\x1a ") + "\n"
    records = _RECORD.findall(content)
    if STEP * len(records) != len(content):
        raise _first_wrong(content, file)
    return Lines(file, content, records)


def _first_wrong(content: str, file: str) -> FormatError:
    """The first line that is none of Nets'."""
    every = (Line(file, number, raw) for number, raw in enumerate(content.split("\n"), start=1))
    line = next(line for line in every if len(line.content) != WIDTH or not _PREFIX.match(line.content))
    if len(line.content) != WIDTH:
        return line.wrong(f"the line has {len(line.content)} characters, not {WIDTH}.")
    return line.wrong(f"the line begins with “{line.content[:8]}”, not with NY and six digits.")

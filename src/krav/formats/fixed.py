"""Records of fixed columns, as banks' older files have them. Columns count from 1 and both ends are included."""

import re
from dataclasses import dataclass
from typing import ClassVar

from krav.formats.values import FormatError


@dataclass(frozen=True, slots=True)
class Record:
    """One line of such a file; `remedy` is what to do about a wrong one."""

    remedy: ClassVar[str]

    file: str
    number: int
    content: str

    def text(self, first: int, last: int) -> str:
        return self.content[first - 1 : last].strip()

    def digits(self, first: int, last: int, what: str) -> str:
        """The field with its leading zeros.

        Raises:
            FormatError: when any of its characters is not a digit.
        """
        field = self.content[first - 1 : last]
        if not re.fullmatch(r"[0-9]+", field):
            raise self.wrong(f"the {what} “{field}” is not a number.", (first, last))
        return field

    def number_at(self, first: int, last: int, what: str) -> int:
        return int(self.digits(first, last, what))

    def wrong(self, problem: str, columns: tuple[int, int] | None = None) -> FormatError:
        """The error that names this line."""
        where = f"line {self.number}" + (f", columns {columns[0]}–{columns[1]}" if columns else "")
        return FormatError(self.file, where, problem, self.remedy)

"""Separated text as a sheet: the separator is the one under which the most headings are known."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice

from krav.formats.sheets.sheet import SEARCHED, Row, Sheet, heading_row
from krav.formats.sheets.text import decode
from krav.formats.sheets.vocabulary import Vocabulary
from krav.formats.values import FormatError

_SEPARATORS = {";": ";", ",": ",", "\t": "tab", "|": "|"}
_SAMPLE = 65536


def sheets(data: bytes, name: str, words: Vocabulary) -> Iterator[Sheet]:
    """The one sheet of the file."""
    text, encoding = decode(data, name)
    separator = max(_SEPARATORS, key=lambda separator: _headings(text, separator, words))
    rows, lines = _rows(text, separator, name)
    yield Sheet(rows, lines, (f"encoding {encoding}", f"separator {_SEPARATORS[separator]}"))


def _headings(text: str, separator: str, words: Vocabulary) -> int:
    try:
        first = list(islice(csv.reader(StringIO(text[:_SAMPLE], newline=""), delimiter=separator), SEARCHED))
    except csv.Error:
        return 0
    return heading_row(first, words)[1]


def _rows(text: str, separator: str, name: str) -> tuple[list[Row], Sequence[int]]:
    """The rows, and the line each begins on: a cell in quotation marks may run over several."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    ends = [0]
    try:
        for row in reader:
            several = reader.line_num > ends[-1] + 1
            rows.append(tuple(" ".join(cell.split()) for cell in row) if several else tuple(map(str.strip, row)))
            ends.append(reader.line_num)
    except csv.Error as error:
        raise FormatError(
            name,
            f"line {ends[-1] + 1}",
            f"the quotation marks do not pair up ({error}).",
            "Put a cell in quotation marks as a whole, and double those within it.",
        ) from error
    return rows, [end + 1 for end in ends[:-1]]

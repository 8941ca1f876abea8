"""An Excel workbook (XLSX) as sheets."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import IO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from krav.formats.sheets.sheet import Row, Sheet
from krav.formats.sheets.text import UNREADABLE, first_match
from krav.formats.sheets.workbook_cells import numeric, text
from krav.formats.values import FormatError

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_PART = b"xl/workbook.xml"
_POSITION = re.compile(rb"""r(?<=\sr)\s*=\s*["']([A-Z]*)([0-9]+)""")
_DAMAGE = (BadZipFile, CalamineError, EOFError, RuntimeError, ValueError, ZlibError)
_MAX_BYTES = 500_000_000
_MAX_CELLS = 25_000_000
_PIECE, _LONGEST = 1_000_000, 64
"""Bytes of a part that are looked at together, and of a position in it."""


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an XLSX workbook, or an old or locked one, which is refused when read."""
    return data.startswith(_OLE) or (data.startswith(_ZIP) and _PART in data)


def sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """The sheets that hold anything, in the workbook's order."""
    if data.startswith(_OLE):
        raise FormatError(name, "", "this is an old or locked workbook.", "Save it as XLSX without a password, or as CSV.")
    try:
        _check_size(data, name)
        workbook = CalamineWorkbook.from_object(BytesIO(data))
        for title in [entry.name for entry in workbook.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]:
            sheet = workbook.get_sheet_by_name(title)
            if sheet.start:
                top = sheet.start[0] + 1
                lines = range(top, top + sheet.height)
                rows = sheet.to_python()
                texts = [tuple(map(text, row)) for row in rows]
                _check_letters(name, lines, texts)
                yield Sheet(texts, lines, (f"workbook, sheet “{title}”",), numeric(rows), f"sheet “{title}”")
    except _DAMAGE as error:
        raise FormatError(name, "", f"the workbook is damaged ({error}).", "Save it again where it is from.") from error


def _check_letters(name: str, lines: Sequence[int], rows: Sequence[Row]) -> None:
    if (index := first_match(UNREADABLE, list(map("".join, rows)))) is not None:
        raise FormatError(name, f"line {lines[index]}", "a letter cannot be read.", "Type the cell again.")


def _check_size(data: bytes, name: str) -> None:
    """The reader sets aside room for the whole rectangle: one stray cell at XFD1048576 would end the process."""
    with ZipFile(BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > _MAX_BYTES:
            raise FormatError(name, "", "the workbook is too large unpacked.", "Divide it into several files.")
        for part in parts.namelist():
            with parts.open(part) as content:
                _check_extent(content, name)


def _check_extent(part: IO[bytes], name: str) -> None:
    """Looks at a part piece by piece: one that unpacks to more than it says of itself never lies in memory whole."""
    letters, rows, before = set[bytes](), set[bytes](), b""
    while piece := part.read(_PIECE):
        positions = _POSITION.findall(before + piece)
        letters.update(each for each, _ in positions)
        rows.update(each[:9] for _, each in positions)
        before = piece[-_LONGEST:]
    width, height = max(map(_column, letters), default=0), max(map(int, rows), default=0)
    if width * height > _MAX_CELLS:
        raise FormatError(
            name,
            f"line {height}",
            f"a sheet reaches over {width} columns and {height} rows.",
            "Delete the stray cell far below or beside the list.",
        )


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("@")
    return number

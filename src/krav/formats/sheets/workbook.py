"""An Excel workbook (XLSX) as sheets."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
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
_CELLS = tuple(b"<c" + mark.encode() for mark in " />\t\r\n")
_DAMAGE = (BadZipFile, CalamineError, EOFError, RuntimeError, ValueError, ZlibError)
_MAX_BYTES = 500_000_000
_MAX_PARTS = 2_000
_SMALL, _MAX_RATIO = 20_000_000, 200
"""What swells to less than this is no danger, however well it is packed."""

_MAX_CELLS, _FEW_CELLS, _CELLS_A_BYTE = 25_000_000, 2_000_000, 4
"""So many cells are read at most; so many of any workbook; so many more for each byte that it has packed."""

_PIECE, _LONGEST, _SHORTEST = 1_000_000, 64, 2
"""Bytes of a part that are looked at together, of a position in it, and of the mark of a cell that may be cut."""

_DIVIDE = "Divide it into several files."


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
    """Refuses what swells before the reader sees it; what the workbook says of its own sizes is not believed."""
    extent = _Extent(len(data), name)
    with ZipFile(BytesIO(data)) as parts:
        infos = parts.infolist()
        if sum(part.file_size for part in infos) > _MAX_BYTES or len(infos) > _MAX_PARTS:
            raise FormatError(name, "", "the workbook is too large unpacked.", _DIVIDE)
        for part in infos:
            if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
                raise FormatError(
                    name, part.filename, "it is packed in a way that is not known.", "Save the workbook again."
                )
            part.file_size = _MAX_BYTES + 1
            with parts.open(part) as content:
                extent.add(content)


class _Extent:
    """How much all parts unpack to, and over how many cells the sheets reach.

    The reader sets aside room for the whole rectangle: one stray cell at XFD1048576 would end the process.
    """

    def __init__(self, packed: int, name: str) -> None:
        self._packed, self._name, self._unpacked, self._cells = packed, name, 0, 0

    def add(self, part: IO[bytes]) -> None:
        """Looks at a part piece by piece: it never lies in memory whole."""
        letters, rows, before, cells = set[bytes](), set[bytes](), b"", 0
        while piece := part.read(_PIECE):
            self._grow(len(piece))
            positions = _POSITION.findall(before + piece)
            letters.update(each for each, _ in positions)
            rows.update(each[:9] for _, each in positions)
            whole = before[-_SHORTEST:] + piece
            cells += sum(map(whole.count, _CELLS))
            before = piece[-_LONGEST:]
        width, height = max(map(_column, letters), default=0), max(map(int, rows), default=0)
        self._cells += max(width * height, cells)
        if self._cells > min(_MAX_CELLS, max(_FEW_CELLS, _CELLS_A_BYTE * self._packed)):
            raise FormatError(
                self._name,
                f"line {height}",
                f"a sheet reaches over {width} columns and {height} rows.",
                "Delete the stray cell far below or beside the list.",
            )

    def _grow(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > _MAX_BYTES:
            raise FormatError(self._name, "", "the workbook is too large unpacked.", _DIVIDE)
        if self._unpacked > max(_SMALL, _MAX_RATIO * self._packed):
            times = self._unpacked // self._packed
            problem = f"the workbook would swell to {times} times its size, which no honest file does."
            raise FormatError(self._name, "", problem, _DIVIDE)


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("@")
    return number

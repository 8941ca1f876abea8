"""The bytes of a SIE file as labelled lines: CP437 is told from UTF-8 and Latin-1, unreadable letters are refused."""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from krav.formats.values import FormatError

_LINE_END = re.compile(r"\r\n|\n|\r")
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_UNREADABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]|[\u2500-\u259f]|Ã[\x80-\xbf]")
"""Control characters, U+FFFD, frames of DOS and UTF-8 taken for something else: no name has them."""

_DOUBTED = frozenset(letter for letter in map(chr, range(0x10000)) if _UNREADABLE.match(letter)) | {"Ã"}
"""The letters it may begin with; hardly a file has any, and that is soon seen."""

_STRAYS = str.maketrans(dict(zip("─┼╓Σσ÷", "ÄÅÖäåö", strict=True)))
"""What CP437 makes of single letters of Windows: programs copy paths and names of objects without converting them."""

_DOS, _WINDOWS = bytes(range(0x80, 0xA6)), bytes(range(0xC0, 0x100))
_STRAY = re.compile(rb"[\xc4\xc5\xd6\xe4\xe5\xf6]")

_INNER = r'[^"\\]*(?:\\.[^"\\]*)*'
_FIELD = re.compile(rf'("{_INNER}(?:"|\\?$))|\{{([^{{}}"]*(?:"{_INNER}"[^{{}}"]*)*)\}}|([^\s{{}}"]+)')
"""A text in quotation marks (the last of a line may lack its end, where a program cut it), a list, a bare word."""

_ESCAPED = re.compile(r'\\(["\\])')
_REMEDY = "Export it again, as SIE 4 in PC8 (CP437)."

Fields = tuple[str | tuple[str, ...], ...]
"""The values of a line; a list of objects, {…}, is a tuple."""


class Labelled(NamedTuple):
    """A line of a SIE file: `#VER A 1 20260105` is `VER` with three fields. A brace alone is a label of its own."""

    line: int
    label: str
    fields: Fields

    def text(self, place: int) -> str:
        """The field at a place; empty where there is none."""
        found = self.fields[place] if place < len(self.fields) else ""
        return found if isinstance(found, str) else ""

    def objects(self, place: int) -> tuple[str, ...]:
        """The list of objects at a place."""
        found = self.fields[place] if place < len(self.fields) else ()
        return found if isinstance(found, tuple) else ()


def is_web_page(data: bytes) -> bool:
    """Whether a browser saved a page, such as “not found”, in place of the file."""
    return bool(_WEB_PAGE.match(data))


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text and the name of its encoding, whatever #FORMAT says of it.

    Raises:
        FormatError: it is a web page, or letters of it were lost on the way.
    """
    if is_web_page(data):
        raise FormatError(name, "line 1", "it is a saved web page, not a SIE file.", "Fetch the file itself again.")
    codec, encoding = _encoding(data)
    try:
        text = data.decode(codec).rstrip("\x1a")
        text = text.translate(_STRAYS) if codec == "cp437" and _STRAY.search(data) else text
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"the byte {data[error.start]:#04x} stands for no letter in {encoding}."
        raise FormatError(name, f"line {line}", problem, _REMEDY) from None
    if not _DOUBTED.isdisjoint(text) and (found := _UNREADABLE.search(text)):
        line = len(_LINE_END.findall(text, 0, found.start())) + 1
        problem = f"a letter cannot be read, its characters are {found[0]!a}; names in it are damaged."
        raise FormatError(name, f"line {line}", problem, _REMEDY)
    return text, encoding


def _encoding(data: bytes) -> tuple[str, str]:
    """Codec and name. Swedish letters are below 0xA6 in CP437, where Latin-1 has none, and above 0xBF in Latin-1."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", "UTF-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if b"\xef\xbf\xbd" in data:
            return "utf-8", "UTF-8"
        without_dos, without_windows = (len(data.translate(None, letters)) for letters in (_DOS, _WINDOWS))
        return ("cp1252", "Windows-1252") if without_windows < without_dos else ("cp437", "PC8")
    return ("cp437", "PC8") if data.isascii() else ("utf-8", "UTF-8")


def lines(text: str, name: str) -> Iterator[Labelled]:
    """The lines that say something.

    Raises:
        FormatError: a line that begins with neither # nor a brace.
    """
    for number, written in enumerate(_LINE_END.split(text), 1):
        line = written.strip()
        if line.startswith("#"):
            found = _fields(line[1:])
            yield Labelled(number, str(found[0]).upper(), found[1:])
        elif line in {"{", "}"}:
            yield Labelled(number, line, ())
        elif line:
            problem = f"the line “{line[:40]}” begins with no label (#)."
            raise FormatError(name, f"line {number}", problem, "Export the file again; it may be damaged.")


def _fields(line: str) -> Fields:
    if '"' not in line and "{" not in line and "}" not in line:
        return tuple(line.split()) or ("",)
    found = _FIELD.findall(line)
    return tuple([bare or (_plain(quoted) if quoted else _objects(listed)) for quoted, listed, bare in found]) or ("",)


def _plain(quoted: str) -> str:
    """What stands in quotation marks."""
    inner = quoted[1:].removesuffix('"')
    return (_ESCAPED.sub(r"\1", inner) if "\\" in inner else inner).strip()


@lru_cache(maxsize=4096)
def _objects(listed: str) -> tuple[str, ...]:
    """The objects of a list: the same few stand in most lines."""
    return tuple(field for field in _fields(listed) if isinstance(field, str)) if listed.strip() else ()

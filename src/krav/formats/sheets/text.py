"""The bytes of a text file as characters: the encoding is found out, unreadable characters are refused."""

import codecs
import re
from collections.abc import Sequence

from krav.formats.values import FormatError

_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}

UNREADABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
"""Control characters, and U+FFFD, which stands where another program could not read a letter."""

_GARBLED = re.compile("[ÃÂ†„›](?:(?<=[ÃÂ])[^\0-\x7f]|(?<=[A-Za-z][†„›])[a-z])")
"""ø, å, æ, ö, ä as they look when UTF-8 was taken for Windows-1252, or the letters of DOS for those of Windows."""

_REMEDY = "Save the list again as “CSV UTF-8”."


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 or UTF-16 by its mark, else UTF-8 if it is, else Windows-1252."""
    codec = next((codec for mark, codec in _MARKED if data.startswith(mark)), "") or _unmarked(data)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"the byte {data[error.start]:#04x} stands for no letter in {_NAMES[codec]}."
        raise FormatError(name, f"line {line}", problem, _REMEDY) from error
    for pattern in (UNREADABLE, _GARBLED):
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            problem = f"a letter cannot be read, its characters are {found[0]!a}."
            raise FormatError(name, f"line {line}", problem, _REMEDY)
    return text, _NAMES[codec]


def _unmarked(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def first_match(pattern: re.Pattern[str], cells: Sequence[str]) -> int | None:
    """The index of the first cell in which the pattern is found; the cells hold no line breaks."""
    text = "\n".join(cells)
    found = pattern.search(text)
    return text.count("\n", 0, found.start()) if found else None

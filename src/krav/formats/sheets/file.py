"""A file as sheets: a workbook, or separated text."""

import codecs
from collections.abc import Iterator
from contextlib import suppress

from krav.formats.sheets import separated, workbook
from krav.formats.sheets.sheet import Sheet
from krav.formats.sheets.vocabulary import Vocabulary
from krav.formats.values import FormatError

_HEAD = 65536


def sheets(data: bytes, name: str, words: Vocabulary) -> Iterator[Sheet]:
    """The sheets of the file; of text, the separator is the one under which the most headings are in `words`."""
    return workbook.sheets(data, name) if workbook.is_workbook(data) else separated.sheets(data, name, words)


def first_sheets(data: bytes, name: str, words: Vocabulary) -> Iterator[Sheet]:
    """The sheets as far as their headings need, and none at all of a file that cannot be read."""
    for part in (_head(data), data):
        with suppress(FormatError):
            yield from sheets(part, name, words)
            return


def _head(data: bytes) -> bytes:
    if workbook.is_workbook(data) or len(data) <= _HEAD:
        return data
    wide = data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE))
    return data[:_HEAD] if wide else data[:_HEAD].rpartition(b"\n")[0]

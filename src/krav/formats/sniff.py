"""Which format a file is in, judged by its content, and whether it is too large to take."""

from typing import Literal

from krav.formats import camt, ocr_giro, table, ubl
from krav.formats.values import FormatError

MAX_BYTES = 100_000_000
"""The largest file taken in."""

Format = Literal["table", "ubl", "camt", "ocr_giro"]


def recognise(data: bytes, name: str) -> Format | None:
    """The format whose reader takes the file, or refuses it with the clearest reason; None when none knows it."""
    if ubl.recognises(data, name):
        return "ubl"
    if camt.recognises(data, name):
        return "camt"
    if ocr_giro.recognises(data, name):
        return "ocr_giro"
    return "table" if table.recognises(data, name) else None


def too_large(name: str, size: int) -> FormatError | None:
    """The refusal of a file of `size` bytes, asked before it is read; None when it may be taken in."""
    if size <= MAX_BYTES:
        return None
    problem = f"the file has {size // 1_000_000} MB; at most {MAX_BYTES // 1_000_000} MB are taken."
    return FormatError(name, "", problem, "Split it, or fetch a shorter period.")

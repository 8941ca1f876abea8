"""Any file read by what it is, whatever it is called."""

from collections.abc import Callable
from typing import NamedTuple

from krav.formats import bgmax, camt, ocr_giro, saft, sie, statement, svefaktura, table, ubl
from krav.formats.fitting import fitted
from krav.formats.values import BankFileIn, FormatError, LedgerIn

MAX_BYTES = 100_000_000
"""The largest file taken in."""

Content = LedgerIn | BankFileIn


class _Reader(NamedTuple):
    """A format: whether a file (bytes, name) is in it, and what a file (bytes, name, the account's currency) holds."""

    name: str
    recognises: Callable[[bytes, str], bool]
    read: Callable[[bytes, str, str], Content]


_READERS = (
    _Reader("svefaktura", svefaktura.recognises, lambda data, name, _: svefaktura.read(data, name)),
    _Reader("ubl", ubl.recognises, lambda data, name, _: ubl.read(data, name)),
    _Reader("camt", camt.recognises, lambda data, name, _: camt.read(data, name)),
    _Reader("ocr_giro", ocr_giro.recognises, lambda data, name, _: ocr_giro.read(data, name)),
    _Reader("bgmax", bgmax.recognises, lambda data, name, _: bgmax.read(data, name)),
    _Reader("saft", saft.recognises, lambda data, name, _: saft.read(data, name)),
    _Reader("sie", sie.recognises, lambda data, name, _: sie.read(data, name)),
    _Reader("statement", statement.recognises, lambda data, name, currency: statement.read(data, name, currency=currency)),
    _Reader("table", table.recognises, lambda data, name, currency: table.read(data, name, currency=currency)),
)
"""In the order they are asked: what is told by its first bytes before what is told by its headings."""


_INVOICES = frozenset({"svefaktura", "ubl"})


def is_invoice(data: bytes, name: str) -> bool:
    """Whether the file is an invoice, or several, as their customers got them."""
    return any(reader.recognises(data, name) for reader in _READERS if reader.name in _INVOICES)


def recognise(data: bytes, name: str) -> str:
    """The format whose reader takes the file, or refuses it with the clearest reason; empty when none knows it."""
    return next((reader.name for reader in _READERS if reader.recognises(data, name)), "")


def read(data: bytes, name: str, currency: str) -> Content:
    """A file's content; `currency` is meant where a table names none.

    Raises:
        FormatError: the file is too large, of no known format, or broken.
    """
    if refusal := too_large(name, len(data)):
        raise refusal
    for reader in _READERS:
        if reader.recognises(data, name):
            content = reader.read(data, name, currency)
            return fitted(content) if isinstance(content, BankFileIn) else content
    books, bank = "CSV, XLSX, SAF-T or SIE 4", "camt, OCR giro, BgMax, CSV or XLSX"
    remedy = f"Give a ledger as {books}, an invoice as UBL or Svefaktura, or a bank's file as {bank}."
    raise FormatError(name, "", "the format is not recognised.", remedy)


def too_large(name: str, size: int) -> FormatError | None:
    """The refusal of a file of `size` bytes, asked before it is read; None when it may be taken in."""
    if size <= MAX_BYTES:
        return None
    problem = f"the file has {size // 1_000_000} MB; at most {MAX_BYTES // 1_000_000} MB are taken."
    return FormatError(name, "", problem, "Split it, or fetch a shorter period.")

"""Vouchers written as SIE 4I, the file that Swedish accounting systems take vouchers from."""

import unicodedata
from collections.abc import Iterator
from datetime import date

from krav.formats.vouchers import BooksOut, VoucherLineOut, VoucherOut
from krav.kernel.money import Money

_CARRIED = frozenset(bytes([*range(0x20, 0x7F), *range(0x80, 0xB0), 0xE1, 0xE6, 0xF1, 0xF8, 0xFA, 0xFD]).decode("cp437"))
"""The letters and signs of CP437; its frames and Greek letters are in no name and show that a file is damaged."""

_LIKE = str.maketrans({"ø": "ö", "Ø": "Ö", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"', "…": "...", "\\": "/"})
_DIMENSIONS = (("1", "Kostnadsställe", "department"), ("6", "Projekt", "project"))


def write(books: BooksOut) -> bytes:
    """The file: CP437, lines ended by CRLF.

    A posting that names an invoice says it as the systems do: “Faktnr: 891, Namn: Karl Svensson”. A letter that CP437
    lacks becomes the one nearest to it, and ? where there is none.
    """
    return "".join(f"{line}\r\n" for line in _lines(books)).encode("cp437")


def _lines(books: BooksOut) -> Iterator[str]:
    yield "#FLAGGA 0"
    yield f"#PROGRAM {_text(books.program)} {_text(books.version)}"
    yield "#FORMAT PC8"
    yield f"#GEN {_day(books.made_on)}"
    yield "#SIETYP 4"
    if books.creditor.company_number:
        yield f"#ORGNR {_text(books.creditor.company_number)}"
    yield f"#FNAMN {_text(books.creditor.name)}"
    yield f"#VALUTA {books.currency}"
    for account in books.accounts:
        yield f"#KONTO {_bare(account.number)} {_text(account.name)}"
    yield from _objects(books)
    names = {customer.number: customer.name for customer in books.customers}
    for voucher in books.vouchers:
        yield from _voucher(voucher, books, names)


def _objects(books: BooksOut) -> Iterator[str]:
    for dimension, name, told in _DIMENSIONS:
        used = {getattr(line, told) for voucher in books.vouchers for line in voucher.lines} - {""}
        if used:
            yield f"#DIM {dimension} {_text(name)}"
        for number in sorted(used):
            yield f"#OBJEKT {dimension} {_text(number)} {_text(number)}"


def _voucher(voucher: VoucherOut, books: BooksOut, names: dict[str, str]) -> Iterator[str]:
    named, on = f"{_text(voucher.series)} {_text(voucher.number)}", _day(voucher.on)
    yield f"#VER {named} {on} {_text(voucher.text)} {_day(books.made_on)}"
    yield "{"
    for line in voucher.lines:
        objects = [f"{key} {_text(value)}" for key, _, told in _DIMENSIONS if (value := getattr(line, told))]
        amount = Money(line.amount, books.currency).decimal
        said = _said(line, names.get(line.customer, ""))
        yield f"#TRANS {_bare(line.account)} {{{' '.join(objects)}}} {amount} {on} {_text(said)}"
    yield "}"


def _said(line: VoucherLineOut, customer: str) -> str:
    if not line.invoice:
        return line.text
    return f"Faktnr: {line.invoice}, Namn: {customer}" if customer else f"Faktnr: {line.invoice}"


def _text(text: str) -> str:
    """A text in quotation marks, of letters that CP437 has."""
    plain = " ".join(unicodedata.normalize("NFC", text).translate(_LIKE).split())
    carried = "".join(_carried(letter) for letter in plain).replace('"', '\\"')
    return f'"{carried}"'


def _bare(number: str) -> str:
    return number if number.isascii() and number.isalnum() else _text(number)


def _carried(letter: str) -> str:
    if letter in _CARRIED:
        return letter
    bare = unicodedata.normalize("NFKD", letter)[0]
    return bare if bare in _CARRIED else "?"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"

"""A SIE file as it stands: whose books, which accounts and objects, balances and vouchers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from krav.formats.sie import control_sum
from krav.formats.sie.text import Labelled, decode, lines
from krav.formats.values import FormatError
from krav.kernel.money import Minor, Money

_AMOUNT = re.compile(r"([+-]?)([0-9]{1,15})(?:[.,]([0-9]{0,9}))?")
_DAY = re.compile(r"[0-9]{8}")
_TYPES = {"1", "2", "3", "4"}
_WORDS = {"SIETYP": "kind", "FNAMN": "company", "ORGNR": "company_number", "VALUTA": "currency"}
_NAMES = {"KONTO": "accounts", "KTYP": "account_kinds", "DIM": "dimensions", "UNDERDIM": "dimensions"}
_BALANCES = {"IB": "opening", "UB": "closing"}
"""Where in the books each label goes."""

_BRACES = frozenset("{}")
_DAMAGED = "Export the file again; it may be damaged."


class Transaction(NamedTuple):
    """One posting of a voucher; debit positive. `objects` is dimension → object."""

    line: int
    account: str
    objects: dict[str, str]
    amount: Minor
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class SieVoucher:
    """A voucher of the file; what was struck out of it (#BTRANS) is not there."""

    line: int
    series: str
    number: str
    on: date
    text: str
    lines: list[Transaction] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Series and number, as people write them."""
        return f"{self.series}{self.number}"

    @property
    def sum(self) -> Minor:
        return sum([line.amount for line in self.lines])


@dataclass(slots=True)
class SieBooks:
    """What a SIE file says. Balances are those of the year the file is about, by account."""

    encoding: str
    kind: str = "1"
    program: str = ""
    version: str = ""
    company: str = ""
    company_number: str = ""
    currency: str = "SEK"
    made_on: date | None = None
    from_on: date | None = None
    to_on: date | None = None
    accounts: dict[str, str] = field(default_factory=dict)
    account_kinds: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    opening: dict[str, Minor] = field(default_factory=dict)
    closing: dict[str, Minor] = field(default_factory=dict)
    vouchers: list[SieVoucher] = field(default_factory=list)


def read_books(data: bytes, name: str) -> SieBooks:
    """The file's content, of any of the types 1 to 4.

    Raises:
        FormatError: letters were lost, a line is damaged, a voucher is cut off, or the type is unknown.
    """
    text, encoding = decode(data, name)
    if encoding == "PC8":
        control_sum.check(data, name)
    reading = _Reading(name, SieBooks(encoding))
    reading.take(lines(text, name))
    return reading.books


class _Reading:
    """A file on its way from lines to books."""

    def __init__(self, name: str, books: SieBooks) -> None:
        self.name, self.books = name, books
        self.voucher: SieVoucher | None = None
        self.open = False

    def take(self, found: Iterable[Labelled]) -> None:
        """Every line; labels that nobody needs are passed over, as the standard asks for."""
        last = 1
        for line in found:
            last = line.line
            if line.label in _BRACES:
                self._brace(line)
            elif self.open:
                self._in_voucher(line)
            elif self.voucher:
                raise self._wrong(line, f"voucher {self.voucher.name} is not followed by its postings.")
            elif line.label == "VER":
                self._begin(line)
            elif line.label in {"TRANS", "RTRANS", "BTRANS"}:
                raise self._wrong(line, f"#{line.label} stands outside a voucher.")
            else:
                self._head(line)
        if self.voucher:
            problem = f"voucher {self.voucher.name} has no end."
            raise FormatError(self.name, f"line {last}", problem, "Export the file again; it is cut off.")

    def _brace(self, line: Labelled) -> None:
        if (line.label == "{") == self.open or not self.voucher:
            raise self._wrong(line, f"the brace {line.label} belongs to no voucher.")
        self.open = not self.open
        if not self.open:
            self.books.vouchers.append(self.voucher)
            self.voucher = None

    def _begin(self, line: Labelled) -> None:
        on = self._day(line, 2)
        if on is None:
            raise self._wrong(line, "the voucher has no day.")
        self.voucher = SieVoucher(line.line, line.text(0), line.text(1), on, line.text(3))

    def _in_voucher(self, line: Labelled) -> None:
        """A posting. #RTRANS is one added later and followed by the same as #TRANS; #BTRANS is one struck out."""
        if line.label == "TRANS" and self.voucher:
            given = line.objects(1)
            objects = dict(zip(given[::2], given[1::2], strict=False)) if given else {}
            on = self._day(line, 3) or self.voucher.on
            amount = self._amount(line, 2)
            self.voucher.lines.append(Transaction(line.line, line.text(0), objects, amount, on, line.text(4)))
        elif line.label not in {"RTRANS", "BTRANS"}:
            raise self._wrong(line, f"#{line.label} stands inside a voucher, which may lack its end.")

    def _head(self, line: Labelled) -> None:
        books, first = self.books, line.text(0)
        if line.label == "SIETYP" and first not in _TYPES:
            raise self._wrong(line, f"the file is SIE of type “{first}”; types 1 to 4 are known.")
        if line.label in _WORDS:
            setattr(books, _WORDS[line.label], first)
        elif line.label in _NAMES:
            getattr(books, _NAMES[line.label])[first] = line.text(1)
        elif line.label == "GEN":
            books.made_on = self._day(line, 0)
        elif line.label == "PROGRAM":
            books.program, books.version = first, line.text(1)
        elif line.label == "OBJEKT":
            books.objects[first, line.text(1)] = line.text(2)
        elif line.label == "RAR" and first == "0":
            books.from_on, books.to_on = self._day(line, 1), self._day(line, 2)
        elif line.label in _BALANCES and first == "0":
            getattr(books, _BALANCES[line.label])[line.text(1)] = self._amount(line, 2)

    def _day(self, line: Labelled, place: int) -> date | None:
        text = line.text(place)
        if not text:
            return None
        day = _day(text)
        if day is None:
            raise self._wrong(line, f"“{text}” is not a day.")
        return day

    def _amount(self, line: Labelled, place: int) -> Minor:
        text = line.text(place)
        found = _AMOUNT.fullmatch(text)
        if not found:
            raise self._wrong(line, f"“{text}” is not an amount.")
        sign, whole, decimals = found.groups("")
        if len(decimals) > 2 and decimals[2:].strip("0"):
            raise self._wrong(line, f"{text} has more than two decimals.")
        minor = int(whole + decimals[:2].ljust(2, "0"))
        return -minor if sign == "-" else minor

    def _wrong(self, line: Labelled, problem: str) -> FormatError:
        return FormatError(self.name, f"line {line.line}", problem, _DAMAGED)


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    """The day a text names; None where it is none between 1970 and 2099."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and 1970 <= day.year <= 2099 else None


def money(amount: Minor, books: SieBooks) -> Money:
    """An amount of the books as money."""
    return Money(amount, books.currency)

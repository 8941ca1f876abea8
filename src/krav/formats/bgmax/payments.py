"""One BgMax payment: its record 20 or 21 and the records that tell more of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from krav.formats.bgmax.lines import KNOWN, Line, Lines
from krav.formats.values import FormatError, PaymentIn, ShareIn, Unused
from krav.kernel.money import Minor, Money

PAYMENT, DEDUCTION = "20", "21"
_EXTRA = {"22": 1, "23": -1}
_ADDRESS = frozenset({"27", "28"})
_ITEMS = frozenset({PAYMENT, DEDUCTION})
_ITEM = re.compile(r"(2[01])([0-9]{10})(.{25})([0-9]{18})([0-9 ])(.)(.{12})")
_CHECKED = "2"
_COMPANY = re.compile(r"(?:00)?([0-9]{10})")
_CENTURY = re.compile(r"(?:16|19|20)[0-9]{10}")


class Deposit(NamedTuple):
    """What the end of a section tells of each payment in it; `key` begins the keys of its payments."""

    paid_on: date
    currency: str
    key: str


@dataclass(slots=True)
class Reading:
    """What is kept while a file is read: records that were not used, and how often a key was given."""

    unused: list[Unused] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)

    def key(self, text: str) -> str:
        """The text, with a rank where it was given before."""
        rank = self.keys[text] = self.keys.get(text, 0) + 1
        return text if rank == 1 else f"{text}-{rank}"


@dataclass(slots=True)
class _More:
    """What the records after a 20 or 21 tell."""

    shares: list[tuple[str, Minor]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    name: str = ""
    number: str = ""


_NOTHING = _More()


def payments(lines: Lines, first: int, after: int, deposit: Deposit, reading: Reading) -> list[PaymentIn]:
    """The payments and deductions (below zero) in these lines; unknown records are kept as unused.

    A payment's key ends in the serial number Bankgirot gave it, and a rank where that repeats. The deposit is one entry of
    the bank's, and goes by the key of its first payment.

    Raises:
        FormatError: when a record stands before its payment or a field is not what its columns say.
    """
    found, records, rows, numbers = [], lines.records, lines.rows, lines.numbers
    place, entry = first, ""
    while place < after:
        item, fields = place, _ITEM.match(rows[place])
        place += 1
        if not fields:
            if records[item] in KNOWN:
                raise _wrong(lines.line(item))
            reading.unused.append(unknown(lines.line(item)))
            continue
        more = _NOTHING
        if place < after and records[place] not in _ITEMS:
            more, place = _more(lines, place, after, reading.unused)
        told = fields.groups()
        key = reading.key(f"{deposit.key}-{told[-1].rstrip()}")
        entry = entry or key
        found.append(_payment(deposit, key, f"line {numbers[item]}", told, more, entry))
    return found


def unknown(line: Line) -> Unused:
    """A record of a type that BgMax does not have.

    Raises:
        FormatError: when the line does not even begin with two digits.
    """
    if not re.fullmatch(r"[0-9]{2}", line.record):
        raise line.wrong(f"the line begins with “{line.record}”, not with the two digits of a record.")
    return Unused(f"line {line.number}", f"record {line.record} is none of BgMax's")


def _more(lines: Lines, place: int, after: int, unused: list[Unused]) -> tuple[_More, int]:
    """What is told before the next payment, and its place."""
    more, rows, records = _More(), lines.rows, lines.records
    while place < after and (record := records[place]) not in _ITEMS:
        if record == "26":
            more.name = " ".join(rows[place][2:72].split())
        elif record == "29":
            more.number = _company(rows[place][2:14].strip())
        elif record == "25":
            more.texts.append(rows[place][2:].strip())
        elif record in _EXTRA:
            line = lines.line(place)
            more.shares.append((line.text(13, 37), _EXTRA[record] * line.number_at(38, 55, "amount")))
        elif record not in _ADDRESS:
            unused.append(unknown(lines.line(place)))
        place += 1
    return more, place


def _payment(deposit: Deposit, key: str, where: str, fields: Sequence[str], more: _More, entry: str) -> PaymentIn:
    record, sender, reference, digits, kind, _, _ = fields
    sign = -1 if record == DEDUCTION else 1
    reference = reference.strip()
    references: tuple[str, ...] = (reference,) if reference else ()
    texts: tuple[str, ...] = ()
    shares: tuple[ShareIn, ...] = ()
    if more.shares or more.texts or (reference and kind != _CHECKED):
        references, texts = _told(reference, kind, more)
        shares = tuple(_share(part, sign * amount, deposit.currency) for part, amount in more.shares if part or amount)
    return PaymentIn(
        deposit.paid_on,
        Money(sign * int(digits), deposit.currency),
        key,
        where,
        references,
        texts,
        more.name,
        sender.lstrip("0"),
        more.number,
        shares,
        entry,
    )


def _told(reference: str, kind: str, more: _More) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All references, credit notes last, and all texts: a reference that nobody checked may hold several, or be words."""
    numbers = [reference] if kind == _CHECKED else _written(reference)
    texts = [*([] if numbers == [reference] else [reference]), *more.texts]
    if len(more.texts) > 1:
        texts += ["".join(more.texts), " ".join(more.texts)]
    numbers += [part for part, _ in sorted(more.shares, key=lambda share: share[1] < 0)]
    return _once(numbers), _once(texts)


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in found if text))


def _share(reference: str, amount: Minor, currency: str) -> ShareIn:
    """A share of nothing is one whose amount the payer did not tell."""
    return ShareIn(reference, Money(amount, currency) if amount else None)


def _written(reference: str) -> list[str]:
    """The numbers in a reference that nobody checked: payers join several with blanks or commas."""
    return [part for part in re.split(r"[\s,;]+", reference) if any(sign.isdecimal() for sign in part)]


def _company(digits: str) -> str:
    """An organisation number, without the zeros before it; empty when it is none."""
    plain = _COMPANY.fullmatch(digits)
    return plain[1] if plain else digits if _CENTURY.fullmatch(digits) else ""


def _wrong(line: Line) -> FormatError:
    """What is wrong with a line that is no record 20 or 21."""
    if line.record not in {PAYMENT, DEDUCTION}:
        return line.wrong(f"record {line.record} stands where a payment should begin with record 20 or 21.")
    line.digits(3, 12, "sender's bankgiro")
    line.digits(38, 55, "amount")
    return line.wrong(f"the reference code “{line.content[55]}” is not a digit.", (56, 56))

"""What an agency tells by the contract, as values. One thing that cannot be read becomes a message, and the rest goes on."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, get_args

from krav.kernel.money import Minor
from krav.kernel.plain import is_text
from krav.wire.partners.values import (
    Accepted,
    NewsIn,
    PaidThere,
    Parts,
    Quote,
    QuoteLine,
    SettledCase,
    SettlementIn,
    Standing,
)

Row = Mapping[str, Any]
Words = Mapping[str, Standing]

_AMOUNT: Final = re.compile(r"-?\d{1,13}\.\d{2}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_RATE: Final = re.compile(r"\d{1,3}(\.\d{1,4})?")
_KINDS: Final = frozenset(get_args(NewsIn.__annotations__["kind"]))
_STANDINGS: Final = {each.value: each for each in Standing}
_WHENS: Final = frozenset(get_args(QuoteLine.__annotations__["when"]))
_CHARGED: Final = ("kept", "commission", "start", "other", "vat", "paid_out")
_UNREAD: Final = "What was told here could not be read ({why}): {told}"
_LONGEST: Final = {"key": 120, "reference": 80, "our_key": 60, "words": 400, "document": 200, "number": 60, "invoice": 60}


def accepted(row: Row, words: Words) -> Accepted:
    """That the agency has a case."""
    reference = text(row, "reference")
    if not reference:
        raise ValueError("no reference")
    return Accepted(reference, standing(row, words) or Standing.RECEIVED, text(row, "words"))


def quote(row: Row) -> Quote:
    """What a case will cost."""
    lines = tuple(
        QuoteLine(text(each, "code"), amount(each, "amount"), _one_of(each, "when", _WHENS), text(each, "words"))
        for each in row["lines"]
    )
    until = day(row, "until") if row.get("until") else None
    return Quote(currency(row), lines, rate(row, "vat"), ours=False, until=until, words=text(row, "words"))


def news(row: object, words: Words, now: datetime) -> NewsIn:
    """One thing that was told."""
    if not isinstance(row, Mapping):
        return _unread(row, "it is no object", now)
    try:
        return _news(row, words)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        return _unread(row, f"{type(error).__name__}: {error}", now)


def standing(row: Row, words: Words) -> Standing | None:
    """Where a case stands: by the contract's own word, else by one the agency is known for; None where it is neither."""
    told = text(row, "state").casefold()
    return _STANDINGS.get(told) or words.get(told) or words.get(text(row, "words").casefold())


def amount(row: Row, name: str) -> Minor:
    """An amount that is written as text with two decimals; what is not there is nothing."""
    told = row.get(name)
    if told is None:
        return 0
    if not isinstance(told, str) or not _AMOUNT.fullmatch(told):
        raise ValueError(f"{name} is {told!r}, not an amount such as “1250.00”")
    return int(Decimal(told).scaleb(2))


def currency(row: Row) -> str:
    """A currency code."""
    told = text(row, "currency")
    if not _CURRENCY.fullmatch(told):
        raise ValueError(f"currency is {told!r}")
    return told


def day(row: Row, name: str) -> date:
    """A day such as 2026-09-29."""
    return date.fromisoformat(row[name])


def rate(row: Row, name: str) -> Decimal:
    """A rate in per cent, as text."""
    told = row.get(name, "0")
    if not isinstance(told, str) or not _RATE.fullmatch(told):
        raise ValueError(f"{name} is {told!r}, not a rate such as “25”")
    return Decimal(told)


def text(row: Row, name: str) -> str:
    """Words on one line, as long as they are kept; a name that is longer is no name of ours."""
    told = row.get(name) or ""
    if not isinstance(told, str):
        raise TypeError(f"{name} is {type(told).__name__}, not text")
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in told).split())
    longest = _LONGEST.get(name, 200)
    if len(plain) > longest and name != "words":
        raise ValueError(f"{name} has more than {longest} characters")
    return plain[:longest]


def _news(row: Row, words: Words) -> NewsIn:
    kind = _one_of(row, "kind", _KINDS)
    key, at = text(row, "key"), datetime.fromisoformat(row["at"])
    if not key or at.tzinfo is None:
        raise ValueError("no key, or a moment without its zone")
    return NewsIn(
        key,
        kind,
        at.astimezone(UTC),
        text(row, "reference"),
        text(row, "our_key"),
        standing(row, words) if kind == "state" else None,
        text(row, "words") or text(row, "state"),
        _paid(row["payment"]) if kind == "payment" else None,
        amount(row, "cost"),
        text(row, "document"),
        _settlement(row["settlement"]) if kind == "settlement" else None,
    )


def _paid(row: Row) -> PaidThere:
    parts, whole = _parts(row["parts"]), amount(row, "amount")
    if parts.total != whole:
        raise ValueError(f"the parts of {row['amount']} do not add up to it")
    return PaidThere(day(row, "received_on"), whole, currency(row), parts, text(row, "invoice"))


def _parts(row: Row) -> Parts:
    return Parts(*(amount(row, name) for name in Parts._fields))


def _settlement(row: Row) -> SettlementIn:
    """A settlement as it stands: whether it adds up is looked at where it is compared with our own reckoning."""
    cases = tuple(_settled(each) for each in row["cases"])
    number = text(row, "number")
    if not number:
        raise ValueError("no number")
    on, paid_out = day(row, "on"), amount(row, "paid_out")
    return SettlementIn(number, on, currency(row), cases, paid_out, text(row, "account"), text(row, "text"))


def _settled(row: Row) -> SettledCase:
    kept, commission, start, other, vat, paid_out = (amount(row, name) for name in _CHARGED)
    reference, words, collected = text(row, "reference"), text(row, "other_words"), _parts(row["collected"])
    return SettledCase(reference, collected, kept, commission, start, other, vat, paid_out, words)


def _one_of(row: Row, name: str, known: frozenset[str]) -> Any:  # noqa: ANN401 one of a literal's own words
    told = text(row, name)
    if told not in known:
        raise ValueError(f"{name} is {told!r}")
    return told


def _unread(row: object, why: str, now: datetime) -> NewsIn:
    """Nothing is done for it; a person sees it, once."""
    told = row if isinstance(row, Mapping) else {}
    key, reference = _name(told.get("key")), _name(told.get("reference"))
    name = (key or sha256(ascii(row).encode()).hexdigest())[: _LONGEST["key"]]
    said = _UNREAD.format(why=why, told=repr(row))[: _LONGEST["words"]]
    return NewsIn(name, "message", now, reference[: _LONGEST["reference"]], words=said)


def _name(told: object) -> str:
    """A name where one stands; what is no text names nothing."""
    return told if isinstance(told, str) and is_text(told) else ""

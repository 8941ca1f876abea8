"""The lines of a statement as payments: their references, their keys, and what is no payment."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from krav.formats.camt.bank_entry import are_names
from krav.formats.references import payment_card, plain
from krav.formats.statement.bookings import Booking
from krav.formats.statement.words import RETURNED
from krav.formats.values import PaymentIn
from krav.kernel.money import Money

_STRUCTURED = re.compile(r"(?:71|75|04|15)/[0-9]{15,16}|[0-9]{2,25}-?|RF[0-9]{2}[A-Z0-9]{1,21}")
_PRINTED = re.compile(r"\+\s?(?:71|75|04|15)\s?[<#/]\s?[0-9]{1,16}|(?<![0-9])(?:71|75|04|15)[/<#][0-9]{7,16}(?![0-9])")
_CARD = re.compile(
    r"\b(?:FIK?|IK|FI-?kort|Kortart|Indbetalingskort)\W{0,3}(71|75|04|15)\W{1,3}([0-9]{4,16})(?![0-9])", re.IGNORECASE
)
_NAMED = re.compile(r"\b(?:KID|OCR)(?:[ -]?(?:nr|nummer|number|no)\b)?\W{0,3}([0-9]{2,25}-?)(?![0-9])", re.IGNORECASE)
_CREDITOR = re.compile(r"(?<!\w)RF[0-9]{2}[A-Z0-9]{1,21}(?!\w)")
_BARE = re.compile(r"[0-9]{4,25}-?")


def why_unused(booking: Booking) -> str:
    """Why a line is no payment; empty where it is one."""
    if booking.status == "rejected":
        return "the bank did not carry it out"
    if booking.amount is None:
        return "it has no amount"
    if booking.amount == 0:
        return "its amount is zero"
    return "" if booking.amount > 0 or _is_return(booking) else "it is money out"


def payments(bookings: Sequence[Booking], account: str, otherwise_on: date) -> tuple[PaymentIn, ...]:
    """The lines as payments on `account`; `otherwise_on` is the day of a line that has none yet.

    An archive reference names the bank's entry unless it only counts the lines: money with a name that is known is not new.
    """
    seen: Counter[str] = Counter()
    named = are_names(sorted({booking.archive for booking in bookings if booking.archive}))
    found = []
    for booking in bookings:
        day, amount = booking.day or otherwise_on, Money(booking.amount or 0, booking.currency)
        digest = _digest(booking, account)
        seen[digest] += 1
        references = tuple(dict.fromkeys(_references(booking)))
        found.append(
            PaymentIn(
                received_on=day,
                amount=amount,
                key=f"{digest}-{seen[digest]}",
                where=f"line {booking.line}",
                references=references,
                texts=_texts(booking),
                payer_name=booking.payer_name,
                payer_account=booking.payer_account,
                bank_entry=booking.archive if named else "",
            )
        )
    return tuple(found)


def _digest(booking: Booking, account: str) -> str:
    """The same whenever the line is read again; lines that say the same of one day are counted by who asks."""
    day = booking.day.isoformat() if booking.day else ""
    balance = "" if booking.balance is None else str(booking.balance)
    words = (*booking.texts, *booking.references, booking.archive)
    content = "\x1f".join(
        (
            "".join(filter(str.isdigit, account)),
            day,
            str(Money(booking.amount or 0, booking.currency)),
            " ".join(" ".join(words).casefold().split()),
            balance,
        )
    )
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _is_return(booking: Booking) -> bool:
    """Whether money out is an earlier payment taken back: its text says so and names what it was for."""
    words = " ".join((*booking.texts, booking.type))
    return bool(RETURNED.search(words)) and any(True for _ in _references(booking))


def _references(booking: Booking) -> Iterator[str]:
    for cell in booking.references:
        if _STRUCTURED.fullmatch(reference := plain(cell)):
            yield reference
    for text in (*booking.texts, *booking.references):
        yield from (plain(found) for found in _PRINTED.findall(text))
        yield from filter(None, (payment_card(card, number) for card, number in _CARD.findall(text)))
        yield from _NAMED.findall(text)
        yield from _CREDITOR.findall(text)
        if _BARE.fullmatch(text):
            yield text


def _texts(booking: Booking) -> tuple[str, ...]:
    words = (cell for cell in booking.references if not _STRUCTURED.fullmatch(plain(cell)))
    return tuple(dict.fromkeys((*booking.texts, *words)))

"""A statement of account: what moved on a customer's claims in a period, what is owed at its end, and how old that is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, EntryKind
from krav.claims.letter import Addressee, Sender
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor
from krav.law.country import Country
from krav.law.payment import Payee

AGES = (0, 30, 60, 90)
"""Days past due: not yet, up to 30, up to 60, up to 90, and more."""

_MOVES = (EntryKind.INVOICE, EntryKind.CREDIT, EntryKind.PAYMENT, EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.COSTS)


class Move(NamedTuple):
    """Something that moved the account: `kind` is the entry's, or of an item below zero what it is (credit, payment)."""

    on: date
    kind: str
    number: str
    amount: Minor


class StillOpen(NamedTuple):
    """An item that is open at the end, with all that is owed on it."""

    claim_id: int
    number: str
    due_on: date
    owed: Minor


class Account(NamedTuple):
    """The period: opening and moves and interest come to closing; the open items do too, but for what was overpaid."""

    opening: Minor
    moves: tuple[Move, ...]
    interest: Minor
    closing: Minor
    still_open: tuple[StillOpen, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement to send: the account of one customer in one currency, from and to whom, and how it is paid."""

    country: str
    currency: str
    sender: Sender
    payee: Payee
    addressee: Addressee
    from_on: date
    until_on: date
    account: Account


def account_of(claims: Sequence[Claim], country: Country, from_on: date, until_on: date) -> Account:
    """The account of one customer's claims in a period, both days included.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    before = from_on - ONE_DAY
    opening = sum(reckon_claim(claim, country, before).total for claim in claims)
    totals = [(claim, reckon_claim(claim, country, until_on).total) for claim in claims]
    moves = sorted(move for claim in claims for move in _moves(claim) if from_on <= move.on <= until_on)
    closing = sum(total for _, total in totals)
    open_items = sorted((claim.terms.due_on, claim.number, claim.id, total) for claim, total in totals if total)
    return Account(
        opening,
        tuple(moves),
        closing - opening - sum(move.amount for move in moves),
        closing,
        tuple(StillOpen(key, number, due_on, total) for due_on, number, key, total in open_items),
    )


def ages(items: Iterable[tuple[date, Minor]], on: date) -> list[Minor]:
    """What is owed by how long it has been due: not yet, then each age of AGES, then more. Items are (due, owed)."""
    found = [0] * (len(AGES) + 1)
    for due_on, amount in items:
        late = (on - due_on).days
        found[sum(late > limit for limit in AGES)] += amount
    return found


def _moves(claim: Claim) -> Iterator[Move]:
    """The moves of a claim, what was undone on its own day left out; a match of an item below zero is part of the item."""
    sums: Counter[tuple[date, str]] = Counter()
    own = _own_kind(claim)
    for entry in claim.entries:
        if entry.kind in _MOVES:
            sums[entry.on, own or str(entry.kind)] += entry.amount
    for (on, kind), amount in sums.items():
        if amount:
            yield Move(on, kind, claim.number, amount)


def _own_kind(claim: Claim) -> str:
    """What an item below zero is, from what it was matched as; a credit note unless it was money."""
    if claim.face >= 0:
        return ""
    return str(EntryKind.PAYMENT if any(entry.kind is EntryKind.PAYMENT for entry in claim.entries) else EntryKind.CREDIT)

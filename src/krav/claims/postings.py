"""What each fact of a claim does to the books: money, charges, what was given up; found by how the claim stood around it.

The books have the claim's own invoice, its credit notes and what they told Krav of: such a fact is `known`, and only what
they cannot know of it is posted. Where charges are not booked when made, money that covers one is income that day. Losses
have vouchers of their own (`writeoff`). A fact is posted once, by the facts before it: later ones never change it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from krav.claims.books_policy import BooksPolicy
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind, moved
from krav.kernel.money import Minor
from krav.law.country import Country

BANK, RECEIVABLE, LOSS, INTEREST = "bank", "receivable", "loss", "interest"
PARTNER, COMMISSION, VAT_IN = "partner", "commission", "vat_in"
"""The roles of accounts; charges have the name of their kind. PARTNER is money that lies with a collection partner."""

_CHARGES = (EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.COSTS)


class Fact(NamedTuple):
    """An entry as it was booked; the `source` is what brought it, such as a payment or a letter."""

    id: int
    entry: Entry
    booked_on: date
    source: str = ""
    known: bool = False


class Period(NamedTuple):
    """From a day to a day, both in it."""

    since: date
    until: date


class Own(NamedTuple):
    """That the claim is an interest invoice, which Krav posts: the fee on it."""

    fee: Minor = 0


class Posting(NamedTuple):
    """What a fact does to the books: amounts by the role of their account, debit positive, nothing in all."""

    fact: Fact
    amounts: dict[str, Minor]


class _Standing(NamedTuple):
    """How a claim stands by its parts; `carried` is what the customer's account should come to in the books."""

    carried: Minor = 0
    principal: Minor = 0
    charges: Mapping[EntryKind, Minor] = dict.fromkeys(_CHARGES, 0)


def postings(
    claim: Claim, facts: Sequence[Fact], country: Country, books: BooksPolicy, period: Period, own: Own | None = None
) -> Iterator[Posting]:
    """The postings of the facts booked in the period; `facts` are all of the claim, oldest first.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    entries = tuple(fact.entry for fact in facts)
    at, before = 0, _Standing()
    for place, fact in enumerate(facts):
        if not period.since <= fact.booked_on <= period.until or fact.entry.kind is EntryKind.WRITE_OFF:
            continue
        if place > at:
            before = _standing(replace(claim, entries=entries[:place]), country, books)
        after = _standing(replace(claim, entries=entries[: place + 1]), country, books)
        amounts = {role: minor for role, minor in _amounts(fact, before, after, books, own).items() if minor}
        if amounts:
            yield Posting(fact, amounts)
        at, before = place + 1, after


def _standing(claim: Claim, country: Country, books: BooksPolicy) -> _Standing:
    found = reckon_claim(claim, country, max(entry.on for entry in claim.entries))
    principal = carried = found.principal - found.overpaid
    if books.charges_booked:
        demanded = claim.charged(EntryKind.INTEREST) - (found.accrued - found.interest)
        carried += found.fees + found.compensation + found.costs + max(0, min(found.interest, demanded))
    return _Standing(carried, principal, dict(zip(_CHARGES, (found.fees, found.compensation, found.costs), strict=True)))


def _amounts(fact: Fact, before: _Standing, after: _Standing, books: BooksPolicy, own: Own | None) -> dict[str, Minor]:
    """Interest takes what is left: what money covered of it, or what letters demanded of it where charges are booked."""
    entry = fact.entry
    amounts = {RECEIVABLE: after.carried - before.carried - _in_books(fact, books)}
    if entry.kind is EntryKind.PAYMENT and not fact.known:
        amounts[BANK] = -entry.amount
    if entry.kind is EntryKind.WAIVER:
        amounts |= _given_up(entry, before, after, books)
    else:
        amounts |= {kind: -_income(kind, fact, before, after, books) for kind in _CHARGES}
    if own and not fact.known and entry.kind in {EntryKind.INVOICE, EntryKind.CREDIT}:
        amounts[EntryKind.FEE] -= own.fee if entry.amount > 0 else -own.fee
    amounts[INTEREST] = -sum(amounts.values())
    return amounts


def _in_books(fact: Fact, books: BooksPolicy) -> Minor:
    """What the books have on the customer's account by themselves."""
    charge = fact.entry.kind in _CHARGES
    return fact.entry.amount if fact.known and (books.charges_booked or not charge) else 0


def _income(kind: EntryKind, fact: Fact, before: _Standing, after: _Standing, books: BooksPolicy) -> Minor:
    """What is earned of a kind of charge: when it is made, or else when money covers it."""
    charged = fact.entry.amount if fact.entry.kind is kind else 0
    if books.charges_booked:
        return 0 if fact.known else charged
    return charged - (after.charges[kind] - before.charges[kind])


def _given_up(entry: Entry, before: _Standing, after: _Standing, books: BooksPolicy) -> dict[str, Minor]:
    """A charge given up is taken out of its income, principal is lost; interest that an invoice takes over is neither."""
    lost = {} if moved(entry) else {LOSS: before.principal - after.principal}
    if not books.charges_booked:
        return lost
    return lost | {kind: before.charges[kind] - after.charges[kind] for kind in _CHARGES}

"""What a sent letter asked for, held against what it should have asked for by everything that is known now.

A payment or a credit note of an earlier day, money taken back, a debtor of another kind: each changes what was owed on the
day of the letter. Interest is always reckoned anew; charges the law does not bear out any more are to be taken back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from krav.claims.decide import reckon_claim
from krav.claims.ladder import situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import Policy
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import Step

LABEL = "correction"
"""The label of what a correction itself writes: interest no longer asked for, and money set free to be paid back."""

_CHARGES = (EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.COSTS)


class Parts(NamedTuple):
    """What some claims come to together, part by part, in minor units; `credit` is money of the debtor beyond them."""

    principal: Minor = 0
    interest: Minor = 0
    fees: Minor = 0
    compensation: Minor = 0
    costs: Minor = 0
    credit: Minor = 0

    @property
    def total(self) -> Minor:
        """What is owed in all; below zero the debtor has money back."""
        return self.principal + self.interest + self.fees + self.compensation + self.costs - self.credit

    def less(self, other: "Parts") -> "Parts":
        """Part by part, by how much this is more than the other."""
        return Parts(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


class Told(NamedTuple):
    """A letter that reached its debtor: its claims as they were known when it was made, and as they are known now.

    `relation` is what the debtor's claims shared on the day before.
    """

    id: int
    number: str
    step: Step
    sent_on: date
    deadline_on: date
    then: tuple[Claim, ...]
    now: tuple[Claim, ...]
    relation: Relation


class Corrected(NamedTuple):
    """What a correcting letter says of the one before it; `refund` is what the debtor gets back in money."""

    number: str
    sent_on: date
    demanded: Parts
    lawful: Parts
    refund: Minor


@dataclass(frozen=True, slots=True)
class Correction:
    """What is wrong with a letter. `entries` are the charges that are not taken back yet, by claim."""

    told: Told
    demanded: Parts
    lawful: Parts
    entries: tuple[tuple[int, Entry], ...]

    @property
    def over(self) -> Minor:
        """By how much the letter asked for too much; below zero for too little, which the next letter makes good."""
        return self.demanded.total - self.lawful.total


def corrections(letters: Iterable[Told], country: Country) -> tuple[Correction, ...]:
    """Those of the letters, oldest first, that asked for another sum than they should have."""
    return tuple(found for told in letters if (found := correction(told, country)))


def correction(told: Told, country: Country) -> Correction | None:
    """What is wrong with the letter, or None; where a rate or a fee of its days is not known, nothing can be said."""
    try:
        demanded = parts_of(told.then, country, told.sent_on)
        entries = tuple(_unlawful(told, country))
        lawful = parts_of(with_entries(told.now, entries), country, told.sent_on)
    except NotInForce:
        return None
    return None if demanded == lawful else Correction(told, demanded, lawful, entries)


def parts_of(claims: Iterable[Claim], country: Country, on: date) -> Parts:
    """What the claims come to on a day.

    Raises:
        NotInForce: a day on which interest runs has no known rate.
    """
    found = [reckon_claim(claim, country, on) for claim in claims]
    return Parts(
        sum(each.principal for each in found),
        sum(each.interest for each in found),
        sum(each.fees for each in found),
        sum(each.compensation for each in found),
        sum(each.costs for each in found),
        sum(each.overpaid for each in found),
    )


def with_entries(claims: Sequence[Claim], entries: Iterable[tuple[int, Entry]]) -> tuple[Claim, ...]:
    """The claims with further entries, each told by the claim's id."""
    further = list(entries)
    return tuple(
        replace(claim, entries=(*claim.entries, *(entry for key, entry in further if key == claim.id))) for claim in claims
    )


def taken_back(claim: Claim, country: Country, sent_on: date, on: date) -> Entry | None:
    """What letters up to the day of the last one demanded in interest beyond what had run by then; None where nothing."""
    demanded = sum(entry.amount for entry in claim.entries if entry.kind is EntryKind.INTEREST)
    beyond = demanded - reckon_claim(claim, country, sent_on).accrued
    return Entry(EntryKind.INTEREST, -beyond, on, label=LABEL) if beyond > 0 else None


def unearned(claim: Claim, country: Country, on: date) -> Minor:
    """How much interest was demanded that has not run even by the day; until it has, no letter asks for more."""
    demanded = sum(entry.amount for entry in claim.entries if entry.kind is EntryKind.INTEREST)
    return max(0, demanded - reckon_claim(claim, country, on).accrued)


def owed_back(claims: Iterable[Claim], country: Country, on: date) -> dict[int, Minor]:
    """What each claim, by id, has been paid beyond all that is owed on it."""
    found = {claim.id: reckon_claim(claim, country, on).overpaid for claim in claims}
    return {key: amount for key, amount in found.items() if amount > 0}


def _unlawful(told: Told, country: Country) -> Iterator[tuple[int, Entry]]:
    """The reversals of the letter's charges that still stand and have nothing to stand on.

    A letter about what was paid before it left may charge nothing; otherwise the law is asked again about each claim.
    """
    day_before = told.sent_on - ONE_DAY
    in_vain = all(reckon_claim(claim, country, day_before).principal <= 0 for claim in told.now)
    for claim in told.now:
        own = [entry for entry in claim.entries if entry.on == told.sent_on and entry.kind in _CHARGES]
        allowed = _allowed(told, claim, own, country) if own and not in_vain else {}
        for kind, label in dict.fromkeys((entry.kind, entry.label) for entry in own):
            standing = sum(entry.amount for entry in own if (entry.kind, entry.label) == (kind, label))
            beyond = standing - allowed.get(kind, 0 if in_vain else standing)
            if beyond > 0:
                yield claim.id, Entry(kind, -beyond, told.sent_on, label=label)


def _allowed(told: Told, claim: Claim, own: Sequence[Entry], country: Country) -> dict[EntryKind, Minor]:
    """What the law gives for the letter about the claim as it is known now, asked as if the letter were not sent yet."""
    entries = tuple(entry for entry in claim.entries if entry not in own)
    before = replace(claim, entries=entries, letters=tuple(past for past in claim.letters if past.sent_on < told.sent_on))
    fee_days = tuple(day for day in told.relation.fee_days if day < told.sent_on)
    wants = any(entry.kind is EntryKind.COMPENSATION for entry in own)
    known = situation(before, Relation(fee_days), Policy(steps=(), compensation=wants))
    charges = country.charges(replace(told.step, charges=True), known, told.sent_on)
    fee, compensation = charges.fee, charges.compensation
    return {
        EntryKind.FEE: fee.amount if fee else 0,
        EntryKind.COMPENSATION: compensation.amount if compensation else 0,
    }

"""Which claims a payment covers, and what is given up when a letter's total is paid by its deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.kernel.money import Minor
from krav.law.country import Country


@dataclass(frozen=True, slots=True)
class Share:
    """The entries one claim gets of a payment."""

    claim: Claim
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A letter's promise: `total` paid by `deadline_on` settles its claims; `paid` has come since it was sent."""

    sent_on: date
    deadline_on: date
    total: Minor
    paid: Minor
    claim_ids: frozenset[int]


def allocate(
    amount: Minor, on: date, claims: Sequence[Claim], country: Country, promise: Promise | None, *, by_reference: bool
) -> tuple[Share, ...]:
    """Spreads a payment over one debtor's claims in the order given; what is left over is in no share.

    Each claim is covered up to what it comes to on the day; by what order within the claim is the country's rule. When
    the payment completes a letter's total in time, the interest since the letter is waived first.
    """
    shares: list[Share] = []
    kept = promise is not None and on <= promise.deadline_on and promise.paid + amount >= promise.total
    promised = promise.claim_ids if promise and kept else frozenset()
    for claim in claims:
        if not amount and claim.id not in promised:
            continue
        last_kind = claim.letters[-1].kind if claim.letters else None
        aim = country.payment_aim(by_reference=by_reference, last_letter=last_kind)
        waived = _since(claim, country, promise.sent_on, on) if promise and claim.id in promised else 0
        owed = reckon_claim(claim, country, on).total - waived
        covered = max(0, min(amount, owed))
        waiver = Entry(EntryKind.WAIVER, -waived, on, label="paid_in_time")
        payment = Entry(EntryKind.PAYMENT, -covered, on, aim)
        if entries := tuple(entry for entry in (waiver, payment) if entry.amount):
            shares.append(Share(claim, entries))
        amount -= covered
    return tuple(shares)


def _since(claim: Claim, country: Country, sent_on: date, on: date) -> Minor:
    """The interest that has run since the letter."""
    return reckon_claim(claim, country, on).accrued - reckon_claim(claim, country, min(sent_on, on)).accrued

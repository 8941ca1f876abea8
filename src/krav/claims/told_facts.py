"""What was told of invoices made elsewhere as claims with their facts: letters, fees and payments laid down day by day."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from krav.claims.allocate import allocate
from krav.claims.check import Breach, Proposal, check_letter
from krav.claims.decide import reckon_claim
from krav.claims.ladder import situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import Policy
from krav.claims.told import Told, ToldClaim, ToldLetter, ToldPayment
from krav.law.country import Country
from krav.law.step import DebtorKind, PastLetter, Step, StepKind, Terms


class Share(NamedTuple):
    """What a payment (by its place among those told) put on a claim."""

    payment: int
    number: str
    entry: Entry


@dataclass(slots=True)
class Facts:
    """The claims by number, in the order told, what payments put on them, and the unlawful letters by their place.

    `paid` are letters that came after a claim was paid, as (place, number). `fee_days` are those of letters with a fee.
    """

    claims: dict[str, Claim]
    fee_days: tuple[date, ...]
    shares: list[Share] = field(default_factory=list)
    breaches: list[tuple[int, Breach]] = field(default_factory=list)
    paid: list[tuple[int, str]] = field(default_factory=list)


def facts_of(
    told: Told, country: Country, policy: Policy, debtor: DebtorKind, debtor_id: int = 0, fee_days: tuple[date, ...] = ()
) -> Facts:
    """The facts; the claims have ids below zero. `fee_days` are those of the debtor's letters that are known.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    claims = {each.number: _claim(-place, each, debtor, debtor_id) for place, each in enumerate(told.claims, 1)}
    found = Facts(claims, fee_days)
    days = [(letter.sent_on, 0, place) for place, letter in enumerate(told.letters)]
    days += [(payment.on, 1, place) for place, payment in enumerate(told.payments)]
    for _, kind, place in sorted(days):
        if kind == 0:
            _send(found, told, place, told.letters[place], country, policy)
        elif told.payments[place].claim in claims:
            _pay(found, place, told.payments[place], country)
    return found


def letter_steps(policy: Policy) -> tuple[Step, ...]:
    """The letters that may have been sent elsewhere: the reminders and notices of the policy."""
    return tuple(step for step in policy.steps if step.kind in {StepKind.REMINDER, StepKind.NOTICE})


def _claim(key: int, told: ToldClaim, debtor: DebtorKind, debtor_id: int) -> Claim:
    terms = Terms(told.due_on, told.due_agreed, told.issued_on)
    invoice = Entry(EntryKind.INVOICE, told.amount, told.issued_on)
    return Claim(
        key, debtor_id, told.number, told.currency, terms, debtor, fee_agreed=told.fee_agreed, entries=(invoice,)
    )


def _send(found: Facts, told: Told, place: int, letter: ToldLetter, country: Country, policy: Policy) -> None:
    """A letter: judged for each of its claims as they then stood; its fee falls on the first of them, as with our own."""
    step = next((each for each in letter_steps(policy) if each.key == letter.step), None)
    if step is None:
        return
    relation, label = Relation(tuple(day for day in found.fee_days if day <= letter.sent_on)), ""
    past = PastLetter(step.key, step.kind, letter.sent_on, letter.deadline_on, letter.fee)
    for told_claim in told.about(letter):
        claim = found.claims[told_claim.number]
        if reckon_claim(claim, country, letter.sent_on).total <= 0:
            found.paid.append((place, claim.number))
        wanted = Proposal(step, letter.sent_on, letter.deadline_on, letter.fee)
        breaches = check_letter(country, claim, wanted, relation)
        found.breaches += [(place, breach) for breach in breaches]
        entries = claim.entries
        if letter.fee and not label and not breaches:
            label = fee_label(country, claim, step, relation, letter.sent_on)
            entries = (*entries, Entry(EntryKind.FEE, letter.fee, letter.sent_on, label=label))
        found.claims[claim.number] = replace(claim, entries=entries, letters=(*claim.letters, past))
    if letter.fee:
        found.fee_days = tuple(sorted((*found.fee_days, letter.sent_on)))


def fee_label(country: Country, claim: Claim, step: Step, relation: Relation, on: date) -> str:
    """What the law calls the letter's fee."""
    known = situation(claim, relation, Policy(steps=(), compensation=False))
    fee = country.charges(replace(step, charges=True), known, on).fee
    return fee.label if fee else ""


def _pay(found: Facts, place: int, payment: ToldPayment, country: Country) -> None:
    """Money on its claim, as far as anything is owed; the rest lies loose."""
    claim = found.claims[payment.claim]
    for share in allocate(payment.amount, payment.on, [claim], country, None, by_reference=True):
        found.claims[claim.number] = replace(claim, entries=(*claim.entries, *share.entries))
        found.shares += [Share(place, claim.number, entry) for entry in share.entries]

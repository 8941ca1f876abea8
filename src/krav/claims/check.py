"""Whether what a creditor wants is lawful: every breach with its section, its source, and what would be lawful."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from krav.claims.decide import reckon_claim
from krav.claims.ladder import next_step, situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import Policy
from krav.kernel.days import days_after, plain
from krav.kernel.money import Minor, Money
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import Charge, DebtorKind, PastLetter, Situation, Step, Terms

_MODEL_AMOUNT = 1_000_000


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing the law does not allow: `code` for machines, `reason` and `lawful` for people."""

    code: str
    reason: str
    lawful: str
    section: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A letter as a creditor wants it. Amounts are minor units; `interest` None claims what the law gives.

    `costs` are a collector's; `in_plan` is whether a settlement plan runs; `special` names an act of its own (rent …).
    """

    step: Step
    on: date
    deadline_on: date
    fee: Minor = 0
    compensation: Minor = 0
    interest: Minor | None = None
    costs: Minor = 0
    in_plan: bool = False
    special: str = ""


def check_letter(country: Country, claim: Claim, wanted: Proposal, relation: Relation | None = None) -> tuple[Breach, ...]:
    """Every breach of a letter about a claim with all that happened to it."""
    known = situation(claim, relation or Relation(), Policy(steps=(), compensation=wanted.compensation > 0))
    return tuple(_breaches(country, claim, known, wanted))


def check_rate(country: Country, percent: Decimal, debtor: DebtorKind, due_on: date, on: date) -> tuple[Breach, ...]:
    """Whether a contractual yearly rate may be asked of the debtor on a day."""
    highest = country.ceiling(debtor, due_on, on)
    if highest is None or percent <= highest[0]:
        return ()
    most, why = highest
    reason = f"{plain(percent)} % a year is above the highest rate that may be agreed with a {debtor}."
    return (_breach("rate", reason, f"at most {plain(most)} % on {on}", why),)


def check_policy(country: Country, policy: Policy, debtor: DebtorKind, on: date) -> tuple[Breach, ...]:
    """Every breach a policy would commit on an invoice due that day, each step taken as early as the policy wants."""
    terms = Terms(on, due_agreed=True, sent_on=on)
    entries = (Entry(EntryKind.INVOICE, _MODEL_AMOUNT, on),)
    claim = Claim(0, 0, "", country.currency, terms, debtor, fee_agreed=policy.fee_agreed, entries=entries)
    found: list[Breach] = []
    for _ in policy.steps:
        coming = next_step(claim, situation(claim, Relation(), policy), country, policy)
        if coming is None:
            break
        step, sent_on = coming
        letter, breaches = _taken(country, claim, step, sent_on, policy)
        found += breaches
        claim = replace(claim, letters=(*claim.letters, letter))
    return tuple(dict.fromkeys(found))


def _taken(country: Country, claim: Claim, step: Step, on: date, policy: Policy) -> tuple[PastLetter, tuple[Breach, ...]]:
    """A step of the policy as a letter, and its breaches."""
    fee_days = tuple(letter.sent_on for letter in claim.letters if letter.fee)
    lawful = country.charges(step, situation(claim, Relation(fee_days), policy), on).fee
    fee = step.fee if step.fee is not None and step.charges else lawful.amount if lawful else 0
    deadline_on = days_after(on, step.deadline_days)
    breaches = check_letter(country, claim, Proposal(step, on, deadline_on, fee=fee), Relation(fee_days))
    return PastLetter(step.key, step.kind, on, country.deadline_on(step, on), fee), breaches


def _breaches(country: Country, claim: Claim, known: Situation, wanted: Proposal) -> Iterator[Breach]:
    on, step = wanted.on, replace(wanted.step, deadline_days=(wanted.deadline_on - wanted.on).days)
    obstacle = country.obstacle(step, known, on)
    if obstacle:
        lawful = f"from {obstacle.until}" if obstacle.until else "not at all by this creditor, or with a longer deadline"
        yield Breach(obstacle.code, obstacle.reason, lawful, obstacle.section)
    charges = country.charges(replace(step, charges=True), known, on)
    yield from _above("fee", wanted.fee, charges.fee, charges.no_fee or "The fee is above the lawful one.", country)
    too_much = "Compensation is not lawful here, or not so much."
    yield from _above("compensation", wanted.compensation, charges.compensation, too_much, country)
    if wanted.in_plan and wanted.fee:
        yield Breach("plan", "While a settlement plan runs no fee may be charged for a reminder.", "no fee")
    if wanted.costs:
        yield Breach("collector_fee", "A creditor that collects its own claim has no collector's fee.", "no such costs")
    if wanted.special:
        reason = f"A claim for {wanted.special} follows an act of its own, which Krav does not know."
        yield Breach("special_act", reason, "to be pursued elsewhere")
    yield from _too_much_interest(country, claim, wanted)
    yield from _barred(country, claim, on)


def _above(code: str, amount: Minor, lawful: Charge | None, reason: str, country: Country) -> Iterator[Breach]:
    most = lawful.amount if lawful else 0
    if amount > most:
        why = lawful.why if lawful else Why("")
        yield _breach(code, reason, f"at most {Money(most, country.currency)}", why)


def _too_much_interest(country: Country, claim: Claim, wanted: Proposal) -> Iterator[Breach]:
    """Interest on interest, on fees, before its first day or at too high a rate: all of it shows in the amount."""
    if wanted.interest is None:
        return
    try:
        lawful = reckon_claim(claim, country, wanted.on).interest
    except NotInForce as missing:
        yield Breach("not_in_force", str(missing), "no interest until the rate is known")
        return
    if wanted.interest > lawful:
        why = country.book["interest.rate"].why(wanted.on)
        yield _breach("interest", "The interest is more than has run.", f"at most {Money(lawful, claim.currency)}", why)


def _barred(country: Country, claim: Claim, on: date) -> Iterator[Breach]:
    if "limitation.principal" in country.book.tables:
        last, why = country.barred_on("principal", claim.terms.due_on, claim.debtor)
        if on > last:
            reason = f"The claim has been time-barred since {last}, unless something interrupted the period."
            yield _breach("barred", reason, f"until {last}", why)


def _breach(code: str, reason: str, lawful: str, why: Why) -> Breach:
    return Breach(code, reason, lawful, why.section, why.source)

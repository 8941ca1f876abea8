"""Whether what a creditor wants is lawful: every breach with its section, its source, and what would be lawful."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from krav.claims.decide import reckon_claim
from krav.claims.ladder import next_step, situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.limitation import PRINCIPAL, explain_period, principal_period
from krav.claims.policy import Policy
from krav.kernel.days import days_after
from krav.kernel.money import Minor, Money
from krav.kernel.phrase import Facts, Show, Translate, iso, say
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import Charges, DebtorKind, PastLetter, Situation, Step, Terms

_MODEL_AMOUNT = 1_000_000
_INSTEAD = {
    "regime": "a reminder that costs what the law allows; this letter is for a licensed collector to send",
    "notice_first": "a notice that gives its full deadline, and this letter once that has passed",
}
"""What is lawful in place of a letter that may not be sent, by the obstacle's code."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing the law does not allow: `code` for machines, `reason` and `lawful` phrases for people.

    `facts` fill both phrases. `step` is the key of the step of a policy that commits it.
    """

    code: str
    reason: str
    lawful: str
    section: str = ""
    source: str = ""
    facts: Facts = field(default_factory=dict, hash=False)
    step: str = ""

    def __str__(self) -> str:
        return self.in_full()

    def said(self, translate: Translate = str, show: Show = iso) -> str:
        """What is unlawful, in the translator's language, after the step of the policy."""
        step = f"{translate(self.step)}: " if self.step else ""
        return step + say(self.reason, self.facts, translate, show)

    def instead(self, translate: Translate = str, show: Show = iso) -> str:
        """What would be lawful, in the translator's language."""
        return say(self.lawful, self.facts, translate, show)

    def in_full(self, translate: Translate = str, show: Show = iso) -> str:
        """What is unlawful, what would be lawful, and the section."""
        section = f" ({self.section})" if self.section else ""
        lawful = say("Lawful: {lawful}.", {"lawful": self.instead(translate, show) + section}, translate)
        return f"{self.said(translate, show)} {lawful}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A letter as a creditor wants it. Amounts are minor units; `interest` None claims what the law gives.

    `settlement` are the costs of a case that the letter claims, and `base` the principal of all the claims in it, where that
    is more than this one's. `costs` are a collector's; `in_plan` is whether a settlement plan runs; `special` names a kind
    of claim with an act of its own, as the country's scope.toml has it (rent, public_law …).
    """

    step: Step
    on: date
    deadline_on: date
    fee: Minor = 0
    compensation: Minor = 0
    interest: Minor | None = None
    settlement: Minor = 0
    base: Minor = 0
    costs: Minor = 0
    in_plan: bool = False
    special: str = ""


def check_letter(country: Country, claim: Claim, wanted: Proposal, relation: Relation | None = None) -> tuple[Breach, ...]:
    """Every breach of a letter about a claim with all that happened to it."""
    known = situation(claim, relation or Relation(), Policy(steps=(), compensation=wanted.compensation > 0))
    found = tuple(_breaches(country, claim, known, wanted))
    return found if any(breach.code == "deadline_too_short" for breach in found) else (*found, *_bank_days(country, wanted))


def check_rate(country: Country, percent: Decimal, debtor: DebtorKind, due_on: date, on: date) -> tuple[Breach, ...]:
    """Whether a contractual yearly rate may be asked of the debtor on a day."""
    highest = country.ceiling(debtor, due_on, on)
    if highest is None or percent <= highest[0]:
        return ()
    most, why = highest
    reason = "{percent} % a year is above the highest rate that may be agreed with a {debtor}."
    return (_breach("rate", reason, "at most {most} % on {on}", why, percent=percent, debtor=debtor, most=most, on=on),)


def check_policy(country: Country, policy: Policy, debtor: DebtorKind, on: date) -> tuple[Breach, ...]:
    """Every breach a policy would commit, each step judged by the law of that day and taken as early as the policy wants.

    Fees are judged as if none gave way to compensation: where compensation takes their place, none is charged.
    """
    policy = replace(policy, compensation=False)
    terms = Terms(on, due_agreed=True, sent_on=on)
    entries = (Entry(EntryKind.INVOICE, _MODEL_AMOUNT, on),)
    claim = Claim(0, 0, "", country.currency, terms, debtor, fee_agreed=policy.fee_agreed, entries=entries)
    found: list[Breach] = []
    for _ in policy.steps:
        coming = next_step(claim, situation(claim, Relation(), policy), country, policy)
        if coming is None:
            break
        step, sent_on = coming
        fee, breaches = _taken(country, _moved(claim, on - sent_on), step, on, policy)
        found += breaches
        letter = PastLetter(step.key, step.kind, sent_on, country.deadline_on(step, sent_on), fee)
        claim = replace(claim, letters=(*claim.letters, letter))
    return tuple(dict.fromkeys((*found, *check_interest(country, policy, debtor, on))))


def check_interest(country: Country, policy: Policy, debtor: DebtorKind, on: date) -> tuple[Breach, ...]:
    """Every breach in what a policy wants with interest invoices: a rate above the ceiling, a fee nobody agreed to."""
    rate, fee = policy.interest.rate, policy.interest.fee
    found: list[Breach] = []
    if rate is not None:
        try:
            found += check_rate(country, rate, debtor, on, on)
        except NotInForce as missing:
            found.append(_unknown(country, missing, "no own rate until the rate is known"))
    if fee and not policy.fee_agreed:
        reason = "A fee for an invoice of interest rests on nothing but the agreement."
        found.append(Breach("interest_fee", reason, "no fee, or one that was agreed when the debt arose"))
    return tuple(found)


def _moved(claim: Claim, by: timedelta) -> Claim:
    """The claim with all its days moved, so that its next letter falls on the day whose law is asked."""
    due_on, agreed, sent_on = claim.terms
    return replace(
        claim,
        terms=Terms(due_on + by, agreed, sent_on + by),
        entries=tuple(entry._replace(on=entry.on + by) for entry in claim.entries),
        letters=tuple(
            letter._replace(sent_on=letter.sent_on + by, deadline_on=letter.deadline_on + by) for letter in claim.letters
        ),
    )


def _taken(country: Country, claim: Claim, step: Step, on: date, policy: Policy) -> tuple[Minor, list[Breach]]:
    """The fee of a step of the policy, and its breaches."""
    known = situation(claim, Relation(tuple(letter.sent_on for letter in claim.letters if letter.fee)), policy)
    fee = step.fee if step.fee is not None and step.charges else _lawful_fee(country, step, known, on)
    wanted = Proposal(step, on, days_after(on, step.deadline_days), fee=fee)
    return fee, [replace(each, step=step.key) for each in _breaches(country, claim, known, wanted)]


def _lawful_fee(country: Country, step: Step, known: Situation, on: date) -> Minor:
    """What the law allows; nothing on a day whose fee nobody knows."""
    try:
        fee = country.charges(step, known, on).fee
    except NotInForce:
        return 0
    return fee.amount if fee else 0


def _breaches(country: Country, claim: Claim, known: Situation, wanted: Proposal) -> Iterator[Breach]:
    step, days = wanted.step, (wanted.deadline_on - wanted.on).days
    if step.deadline_days != days:
        step = replace(step, deadline_days=days)
    obstacle = country.obstacle(step, known, wanted.on)
    if obstacle:
        yield _hindered(country, obstacle, country.shortest_deadline(step, wanted.on))
    yield from _overcharged(country, known, wanted)
    yield from _overcost(country, claim, wanted)
    yield from _out_of_scope(country, wanted)
    yield from _too_much_interest(country, claim, wanted)
    yield from _barred(country, claim, wanted.on)


def _hindered(country: Country, obstacle: Refusal, days: int) -> Breach:
    """The letter may not be sent that day, or not with that deadline."""
    lawful = _INSTEAD.get(obstacle.code, "not this letter")
    if obstacle.until:
        lawful = "the letter on {until} or later"
    elif obstacle.code == "deadline_too_short":
        lawful = "a deadline of {least} days or more"
    facts = {**obstacle.facts, "until": obstacle.until, "least": days}
    return Breach(obstacle.code, obstacle.reason, lawful, obstacle.section, _cited(country, obstacle.section).source, facts)


def _bank_days(country: Country, wanted: Proposal) -> Iterator[Breach]:
    """A deadline that is long enough in days may still leave too few bank days."""
    earliest = country.deadline_on(replace(wanted.step, deadline_days=0), wanted.on)
    if wanted.deadline_on < earliest:
        reason = "The deadline of {deadline} leaves the debtor too few days on which the banks are open."
        table = country.deadline_table(wanted.step.kind) or country.book["deadlines.moves"]
        why, facts = _dated(country, table.name, wanted.on), {"deadline": wanted.deadline_on}
        yield _breach("deadline_too_short", reason, "a deadline of {earliest} or later", why, **facts, earliest=earliest)


def _overcharged(country: Country, known: Situation, wanted: Proposal) -> Iterator[Breach]:
    """A fee or compensation above what the law gives for the letter."""
    step = wanted.step if wanted.step.charges else replace(wanted.step, charges=True)
    try:
        charges = country.charges(step, known, wanted.on)
    except NotInForce as missing:
        if wanted.fee or wanted.compensation:
            yield _unknown(country, missing, "the letter without a fee or compensation until the value is known")
        return
    if wanted.fee > (charges.fee.amount if charges.fee else 0):
        yield _fee_breach(country, known, wanted, charges)
    if wanted.compensation > (charges.compensation.amount if charges.compensation else 0):
        yield _compensation_breach(country, known, wanted, charges)


def _fee_breach(country: Country, known: Situation, wanted: Proposal, charges: Charges) -> Breach:
    asked = Money(wanted.fee, country.currency)
    if charges.fee:
        most, reason = Money(charges.fee.amount, country.currency), "A fee of {asked} is above the highest that is lawful."
        return _breach("fee", reason, "at most {most}", charges.fee.why, asked=asked, most=most)
    no_fee = charges.no_fee or Refusal("no_fee", "No fee is lawful for this letter.")
    why = _cited(country, no_fee.section)
    if not why.section and (charges.compensation or known.compensation):
        why = _dated(country, "fees.compensation", known.due_on)
    return _breach("fee", no_fee.reason, "the letter without a fee", why, **no_fee.facts)


def _compensation_breach(country: Country, known: Situation, wanted: Proposal, charges: Charges) -> Breach:
    allowed = charges.compensation
    if allowed:
        asked, most = (Money(minor, country.currency) for minor in (wanted.compensation, allowed.amount))
        reason = "Compensation of {asked} is above what is lawful."
        return _breach("compensation", reason, "at most {most}", allowed.why, asked=asked, most=most)
    reason = "No compensation is owed for this claim."
    if known.debtor.is_consumer:
        reason = "A consumer owes no compensation."
    elif known.compensation:
        reason = "Compensation was charged on this claim before; it is owed once."
    return _breach("compensation", reason, "no compensation", _dated(country, "fees.compensation", known.due_on))


def _overcost(country: Country, claim: Claim, wanted: Proposal) -> Iterator[Breach]:
    """Costs of a case above what the law gives for the letter, or asked for again."""
    if not wanted.settlement:
        return
    charged = {entry.label for entry in claim.entries if entry.kind is EntryKind.COSTS}
    try:
        principal = wanted.base or reckon_claim(claim, country, wanted.on).principal
        allowed = country.case_costs(wanted.step, principal, claim.terms.due_on, wanted.on, charged)
    except NotInForce as missing:
        yield _unknown(country, missing, "the letter without costs until the value is known")
        return
    most = sum(charge.amount for charge in allowed)
    if allowed and wanted.settlement > most:
        asked, limit = Money(wanted.settlement, country.currency), Money(most, country.currency)
        reason = "Costs of {asked} are more than the law gives for this letter."
        yield _breach("settlement", reason, "at most {most}", allowed[0].why, asked=asked, most=limit)
    elif wanted.settlement > most:
        reason = "This letter gives no right to costs, or they were claimed before."
        yield Breach("settlement", reason, "the letter without costs")


def _out_of_scope(country: Country, wanted: Proposal) -> Iterator[Breach]:
    """What no letter of a creditor may hold, whatever happened to the claim."""
    if wanted.in_plan and wanted.fee:
        reason = "While a settlement plan runs a reminder may cost nothing."
        yield _breach("plan", reason, "the letter without a fee", _dated(country, "scope.plan_fee", wanted.on))
    if wanted.costs:
        reason = "A creditor that collects its own claim may not ask for a collector's costs."
        why = _dated(country, "scope.collector_costs", wanted.on)
        yield _breach("collector_fee", reason, "the fees of the letters alone", why)
    excluded = country.book["scope.excluded"].on(wanted.on) if wanted.special else {}
    if wanted.special in excluded:
        reason = "A claim for {special} follows an act of its own, which Krav does not know."
        why = _dated(country, "scope.excluded", wanted.on)._replace(section=excluded[wanted.special])
        yield _breach("special_act", reason, "to pursue it as that act says", why, special=wanted.special.replace("_", " "))


def _too_much_interest(country: Country, claim: Claim, wanted: Proposal) -> Iterator[Breach]:
    """Interest on interest, on fees, before its first day or at too high a rate: all of it shows in the amount."""
    if wanted.interest is None:
        return
    try:
        lawful = reckon_claim(claim, country, wanted.on).interest
    except NotInForce as missing:
        yield _unknown(country, missing, "no interest until the rate is known")
        return
    if wanted.interest > lawful:
        asked, most = (Money(minor, claim.currency) for minor in (wanted.interest, lawful))
        reason = "Interest of {asked} is more than has run; it runs on the unpaid principal, never on interest or fees."
        why = _dated(country, "interest.rate", wanted.on)
        yield _breach("interest", reason, "at most {most}", why, asked=asked, most=most)


def _barred(country: Country, claim: Claim, on: date) -> Iterator[Breach]:
    """Whether the period of limitation is over."""
    try:
        period = principal_period(claim, country)
    except NotInForce:
        return
    if period.over(on):
        reason = "The claim has been time-barred since {last}, unless a court or the debtor interrupted the period before."
        why = explain_period(country, PRINCIPAL, period, claim.debtor)
        yield _breach("barred", reason, "a letter sent by {last}", why, last=period.last_on)


def _cited(country: Country, words: str) -> Why:
    """The section of the country's book that the words name, the most exact one, and where it was read."""
    known = (value.source for table in country.book.tables.values() for value in table.values)
    found = max((each for each in known if each.section in words), key=lambda each: len(each.section), default=None)
    return Why("", section=found.section, source=found.read_in) if found else Why("")


def _dated(country: Country, rule: str, day: date) -> Why:
    """The rule of the day; on a day it does not know, its last value's section and source."""
    table = country.book[rule]
    try:
        return table.why(day)
    except NotInForce:
        return table.why(table.values[-1].from_on)


def _unknown(country: Country, missing: NotInForce, lawful: str) -> Breach:
    """Something is asked of a day on which the law is not known."""
    return _breach("not_in_force", missing.phrase, lawful, _dated(country, missing.name, missing.day), **missing.facts)


def _breach(code: str, reason: str, lawful: str, why: Why, /, **facts: object) -> Breach:
    return Breach(code, reason, lawful, why.section, why.source, facts)

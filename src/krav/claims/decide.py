"""What happens to one debtor's claims on a day: letters to send with the facts they add, or refusals with their reasons.

The same function serves the daily run, previews and the time machine. A debtor's claims are decided together, because
one letter gathers the claims at the same step and the law counts fees per letter and per debtor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from krav.claims.ladder import next_step, situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import Policy
from krav.claims.reckon import Reckoning, calendar_of, reckon
from krav.kernel.money import Minor
from krav.kernel.refusal import Refusal
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import Charge, Charges, Situation, Step


@dataclass(frozen=True, slots=True)
class Ready:
    """A claim whose next step may be taken today, reckoned to today."""

    claim: Claim
    situation: Situation
    step: Step
    reckoning: Reckoning


@dataclass(frozen=True, slots=True)
class Taken:
    """A claim in a letter and the entries the letter adds to it."""

    claim: Claim
    reckoning: Reckoning
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """One letter to one debtor: the facts to add. `fee` is its own cost; `no_fee` says why there is none."""

    debtor_id: int
    step: Step
    sent_on: date
    deadline_on: date
    currency: str
    taken: tuple[Taken, ...]
    fee: Minor
    no_fee: str
    total: Minor


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for one debtor: letters, and a refusal for each claim (by id) that gets none."""

    letters: tuple[PlannedLetter, ...]
    refusals: dict[int, Refusal]


@dataclass(frozen=True, slots=True)
class MoneyNews:
    """What is known of money: up to which day, and amounts that came in and nobody has placed yet."""

    until_on: date
    loose: frozenset[Minor] = frozenset()


def decide(
    claims: Sequence[Claim], relation: Relation, country: Country, policy: Policy, on: date, news: MoneyNews | None = None
) -> Decision:
    """The decision for one debtor's open claims, by what is known of money (None: everything up to the day)."""
    ready: list[Ready] = []
    refusals: dict[int, Refusal] = {}
    news = news or MoneyNews(on)
    for claim in claims:
        found = _ready(claim, situation(claim, relation, policy), country, policy, on, news)
        if isinstance(found, Ready):
            ready.append(found)
        else:
            refusals[claim.id] = found
    return Decision(tuple(_letters(ready, relation, country, policy, on)), refusals)


def _ready(
    claim: Claim, known: Situation, country: Country, policy: Policy, on: date, news: MoneyNews
) -> Ready | Refusal:
    for hold in claim.holds:
        if hold.covers(on):
            return Refusal("on_hold", f"The claim is on hold: {hold.reason}.", until=hold.until_on)
    coming = next_step(claim, known, country, policy)
    if coming is None:
        return Refusal("ladder_ended", "Every step of the policy has been taken; a person decides what follows.")
    step, from_on = coming
    if on < from_on:
        return Refusal("waiting", f"The step {step.key} waits.", until=from_on)
    deadline_on = claim.letters[-1].deadline_on if claim.letters else claim.terms.due_on
    if news.until_on < deadline_on:
        return Refusal("money_unknown", f"News of payments end on {news.until_on}, before the deadline of {deadline_on}.")
    bank_day = country.bank_day_from(on)
    if on != bank_day:
        return Refusal("rest_day", "No letter is sent on a day the banks are closed.", until=bank_day)
    try:
        reckoning = reckon_claim(claim, country, on)
    except NotInForce as missing:
        return Refusal("not_in_force", str(missing))
    refusal = _too_little(reckoning, policy, news.loose) or country.obstacle(step, known, on)
    return refusal or Ready(claim, known, step, reckoning)


def _too_little(reckoning: Reckoning, policy: Policy, loose: frozenset[Minor]) -> Refusal | None:
    """Why the money owed is no reason for a letter, or None."""
    if reckoning.total <= policy.tolerance:
        return Refusal("paid", "Nothing is owed.")
    if reckoning.principal <= 0:
        return Refusal("only_costs_left", "The invoice is paid; only costs and interest are open. A person decides.")
    if reckoning.principal < policy.minimum:
        return Refusal("too_small", "The unpaid principal is below the least amount the policy pursues.")
    if loose and not loose.isdisjoint((reckoning.total, reckoning.principal)):
        return Refusal("unmatched_money", "Money of just this amount has come in and is not placed yet.")
    return None


def reckon_claim(claim: Claim, country: Country, on: date) -> Reckoning:
    """The claim reckoned to a day by its country's law."""
    calendar = calendar_of(claim, country)
    return reckon(claim.entries, country.interest_from(claim.terms), calendar, on)


def _letters(
    ready: Sequence[Ready], relation: Relation, country: Country, policy: Policy, on: date
) -> Iterable[PlannedLetter]:
    """One letter a step and currency, the furthest step first: it has the better right to the debtor's next fee."""
    groups: dict[tuple[Step, str], list[Ready]] = {}
    for item in ready:
        groups.setdefault((item.step, item.claim.currency), []).append(item)
    fee_days = relation.fee_days
    for (step, currency), members in sorted(groups.items(), key=lambda group: -policy.steps.index(group[0][0])):
        letter = _letter(step, currency, members, fee_days, country, on)
        if letter.fee:
            fee_days = (*fee_days, on)
        yield letter


def _letter(
    step: Step, currency: str, members: list[Ready], fee_days: tuple[date, ...], country: Country, on: date
) -> PlannedLetter:
    members.sort(key=lambda item: (item.claim.terms.due_on, item.claim.number))
    charges = [country.charges(step, _with_fees(item.situation, fee_days), on) for item in members]
    fee, no_fee = _fee_of(charges, step.fee)
    taken = tuple(
        Taken(item.claim, item.reckoning, tuple(_entries(item, charge, fee if position == 0 else None, on)))
        for position, (item, charge) in enumerate(zip(members, charges, strict=True))
    )
    owed = sum(item.reckoning.total for item in members)
    added = sum(entry.amount for item in taken for entry in item.entries if entry.kind is not EntryKind.INTEREST)
    return PlannedLetter(
        debtor_id=members[0].claim.debtor_id,
        step=step,
        sent_on=on,
        deadline_on=country.deadline_on(step, on),
        currency=currency,
        taken=taken,
        fee=fee.amount if fee else 0,
        no_fee=no_fee,
        total=owed + added,
    )


def _with_fees(known: Situation, fee_days: tuple[date, ...]) -> Situation:
    """The situation after a fee was charged to the same debtor in another letter of the same day."""
    return known if known.relation_fees == fee_days else replace(known, relation_fees=fee_days)


def _fee_of(charges: list[Charges], own: Minor | None) -> tuple[Charge | None, str]:
    """The letter's one fee: only when every claim in it allows one, then the lowest, and never above the creditor's own."""
    without = [charge.no_fee for charge in charges if charge.fee is None]
    if without:
        return None, without[0]
    lawful = min((charge.fee for charge in charges if charge.fee), key=lambda fee: fee.amount)
    return lawful if own is None else lawful._replace(amount=min(own, lawful.amount)), ""


def _entries(item: Ready, charge: Charges, fee: Charge | None, on: date) -> Iterable[Entry]:
    """The facts a letter adds to a claim: fee, compensation, and the interest demanded beyond what was demanded before."""
    if fee:
        yield Entry(EntryKind.FEE, fee.amount, on, label=fee.label)
    if charge.compensation and charge.compensation.amount:
        yield Entry(EntryKind.COMPENSATION, charge.compensation.amount, on, label=charge.compensation.label)
    demanded = item.reckoning.accrued - item.claim.charged(EntryKind.INTEREST)
    if demanded:
        yield Entry(EntryKind.INTEREST, demanded, on, label="interest")

"""What happens to one debtor's claims on a day: letters to send with the facts they add, or refusals with their reasons.

The same function serves the daily run, previews and the time machine. A debtor's claims are decided together, because
one letter gathers the claims at the same step and the law counts fees per letter and per debtor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from krav.claims.ladder import hand_over_on, next_step, situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.limits import barred
from krav.claims.money_news import MoneyNews, may_be_paid
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
    """One letter to one debtor: the facts to add. `fee` is its own cost; `no_fee` says why there is none.

    `credit` lies unmatched to the debtor's credit, too little to keep the letter back.
    """

    debtor_id: int
    step: Step
    sent_on: date
    deadline_on: date
    currency: str
    taken: tuple[Taken, ...]
    fee: Minor
    no_fee: Refusal | None
    total: Minor
    credit: Minor = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for one debtor: letters, and a refusal for each claim (by id) that gets none."""

    letters: tuple[PlannedLetter, ...]
    refusals: dict[int, Refusal]


def decide(
    claims: Sequence[Claim],
    relation: Relation,
    country: Country,
    policy: Policy,
    on: date,
    news: MoneyNews | None = None,
    asked: str = "",
    *,
    in_case: bool = False,
) -> Decision:
    """The decision for one debtor's open claims, by what is known of money (None: everything up to the day).

    `asked` is the step a person asks for; without it each claim's next step is taken, unless the policy wants a yes first.
    Claims that are gathered in a case go with it alone: `in_case` says that it is the case that asks.
    """
    ready: list[Ready] = []
    refusals: dict[int, Refusal] = {}
    news = news or MoneyNews(on)
    for claim in claims:
        if claim.case_id and not in_case:
            refusals[claim.id] = Refusal("in_case", "The claim is in a case; its steps are taken there.")
            continue
        found = _ready(claim, situation(claim, relation, policy), country, policy, on, news, asked)
        if isinstance(found, Ready):
            ready.append(found)
        else:
            refusals[claim.id] = found
    letters: list[PlannedLetter] = []
    for planned in _letters(ready, relation, country, policy, on, news):
        if isinstance(planned, PlannedLetter):
            letters.append(planned)
        else:
            refusals |= planned
    return Decision(tuple(letters), refusals)


def _ready(
    claim: Claim, known: Situation, country: Country, policy: Policy, on: date, news: MoneyNews, asked: str
) -> Ready | Refusal:
    stopped = _stopped(claim, on, asked) or (None if asked else _goes_away(claim, country, policy, on))
    if stopped:
        return stopped
    coming = next_step(claim, known, country, policy, asked)
    if coming is None and asked:
        return Refusal("not_next", "The step {step} does not come after what was sent.", facts={"step": asked})
    if coming is None:
        return Refusal("ladder_ended", "Every step of the policy has been taken; a person decides what follows.")
    step, from_on = coming
    if on < from_on:
        return Refusal("waiting", "The step {step} waits.", until=from_on, facts={"step": step.key})
    deadline_on = claim.letters[-1].deadline_on if claim.letters else claim.terms.due_on
    if news.until_on < deadline_on:
        reason = "News of payments end on {known}, before the deadline of {deadline}."
        return Refusal("money_unknown", reason, facts={"known": news.until_on, "deadline": deadline_on})
    bank_day = country.bank_day_from(on)
    if on != bank_day:
        return Refusal("rest_day", "No letter is sent on a day the banks are closed.", until=bank_day)
    try:
        reckoning = reckon_claim(claim, country, on)
        refusal = _too_little(reckoning, policy) or may_be_paid(claim, reckoning, policy, news, on)
        refusal = refusal or barred(claim, reckoning, country, on) or country.obstacle(step, known, on)
    except NotInForce as missing:
        return _not_in_force(missing)
    if refusal is None and not asked and step.key in policy.approval:
        refusal = Refusal("approval", "The step {step} waits for a person's yes.", facts={"step": step.key})
    return refusal or Ready(claim, known, step, reckoning)


def _stopped(claim: Claim, on: date, asked: str) -> Refusal | None:
    """Why nothing is asked for on the claim at all, whatever its next step is, or None."""
    for hold in claim.holds:
        if hold.covers(on):
            facts = {"reason": hold.reason}
            return Refusal("on_hold", "The claim is on hold: {reason}.", until=hold.until_on, facts=facts)
    if claim.face < 0:
        return Refusal("to_match", "The amount is to the customer's credit; match it with what is open.")
    if claim.written_off and not asked:
        return Refusal("written_off", "The claim is written off in the books; what is still owed is asked for by hand.")
    return None


def _goes_away(claim: Claim, country: Country, policy: Policy, on: date) -> Refusal | None:
    """Why the ladder ends here for a claim whose last letter names a partner."""
    day = hand_over_on(claim, country, policy)
    if day is None:
        return None
    until = day if on < day else None
    return Refusal("partner_next", "Its notice names a partner: it goes there by itself where it is not paid.", until=until)


def _not_in_force(missing: NotInForce) -> Refusal:
    return Refusal("not_in_force", missing.phrase, facts=missing.facts)


def _too_little(reckoning: Reckoning, policy: Policy) -> Refusal | None:
    """Why the money owed is no reason for a letter, or None."""
    if reckoning.total <= policy.tolerance:
        return Refusal("paid", "Nothing is owed.")
    if reckoning.principal <= 0:
        return Refusal("only_costs_left", "The invoice is paid; only costs and interest are open. A person decides.")
    if reckoning.principal < policy.minimum:
        return Refusal("too_small", "The unpaid principal is below the least amount the policy pursues.")
    return None


def reckon_claim(claim: Claim, country: Country, on: date) -> Reckoning:
    """The claim reckoned to a day by its country's law."""
    calendar = calendar_of(claim, country)
    return reckon(claim.entries, country.interest_from(claim.terms), calendar, on)


def in_the_books(claim: Claim, country: Country, on: date) -> Minor:
    """What the books should have left of a claim: its principal, less what is written off and still owed."""
    ours = reckon_claim(claim, country, on)
    return max(0, ours.principal - max(0, claim.written_off)) if claim.face > 0 else ours.total


def _letters(
    ready: Sequence[Ready], relation: Relation, country: Country, policy: Policy, on: date, news: MoneyNews
) -> Iterable[PlannedLetter | dict[int, Refusal]]:
    """One letter a step and currency, the furthest step first: it has the better right to the debtor's next fee.

    Where nobody knows what the law allows to charge that day, its claims get a refusal each.
    """
    groups: dict[tuple[Step, str], list[Ready]] = {}
    for item in ready:
        groups.setdefault((item.step, item.claim.currency), []).append(item)
    fee_days = relation.fee_days
    for (step, currency), members in sorted(groups.items(), key=lambda group: -policy.steps.index(group[0][0])):
        try:
            letter = _letter(step, currency, members, fee_days, country, on)
        except NotInForce as missing:
            yield {item.claim.id: _not_in_force(missing) for item in members}
            continue
        if letter.fee:
            fee_days = (*fee_days, on)
        yield replace(letter, credit=news.credit(members[0].claim))


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


def _fee_of(charges: list[Charges], own: Minor | None) -> tuple[Charge | None, Refusal | None]:
    """The letter's one fee: only when every claim in it allows one, then the lowest, and never above the creditor's own."""
    without = [charge.no_fee for charge in charges if charge.fee is None]
    if without:
        return None, without[0]
    lawful = min((charge.fee for charge in charges if charge.fee), key=lambda fee: fee.amount)
    return lawful if own is None else lawful._replace(amount=min(own, lawful.amount)), None


def _entries(item: Ready, charge: Charges, fee: Charge | None, on: date) -> Iterable[Entry]:
    """The facts a letter adds to a claim: fee, compensation, and the interest demanded beyond what was demanded before."""
    if fee:
        yield Entry(EntryKind.FEE, fee.amount, on, label=fee.label)
    if charge.compensation and charge.compensation.amount:
        yield Entry(EntryKind.COMPENSATION, charge.compensation.amount, on, label=charge.compensation.label)
    demanded = item.reckoning.accrued - item.claim.charged(EntryKind.INTEREST)
    if demanded:
        yield Entry(EntryKind.INTEREST, demanded, on, label="interest")

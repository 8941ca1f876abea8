"""A case and its plan for payment by instalments: what may be agreed, how it stands, and when it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from krav.claims.allocate import allocate
from krav.claims.case import Case, at_partner
from krav.claims.decide import reckon_claim
from krav.claims.ladder import situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.money_news import MoneyNews
from krav.claims.plan import Every, Instalment, Interest, Plan, PlanStanding, propose, read_plan, received, standing
from krav.claims.plan_paper import Sums
from krav.claims.policy import Policy
from krav.kernel.days import months_after
from krav.kernel.money import Minor
from krav.kernel.refusal import KravError, Refusal
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import Charge, Charges

KEPT, MISSED, BY_HAND, CLOSED = "kept", "missed", "by_hand", "closed"
"""How a plan ends."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person wants: `count` instalments or of `amount`, from a day on; `charged` asks for the cost the law allows."""

    first_on: date
    every: Every
    count: int = 0
    amount: Minor = 0
    interest: Interest = Interest.RUNS
    charged: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan that may be agreed. `cost` is in the total and in `sums`; `charges` says what it may be or why it is nothing.

    `expected` is the interest until the last instalment if each is paid on its day; None where a rate is not known yet.
    """

    plan: Plan
    cost: Charge | None
    charges: Charges
    owed: Minor
    sums: Sums
    expected: Minor | None


class Acknowledged(NamedTuple):
    """The debtor's acknowledgement in writing: its day, and what shows it."""

    on: date
    proof: str


class Ending(NamedTuple):
    """How a plan is over: `missed` is the first instalment that did not come, `waivers` the interest given up by claim."""

    how: str
    on: date
    missed: Instalment | None
    waivers: Mapping[int, Minor]


def no_plan(case: Case, on: date) -> Refusal | None:
    """Why no plan may be agreed on in the case that day, or None."""
    if case.closed:
        return Refusal("case_closed", "The case is closed since {day}.", facts={"day": case.closed.on})
    if lies_there := at_partner(case):
        return lies_there
    if case.plan:
        return Refusal("plan_runs", "A plan for payment by instalments runs since {day}.", facts={"day": case.plan.on})
    if case.filed:
        reason = "The claim lies with the court since {day}; take it back before a plan is agreed."
        return Refusal("filed", reason, facts={"day": case.filed.on})
    for claim in case.claims:
        if any(hold.reason == "objection" and hold.covers(on) for hold in claim.holds):
            reason = "The customer objects to invoice {number}; answer that before a plan is agreed."
            return Refusal("on_hold", reason, facts={"number": claim.number})
    return None


def offer(case: Case, terms: Terms, country: Country, policy: Policy, on: date) -> Offer:
    """All that is owed in the case, in instalments.

    Raises:
        KravError: the first day or the instalments cannot be.
        NotInForce: interest runs on a day without a known rate.
    """
    latest = months_after(on, 12)
    if terms.first_on < on:
        raise KravError("The first instalment cannot be due before {on}.", {"on": on})
    if terms.first_on > latest:
        raise KravError("The first instalment is due within a year, by {latest} at the latest.", {"latest": latest})
    charges = plan_charges(case, country, policy, on)
    cost = charges.fee if terms.charged else None
    sums = _sums(case, country, cost, on)
    instalments = propose(
        sums.total, terms.first_on, terms.every, country, count=terms.count, amount=terms.amount, least=policy.minimum
    )
    plan = Plan(on, instalments, terms.interest, cost.amount if cost else 0, _received_on(case, on))
    return Offer(plan, cost, charges, sums.total - plan.costs, sums, _expected(case, plan, country))


def _sums(case: Case, country: Country, cost: Charge | None, on: date) -> Sums:
    found = [reckon_claim(claim, country, on) for claim in case.claims]
    return Sums(
        principal=sum(each.principal for each in found),
        interest=sum(each.interest for each in found),
        fees=sum(each.fees for each in found),
        compensation=sum(each.compensation for each in found),
        costs=sum(each.costs for each in found) + (cost.amount if cost else 0),
        credit=sum(each.overpaid for each in found),
    )


def plan_charges(case: Case, country: Country, policy: Policy, on: date) -> Charges:
    """What a plan for the case may cost the debtor, or why nothing."""
    situations = [situation(claim, Relation(), policy) for claim in _owing(case)]
    rule = country.book["plans.cost"].on(on)["table"]
    earlier = sum(entry.label == rule for claim in case.claims for entry in claim.entries if entry.kind is EntryKind.COSTS)
    return country.plan_costs(situations, earlier, on)


def owed_in(case: Case, country: Country, on: date) -> Minor:
    """All that is owed in the case that day, interest included."""
    return sum(reckon_claim(claim, country, on).total for claim in case.claims)


def plan_of(case: Case) -> Plan | None:
    """The plan that runs."""
    return read_plan(case.plan.on, case.plan.data) if case.plan else None


def standing_of(case: Case, plan: Plan, country: Country, policy: Policy, on: date) -> PlanStanding:
    """How a plan of the case stands that day; where a rate is missing, without the interest that has run since."""
    try:
        owed: Minor | None = owed_in(case, country, on)
    except NotInForce:
        owed = None
    return standing(plan, received(case.claims, plan), on, country, policy, owed)


def ending(case: Case, plan: Plan, country: Country, policy: Policy, on: date, news: MoneyNews) -> Ending | None:
    """How the plan is over that day, or None while it runs.

    It is missed only when the news of money reach the day of the instalment, and no money is unplaced that may be for it.
    """
    if case.closed:
        how = KEPT if case.closed.data.get("how") == "paid" else CLOSED
        return Ending(how, case.closed.on, None, {})
    stands = standing_of(case, plan, country, policy, on)
    if stands.next is None:
        kept_on = stands.kept_on or on
        return Ending(KEPT, kept_on, None, _waivers(case, plan, country, kept_on))
    missed = next(iter(stands.missed), None)
    if missed is None or news.until_on < missed.due_on:
        return None
    if news.unplaced.could_be(case.debtor_id, case.currency, on, [(missed.open, missed.open)]):
        return None
    return Ending(MISSED, on, Instalment(missed.due_on, missed.open), {})


def _waivers(case: Case, plan: Plan, country: Country, on: date) -> dict[int, Minor]:
    """The interest since the agreement that is still open, by claim, where a kept plan gives it up."""
    if plan.interest is not Interest.WAIVED:
        return {}
    found = {}
    for claim in case.claims:
        now, then = reckon_claim(claim, country, on), reckon_claim(claim, country, plan.agreed_on)
        if rest := min(now.total, now.accrued - then.accrued):
            found[claim.id] = rest
    return {claim_id: rest for claim_id, rest in found.items() if rest > 0}


def _owing(case: Case) -> list[Claim]:
    return [claim for claim in case.claims if claim.face > 0]


def _received_on(case: Case, on: date) -> Minor:
    """What had come in that day before the plan was agreed."""
    entries = (entry for claim in case.claims for entry in claim.entries)
    return -sum(entry.amount for entry in entries if entry.kind is EntryKind.PAYMENT and entry.on == on)


def _expected(case: Case, plan: Plan, country: Country) -> Minor | None:
    """The interest that comes with the last instalment if each is paid on its day; None where a rate is not known yet."""
    claims = [*_owing(case)]
    if plan.costs:
        claims[0] = _with(claims[0], [Entry(EntryKind.COSTS, plan.costs, plan.agreed_on)])
    try:
        for each in plan.instalments:
            claims = _paid(claims, each, country)
        return sum(reckon_claim(claim, country, plan.instalments[-1].due_on).total for claim in claims)
    except NotInForce:
        return None


def _paid(claims: Sequence[Claim], each: Instalment, country: Country) -> list[Claim]:
    shares = allocate(each.amount, each.due_on, claims, country, None, by_reference=True)
    added = {share.claim.id: share.entries for share in shares}
    return [_with(claim, added.get(claim.id, ())) for claim in claims]


def _with(claim: Claim, entries: Sequence[Entry]) -> Claim:
    return replace(claim, entries=(*claim.entries, *entries))

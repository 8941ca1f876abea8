"""Where a claim stands, from its facts alone: the one row a list shows. Rebuilt from the facts it is always the same."""

from dataclasses import dataclass
from datetime import date

from krav.claims.decide import reckon_claim
from krav.claims.ladder import HAND_OVER, hand_over_on, next_step, situation
from krav.claims.ledger import Claim, Relation
from krav.claims.limitation import principal_barred_on
from krav.claims.policy import Policy
from krav.claims.reckon import Reckoning
from krav.kernel.money import Minor
from krav.law.country import Country
from krav.law.dated import NotInForce


@dataclass(frozen=True, slots=True)
class State:
    """`balance` leaves running interest out. `next_on` is the first day the next step is looked at.

    `blocked` says why nothing comes by itself: to_match, on_hold, only_costs_left, ladder_ended, not_in_force, in_case,
    written_off. `barred_on` is the last day on which the principal may be demanded, of a claim that is open.
    """

    stage: str
    balance: Minor
    settled_on: date | None
    next_step: str
    next_on: date | None
    blocked: str
    barred_on: date | None = None


def state_of(claim: Claim, country: Country, policy: Policy) -> State:
    """The state after the claim's last entry."""
    last_on = max(entry.on for entry in claim.entries)
    try:
        reckoning = reckon_claim(claim, country, last_on)
    except NotInForce:
        return State(_stage(claim), claim.face, None, "", None, "not_in_force", principal_barred_on(claim, country))
    return state_with(claim, reckoning, last_on, country, policy)


def state_with(claim: Claim, reckoning: Reckoning, last_on: date, country: Country, policy: Policy) -> State:
    """The state of a claim whose parts on the day of its last entry are known."""
    balance = reckoning.total - reckoning.interest
    if claim.face < 0 and balance:
        return State("", balance, None, "", None, "to_match")
    if reckoning.total <= policy.tolerance:
        return State(_stage(claim), balance, last_on, "", None, "")
    if reckoning.principal <= 0:
        return State(_stage(claim), balance, None, "", None, "only_costs_left")
    barred_on = principal_barred_on(claim, country)
    if claim.case_id:
        return State(_stage(claim), balance, None, "", None, "in_case", barred_on)
    if claim.written_off:
        return State(_stage(claim), balance, None, "", None, "written_off", barred_on)
    if day := hand_over_on(claim, country, policy):
        held_until = _held_until(claim, day)
        blocked = "on_hold" if held_until != day else ""
        return State(_stage(claim), balance, None, HAND_OVER, held_until, blocked, barred_on)
    coming = next_step(claim, situation(claim, Relation(), policy), country, policy)
    if coming is None:
        return State(_stage(claim), balance, None, "", None, "ladder_ended", barred_on)
    step, next_on = coming
    held_until = _held_until(claim, next_on)
    if held_until is None:
        return State(_stage(claim), balance, None, step.key, None, "on_hold", barred_on)
    return State(_stage(claim), balance, None, step.key, held_until, "on_hold" if held_until != next_on else "", barred_on)


def _stage(claim: Claim) -> str:
    return claim.letters[-1].step if claim.letters else ""


def _held_until(claim: Claim, day: date) -> date | None:
    """The first day from `day` on that no hold covers; None where a hold has no end, even if it began after a missed day."""
    for hold in sorted(claim.holds, key=lambda hold: hold.from_on):
        if hold.covers(day) or hold.until_on is None:
            if hold.until_on is None:
                return None
            day = hold.until_on
    return day

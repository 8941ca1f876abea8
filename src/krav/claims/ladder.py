"""Which step comes next for a claim and from which day: one lawful step at a time, counted from the last letter sent."""

from datetime import date
from typing import NamedTuple

from krav.claims.ledger import Claim, EntryKind, Relation
from krav.claims.policy import Policy
from krav.kernel.days import days_after
from krav.law.country import Country
from krav.law.step import Situation, Step

HAND_OVER = "hand_over"
"""The next step of a claim whose last letter names a partner: no letter, it goes there by itself."""


class Next(NamedTuple):
    """The next step and the first day it may be taken by policy and law."""

    step: Step
    from_on: date


def next_step(claim: Claim, known: Situation, country: Country, policy: Policy, asked: str = "") -> Next | None:
    """The step after the last one taken, or the later one a person asks for, or a demand that has lapsed; None for none.

    The first step counts from the due day, every later one from the deadline of the letter before, never from the due
    day again: a missed run is caught up by the next lawful step only. Leaving steps out brings no day nearer: what is
    asked for waits at least as long as the next step would. No letter comes while the accounting system may remind.
    """
    last = claim.letters[-1] if claim.letters else None
    taken = last.step if last else ""
    step = policy.step_later(taken, asked) if asked else policy.step_after(taken)
    lawful = country.earliest_on(step, known) if step else _lapses_on(claim, country, asked)
    step = step or next((each for each in policy.steps if each.key == asked), None)
    if step is None or lawful is None:
        return None
    coming = policy.step_after(taken) or step
    wait_days = max(step.wait_days, coming.wait_days)
    if last is None:
        wanted = days_after(claim.terms.due_on, policy.postal_days + wait_days)
    else:
        wanted = days_after(country.acts_after(last.deadline_on, policy.grace_bank_days), wait_days)
    ours_from = days_after(claim.terms.due_on, policy.books_remind_days)
    return Next(step, country.bank_day_from(max(wanted, lawful, ours_from)))


def hand_over_on(claim: Claim, country: Country, policy: Policy) -> date | None:
    """The first day on which a claim goes to the partner that its last letter names; None where it names none."""
    last = claim.letters[-1] if claim.letters else None
    if last is None or not last.partner:
        return None
    return country.bank_day_from(country.acts_after(last.deadline_on, policy.grace_bank_days))


def _lapses_on(claim: Claim, country: Country, key: str) -> date | None:
    """The day on which the last letter of a step has lapsed; None where there is none, or it never does."""
    last = next((letter for letter in reversed(claim.letters) if letter.step == key), None)
    return country.lapses_on(last) if last else None


def situation(claim: Claim, relation: Relation, policy: Policy) -> Situation:
    """What the law looks at before a step on the claim."""
    return Situation(
        debtor=claim.debtor,
        due_on=claim.terms.due_on,
        letters=claim.letters,
        relation_fees=relation.fee_days,
        fee_agreed=claim.fee_agreed,
        wants_compensation=policy.compensation and claim.contract_rate != 0,
        fees=claim.charged(EntryKind.FEE),
        compensation=claim.charged(EntryKind.COMPENSATION),
        terms=claim.terms,
    )

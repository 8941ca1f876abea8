"""How late a claim is: the steps that would have been taken by a day, had somebody asked on time."""

from dataclasses import replace
from datetime import date

from krav.claims.ladder import Next, next_step, situation
from krav.claims.ledger import Claim, Relation
from krav.claims.policy import Policy
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import PastLetter


def steps_late(claim: Claim, country: Country, policy: Policy, on: date) -> int:
    """How many steps could have been taken before the day; whatever their number, only the next one is.

    Money, holds and what a person must agree to are left aside: it is the days alone that are counted.
    """
    late = 0
    while (coming := _coming(claim, country, policy)) and coming[1] < on:
        step, from_on = coming
        letter = PastLetter(step.key, step.kind, from_on, country.deadline_on(step, from_on), 0)
        claim, late = replace(claim, letters=(*claim.letters, letter)), late + 1
    return late


def _coming(claim: Claim, country: Country, policy: Policy) -> Next | None:
    try:
        return next_step(claim, situation(claim, Relation(), policy), country, policy)
    except NotInForce:
        return None

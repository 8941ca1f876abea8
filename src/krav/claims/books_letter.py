"""A letter that an accounting system sent by itself, as one of the claim's letters: the ladder goes on from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from krav.claims.check import Breach, Proposal, check_letter
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import Policy
from krav.claims.told_facts import fee_label
from krav.kernel.money import Minor
from krav.law.country import Country
from krav.law.step import PastLetter, Step, StepKind


class Sent(NamedTuple):
    """What the books say was sent on a claim; `fee` in minor units, `deadline_on` the day it gave, where they tell it."""

    kind: StepKind
    on: date
    fee: Minor = 0
    deadline_on: date | None = None


class Counted(NamedTuple):
    """The claim with the letter, or without it where it was none the law knows; `breaches` say what was wrong with it."""

    claim: Claim
    letter: PastLetter | None
    breaches: Sequence[Breach] = ()


def counted(claim: Claim, sent: Sent, relation: Relation, country: Country, policy: Policy) -> Counted:
    """The letter as the next of its kind on the policy's ladder.

    A fee above what the law allowed that day is not counted; a letter that was unlawful without any fee counts for nothing.

    Raises:
        NotInForce: nobody knows what the law allowed that day.
    """
    step = _step(claim, sent.kind, policy)
    if step is None:
        return Counted(claim, None)
    deadline_on = sent.deadline_on or country.deadline_on(step, sent.on)
    wrong = check_letter(country, claim, Proposal(step, sent.on, deadline_on, 0), relation)
    if wrong:
        return Counted(claim, None, wrong)
    dear = check_letter(country, claim, Proposal(step, sent.on, deadline_on, sent.fee), relation) if sent.fee else ()
    fee = 0 if dear else sent.fee
    letter = PastLetter(step.key, step.kind, sent.on, deadline_on, fee)
    entries = claim.entries
    if fee:
        entries = (*entries, Entry(EntryKind.FEE, fee, sent.on, label=fee_label(country, claim, step, relation, sent.on)))
    return Counted(replace(claim, entries=entries, letters=(*claim.letters, letter)), letter, dear)


def _step(claim: Claim, kind: StepKind, policy: Policy) -> Step | None:
    """The rung that the letter stands on: the first of its kind that was not taken, or the last there is."""
    rungs = [step for step in policy.steps if step.kind is kind]
    taken = {letter.step for letter in claim.letters}
    return next((step for step in rungs if step.key not in taken), rungs[-1] if rungs else None)

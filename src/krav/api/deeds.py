"""What is done to claims: steps taken, stops placed and lifted, notes, credit notes, payments told of, entries matched."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from krav.actions.credits import LABEL, credit_claim
from krav.actions.holds import lift_hold, place_hold, place_holds
from krav.actions.matching import match_items, unmatch_items
from krav.actions.notes import LONGEST, note
from krav.actions.payments_by_hand import register_payment
from krav.actions.steps import plan_step, take_step
from krav.api.key import Asked, must_have
from krav.api.shapes import Amount, Day, Done, Id, Ids, Key, Made, Money, Problem, Words, answers, as_problem
from krav.kernel import money
from krav.kernel.refusal import Refusal
from krav.store.queries.claim import claim_seen

router = Router()

Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]


class StepIn(Schema):
    """Claims, and the step to take for them; of `seen` are the stages they were seen at, others are then left alone."""

    claims: Ids
    step: Code
    seen: Annotated[list[str], Field(max_length=50)] | None = None


class LetterPlanned(Schema):
    """A letter that would be made."""

    debtor_id: int
    step: str
    claims: list[int]
    deadline_on: date
    fee: Money
    total: Money


class RefusedClaim(Schema):
    """A claim that gets no letter, and why."""

    claim_id: int
    problem: Problem


class StepPlan(Schema):
    """What taking the step would do."""

    letters: list[LetterPlanned]
    refused: list[RefusedClaim]


class StepMade(Schema):
    """The letters made, when they leave, and what got none; until they leave they can be undone."""

    letters: list[int]
    leaves_at: datetime
    refused: list[RefusedClaim]


class HoldIn(Schema):
    """A stop: objection, plan, promise, wait or other, until a day or until it is lifted."""

    reason: Code
    note: Words = ""
    until_on: Day | None = None


class HoldsIn(Schema):
    """A stop of several claims until a day."""

    claims: Ids
    until_on: Day
    reason: Code = "wait"


class NoteIn(Schema):
    """A note for colleagues."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*$")]


class CreditIn(Schema):
    """A credit note; without a day it counts from the invoice's own."""

    amount: Amount
    number: Annotated[str, StringConstraints(max_length=LABEL, pattern=r"^[^\x00]*$")] = ""
    from_on: Day | None = None


class PaymentIn(Schema):
    """A payment that no bank file tells of."""

    amount: Amount
    received_on: Day
    text: Annotated[str, StringConstraints(max_length=140, pattern=r"^[^\x00]*$")] = ""


class MatchIn(Schema):
    """The invoice that an item below zero is set off against."""

    claim: Id


@router.post("/steps/plan", response=answers(StepPlan))
def planned(request: Asked, asked: StepIn) -> dict[str, Any]:
    """What taking a step would do; nothing is written."""
    must_have("claim_id", asked.claims)
    plan = plan_step(asked.claims, asked.step, request.auth.on, asked.seen)
    letters = [
        {
            "debtor_id": letter.debtor_id,
            "step": letter.step.key,
            "claims": [item.claim.id for item in letter.taken],
            "deadline_on": letter.deadline_on,
            "fee": money.Money(letter.fee, letter.currency),
            "total": money.Money(letter.total, letter.currency),
        }
        for letter in plan.letters
    ]
    return {"letters": letters, "refused": _refused(plan.refusals)}


@router.post("/steps", response=answers(StepMade))
def step(request: Asked, asked: StepIn, key: Key = "") -> dict[str, Any]:
    """Makes the letters of a step; they leave after a while, until when they can be undone."""
    must_have("claim_id", asked.claims)
    caller = request.auth
    made = take_step(caller.account_id, asked.claims, asked.step, on=caller.on, by=caller.by, key=key, seen=asked.seen)
    return {"letters": made.letter_ids, "leaves_at": made.leaves_at, "refused": _refused(made.refusals)}


@router.post("/holds", response=answers(Done))
def hold_several(request: Asked, asked: HoldsIn, key: Key = "") -> Done:
    """Stops several claims until a day."""
    must_have("claim_id", asked.claims)
    caller = request.auth
    count = place_holds(caller.account_id, asked.claims, asked.reason, asked.until_on, on=caller.on, by=caller.by, key=key)
    return Done(count=count)


@router.post("/{claim_id}/holds", response=answers(Made))
def hold(request: Asked, claim_id: Id, asked: HoldIn, key: Key = "") -> Made:
    """Stops a claim."""
    seen, caller = claim_seen(claim_id), request.auth
    if seen is None:
        raise Http404
    made = place_hold(
        caller.account_id,
        seen.number,
        asked.reason,
        note=asked.note,
        until_on=asked.until_on,
        on=caller.on,
        by=caller.by,
        key=key,
    )
    return Made(id=made)


@router.delete("/holds/{hold_id}", response=answers(Done))
def lift(request: Asked, hold_id: Id, key: Key = "") -> Done:
    """Lets a stopped claim go on."""
    lift_hold(request.auth.account_id, hold_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.post("/{claim_id}/notes", response=answers(Made))
def write(request: Asked, claim_id: Id, asked: NoteIn, key: Key = "") -> Made:
    """Writes a note."""
    return Made(id=note(request.auth.account_id, claim_id, asked.text, on=request.auth.on, by=request.auth.by, key=key))


@router.post("/{claim_id}/credits", response=answers(Done))
def credit(request: Asked, claim_id: Id, asked: CreditIn, key: Key = "") -> Done:
    """Credits an invoice, or a part of it."""
    caller = request.auth
    credit_claim(
        caller.account_id, claim_id, asked.amount, asked.from_on, asked.number, on=caller.on, by=caller.by, key=key
    )
    return Done()


@router.post("/{claim_id}/payments", response=answers(Made))
def pay(request: Asked, claim_id: Id, asked: PaymentIn, key: Key = "") -> Made:
    """Registers a payment on a claim; its id."""
    caller = request.auth
    made = register_payment(
        caller.account_id,
        claim_id,
        asked.amount,
        asked.received_on,
        text=asked.text,
        on=caller.on,
        by=caller.by,
        key=key,
    )
    return Made(id=made)


@router.post("/{credit_id}/matches", response=answers(Money))
def match(request: Asked, credit_id: Id, asked: MatchIn, key: Key = "") -> money.Money:
    """Sets an item below zero off against an invoice, as far as both reach; by how much."""
    must_have("claim_id", [asked.claim])
    caller = request.auth
    minor = match_items(caller.account_id, credit_id, asked.claim, on=caller.on, by=caller.by, key=key)
    return money.Money(minor, _currency(credit_id))


@router.delete("/{credit_id}/matches/{claim_id}", response=answers(Money))
def unmatch(request: Asked, credit_id: Id, claim_id: Id, key: Key = "") -> money.Money:
    """Parts the two again; by how much."""
    caller = request.auth
    minor = unmatch_items(caller.account_id, credit_id, claim_id, on=caller.on, by=caller.by, key=key)
    return money.Money(minor, _currency(credit_id))


def _currency(claim_id: int) -> str:
    seen = claim_seen(claim_id)
    return seen.currency if seen else ""


def _refused(refusals: Mapping[int, Refusal]) -> list[dict[str, Any]]:
    return [{"claim_id": claim_id, "problem": as_problem(refusal)} for claim_id, refusal in refusals.items()]

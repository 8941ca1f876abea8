"""What letters asked for put right, letters that came back, objections to a part, and troubles of a customer."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Router, Schema
from pydantic import StringConstraints

from krav.actions.corrections import Proposal, correct, proposal
from krav.actions.returned import LONGEST, letter_returned
from krav.actions.troubles import object_to, report_trouble
from krav.actions.unsure import looked_up
from krav.api.key import Asked
from krav.api.papers import renderer
from krav.api.shapes import After, Amount, Day, Done, Id, Key, Made, Money, Words, answers, following
from krav.claims.correction import Parts
from krav.kernel import money
from krav.store.load import creditor_in_scope
from krav.store.queries.claim import claim_seen
from krav.store.queries.corrections import wrong_claims

router = Router()

Trouble = Literal["bankruptcy", "restructuring", "debt_relief", "death", "address", "minor"]


class WrongClaim(Schema):
    """A claim that waits to be put right, since a day."""

    id: int
    number: str
    debtor_id: int
    debtor: str
    since: date
    balance: Money


class WrongPage(Schema):
    """A page of claims that wait to be put right."""

    claims: list[WrongClaim]
    next: int | None


class LetterParts(Schema):
    """What a letter asked for, part by part."""

    principal: Money
    interest: Money
    fees: Money
    compensation: Money
    costs: Money
    credit: Money
    total: Money


class WrongLetter(Schema):
    """A letter that asked for another sum than it should have; below zero `over` says it asked for too little."""

    number: str
    step: str
    sent_on: date
    demanded: LetterParts
    lawful: LetterParts
    over: Money


class CorrectionSeen(Schema):
    """What is to be put right: the letters, what is taken back and set free, what is then owed, and what a court is told."""

    letters: list[WrongLetter]
    credit: Money
    refund: Money
    owed: Money
    unearned_interest: Money
    sends_letter: bool
    tell_court: bool
    nothing_to_do: bool


class CorrectionMade(Schema):
    """What was done; `letter_id` is 0 where no letter was needed."""

    letter_id: int
    credit: Money
    refund: Money


class ReturnedIn(Schema):
    """What the envelope or the mail server says."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=r"^[^\x00]*$")]


class ReturnedOut(Schema):
    """The numbers of the letters that do not count any more."""

    void: list[str]


class LookedUpIn(Schema):
    """Whether the letter left, as the carrier's log says."""

    left: bool


class LookedUpOut(Schema):
    """The number of the letter."""

    letter: str


class ObjectionIn(Schema):
    """What the customer says; `disputed` is the part it is about, all of it where none is told."""

    note: Words = ""
    disputed: Amount | None = None


class TroubleIn(Schema):
    """What happened to a customer, and when somebody looks again."""

    trouble: Trouble
    note: Annotated[str, StringConstraints(max_length=360, pattern=r"^[^\x00]*$")] = ""
    until_on: Day | None = None


@router.get("/corrections", response=answers(WrongPage))
def corrections(request: Asked, after: After = 0) -> dict[str, Any]:
    """The claims whose letters asked for a wrong sum."""
    claims, more = following(wrong_claims(after, 101))
    return {"claims": claims, "next": claims[-1].id if more else None}


@router.get("/claims/{claim_id}/correction", response=answers(CorrectionSeen))
def seen(request: Asked, claim_id: Id) -> dict[str, Any]:
    """What the letters about a claim asked for and should have asked for, and what putting it right would do."""
    currency = _currency(claim_id)
    wanted = proposal(claim_id, creditor_in_scope(), request.auth.on)
    return _seen(wanted, currency)


@router.post("/claims/{claim_id}/correction", response=answers(CorrectionMade))
def make(request: Asked, claim_id: Id, key: Key = "") -> dict[str, Any]:
    """Puts it right."""
    currency, caller = _currency(claim_id), request.auth
    done = correct(caller.account_id, claim_id, on=caller.on, by=caller.by, key=key)
    credit, refund = money.Money(done.credit, currency), money.Money(done.refund, currency)
    return {"letter_id": done.letter_id, "credit": credit, "refund": refund}


@router.post("/claims/{claim_id}/objections", response=answers(Made))
def objection(request: Asked, claim_id: Id, asked: ObjectionIn, key: Key = "") -> Made:
    """Stops a claim that the customer objects to, in whole or for a part."""
    caller = request.auth
    return Made(id=object_to(caller.account_id, claim_id, asked.note, asked.disputed, on=caller.on, by=caller.by, key=key))


@router.post("/letters/{letter_id}/returned", response=answers(ReturnedOut))
def returned(request: Asked, letter_id: Id, asked: ReturnedIn, key: Key = "") -> dict[str, Any]:
    """Tells that a letter came back."""
    caller = request.auth
    void = letter_returned(caller.account_id, letter_id, asked.reason, on=caller.on, by=caller.by, key=key)
    return {"void": list(void)}


@router.post("/letters/{letter_id}/looked-up", response=answers(LookedUpOut))
def told_of(request: Asked, letter_id: Id, asked: LookedUpIn, key: Key = "") -> dict[str, Any]:
    """Says whether a letter left of which it was not known; one that did not goes again."""
    caller = request.auth
    number = looked_up(
        caller.account_id, letter_id, left=asked.left, renderer=renderer(), on=caller.on, by=caller.by, key=key
    )
    return {"letter": number}


@router.post("/customers/{debtor_id}/troubles", response=answers(Done))
def trouble(request: Asked, debtor_id: Id, asked: TroubleIn, key: Key = "") -> Done:
    """Stops everything of a customer; how many claims."""
    caller = request.auth
    count = report_trouble(
        caller.account_id,
        debtor_id,
        asked.trouble,
        note=asked.note,
        until_on=asked.until_on,
        on=caller.on,
        by=caller.by,
        key=key,
    )
    return Done(count=count)


def _currency(claim_id: int) -> str:
    found = claim_seen(claim_id)
    if found is None:
        raise Http404
    return found.currency


def _seen(wanted: Proposal, currency: str) -> dict[str, Any]:
    letters = [
        {
            "number": each.told.number,
            "step": each.told.step.key,
            "sent_on": each.told.sent_on,
            "demanded": _parts(each.demanded, currency),
            "lawful": _parts(each.lawful, currency),
            "over": money.Money(each.over, currency),
        }
        for each in wanted.wrong
    ]
    return {
        "letters": letters,
        "credit": money.Money(wanted.credit, currency),
        "refund": money.Money(wanted.refund, currency),
        "owed": money.Money(wanted.owed.total, currency),
        "unearned_interest": money.Money(wanted.interest, currency),
        "sends_letter": wanted.letter,
        "tell_court": bool(wanted.filed and wanted.over),
        "nothing_to_do": wanted.empty,
    }


def _parts(parts: Parts, currency: str) -> dict[str, Any]:
    told = {name: money.Money(minor, currency) for name, minor in parts._asdict().items()}
    return {**told, "total": money.Money(parts.total, currency)}

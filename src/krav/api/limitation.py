"""Limitation: open claims by their last day, each part of one with its own, what interrupts it, and what is given up."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from krav.actions.limits import Evidence, acknowledge, received, waive_barred
from krav.api.key import Asked, must_have
from krav.api.shapes import PAGE, Day, Done, Id, Key, Money, answers, following, place_of, reader
from krav.claims.limits import Limit, limits
from krav.kernel import money
from krav.law.country import Country
from krav.law.step import DebtorKind
from krav.store import load
from krav.store.load import creditor_in_scope
from krav.store.queries import limitation as reads

router = Router()

Show = Literal["1", "3", "6", "12", "all", "over", "still"]
Proof = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00]*$")]
After = Annotated[str, Query(max_length=32, pattern=r"^([0-9-]{10})?\.?[0-9]{0,18}$")]


class Lapsing(Schema):
    """An open claim and the last day on which its principal may be demanded; none while a court has it."""

    claim_id: int
    number: str
    debtor_id: int
    customer: str
    balance: Money
    barred_on: date | None
    case_id: int


class LapsingPage(Schema):
    """A page of them, the nearest day first; `next` is given back as `after`."""

    claims: list[Lapsing]
    next: str


class Part(Schema):
    """An open part of a claim: `start_on` is when its period began, `barred_on` its last day, `why` in words."""

    kind: str
    amount: Money
    start_on: date
    barred_on: date | None
    over: bool
    section: str
    why: list[str]


class Parts(Schema):
    """Every open part of a claim."""

    parts: list[Part]


class AcknowledgedIn(Schema):
    """An acknowledgement; signed means in writing, with the amount. Without claims it is of the whole case."""

    day: Day
    how: Literal["signed", "message", "promise", "said"]
    proof: Proof
    claims: Annotated[list[Id], Field(max_length=1_000)] = []


class ReceivedIn(Schema):
    """A letter that the debtor received."""

    letter: Id
    day: Day
    how: Literal["registered", "receipt", "served", "answered"]
    proof: Proof


@router.get("", response=answers(LapsingPage))
def lapsing(request: Asked, show: Show = "12", after: After = "") -> dict[str, Any]:
    """What ends within so many months, all that has a day to come, what is over, or what has no day."""
    place = place_of(after)
    found, more = following(reads.lapsing(request.auth.on, show, place and reads.Place(*place), PAGE + 1))
    claims = [each._asdict() | {"balance": money.Money(each.balance, each.currency)} for each in found]
    return {"claims": claims, "next": f"{found[-1].barred_on or ''}.{found[-1].claim_id}" if more else ""}


@router.get("/claims/{claim_id}", response=answers(Parts))
def parts(request: Asked, claim_id: Id) -> dict[str, Any]:
    """Each open part of a claim, its last day and why."""
    law, claim = creditor_in_scope().country, load.claims([claim_id])[claim_id]
    found = limits(claim, law, request.auth.on)
    return {"parts": [_part(limit, law, claim.debtor, claim.currency, request.auth.on) for limit in found]}


def _part(limit: Limit, law: Country, debtor: DebtorKind, currency: str, on: date) -> dict[str, Any]:
    why, period = limit.why(law, debtor), limit.period
    return {
        "kind": "principal" if limit.kind == "invoice" else limit.kind,
        "amount": money.Money(limit.amount, currency),
        "start_on": period.start_on,
        "barred_on": period.last_on,
        "over": period.over(on),
        "section": why.section,
        "why": [line.strip() for line in why.lines(reader())],
    }


@router.post("/claims/{claim_id}/waive", response=answers(Money))
def waive(request: Asked, claim_id: Id, key: Key = "") -> money.Money:
    """Gives up what is time-barred beside the principal, so that the rest can be demanded; how much."""
    caller = request.auth
    minor = waive_barred(caller.account_id, claim_id, on=caller.on, by=caller.by, key=key)
    return money.Money(minor, load.claims([claim_id])[claim_id].currency)


@router.post("/cases/{case_id}/acknowledged", response=answers(Done))
def acknowledged(request: Asked, case_id: Id, asked: AcknowledgedIn, key: Key = "") -> Done:
    """Tells that the debtor acknowledged a case, or some of its claims."""
    must_have("claim_id", asked.claims)
    caller, told = request.auth, Evidence(asked.day, asked.how, asked.proof)
    acknowledge(caller.account_id, case_id, told, claim_ids=asked.claims, on=caller.on, by=caller.by, key=key)
    return Done()


@router.post("/cases/{case_id}/received", response=answers(Done))
def letter_received(request: Asked, case_id: Id, asked: ReceivedIn, key: Key = "") -> Done:
    """Tells that the debtor received a letter of a case; where the law says so that interrupts limitation."""
    must_have("letter_id", [asked.letter])
    caller, told = request.auth, Evidence(asked.day, asked.how, asked.proof)
    received(caller.account_id, case_id, asked.letter, told, on=caller.on, by=caller.by, key=key)
    return Done()

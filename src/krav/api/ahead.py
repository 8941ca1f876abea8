"""The look ahead: letters, fees and money by day, for the account, a customer or a claim, and by another policy."""

from datetime import date
from typing import Any

from ninja import Router, Schema

from krav.api import policy_shape as shape
from krav.api.key import Asked
from krav.api.shapes import After, Day, Id, Money, Problem, answers, as_problem
from krav.claims.ahead import Event, Stop
from krav.claims.outlook import Outlook, Sums
from krav.kernel import money
from krav.kernel.days import days_after
from krav.kernel.refusal import KravError
from krav.store.queries import ahead as reads

router = Router()
_MOST_DAYS = 184


class AheadTotal(Schema):
    """What comes in one currency: letters by step, claims that wait for a yes by step, claims that stop by reason, amounts.

    `money` is what customers' habits bring; it is absent where too little is known of them.
    """

    letters: dict[str, int]
    asked: dict[str, int]
    stopped: dict[str, int]
    fees: Money
    compensation: Money
    demanded: Money
    money: Money | None


class AheadDay(AheadTotal):
    """The same of one day."""

    on: date


class Ahead(Schema):
    """What will come if nobody pays and the bank tells of every day; `untold` claims pay by no known habit."""

    days: list[AheadDay]
    totals: list[AheadTotal]
    days_to_last_step: int | None
    untold: int


class DayLine(Schema):
    """What comes to a customer on a day: a letter about some invoices, or one that stops or waits, and why."""

    debtor_id: int
    debtor: str
    claim_ids: list[int]
    numbers: list[str]
    step: str
    fee: Money | None
    total: Money | None
    deadline_on: date | None
    why: Problem | None


class DayPage(Schema):
    """A page of a day's lines."""

    lines: list[DayLine]
    next: int | None


class Compared(Schema):
    """Both policies beside each other."""

    own: Ahead
    other: Ahead


class ComingLetter(Schema):
    """A letter that will come."""

    step: str
    sent_on: date
    deadline_on: date
    claims: list[str]
    fee: Money
    total: Money


class ClaimEnd(Schema):
    """Where a claim ends, and what would follow."""

    claim_id: int
    number: str
    on: date
    step: str
    why: Problem


class Coming(Schema):
    """The letters that will come to a customer, and where its claims end."""

    letters: list[ComingLetter]
    ends: list[ClaimEnd]


@router.get("", response=answers(Ahead))
def ahead(request: Asked, until: Day) -> dict[str, Any]:
    """What will come to the account until a day."""
    return _told(reads.outlook(request.auth.on, _until(request.auth.on, until)))


@router.get("/days/{on}", response=answers(DayPage))
def of_day(request: Asked, on: Day, after: After = 0) -> dict[str, Any]:
    """What comes on one day, customer by customer."""
    lines = reads.day_lines(request.auth.on, _until(request.auth.on, on), after=after)
    told = [line._asdict() | {"why": as_problem(line.refusal) if line.refusal else None} for line in lines]
    return {"lines": told, "next": lines[-1].debtor_id if len(lines) >= 100 else None}


@router.post("/compare", response=answers(Compared))
def compare(request: Asked, until: Day, policy: shape.Policy) -> dict[str, Any]:
    """What would come by another policy, beside what will come by the account's own."""
    own, other = reads.compared(policy.stored(), request.auth.on, _until(request.auth.on, until))
    return {"own": _told(own), "other": _told(other)}


@router.get("/customers/{debtor_id}", response=answers(Coming))
def of_customer(request: Asked, debtor_id: Id, until: Day) -> dict[str, Any]:
    """What will come to one customer."""
    return _events(reads.debtor_ahead(debtor_id, request.auth.on, _until(request.auth.on, until)))


@router.get("/claims/{claim_id}", response=answers(Coming))
def of_claim(request: Asked, claim_id: Id, until: Day) -> dict[str, Any]:
    """What will come about one claim."""
    letters, stop = reads.claim_ahead(claim_id, request.auth.on, _until(request.auth.on, until))
    return _events([*letters, *([stop] if stop else [])])


def _until(on: date, until: date) -> date:
    if not on <= until <= days_after(on, _MOST_DAYS):
        raise KravError("A look ahead ends between {first} and {last}.", {"first": on, "last": days_after(on, _MOST_DAYS)})
    return until


def _told(found: Outlook) -> dict[str, Any]:
    return {
        "days": [{"on": on} | _sums(sums, currency, found) for on, currency, sums in found.days()],
        "totals": [_sums(sums, currency, found) for currency, sums in found.totals().items()],
        "days_to_last_step": found.days_to_last_step,
        "untold": found.untold,
    }


def _sums(sums: Sums, currency: str, found: Outlook) -> dict[str, Any]:
    amounts = {name: money.Money(getattr(sums, name), currency) for name in ("fees", "compensation", "demanded")}
    counts = {"letters": sums.letters, "asked": sums.asked, "stopped": sums.stopped}
    return counts | amounts | {"money": money.Money(sums.money, currency) if found.habits else None}


def _events(events: list[Event]) -> dict[str, Any]:
    letters = [
        {
            "step": event.step.key,
            "sent_on": event.sent_on,
            "deadline_on": event.deadline_on,
            "claims": [item.claim.number for item in event.taken],
            "fee": money.Money(event.fee, event.currency),
            "total": money.Money(event.total, event.currency),
        }
        for event in events
        if not isinstance(event, Stop)
    ]
    return {"letters": letters, "ends": [_end(event) for event in events if isinstance(event, Stop)]}


def _end(stop: Stop) -> dict[str, Any]:
    step = stop.step.key if stop.step else ""
    why = as_problem(stop.refusal)
    return {"claim_id": stop.claim.id, "number": stop.claim.number, "on": stop.on, "step": step, "why": why}

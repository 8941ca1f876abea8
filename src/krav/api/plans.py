"""Plans for payment by instalments: proposed, agreed, followed, ended, and their paper."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from krav.actions.cases import one
from krav.actions.contents import sender_of
from krav.actions.plans import agree_plan, end_plan, review_plan
from krav.api.key import Asked
from krav.api.papers import renderer
from krav.api.shapes import Amount, Day, Done, Id, Key, Money, Problem, Words, answers, as_problem, file_answer
from krav.claims.agreement import Acknowledged, Offer, Terms, no_plan, offer, plan_of, standing_of
from krav.claims.plan import MOST, Every, Interest, State
from krav.claims.plan_paper import PlanPaper
from krav.kernel import money
from krav.kernel.refusal import KravError, Refused
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.plans import plan_paper, sums_of
from krav.wire.given_out import given_out

router = Router()


class PlanIn(Schema):
    """How the debt is divided: `count` instalments, or of `amount` each; `charged` asks for the cost that the law allows."""

    first_on: Day
    every: Every = Every.MONTH
    count: Annotated[int, Field(ge=0, le=MOST)] = 0
    amount: Amount | None = None
    interest: Interest = Interest.RUNS
    charged: bool = False


class AgreeIn(PlanIn):
    """The same, agreed on: `seen` is the total that was agreed; an acknowledgement in writing has its day and its proof."""

    seen: Amount | None = None
    acknowledged_on: Day | None = None
    proof: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""


class PlanNoteIn(Schema):
    """Why."""

    note: Words = ""


class InstalmentOut(Schema):
    """An instalment."""

    due_on: date
    amount: Money


class Proposal(Schema):
    """A plan that may be agreed. `expected` is the interest that comes with the last instalment, null where not known."""

    instalments: list[InstalmentOut]
    total: Money
    owed: Money
    cost: Money
    no_cost: Problem | None = None
    expected: Money | None = None


class PartOut(Schema):
    """An instalment as it stands."""

    due_on: date
    amount: Money
    paid: Money
    state: State
    paid_on: date | None = None


class PlanOut(Schema):
    """A plan as it stands."""

    agreed_on: date
    acknowledged_on: date | None = None
    interest: Interest
    total: Money
    cost: Money
    parts: list[PartOut]
    overpaid: Money


class CasePlan(Schema):
    """The plan that runs, or null; why none may be agreed; whether the last one was not kept and waits for somebody."""

    plan: PlanOut | None = None
    refusal: Problem | None = None
    to_review: bool = False


@router.get("/{case_id}/plan", response=answers(CasePlan))
def plan(request: Asked, case_id: Id) -> dict[str, Any]:
    """The plan of a case, instalment by instalment."""
    case, creditor, on = one(case_id), creditor_in_scope(), request.auth.on
    refusal, runs = no_plan(case, on), plan_of(case)
    told: dict[str, Any] = {"to_review": case.broken is not None, "refusal": as_problem(refusal) if refusal else None}
    if runs is None:
        return told
    stands = standing_of(case, runs, creditor.country, creditor.policy, on)

    def sum_of(minor: int) -> money.Money:
        return money.Money(minor, case.currency)

    parts = [part._asdict() | {"amount": sum_of(part.amount), "paid": sum_of(part.paid)} for part in stands.parts]
    return told | {
        "plan": {
            "agreed_on": runs.agreed_on,
            "acknowledged_on": runs.acknowledged_on,
            "interest": runs.interest,
            "total": sum_of(runs.total),
            "cost": sum_of(runs.costs),
            "parts": parts,
            "overpaid": sum_of(stands.overpaid),
        }
    }


@router.post("/{case_id}/plan/propose", response=answers(Proposal))
def propose(request: Asked, case_id: Id, asked: PlanIn) -> dict[str, Any]:
    """What a plan would be; nothing is written."""
    return _told(*_offered(case_id, asked, request.auth.on))


@router.post("/{case_id}/plan", response=answers(Proposal))
def agree(request: Asked, case_id: Id, asked: AgreeIn, key: Key = "") -> dict[str, Any]:
    """Agrees on a plan; nothing is sent while it runs."""
    caller = request.auth
    made = agree_plan(
        caller.account_id,
        case_id,
        _terms(asked),
        acknowledged=Acknowledged(asked.acknowledged_on, asked.proof) if asked.acknowledged_on else None,
        seen=asked.seen,
        on=caller.on,
        by=caller.by,
        key=key,
    )
    return _told(made, one(case_id).currency)


@router.post("/{case_id}/plan/end", response=answers(Done))
def end(request: Asked, case_id: Id, asked: PlanNoteIn, key: Key = "") -> Done:
    """Ends the plan that runs."""
    end_plan(request.auth.account_id, case_id, asked.note, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.post("/{case_id}/plan/review", response=answers(Done))
def review(request: Asked, case_id: Id, asked: PlanNoteIn, key: Key = "") -> Done:
    """Somebody has looked at a plan that was not kept; the case may go on from the day after."""
    review_plan(request.auth.account_id, case_id, asked.note, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.get("/{case_id}/plan/pdf", response=answers(None), openapi_extra=file_answer("application/pdf"))
def paper(request: Asked, case_id: Id) -> HttpResponse:
    """The paper of the plan that runs."""
    case, creditor = one(case_id), creditor_in_scope()
    runs = plan_of(case)
    if runs is None:
        raise KravError("No plan for payment by instalments runs.")
    return _pdf(plan_paper(case, runs, sums_of(case), creditor, request.auth.on), creditor, case.number)


@router.post("/{case_id}/plan/propose/pdf", response=answers(None), openapi_extra=file_answer("application/pdf"))
def proposal_paper(request: Asked, case_id: Id, asked: PlanIn) -> HttpResponse:
    """The paper of a proposal, to be signed; nothing is written."""
    case, creditor = one(case_id), creditor_in_scope()
    made, _ = _offered(case_id, asked, request.auth.on)
    return _pdf(plan_paper(case, made.plan, made.sums, creditor, request.auth.on), creditor, case.number)


def _pdf(told: PlanPaper, creditor: Creditor, number: str) -> HttpResponse:
    whole = replace(told, sender=sender_of(creditor))
    return given_out(renderer().plan(whole), f"{number}.pdf", "application/pdf")


def _offered(case_id: int, asked: PlanIn, on: date) -> tuple[Offer, str]:
    case, creditor = one(case_id), creditor_in_scope()
    if refusal := no_plan(case, on):
        raise Refused(refusal)
    return offer(case, _terms(asked), creditor.country, creditor.policy, on), case.currency


def _terms(asked: PlanIn) -> Terms:
    return Terms(asked.first_on, asked.every, asked.count, asked.amount or 0, asked.interest, asked.charged)


def _told(made: Offer, currency: str) -> dict[str, Any]:
    def sum_of(minor: int) -> money.Money:
        return money.Money(minor, currency)

    no_cost = made.charges.no_fee
    return {
        "instalments": [{"due_on": each.due_on, "amount": sum_of(each.amount)} for each in made.plan.instalments],
        "total": sum_of(made.plan.total),
        "owed": sum_of(made.owed),
        "cost": sum_of(made.plan.costs),
        "no_cost": as_problem(no_cost) if no_cost else None,
        "expected": None if made.expected is None else sum_of(made.expected),
    }

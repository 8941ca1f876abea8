"""Cases: the list, one case with what may be done in it, and what is done to it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Router, Schema
from pydantic import StringConstraints

from krav.actions.beginning import start_case
from krav.actions.case_money import register_case_payment
from krav.actions.cases import case_choices, close_case, join_case, reopen_case, take_case_step, withdraw_case
from krav.api.deeds import PaymentIn
from krav.api.key import Asked, must_have
from krav.api.shapes import PAGE, AfterName, Done, Find, Id, Ids, Key, Made, Money, Problem, answers, as_problem, following
from krav.claims.case import Choice
from krav.claims.decide import reckon_claim
from krav.kernel import money
from krav.law.dated import NotInForce
from krav.store import load_cases
from krav.store.load import creditor_in_scope
from krav.store.queries.cases import CaseLine, case_about, case_lines

router = Router()

Status = Literal["", "open", "plan", "court", "title", "closed"]
Name = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
StepKey = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_]*$")]


class CaseRow(Schema):
    """A case in a list; `balance` leaves running interest out."""

    case_id: int
    number: str
    debtor_id: int
    debtor: str
    status: str
    stage: str
    claims: int
    balance: Money
    next_step: str
    next_on: date | None
    blocked: str
    closed_on: date | None


class CasePage(Schema):
    """A page of a list."""

    cases: list[CaseRow]
    next: str | None


class CaseClaim(Schema):
    """A claim of a case; `owed` is empty where a rate is missing."""

    claim_id: int
    number: str
    due_on: date
    owed: Money | None


class CaseChoice(Schema):
    """A letter or a filing that may be asked for: what it costs the debtor, or why not yet."""

    key: str
    kind: Literal["letter", "filing"]
    costs: Money | None
    total: Money | None
    deadline_on: date | None
    problem: Problem | None


class OneCase(Schema):
    """A case, its claims and what may be done in it today; `back` is money of the debtor that nothing needs."""

    case_id: int
    number: str
    debtor_id: int
    status: str
    stage: str
    opened_on: date
    department: str
    project: str
    blocked: str
    barred_on: date | None
    back: Money
    claims: list[CaseClaim]
    choices: list[CaseChoice]


class CaseIn(Schema):
    """Claims of one debtor to gather; `send` makes the first letter at once."""

    claims: Ids
    department: Name = ""
    project: Name = ""
    send: bool = False


class CaseMade(Schema):
    """The case, and its letter where one was made."""

    case_id: int
    letter_id: int | None
    leaves_at: datetime | None


class CaseStepIn(Schema):
    """The letter of a case that is asked for."""

    step: StepKey


class LetterMade(Schema):
    """A letter, and until when it can be undone."""

    letter_id: int
    leaves_at: datetime


class JoinIn(Schema):
    """Further claims of the debtor."""

    claims: Ids


class ReasonIn(Schema):
    """Why."""

    reason: Reason = ""


class CloseIn(ReasonIn):
    """How a case ends that money has not closed."""

    how: Literal["given_up", "settled", "lost"]


@router.get("", response=answers(CasePage))
def listed(request: Asked, status: Status = "", find: Find = "", after: AfterName = "") -> dict[str, Any]:
    """Cases from A to Å: those of a status, or all that are open."""
    lines, more = following(case_lines(status=status, find=find.strip(), after=after, limit=PAGE + 1))
    return {"cases": [_row(line) for line in lines], "next": lines[-1].after if more else None}


@router.post("", response=answers(CaseMade))
def start(request: Asked, asked: CaseIn, key: Key = "") -> dict[str, Any]:
    """Opens a case from claims whose notice has expired."""
    must_have("claim_id", asked.claims)
    caller = request.auth
    done = start_case(
        caller.account_id, asked.claims, send=asked.send, department=asked.department, project=asked.project,
        on=caller.on, by=caller.by, key=key,
    )  # fmt: skip
    return {"case_id": done.case_id, "letter_id": done.letter_id, "leaves_at": done.leaves_at}


@router.get("/{case_id}", response=answers(OneCase))
def one(request: Asked, case_id: Id) -> dict[str, Any]:
    """A case with its claims, and what may be done in it."""
    case, about = load_cases.cases([case_id]).get(case_id), case_about(case_id)
    if case is None or about is None:
        raise Http404
    creditor, on = creditor_in_scope(), request.auth.on
    claims = []
    for claim in case.claims:
        try:
            owed = money.Money(reckon_claim(claim, creditor.country, on).total, claim.currency)
        except NotInForce:
            owed = None
        claims.append({"claim_id": claim.id, "number": claim.number, "due_on": claim.terms.due_on, "owed": owed})
    return {
        "case_id": case.id,
        "number": case.number,
        "debtor_id": case.debtor_id,
        "status": about.status,
        "stage": about.stage,
        "opened_on": case.opened_on,
        "department": case.department,
        "project": case.project,
        "blocked": about.blocked,
        "barred_on": about.barred_on,
        "back": money.Money(about.back, case.currency),
        "claims": claims,
        "choices": [_choice(choice, case.currency) for choice in case_choices(case, creditor, on)],
    }


@router.post("/{case_id}/steps", response=answers(LetterMade))
def step(request: Asked, case_id: Id, asked: CaseStepIn, key: Key = "") -> dict[str, Any]:
    """Makes a letter of the case; it leaves after a while, until when it can be undone."""
    caller = request.auth
    letter_id, leaves_at = take_case_step(caller.account_id, case_id, asked.step, on=caller.on, by=caller.by, key=key)
    return {"letter_id": letter_id, "leaves_at": leaves_at}


@router.post("/{case_id}/payments", response=answers(Made))
def pay(request: Asked, case_id: Id, asked: PaymentIn, key: Key = "") -> Made:
    """Registers a payment on the case; the oldest claim is covered first."""
    caller = request.auth
    made = register_case_payment(
        caller.account_id, case_id, asked.amount, asked.received_on, text=asked.text, on=caller.on, by=caller.by, key=key
    )
    return Made(id=made)


@router.post("/{case_id}/claims", response=answers(Done))
def join(request: Asked, case_id: Id, asked: JoinIn, key: Key = "") -> Done:
    """Puts further claims of the debtor into the case."""
    must_have("claim_id", asked.claims)
    join_case(request.auth.account_id, case_id, asked.claims, on=request.auth.on, by=request.auth.by, key=key)
    return Done(count=len(asked.claims))


@router.post("/{case_id}/withdraw", response=answers(Done))
def withdraw(request: Asked, case_id: Id, asked: ReasonIn, key: Key = "") -> Done:
    """Takes the case back; its claims stand on their own again."""
    withdraw_case(request.auth.account_id, case_id, asked.reason, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.post("/{case_id}/close", response=answers(Done))
def close(request: Asked, case_id: Id, asked: CloseIn, key: Key = "") -> Done:
    """Closes a case that money has not closed."""
    caller = request.auth
    close_case(caller.account_id, case_id, asked.how, asked.reason, on=caller.on, by=caller.by, key=key)
    return Done()


@router.post("/{case_id}/reopen", response=answers(Done))
def reopen(request: Asked, case_id: Id, asked: ReasonIn, key: Key = "") -> Done:
    """Opens a case again that a person closed."""
    reopen_case(request.auth.account_id, case_id, asked.reason, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


def _row(line: CaseLine) -> dict[str, Any]:
    return {"case_id": line.id} | {name: getattr(line, name) for name in CaseRow.model_fields if name != "case_id"}


def _choice(choice: Choice, currency: str) -> dict[str, Any]:
    letter = choice.letter
    costs = sum(charge.amount for charge in choice.costs) + (letter.fee if letter else 0)
    return {
        "key": choice.key,
        "kind": "letter" if choice.step else "filing",
        "costs": None if choice.refusal else money.Money(costs, currency),
        "total": money.Money(letter.total, currency) if letter else None,
        "deadline_on": letter.deadline_on if letter else None,
        "problem": as_problem(choice.refusal) if choice.refusal else None,
    }

"""Cases of invoices made elsewhere: papers given, and everything told in one call."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from krav.actions.attachments import attach, attached, keep
from krav.actions.elsewhere import start_told
from krav.actions.prospect import Prospect, prospect
from krav.actions.told_faults import faults_of
from krav.api.key import Asked
from krav.api.shapes import Amount, Day, Id, Key, Made, Money, Problem, Words, answers, as_problem, file_answer
from krav.claims.told import Told, read_told
from krav.claims.told_check import Untold
from krav.kernel import money
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.wire.given_out import given_out

router = Router()


_CLEAN = r"^[^\x00]*$"
Line = Annotated[str, StringConstraints(max_length=254, pattern=_CLEAN)]
Short = Annotated[str, StringConstraints(max_length=40, pattern=_CLEAN)]
Code = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_]*$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Fee = Annotated[int, Field(ge=0, le=10**12, description="Minor units of the claim's currency.")]


class PaperIn(Schema):
    """A PDF that was given before; the answer then tells it."""

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    name: Line
    size: Annotated[int, Field(ge=0, le=10**9)] = 0
    pages: Annotated[int, Field(ge=0, le=10**6)] = 0


class CustomerTold(Schema):
    """A known customer by id, or a new one; an empty kind counts as a consumer."""

    id: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    number: Line = ""
    name: Line = ""
    kind: Code = ""
    company_number: Line = ""
    attention: Line = ""
    street: Line = ""
    postcode: Line = ""
    city: Line = ""
    country: Line = ""
    email: Line = ""
    language: Line = ""


class ClaimTold(Schema):
    """An invoice; an empty reference is made of its number."""

    number: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
    amount: Amount
    currency: Currency
    issued_on: Day
    due_on: Day
    description: Line = ""
    due_agreed: bool = False
    fee_agreed: bool = False
    reference: Line = ""
    paper: PaperIn | None = None


class LetterTold(Schema):
    """A reminder or notice that was sent: about the invoices of these numbers, or about all where none is named."""

    step: Code
    sent_on: Day
    deadline_on: Day
    fee: Fee = 0
    channel: Code = "post"
    address: Words = ""
    about: Annotated[list[Line], Field(max_length=200)] = []
    paper: PaperIn | None = None


class PaymentTold(Schema):
    """Money that came for an invoice."""

    claim: Line
    amount: Amount
    currency: Currency
    on: Day
    text: Line = ""


class CaseTold(Schema):
    """A customer, the invoices, what was done already; `join` are known claims that go into the same case by choice."""

    customer: CustomerTold
    claims: Annotated[list[ClaimTold], Field(min_length=1, max_length=200)]
    letters: Annotated[list[LetterTold], Field(max_length=200)] = []
    payments: Annotated[list[PaymentTold], Field(max_length=200)] = []
    department: Short = ""
    project: Short = ""
    join: Annotated[list[Id], Field(max_length=200)] = []


class ClaimWaiting(Schema):
    """A claim that may not be in a case yet, why, and the letter of the ladder that comes first."""

    number: str
    problem: Problem
    step: str
    from_on: date | None


class StartPlan(Schema):
    """What starting would do: the claims of the case, its first letter and what it asks for, or why it waits."""

    claims: list[str]
    step: str
    total: Money | None
    deadline_on: date | None
    problem: Problem | None
    waiting: list[ClaimWaiting]
    owed_back: list[Money]


class CaseStarted(Schema):
    """What was started; no case where no claim may be in one yet, no letter where it has to wait."""

    customer_id: int
    claims: list[int]
    case_id: int | None
    letter_id: int | None
    leaves_at: datetime | None
    problem: Problem | None


@router.post("/papers", response=answers(PaperIn))
def give(request: Asked, file: File[UploadedFile]) -> dict[str, Any]:
    """Keeps a PDF of at most 20 MB, to be named in what is told."""
    request.auth.must_be(Role.CASEWORKER, "attach")
    paper = keep(request.auth.account_id, file.read(), file.name or "")
    return {"sha256": paper.sha256, "name": paper.name, "size": paper.size, "pages": paper.pages}


@router.post("/plan", response=answers(StartPlan))
def planned(request: Asked, asked: CaseTold) -> dict[str, Any]:
    """What starting would do; nothing is written."""
    told, creditor = _told(asked), creditor_in_scope()
    if faults := faults_of(told, creditor, request.auth.on):
        raise Untold(faults)
    return _planned(prospect(told, creditor, request.auth.on))


@router.post("", response=answers(CaseStarted))
def start(request: Asked, asked: CaseTold, key: Key = "") -> dict[str, Any]:
    """Takes the invoices in, opens the case and makes its first letter: all of it or nothing."""
    caller = request.auth
    done = start_told(caller.account_id, _told(asked), on=caller.on, by=caller.by, key=key)
    return {
        "customer_id": done.debtor_id,
        "claims": done.claim_ids,
        "case_id": done.case_id,
        "letter_id": done.letter_id,
        "leaves_at": done.leaves_at,
        "problem": as_problem(done.refusal) if done.refusal else None,
    }


@router.post("/claims/{claim_id}/papers", response=answers(Made))
def add(request: Asked, claim_id: Id, kind: Code, file: File[UploadedFile], key: Key = "") -> Made:
    """Adds a PDF to a claim: invoice, contract, notice, proof, ruling or other."""
    caller = request.auth
    caller.must_be(Role.CASEWORKER, "attach")
    paper = keep(caller.account_id, file.read(), file.name or "")
    return Made(id=attach(caller.account_id, claim_id, kind, paper, on=caller.on, by=caller.by, key=key))


@router.get("/papers/{attachment_id}", response=answers(None), openapi_extra=file_answer("application/pdf"))
def paper(request: Asked, attachment_id: Id) -> HttpResponse:
    """A paper, the same bytes as were given."""
    name, data = attached(request.auth.account_id, attachment_id)
    return given_out(data, name, "application/pdf")


def _told(asked: CaseTold) -> Told:
    return read_told(asked.model_dump())


def _planned(seen: Prospect) -> dict[str, Any]:
    letter = seen.letter
    return {
        "claims": [claim.number for claim in seen.case.claims] if seen.case else [],
        "step": seen.step.key if seen.step else "",
        "total": money.Money(letter.total, letter.currency) if letter else None,
        "deadline_on": letter.deadline_on if letter else None,
        "problem": as_problem(seen.refusal) if seen.refusal else None,
        "waiting": [
            {
                "number": one.claim.number,
                "problem": as_problem(one.refusal),
                "step": one.step.key if one.step else "",
                "from_on": one.from_on,
            }
            for one in seen.waiting
        ],
        "owed_back": list(seen.back.values()),
    }

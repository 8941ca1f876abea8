"""Cases before a court: the package, filing it, how it ended, and the whole case as a file."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from krav.actions.case_files import case_file
from krav.actions.cases import one
from krav.actions.filings import (
    Ending,
    Prepared,
    Ruling,
    ToFile,
    end_filing,
    file_case,
    filing_of,
    prepare,
    rule,
    why_not,
)
from krav.api.key import Asked
from krav.api.papers import renderer
from krav.api.shapes import Day, Done, Id, Key, Money, Problem, Words, answers, as_problem, file_answer
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.render.court import package_sheet
from krav.store.load import creditor_in_scope
from krav.store.queries.matters import matter_of
from krav.wire.given_out import given_out

router = Router()

Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
Answered = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
Answers = Annotated[
    dict[Code, Answered], Field(max_length=60, description="By the key of the question; “yes” or “not” where that is asked.")
]
Text = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")]


class Kind(StrEnum):
    """How a case's file is wanted."""

    PDF = "pdf"
    JSON = "json"
    CSV = "csv"


_KINDS = {Kind.PDF: "application/pdf", Kind.JSON: "application/json", Kind.CSV: "text/csv; charset=utf-8"}


class QuestionOut(Schema):
    """Something the authority wants to know; `kind` is text, words, yes_no, day, money or personal."""

    key: str
    label: str
    hint: str
    kind: str
    usual: str
    needed: bool
    section: str


class PackageOut(Schema):
    """The content of a filing: what is asked, its data in the authority's own fields, what is wrong, and what it costs."""

    filing: str
    questions: list[QuestionOut]
    data: dict[str, Any]
    sha256: str
    claimed: Money
    costs: list[dict[str, Any]]
    problems: list[Problem]
    refusal: Problem | None


class AnswersIn(Schema):
    """Answers to the questions of a filing."""

    answers: Answers = {}


class FilingIn(AnswersIn):
    """What is filed; `reference` is the authority's own number."""

    filing: Code
    reference: Text = ""


class Filed(Schema):
    """The hash of the package as it was filed."""

    sha256: str


class EndingIn(Schema):
    """How a filing ended without a title: withdrawn, objected or rejected."""

    how: Code
    note: Words = ""
    served: bool = False
    costs_stay: bool = False


class RulingIn(Schema):
    """What a court decided: judgment, order, endorsed or court_settlement."""

    how: Code
    ruled_on: Day
    awarded: Annotated[int, Field(ge=0, le=10**12, description="Minor units of the case's currency.")]
    reference: Text = ""
    enforceable: bool = True


def _made(request: Asked, case_id: int, filing: str, told: Mapping[str, str]) -> Prepared:
    creditor = creditor_in_scope()
    try:
        filing_of(creditor, filing)
    except KravError as error:
        raise Http404 from error
    return prepare(one(case_id), creditor, filing, told, request.auth.on)


@router.post("/{case_id}/packages/{filing}", response=answers(PackageOut))
def package(request: Asked, case_id: Id, filing: Code, asked: AnswersIn) -> dict[str, Any]:
    """The package as the answers make it; nothing is written."""
    made, creditor = _made(request, case_id, filing, asked.answers), creditor_in_scope()
    case, on = one(case_id), request.auth.on
    refused = why_not(case, creditor, made.filing, on)
    questions = creditor.country.questions(made.filing, matter_of(case, creditor, on, made.filing))
    currency = made.package.claimed.currency
    return {
        "filing": filing,
        "questions": [question._asdict() for question in questions],
        "data": made.package.data,
        "sha256": made.sha256,
        "claimed": made.package.claimed,
        "costs": [
            {"label": each.label, "amount": {"minor": each.amount, "currency": currency}} for each in made.package.charges
        ],
        "problems": [as_problem(problem) for problem in made.package.problems],
        "refusal": as_problem(refused) if refused else None,
    }


@router.post("/{case_id}/packages/{filing}/pdf", response=answers(None), openapi_extra=file_answer("application/pdf"))
def package_pdf(request: Asked, case_id: Id, filing: Code, asked: AnswersIn) -> HttpResponse:
    """The same as PDF."""
    request.auth.must_be(Role.CASEWORKER, "package_pdf")
    made = _made(request, case_id, filing, asked.answers)
    content = renderer().sheet(package_sheet(made.matter, made.package))
    return given_out(content, f"{made.matter.case}-{filing}.pdf", "application/pdf")


@router.post("/{case_id}/filings", response=answers(Filed))
def file(request: Asked, case_id: Id, asked: FilingIn, key: Key = "") -> dict[str, str]:
    """Marks the case as filed with that package."""
    caller = request.auth
    wanted = ToFile(asked.filing, asked.answers, asked.reference)
    made = file_case(caller.account_id, case_id, wanted, renderer=renderer(), on=caller.on, by=caller.by, key=key)
    return {"sha256": made}


@router.post("/{case_id}/filings/end", response=answers(Done))
def ended(request: Asked, case_id: Id, asked: EndingIn, key: Key = "") -> Done:
    """What was filed came back without a title."""
    caller = request.auth
    ending = Ending(asked.how, asked.note, served=asked.served, costs_stay=asked.costs_stay)
    end_filing(caller.account_id, case_id, ending, on=caller.on, by=caller.by, key=key)
    return Done()


@router.post("/{case_id}/rulings", response=answers(Done))
def ruled(request: Asked, case_id: Id, asked: RulingIn, key: Key = "") -> Done:
    """The court has decided."""
    caller = request.auth
    ruling = Ruling(asked.how, asked.ruled_on, asked.awarded, asked.reference, enforceable=asked.enforceable)
    rule(caller.account_id, case_id, ruling, on=caller.on, by=caller.by, key=key)
    return Done()


@router.get("/{case_id}/file", response=answers(None), openapi_extra=file_answer(*_KINDS.values()))
def whole(request: Asked, case_id: Id, kind: Kind = Kind.PDF) -> HttpResponse:
    """The whole case for a lawyer, an agency or a court: one PDF, JSON by the published schema, or CSV."""
    caller = request.auth
    caller.must_be(Role.CASEWORKER, "case_file")
    found = case_file(caller.account_id, one(case_id), creditor_in_scope(), caller.on)
    name = f"{found.case.number}.{kind}"
    made = {Kind.PDF: lambda: found.pdf(renderer()), Kind.JSON: found.json, Kind.CSV: found.csv}[kind]()
    return given_out(made, name, _KINDS[kind])

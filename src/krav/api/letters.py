"""Letters: what was sent, as it was sent, and taking back what has not left."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from krav.actions.contents import contents
from krav.actions.steps import undo_letters
from krav.api.key import Asked, must_have
from krav.api.papers import renderer
from krav.api.shapes import After, Done, Id, Ids, Money, answers, file_answer, following
from krav.render.bundle import bundle
from krav.render.reminder import document
from krav.store.load import creditor_in_scope
from krav.store.queries.moves import newest_letters
from krav.wire.given_out import given_out

router = Router()
_PDF, _XML = "application/pdf", "application/xml"


class Letter(Schema):
    """A letter; `channel` is how it leaves: file where the customer has no e-mail address."""

    id: int
    number: str
    debtor: str
    step: str
    sent_on: date
    total: Money
    fee: Money
    channel: str
    state: str
    leaves_at: datetime | None


class LetterPage(Schema):
    """A page of letters."""

    letters: list[Letter]
    next: int | None


class LetterIds(Schema):
    """Letters by their ids."""

    letters: Ids


class LettersTogether(Schema):
    """Letters that are laid together in one file."""

    letters: Annotated[list[Id], Field(min_length=1, max_length=100)]


@router.get("", response=answers(LetterPage))
def listed(request: Asked, step: Annotated[str, Query(max_length=40)] = "", after: After = 0) -> dict[str, Any]:
    """The letters that were not taken back, of one step or of all, newest first."""
    page, more = following(newest_letters(step, before=after))
    return {"letters": page, "next": page[-1].id if more else None}


@router.get("/{letter_id}/pdf", response=answers(None), openapi_extra=file_answer(_PDF))
def pdf(request: Asked, letter_id: Id) -> HttpResponse:
    """The letter, the same bytes as were sent."""
    return given_out(next(iter(_rendered([letter_id]))), f"letter-{letter_id}.pdf", _PDF)


@router.get("/{letter_id}/document", response=answers(None), openapi_extra=file_answer(_XML))
def electronic(request: Asked, letter_id: Id) -> HttpResponse:
    """The letter as the electronic document of its country: OIOUBL, EHF or UBL."""
    letter = next(contents([letter_id], creditor_in_scope()))
    return given_out(document(letter), f"letter-{letter_id}.xml", _XML)


@router.post("/pdf", response=answers(None), openapi_extra=file_answer(_PDF))
def together(request: Asked, asked: LettersTogether) -> HttpResponse:
    """Several letters in one file, in the order of their ids."""
    must_have("letter_id", asked.letters)
    return given_out(bundle(_rendered(asked.letters)), "letters.pdf", _PDF)


@router.post("/undo", response=answers(Done))
def undo(request: Asked, asked: LetterIds) -> Done:
    """Takes back letters that have not left; all of them or none."""
    must_have("letter_id", asked.letters)
    count = undo_letters(request.auth.account_id, asked.letters, on=request.auth.on, by=request.auth.by)
    return Done(count=count)


def _rendered(ids: Collection[int]) -> list[bytes]:
    return [renderer().pdf(letter) for letter in contents(sorted(ids), creditor_in_scope())]

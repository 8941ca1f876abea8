"""Bookkeeping: what Krav did in a period, as vouchers in the format that an accounting system reads."""

from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query, Router

from krav.api.key import Asked
from krav.api.shapes import Day, answers, file_answer
from krav.formats.bookkeeping import FORMATS
from krav.store.load import creditor_in_scope
from krav.store.queries.postings import books
from krav.wire.given_out import given_out

router = Router()

Wanted = Literal["sie", "saft", "csv"]
From = Annotated[Day, Query(alias="from")]
Form = Annotated[Wanted, Query(alias="format")]
Currency = Annotated[str, Query(pattern=r"^([A-Z]{3})?$")]


@router.get("/postings", response=answers(None), openapi_extra=file_answer(*(made.kind for made in FORMATS.values())))
def postings(request: Asked, from_on: From, until: Day, wanted: Form = "csv", currency: Currency = "") -> HttpResponse:
    """Payments placed, charges, what was given up, losses and recoveries from a day to a day, both among them.

    The vouchers of a period are the same whenever it is asked for, and no two periods share one.
    """
    made = FORMATS[wanted]
    content = made.write(books(creditor_in_scope(), from_on, until, request.auth.on, currency))
    return given_out(content, f"postings-{from_on}-{until}.{made.ends}", made.kind)

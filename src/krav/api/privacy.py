"""What is kept of a customer, handed out and erased, and the customers whose time is up."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema

from krav.actions.erasure import erase, export
from krav.api.key import Asked
from krav.api.shapes import Done, Id, Key, answers, file_answer, following, place_of
from krav.kernel.role import Role
from krav.store.queries import privacy as reads
from krav.wire.given_out import given_out

router = Router()

After = Annotated[str, Query(max_length=32, pattern=r"^([0-9-]{10}\.[0-9]{1,18})?$")]


class TimeUp(Schema):
    """A customer that no law keeps any more since that day, and the section that kept it."""

    debtor_id: int
    number: str
    name: str
    since: date
    section: str


class TimeUpPage(Schema):
    """A page of them, the longest over first; `next` is given back as `after`."""

    customers: list[TimeUp]
    next: str


@router.get("/time-is-up", response=answers(TimeUpPage))
def time_is_up(request: Asked, after: After = "") -> dict[str, Any]:
    """The customers that may be erased, because no law keeps them any more."""
    caller = request.auth
    caller.must_be(Role.CASEWORKER, "export_customer")
    day, debtor_id = place_of(after) or (None, 0)
    due = (each for each in reads.time_is_up(caller.on) if day is None or (each.found.since, each.id) > (day, debtor_id))
    page, more = following(due)
    last = f"{page[-1].found.since}.{page[-1].id}" if more else ""
    return {"customers": [_told(each) for each in page], "next": last}


def _told(due: reads.Due) -> dict[str, Any]:
    found = due.found
    who = {"debtor_id": due.id, "number": due.number, "name": due.name}
    return who | {"since": found.since, "section": found.why.section}


@router.get("/{debtor_id}/kept", response=answers(None), openapi_extra=file_answer("application/json"))
def kept(request: Asked, debtor_id: Id) -> HttpResponse:
    """All that is kept of a customer, as docs/schemas/debtor.md says; the audit keeps that it was handed out."""
    caller = request.auth
    told = reads.as_json(export(caller.account_id, debtor_id, on=caller.on, by=caller.by))
    return given_out(told.encode(), f"customer-{debtor_id}.json", "application/json")


@router.post("/{debtor_id}/erase", response=answers(Done))
def erased(request: Asked, debtor_id: Id, key: Key = "") -> Done:
    """Erases what is known of a customer for good, or says what keeps it, until when; amounts of the books stay."""
    caller = request.auth
    erase(caller.account_id, debtor_id, on=caller.on, by=caller.by, key=key)
    return Done()

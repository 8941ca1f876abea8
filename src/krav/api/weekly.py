"""The weekly list: how it is set, the lists that were mailed, and who answered what."""

from datetime import date, datetime
from typing import Any

from django.http import Http404
from ninja import Router, Schema

from krav.api.key import Asked
from krav.api.shapes import After, Id, Money, answers
from krav.claims.weekly import Counted, Line
from krav.store.queries import weekly as reads

router = Router()


class Setup(Schema):
    """How the list is set: `weekly_on` is the day of the week (0 Monday), none for no list; `stopped` why nothing goes."""

    weekly_on: int | None
    weekly_hour: int
    weekly_step: str
    weekly_to: str
    managers: bool
    answer_hours: int
    silence: str
    time_zone: str
    stopped: str


class Listed(Schema):
    """A list: `mail` is sent, uncertain, refused, or empty before it has left; `answers` counts lines, "" for none yet."""

    id: int
    step: str
    to: str
    manager: str
    on: date
    answer_by: datetime
    silence: str
    made_at: datetime
    mail: str
    answers: dict[str, int]
    open: Money


class Lists(Schema):
    """How it is set, and a page of lists, newest first; `next` is given back as `after`, 0 at the end."""

    setup: Setup
    lists: list[Listed]
    next: int


class Sent(Schema):
    """A letter that went before."""

    step: str
    on: date


class Answer(Schema):
    """stop, allow, call or silence; `how` is mail, page or silence, `refused` the code of why silence did nothing."""

    answer: str
    by: str
    how: str
    at: datetime
    refused: str


class LineSeen(Schema):
    """An invoice on a list, and its answer."""

    claim_id: int
    number: str
    debtor_id: int
    customer: str
    due_on: date
    open: Money
    sent: list[Sent]
    answer: Answer | None


class Whole(Schema):
    """A list with its lines."""

    head: Listed
    lines: list[LineSeen]


@router.get("", response=answers(Lists))
def listed(request: Asked, after: After = 0) -> dict[str, Any]:
    """The lists so far."""
    found = reads.lists(after)
    states = reads.mailed([each.head.id for each in found])
    return {
        "setup": reads.setup()._asdict(),
        "lists": [_listed(each, states.get(each.head.id, "")) for each in found],
        "next": found[-1].head.id if len(found) == reads.PAGE else 0,
    }


@router.get("/{list_id}", response=answers(Whole))
def one(request: Asked, list_id: Id) -> dict[str, Any]:
    """A list and its answers."""
    whole = reads.the_list(list_id)
    if whole is None:
        raise Http404
    mail = reads.mailed([list_id]).get(list_id, "")
    return {"head": _listed(whole.counted, mail), "lines": [_line(line) for line in whole.lines]}


def _listed(counted: Counted, mail: str) -> dict[str, Any]:
    return {**counted.head._asdict(), "mail": mail, "answers": dict(counted.answers), "open": counted.open}


def _line(line: Line) -> dict[str, Any]:
    sent = [each._asdict() for each in line.sent]
    return {**line._asdict(), "sent": sent, "answer": line.answer._asdict() if line.answer else None}

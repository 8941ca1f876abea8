"""Cases: the journal, line by line, and whether it is whole."""

from datetime import date, datetime
from typing import Any

from ninja import Router, Schema

from krav.actions.cases import one
from krav.api.key import Asked
from krav.api.shapes import Id, answers, reader
from krav.store import journal
from krav.store.verify import verify

router = Router()


class JournalLine(Schema):
    """A line: `data` is the canonical JSON text that `hash` was reckoned over, `fact` the row it mirrors."""

    seq: int
    kind: str
    fact: str
    on: date
    at: datetime
    by: str
    data: str
    before: str
    hash: str


class Journal(Schema):
    """A case's journal; `faults` is empty where it is whole."""

    number: str
    lines: list[JournalLine]
    faults: list[str]


@router.get("/{case_id}/journal", response=answers(Journal))
def case_journal(request: Asked, case_id: Id) -> dict[str, Any]:
    """Every line that was written about the case, and what is wrong with them."""
    case = one(case_id)
    faults = [fault.said(reader()) for fault in verify(case_id)]
    return {"number": case.number, "lines": [line._asdict() for line in journal.journal(case_id)], "faults": faults}

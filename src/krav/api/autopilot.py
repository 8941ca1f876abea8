"""What runs by itself: how it stands, what each day brought, paused and let go on."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from krav.actions import schedules
from krav.api.key import Asked
from krav.api.shapes import Done, Key, answers
from krav.store.load import creditor_in_scope
from krav.store.queries import runs

router = Router()


class Phase(Schema):
    """A phase of a day: `said` is what it counted, `problem` why it did not come to its end."""

    phase: str
    began_at: datetime
    ended_at: datetime | None
    said: dict[str, Any]
    problem: str


class Run(Schema):
    """A day and its phases, in their order."""

    on: date
    phases: list[Phase]


class Autopilot(Schema):
    """How it stands: who paused it, whether somebody must look first, when the worker was last seen, and the last days."""

    paused_by: str
    paused_at: datetime | None
    quarantine: bool
    worker_seen_at: datetime | None
    runs: list[Run]


@router.get("", response=answers(Autopilot))
def standing(request: Asked, days: Annotated[int, Field(ge=1, le=90)] = 30) -> dict[str, Any]:
    """How it stands, and the last days on which anything ran, the newest first."""
    settings = runs.settings_now()
    found = runs.days(request.auth.on, days)
    return {
        "paused_by": settings.paused_by,
        "paused_at": settings.paused_at,
        "quarantine": creditor_in_scope().quarantine,
        "worker_seen_at": runs.seen_alive(),
        "runs": [{"on": on, "phases": [line._asdict() for line in lines]} for on, lines in found.items()],
    }


@router.post("/pause", response=answers(Done))
def pause(request: Asked, key: Key = "") -> Done:
    """Lets nothing go by itself; the accounting system is read on."""
    caller = request.auth
    schedules.pause(caller.account_id, on=caller.on, by=caller.by, key=key)
    return Done()


@router.post("/go-on", response=answers(Done))
def go_on(request: Asked, key: Key = "") -> Done:
    """Lets it go by itself again."""
    caller = request.auth
    schedules.go_on(caller.account_id, on=caller.on, by=caller.by, key=key)
    return Done()

"""The accounting system: how the connection stands, reading now, where the books say otherwise, what was posted there."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Query, Router, Schema

from krav.actions.connecting import let_go_on
from krav.actions.syncing import Synced, sync
from krav.actions.write_back import post_again
from krav.api.key import Asked
from krav.api.shapes import Day, Done, Id, Key, Money, answers
from krav.kernel.refusal import KravError
from krav.store.load import creditor_in_scope
from krav.store.queries import connections as reads

router = Router()
From = Annotated[Day, Query(alias="from")]


class Link(Schema):
    """How the connection stands; in quarantine nothing is asked of anybody before a person has seen what waits."""

    system: str
    company: str
    name: str
    state: Literal["choosing", "quarantine", "on", "lost"]
    since: date | None
    posts_from: date | None
    whole_on: date | None
    read_at: datetime | None
    problem: str
    reading: bool


class Connection(Schema):
    """The connection; null where there is none."""

    connection: Link | None


class Read(Schema):
    """What a reading brought."""

    system: str
    whole: bool
    items: int
    new: int
    changed: int
    closed: int
    left_out: int
    letters: int


class Difference(Schema):
    """An item on which the books say otherwise: `why` is pending, more_there or less_there."""

    claim_id: int
    number: str
    ours: Money
    theirs: Money
    why: str


class LeftOut(Schema):
    """An item of the books that is no claim."""

    number: str
    rest: Money
    why: str


class Differences(Schema):
    """Where the books say otherwise, and what of theirs is no claim."""

    differences: list[Difference]
    left_out: list[LeftOut]


class Posted(Schema):
    """A voucher: queued, uncertain, done with its `number` there, refused with the system's `problem`, or known before."""

    id: int
    name: str
    on: date
    text: str
    amount: Money
    state: str
    number: str
    problem: str


@router.get("", response=answers(Connection))
def connection(request: Asked) -> dict[str, object]:
    """How the account's accounting system is connected."""
    return {"connection": reads.link()}


@router.post("/sync", response=answers(Read))
def read(request: Asked, *, whole: bool = False) -> Synced:
    """Reads what has changed there, or the whole ledger."""
    done = sync(request.auth.account_id, on=request.auth.on, by=request.auth.by, whole=whole)
    if done is None:
        raise KravError("Nothing is connected that could be read.")
    return done


@router.post("/go-on", response=answers(Done))
def go_on(request: Asked, key: Key = "") -> Done:
    """Lets the account go on from what the first reading brought."""
    let_go_on(request.auth.account_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.get("/differences", response=answers(Differences))
def differences(request: Asked) -> dict[str, object]:
    """Each item with what is left of it here and there."""
    at = reads.link()
    if at is None:
        return {"differences": [], "left_out": []}
    found = reads.differences(creditor_in_scope(), at.id, request.auth.on)
    return {"differences": found, "left_out": reads.left_out(at.id)}


@router.get("/postings", response=answers(list[Posted]))
def postings(request: Asked, from_on: From, until: Day) -> list[reads.Posted]:
    """The vouchers of the days from one to another, the newest first."""
    at = reads.link()
    return reads.posted(at.id, from_on, until) if at else []


@router.post("/postings/{posted_id}/again", response=answers(Done))
def again(request: Asked, posted_id: Id, key: Key = "") -> Done:
    """Puts a voucher that was refused in the queue again."""
    post_again(request.auth.account_id, posted_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()

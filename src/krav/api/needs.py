"""What needs a person: the queue of the account, what leaves by itself today, and saying yes."""

from datetime import date
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import StringConstraints

from krav.api.key import Asked
from krav.api.shapes import Money, answers
from krav.kernel import money
from krav.store.load import creditor_in_scope
from krav.store.queries import needs as reads

router = Router()


class Need(Schema):
    """A task; where it is about one thing, `id` and what it is called are there."""

    kind: str
    count: int
    money: Money | None
    step: str
    id: int
    who: str
    what: str
    on: date | None


class Needs(Schema):
    """What only a person can do, and how many letters of each step leave by themselves."""

    needs: list[Need]
    leaves: dict[str, int]


class Waiting(Schema):
    """A claim that waits for a yes to a step."""

    claim_id: int
    balance: Money


@router.get("", response=answers(Needs))
def listed(request: Asked) -> dict[str, Any]:
    """What needs a person."""
    standing = reads.standing([request.auth.account_id], request.auth.on)[request.auth.account_id]
    return {"needs": standing.needs, "leaves": dict(standing.leaves)}


@router.get("/approve/{step}", response=answers(list[Waiting]))
def approvable(
    request: Asked, step: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_]+$")]
) -> list[dict[str, Any]]:
    """The claims that wait for a yes to a step; the yes is taking it (claims/steps)."""
    creditor = creditor_in_scope()
    found = reads.approvable(creditor, step, request.auth.on)
    currency = creditor.country.currency
    return [{"claim_id": claim_id, "balance": money.Money(minor, currency)} for claim_id, minor in found.items()]

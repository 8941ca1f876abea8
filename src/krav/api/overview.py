"""How it goes: what is owed by age, money by stage, how long it takes, what letters bring."""

from datetime import date
from typing import Any

from ninja import Router, Schema

from krav.api.key import Asked
from krav.api.shapes import Money, answers
from krav.kernel import money
from krav.store.load import creditor_in_scope
from krav.store.queries import overview as reads

router = Router()


class Age(Schema):
    """Open claims that are more than so many days past due, up to the next age; absent: not due."""

    days: int | None
    claims: int
    balance: Money


class StageMoney(Schema):
    """Money that came while claims stood at a stage; empty: before any letter."""

    stage: str
    payments: int
    amount: Money


class Month(Schema):
    """The claims settled in a month, and the day past due on which half of them were."""

    first_on: date
    claims: int
    days: int


class Brought(Schema):
    """What the letters of a step brought: invoices, how many were settled soon or later, and money."""

    step: str
    invoices: int
    soon: int
    later: int
    amount: Money


class Overview(Schema):
    """The year up to today."""

    since: date
    ages: list[Age]
    stages: list[StageMoney]
    months: list[Month]
    letters: list[Brought]


@router.get("", response=answers(Overview))
def overview(request: Asked) -> dict[str, Any]:
    """How the account's claims do."""
    on, currency = request.auth.on, creditor_in_scope().country.currency
    paid, lives, ends = reads.money(on), reads.lives(on), reads.settled(on)

    def told(found: reads.Age | reads.StageMoney | reads.Brought, name: str) -> dict[str, Any]:
        return found._asdict() | {name: money.Money(getattr(found, name), currency)}

    return {
        "since": reads.since(on),
        "ages": [told(age, "balance") for age in reads.ageing(on)],
        "stages": [told(stage, "amount") for stage in reads.by_stage(paid, lives)],
        "months": reads.by_month(ends.values(), on),
        "letters": [told(brought, "amount") for brought in reads.brought(paid, lives, ends, on)],
    }

"""Reads of what carries an account's letters: its carriers, what was found when they were looked at, and their prices."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from krav.store import models as rows

_COLUMNS = ("id", "channel", "code", "state", "problem", "places", "checked", "checked_at", "told_at", "made_by", "made_at")


class Found(NamedTuple):
    """What was found of the sender's domain: `phrase` with its facts says it, `value` at `name` is the record to add."""

    about: str
    state: str
    phrase: str
    facts: Mapping[str, object]
    name: str
    value: str


class Cost(NamedTuple):
    """A line of a carrier's own price list, in minor units without VAT."""

    what: str
    sheets: int
    minor: int
    currency: str


class CarrierLine(NamedTuple):
    """A carrier as people see it; its rights are never read here."""

    id: int
    channel: str
    code: str
    state: str
    problem: str
    selector: str
    findings: tuple[Found, ...]
    prices: tuple[Cost, ...]
    checked_at: datetime | None
    told_at: datetime | None
    made_by: str
    made_at: datetime


def carrier_lines() -> list[CarrierLine]:
    """The account's carriers, those of a channel together. The account must be in scope."""
    found = rows.Carrier.objects.exclude(state="ended").order_by("channel", "id").values_list(*_COLUMNS)
    return [_line(dict(zip(_COLUMNS, row, strict=True))) for row in found]


def carrier_line(carrier_id: int) -> CarrierLine | None:
    """One of them; None where it is over, or was never there."""
    return next((each for each in carrier_lines() if each.id == carrier_id), None)


def _line(row: dict[str, Any]) -> CarrierLine:
    seen, places = json.loads(row.pop("checked")), json.loads(row.pop("places"))
    findings = tuple(Found(*each) for each in seen.get("findings", ()))
    prices = tuple(Cost(*each) for each in seen.get("prices", ()))
    return CarrierLine(**row, selector=places.get("selector", ""), findings=findings, prices=prices)

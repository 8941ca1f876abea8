"""Reads of companies that people are setting up; no account need be in scope."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from krav.store import models as rows


class SetupSeen(NamedTuple):
    """A setup: what each done step answered, and the account once it is open."""

    id: int
    account_id: int | None
    slug: str | None
    data: dict[str, Any]
    at: datetime


def setups(user_id: int) -> list[SetupSeen]:
    """What a person has begun and not finished, newest first."""
    found = rows.Setup.objects.filter(user_id=user_id).order_by("-at")
    return [_seen(row) for row in found.values_list("id", "account_id", "account__slug", "data", "at")]


def setup(user_id: int, setup_id: int) -> SetupSeen | None:
    """The person's own setup of that id."""
    return next((each for each in setups(user_id) if each.id == setup_id), None)


def _seen(row: tuple[Any, ...]) -> SetupSeen:
    seen = SetupSeen(*row)
    return seen._replace(data=json.loads(row[3]))

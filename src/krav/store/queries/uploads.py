"""Reads of uploads: files people gave, and what became of them."""

import json
from datetime import date, datetime
from typing import Any, NamedTuple

from krav.store import models as rows

_COLUMNS = ("id", "sha256", "name", "size", "state", "items", "said", "by", "at")


class UploadSeen(NamedTuple):
    """An upload; `said` is what came of it, `taken_on` the day it was taken in."""

    id: int
    sha256: str
    name: str
    size: int
    state: str
    items: int
    said: dict[str, Any]
    by: str
    at: datetime
    taken_on: date | None = None


def upload(upload_id: int) -> UploadSeen | None:
    """The upload of that id in the account in scope."""
    row = rows.Upload.objects.filter(pk=upload_id).values_list(*_COLUMNS).first()
    return _seen(row) if row else None


def uploads(most: int = 20) -> list[UploadSeen]:
    """The newest uploads of the account in scope."""
    return [_seen(row) for row in rows.Upload.objects.order_by("-at", "-id").values_list(*_COLUMNS)[:most]]


def _seen(row: tuple[Any, ...]) -> UploadSeen:
    said = json.loads(row[6])
    taken_on = date.fromisoformat(said["on"]) if "on" in said else None
    return UploadSeen(*row)._replace(said=said, taken_on=taken_on)

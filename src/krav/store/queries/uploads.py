"""Reads of uploads: files people gave, and what became of them."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from krav.store import models as rows

_COLUMNS = ("id", "sha256", "name", "size", "state", "items", "said", "by", "at", "file_id")


class UploadSeen(NamedTuple):
    """An upload; `said` is what came of it, `file_id` what it was taken in as, `taken_on` the day of that."""

    id: int
    sha256: str
    name: str
    size: int
    state: str
    items: int
    said: dict[str, Any]
    by: str
    at: datetime
    file_id: int | None
    taken_on: date | None = None


def upload(upload_id: int) -> UploadSeen | None:
    """The upload of that id in the account in scope."""
    row = rows.Upload.objects.filter(pk=upload_id).values_list(*_COLUMNS).first()
    return _seen(row) if row else None


def uploads(most: int = 20) -> list[UploadSeen]:
    """The newest uploads of the account in scope."""
    return [_seen(row) for row in rows.Upload.objects.order_by("-at", "-id").values_list(*_COLUMNS)[:most]]


def waiting_uploads(most: int = 100) -> list[UploadSeen]:
    """The newest uploads that have not been taken in, whatever became of them."""
    found = rows.Upload.objects.exclude(state="done").order_by("-at", "-id")
    return [_seen(row) for row in found.values_list(*_COLUMNS)[:most]]


def these_uploads(ids: Collection[int]) -> dict[int, UploadSeen]:
    """Some uploads, by id."""
    found = rows.Upload.objects.filter(pk__in=ids).values_list(*_COLUMNS)
    return {row[0]: _seen(row) for row in found}


def _seen(row: tuple[Any, ...]) -> UploadSeen:
    said = json.loads(row[6])
    taken_on = date.fromisoformat(said["on"]) if "on" in said else None
    return UploadSeen(*row)._replace(said=said, taken_on=taken_on)

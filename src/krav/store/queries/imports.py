"""Reads of files that were taken in, wherever they were given, and of their reports."""

import json
from datetime import date
from typing import Any, NamedTuple

from krav.formats.values import Unused
from krav.store import models as rows

PAGE = 100


class FileSeen(NamedTuple):
    """A file that was taken in; `by` is empty and `unused` nothing where it has no report."""

    id: int
    name: str
    format: str
    imported_on: date
    items: int
    by: str
    new: int
    unused: int


class Report(NamedTuple):
    """What became of a file: `counts` by what they count, and all that was not used of it."""

    file: FileSeen
    counts: dict[str, int]
    closed: tuple[str, ...]
    understood: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    unused: tuple[Unused, ...]


_COUNTS = ("items", "new", "known", "changed", "placed")
_REPORT = ("importreport__by", "importreport__new", "importreport__unused")
_COLUMNS = ("id", "name", "format", "imported_on", "items", *_REPORT)


def files(before: int = 0, most: int = PAGE) -> list[FileSeen]:
    """The newest files that were taken in, or those that are older than one."""
    found = rows.ImportedFile.objects.order_by("-id")
    if before:
        found = found.filter(id__lt=before)
    return [_seen(row) for row in found.values_list(*_COLUMNS)[:most]]


def report(file_id: int) -> Report | None:
    """The report of a file; empty of lines where it was taken in before reports were kept."""
    row = rows.ImportedFile.objects.filter(pk=file_id).values_list(*_COLUMNS, "importreport__data").first()
    if row is None:
        return None
    seen, data = _seen(row[:-1]), json.loads(row[-1] or "{}")
    return Report(
        file=seen,
        counts={name: data[name] for name in _COUNTS if name in data},
        closed=tuple(data.get("closed", ())),
        understood=tuple((heading, name) for heading, name in data.get("understood", ())),
        remarks=tuple(data.get("remarks", ())),
        unused=tuple(Unused(*line) for line in data.get("unused", ())),
    )


def _seen(row: tuple[Any, ...]) -> FileSeen:
    seen = FileSeen(*row)
    return seen._replace(by=seen.by or "", new=seen.new or 0, unused=seen.unused or 0)

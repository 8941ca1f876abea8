"""Reads of where an item came from. The account must be in scope."""

from datetime import date
from typing import NamedTuple

from krav.store import models as rows


class Source(NamedTuple):
    """The file a claim was read from, and the day."""

    name: str
    format: str
    imported_on: date
    sha256: str


def source(claim_id: int) -> Source | None:
    """The file a claim came with; None where no file told of it."""
    found = rows.Claim.objects.filter(pk=claim_id, file__isnull=False)
    row = found.values_list("file__name", "file__format", "file__imported_on", "file__sha256").first()
    return Source(*row) if row else None

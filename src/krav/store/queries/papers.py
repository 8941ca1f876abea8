"""Reads of papers: what is attached to claims and cases. The account must be in scope."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from krav.store import models as rows


class PaperSeen(NamedTuple):
    """A paper; `claim_id` or `case_id` says whose it is."""

    id: int
    claim_id: int | None
    case_id: int | None
    kind: str
    name: str
    sha256: str
    size: int
    pages: int
    on: date
    told_by: str


def attachment(attachment_id: int) -> PaperSeen | None:
    """The paper of that id."""
    row = rows.Attachment.objects.filter(pk=attachment_id).values_list(*PaperSeen._fields).first()
    return PaperSeen(*row) if row else None


def papers(claim_ids: Collection[int], case_id: int | None = None) -> list[PaperSeen]:
    """The papers of these claims and of the case, oldest first."""
    wanted = Q(claim_id__in=claim_ids)
    if case_id is not None:
        wanted |= Q(case_id=case_id)
    return [PaperSeen(*row) for row in rows.Attachment.objects.filter(wanted).order_by("id").values_list(*PaperSeen._fields)]

"""Reads of drafts of cases of invoices made elsewhere. The account must be in scope."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from krav.claims.told import Told, read_told
from krav.store import models as rows
from krav.store.numbers import draft_told, ways


class DraftSeen(NamedTuple):
    """A draft as it stands: what it tells, the text kept of it, who told last. `customer` is empty before one is chosen."""

    id: int
    told: Told
    data: str
    customer: str
    by: str
    at: datetime


class Known(NamedTuple):
    """A customer that may be chosen."""

    id: int
    number: str
    name: str
    kind: str
    company_number: str
    city: str


def draft(draft_id: int) -> DraftSeen | None:
    """The draft of that id."""
    return next(iter(_seen(rows.CaseDraft.objects.filter(pk=draft_id))), None)


def drafts() -> list[DraftSeen]:
    """All drafts, the newest word first."""
    return _seen(rows.CaseDraft.objects.order_by("-at", "-id"))


def case_started(key: str) -> int | None:
    """The case that the start with this key opened; None where there was none."""
    row = rows.Audit.objects.filter(action="start_elsewhere", key=key).first() if key else None
    return json.loads(row.data).get("case") if row else None


def known(debtor_id: int) -> Known | None:
    """The customer of that id."""
    row = rows.Debtor.objects.filter(pk=debtor_id).values_list(*Known._fields).first()
    return Known(*row) if row else None


def named_like(find: str, most: int = 8) -> list[Known]:
    """Customers whose number is just that, or whose name or company number has the words; those of the number first."""
    columns = rows.Debtor.objects.values_list(*Known._fields)
    plain = "".join(sign for sign in find if sign.isalnum())
    asked = [columns.filter(number=find), columns.filter(name__icontains=find)]
    if len(plain) > 3:
        sealed = ways(find)
        asked.append(columns.filter(sealed_number__in=sealed) if sealed else columns.filter(company_number__contains=plain))
    found = {row[0]: Known(*row) for query in asked for row in query.order_by("name", "id")[:most]}
    return list(found.values())[:most]


def _seen(found: Iterable[rows.CaseDraft]) -> list[DraftSeen]:
    listed = [(row, read_told(draft_told(row.data))) for row in found]
    ids = [told.customer.id for _, told in listed if told.customer and told.customer.id]
    names = dict(rows.Debtor.objects.filter(id__in=ids).values_list("id", "name"))
    return [DraftSeen(row.pk, told, row.data, _name(told, names), row.by, row.at) for row, told in listed]


def _name(told: Told, names: dict[int, str]) -> str:
    if told.customer is None:
        return ""
    return names.get(told.customer.id, "") if told.customer.id else told.customer.name

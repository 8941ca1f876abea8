"""Debtors as ledger files name them: new ones are inserted, known ones get what the file says of them now."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from krav.formats.values import PartyIn
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.write import reserve_ids, upsert_many

WIDTHS = {
    "number": 40,
    "name": 200,
    "kind": 12,
    "company_number": 20,
    "street": 120,
    "postcode": 12,
    "city": 60,
    "country": 2,
    "attention": 120,
    "email": 254,
    "phone": 30,
    "language": 2,
}
"""What a file may tell of a debtor, and how many letters of it the database holds."""

_COLUMNS = ("id", *WIDTHS)
_UNKNOWN = ("",) * len(_COLUMNS)


class TakenIn(NamedTuple):
    """The ids of the debtors that were named, by customer number, and of those about whom something new was told."""

    ids: dict[str, int]
    changed: list[int]


def take_in(customers: Sequence[PartyIn]) -> TakenIn:
    """Inserts and changes debtors; a known debtor gets what the file says of it now and keeps the rest."""
    latest = {debtor_number(party): party for party in customers}
    known: dict[str, tuple[Any, ...]] = {}
    for some in chunks(latest):
        known |= {row[1]: row for row in rows.Debtor.objects.filter(number__in=some).values_list(*_COLUMNS)}
    new = [number for number in latest if number not in known]
    ids = {number: row[0] for number, row in known.items()} | dict(zip(new, reserve_ids(rows.Debtor, len(new)), strict=True))
    now = [
        (ids[number], number, *map(_said_or_known, _about(party), known.get(number, _UNKNOWN)[2:]))
        for number, party in latest.items()
    ]
    news = [row for row in now if row != known.get(row[1])]
    upsert_many(rows.Debtor, "id", _COLUMNS, news)
    return TakenIn(ids, [row[0] for row in news if row[1] in known])


def _said_or_known(said: str, known: str) -> str:
    return said or known


def debtor_number(party: PartyIn) -> str:
    """The customer number, or what stands for it where the file gives none."""
    return party.number or party.company_number or party.name.casefold()[:40]


def _about(party: PartyIn) -> tuple[str, ...]:
    return (
        party.name,
        party.kind,
        party.company_number,
        party.street,
        party.postcode,
        party.city,
        party.country,
        party.attention,
        party.email,
        party.phone,
        party.language,
    )

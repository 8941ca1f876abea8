"""Debtors as ledger files name them: new ones are inserted, known ones get what the file says of them now."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from krav.formats.values import PartyIn
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.numbers import kept, stand_in, ways
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

_COLUMNS = ("id", *WIDTHS, "sealed_number")
_UNKNOWN = ("",) * len(_COLUMNS)
_SHOWN = list(WIDTHS).index("company_number") - 1


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
    known |= _by_sealed({number: party for number, party in latest.items() if number not in known})
    new = [number for number in latest if number not in known]
    ids = {number: row[0] for number, row in known.items()} | dict(zip(new, reserve_ids(rows.Debtor, len(new)), strict=True))
    now = [_row(ids[number], number, party, known.get(number, _UNKNOWN)) for number, party in latest.items()]
    before = {row[0]: row for row in known.values()}
    news = [row for row in now if row != before.get(row[0])]
    upsert_many(rows.Debtor, "id", _COLUMNS, news)
    return TakenIn(ids, [row[0] for row in news if row[0] in before])


def _row(key: int, number: str, party: PartyIn, known: tuple[Any, ...]) -> tuple[Any, ...]:
    """A customer as it stands after what was said of it; a sealed number that is the same stays as it is."""
    *about, sealed = (said or before for said, before in zip((*_about(party), ""), known[2:], strict=True))
    if party.company_number:
        shown, anew = kept(party.company_number)
        about[_SHOWN] = shown
        sealed = sealed if sealed in ways(party.company_number) else anew
    return (key, known[1] or number, *about, sealed)


def _by_sealed(parties: Mapping[str, PartyIn]) -> dict[str, tuple[Any, ...]]:
    """Known customers who have no number but a person's, by what stands for it now: once their keys were others."""
    wanted = {way: number for number, party in parties.items() if not party.number for way in ways(party.company_number)}
    found = rows.Debtor.objects.exclude(sealed_number="").values_list(*_COLUMNS) if wanted else ()
    return {wanted[row[-1]]: row for row in found if row[-1] in wanted}


def debtor_number(party: PartyIn) -> str:
    """The customer number, or what stands for it where the file gives none; never the number of a person."""
    sealed = "" if party.number else kept(party.company_number).sealed
    unnamed = stand_in(sealed) if sealed else party.company_number
    return party.number or unnamed or party.name.casefold()[:40]


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

"""The ledger's facts going in: the one place that knows their columns."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from krav.kernel.money import Minor
from krav.store import models as rows
from krav.store.write import insert_many


class NewEntry(NamedTuple):
    """One fact to insert; see models.claims.Entry."""

    claim_id: int
    kind: str
    amount: Minor
    on: date
    booked_on: date
    aim: str = ""
    label: str = ""
    letter_id: int | None = None
    payment_id: int | None = None
    book: str = ""


def insert_entries(entries: Iterable[NewEntry]) -> int:
    """Inserts the facts in their order into the account in scope; how many there were."""
    return insert_many(rows.Entry, NewEntry._fields, entries)


def last_entry() -> int:
    """The id of the account's newest entry; 0 where there is none."""
    return rows.Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0

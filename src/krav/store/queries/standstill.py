"""What an account's pages hang on beside the day and the reader: while none of it changes, no page of it does."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, QuerySet, Subquery

from krav.store import models as rows
from krav.store.prepared import Question
from krav.store.queries.credits import low_for
from krav.store.scope import InScope

NO_DAY, PHASE = date(1970, 1, 1), "moved"
"""Where the moment of an account's last write is kept among the phases of its runs."""


class Standstill(NamedTuple):
    """When the account last `moved`, its firm as pages name it, and what runs low in the purse that pays.

    The last two are told themselves: others than the account change them, and nothing counts how often.
    """

    moved: datetime
    firm: tuple[Any, ...]
    low: tuple[tuple[str, int], ...]


def standstill(account_id: int, on: date) -> Standstill | None:
    """Where the account in scope stands, to be asked before a page is made: what comes meanwhile is told the next time.

    None where nothing has happened in it yet.
    """
    ((moved, sold, *firm),) = _standing.rows()
    if moved is None:
        return None
    low = low_for([account_id], on).get(account_id, {}) if sold else {}
    return Standstill(moved, tuple(firm), tuple(sorted(low.items())))


@Question
def _standing() -> QuerySet[Any, Any]:
    firm = ("client__firm_id", "client__firm__name", "client__firm__words", "client__firm__logo", "client__branded")
    moved = rows.RunPhase.objects.filter(on=NO_DAY, phase=PHASE).values("began_at")
    found = rows.Account.objects.filter(pk=InScope())
    return found.annotate(moved=Subquery(moved), sold=Exists(rows.Lot.objects.all())).values_list("moved", "sold", *firm)

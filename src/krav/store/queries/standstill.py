"""What an account's pages hang on beside the day and the reader: while none of it changes, no page of it does."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, QuerySet

from krav.store import models as rows
from krav.store.prepared import Question
from krav.store.queries.credits import low_for
from krav.store.scope import InScope


class Standstill(NamedTuple):
    """How far the account has `moved`, its firm as pages name it, and what runs low in the purse that pays.

    The last two are told themselves: others than the account change them, and nothing counts how often.
    """

    moved: int
    firm: tuple[Any, ...]
    low: tuple[tuple[str, int], ...]


def standstill(account_id: int, on: date) -> Standstill:
    """Where the account in scope stands, to be asked before a page is made: what comes meanwhile is told the next time."""
    ((moved, sold, *firm),) = _standing.rows()
    low = low_for([account_id], on).get(account_id, {}) if sold else {}
    return Standstill(moved, tuple(firm), tuple(sorted(low.items())))


@Question
def _standing() -> QuerySet[Any, Any]:
    firm = ("client__firm_id", "client__firm__name", "client__firm__words", "client__firm__logo", "client__branded")
    found = rows.Account.objects.filter(pk=InScope()).annotate(sold=Exists(rows.Lot.objects.all()))
    return found.values_list("moved", "sold", *firm)

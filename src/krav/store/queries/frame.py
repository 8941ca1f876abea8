"""The few numbers that stand in the navigation of every page of an account."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Value

from krav.store import models as rows
from krav.store.prepared import BlankDay, Question
from krav.store.queries.cases import ripe
from krav.store.queries.needs import needs_counts
from krav.store.scope import account_scope


class Counts(NamedTuple):
    """What waits: tasks for a person, open invoices, cases to be taken further, payments that no claim was given."""

    needs: int
    invoices: int
    cases: int
    payments: int


def counts(account_id: int, on: date) -> Counts:
    """The numbers of one account on a day."""
    with account_scope(account_id):
        needs = needs_counts([account_id], on)[account_id]
        return Counts(needs, _open.number(), _cases.number(on=on), _loose.number())


def _number(found: QuerySet[Any]) -> QuerySet[Any, Any]:
    """How many there are, as a query; it has no row where there are none."""
    counted: QuerySet[Any, Any] = found.order_by().values(all=Value(1)).annotate(number=Count("*")).values_list("number")
    return counted


@Question
def _open() -> QuerySet[Any, Any]:
    return _number(rows.ClaimState.objects.filter(settled_on__isnull=True))


@Question
def _cases() -> QuerySet[Any, Any]:
    return _number(ripe(BlankDay("on")))


@Question
def _loose() -> QuerySet[Any, Any]:
    return _number(rows.LoosePayment.objects.all())

"""The few numbers that stand in the navigation of every page of an account."""

from datetime import date
from typing import NamedTuple

from krav.store import models as rows
from krav.store.queries.cases import cases_waiting
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
        still_open = rows.ClaimState.objects.filter(settled_on__isnull=True).count()
        needs = needs_counts([account_id], on)[account_id]
        return Counts(needs, still_open, cases_waiting(on), rows.LoosePayment.objects.count())

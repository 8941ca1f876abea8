"""Reads for collecting by hand: what is open though the last reminder's deadline has passed. The account is in scope."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q, QuerySet

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim
from krav.claims.policy import Policy
from krav.claims.reckon import Reckoning
from krav.law.dated import NotInForce
from krav.law.step import StepKind
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.queries.stages import cut

CUSTOMERS = 50
"""So many customers are on a page."""


class Unpaid(NamedTuple):
    """An unpaid entry: the last letter about it, its deadline, and what stops it. No reckoning where a rate is missing."""

    claim_id: int
    number: str
    issued_on: date
    due_on: date
    stage: str
    deadline_on: date
    blocked: str
    currency: str
    balance: int
    reckoning: Reckoning | None

    @property
    def owed(self) -> int:
        """What is owed that day, in minor units."""
        return self.reckoning.total if self.reckoning else self.balance


class Collectable(NamedTuple):
    """A customer and what it has left unpaid; `place` is where the next page begins after it."""

    place: str
    id: int
    number: str
    name: str
    unpaid: list[Unpaid]

    @property
    def owed(self) -> int:
        """The sum of it, in minor units."""
        return sum(entry.owed for entry in self.unpaid)


def collectable(creditor: Creditor, on: date, after: str = "", customers: int | None = CUSTOMERS) -> list[Collectable]:
    """The customers whose place is beyond `after`, in the order of their names: so many of them, or all."""
    found = rows.ClaimState.objects.filter(_lapsed(creditor, on), customer__gt=after)
    if customers is not None:
        places = found.order_by("customer").values_list("customer", flat=True).distinct()[:customers]
        found = found.filter(customer__in=list(places))
    return list(_together(found.order_by("customer", "due_on", "claim_id"), creditor, on))


def after_reminders(policy: Policy) -> tuple[str, ...]:
    """The steps from the policy's last reminder on."""
    reminders = [place for place, step in enumerate(policy.steps) if step.kind is StepKind.REMINDER]
    return tuple(step.key for step in policy.steps[max(reminders, default=0) :])


def _lapsed(creditor: Creditor, on: date) -> Q:
    day = cut(creditor.country, creditor.policy, on)
    stages = {*after_reminders(creditor.policy), *(step.key for step in creditor.country.case_steps)}
    late = Q(stage__in=stages, deadline_on__lte=day.lapsed_until)
    return late & Q(settled_on__isnull=True, balance__gt=0)


def _together(found: QuerySet[rows.ClaimState], creditor: Creditor, on: date) -> Iterator[Collectable]:
    customer = ("customer", "debtor_id", "debtor__number", "debtor__name")
    entry = (
        "claim_id",
        "claim__number",
        "claim__issued_on",
        "due_on",
        "stage",
        "deadline_on",
        "blocked",
        "claim__currency",
        "balance",
    )
    lines = list(found.values_list(*customer, *entry))
    claims = load.claims([line[4] for line in lines])
    for about, together in groupby(lines, key=lambda line: line[:4]):
        unpaid = [Unpaid(*(*line[4:], _reckoned(claims[line[4]], creditor, on))) for line in together]
        yield Collectable(*(*about, unpaid))


def _reckoned(claim: Claim, creditor: Creditor, on: date) -> Reckoning | None:
    try:
        return reckon_claim(claim, creditor.country, on)
    except NotInForce:
        return None

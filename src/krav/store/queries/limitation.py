"""Reads of limitation: open claims by the last day on which they may be demanded. The account is in scope."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from krav.kernel.days import months_after
from krav.kernel.money import Minor
from krav.store import load
from krav.store import models as rows

MONTHS = (1, 3, 6, 12)
OVER, STILL, ALL = "over", "still", "all"
SHOWS = (*map(str, MONTHS), ALL, OVER, STILL)
"""What a list may show: what ends within so many months, all that has a day to come, what is over, what has no day."""

PAGE = 100


class Place(NamedTuple):
    """Where a page of the list begins: after a claim and its last day (None where the list has no days)."""

    last_on: date | None
    claim_id: int


class Lapsing(NamedTuple):
    """An open claim and its last day; None while a court has it, or where the law of its time is not known."""

    claim_id: int
    number: str
    debtor_id: int
    customer: str
    due_on: date
    stage: str
    balance: Minor
    currency: str
    barred_on: date | None
    case_id: int
    case: str


class CaseLetter(NamedTuple):
    """A letter about claims of a case."""

    id: int
    number: str
    step: str
    sent_on: date


def lapsing(on: date, show: str, after: Place | None = None, most: int | None = PAGE) -> list[Lapsing]:
    """The claims that the list shows, the nearest last day first: so many after a place, or all."""
    found = rows.ClaimState.objects.filter(_shown(on, show), settled_on__isnull=True)
    if after and after.last_on:
        later = Q(barred_on__gt=after.last_on) | Q(barred_on=after.last_on, claim_id__gt=after.claim_id)
        found = found.filter(later, barred_on__gte=after.last_on)
    elif after:
        found = found.filter(claim_id__gt=after.claim_id)
    return _told(found.order_by("barred_on", "claim_id")[:most])


def of_claims(claim_ids: Collection[int]) -> list[Lapsing]:
    """These claims, the nearest last day first: those of a case, say."""
    found = rows.ClaimState.objects.filter(claim_id__in=claim_ids, settled_on__isnull=True)
    return _told(found.order_by("barred_on", "claim_id"))


def counts(on: date) -> dict[str, int]:
    """How many claims the list shows for each stretch of months that is near, and how many are over."""
    near = rows.ClaimState.objects.filter(settled_on__isnull=True, barred_on__lte=months_after(on, MONTHS[-1]))
    shown = (*map(str, MONTHS), OVER)
    asked = {f"n{place}": Count("claim_id", filter=_shown(on, show)) for place, show in enumerate(shown)}
    found = near.aggregate(**asked)
    return {show: found[f"n{place}"] for place, show in enumerate(shown)}


def letters_of_case(case_id: int) -> list[CaseLetter]:
    """The letters about claims of the case that left and did not come back, newest first."""
    mine = rows.CaseClaim.objects.filter(case_id=case_id).values("claim_id")
    about = rows.LetterClaim.objects.filter(claim_id__in=mine).values("letter_id")
    found = rows.Letter.objects.filter(id__in=about, withdrawal__isnull=True, returned__isnull=True)
    return [CaseLetter(*row) for row in found.order_by("-sent_on", "-id").values_list(*CaseLetter._fields)]


def _shown(on: date, show: str) -> Q:
    if show == OVER:
        return Q(barred_on__lt=on)
    if show == STILL:
        return Q(barred_on__isnull=True) & ~Q(blocked__in=("to_match", "only_costs_left"))
    if show == ALL:
        return Q(barred_on__gte=on)
    return Q(barred_on__range=(on, months_after(on, int(show))))


def _told(found: QuerySet[rows.ClaimState]) -> list[Lapsing]:
    columns = ("claim_id", "claim__number", "debtor_id", "debtor__name", "due_on", "stage", "balance", "claim__currency")
    lines = list(found.values_list(*columns, "barred_on"))
    cases = load.cases_of([line[0] for line in lines])
    numbers = dict(rows.Case.objects.filter(id__in=set(cases.values())).values_list("id", "number")) if cases else {}
    gathered = ((*line, cases.get(line[0], 0)) for line in lines)
    return [Lapsing(*(*line, numbers.get(line[-1], ""))) for line in gathered]

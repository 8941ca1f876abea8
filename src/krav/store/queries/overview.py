"""How it goes: what is owed by age, when money comes, how long it takes, what letters bring. The account is in scope."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_high
from typing import NamedTuple

from django.db.models import Case, Count, F, Sum, Value, When

from krav.kernel.days import days_after, months_after
from krav.kernel.money import Minor
from krav.store import models as rows

AGES = (0, 30, 60, 90)
"""Days past the due day at which the next age begins; before the first a claim is not due."""

SOON, LATER = 14, 30
"""Days in which a letter is seen to be answered."""

_YEAR = 12


class Age(NamedTuple):
    """Open claims that are more than `days` past due, up to the next age; None are those that are not due."""

    days: int | None
    claims: int
    balance: Minor


class StageMoney(NamedTuple):
    """Money that came while claims stood at a stage; empty: before any letter."""

    stage: str
    payments: int
    amount: Minor


class Month(NamedTuple):
    """The claims settled in a month, and the day past due on which half of them were."""

    first_on: date
    claims: int
    days: int


class Brought(NamedTuple):
    """What the letters of a step brought: invoices in them, how many were settled soon or later, and what money came."""

    step: str
    invoices: int
    soon: int
    later: int
    amount: Minor


class Paid(NamedTuple):
    """Money on a claim."""

    claim_id: int
    on: date
    amount: Minor


class Life(NamedTuple):
    """The letters about a claim, by day."""

    days: list[date]
    steps: list[str]


def since(on: date) -> date:
    """The first day that the overview looks at: a year back, from the first of the month."""
    return months_after(on.replace(day=1), 1 - _YEAR)


def ageing(on: date) -> list[Age]:
    """What is open and owed, by age; an age without claims is there too."""
    younger = [When(due_on__gte=days_after(on, -days), then=Value(place)) for place, days in enumerate(AGES)]
    owed = rows.ClaimState.objects.filter(settled_on__isnull=True, balance__gt=0)
    aged = owed.annotate(age=Case(*younger, default=Value(len(AGES)))).values_list("age").order_by("age")
    found = {age: (claims, total) for age, claims, total in aged.annotate(n=Count("*"), sum=Sum("balance"))}
    return [Age(days, *found.get(place, (0, 0))) for place, days in enumerate((None, *AGES))]


def money(on: date) -> list[Paid]:
    """The year's money, by day."""
    entries = rows.Entry.objects.filter(kind="payment", on__gte=since(on), on__lte=on).order_by("on", "id")
    return [Paid(*row) for row in entries.annotate(paid=Value(0) - F("amount")).values_list("claim_id", "on", "paid")]


def lives(on: date) -> dict[int, Life]:
    """The letters of two years, by claim."""
    first = months_after(since(on), -_YEAR)
    letters = rows.LetterClaim.objects.filter(letter__withdrawal__isnull=True, letter__sent_on__range=(first, on))
    found: dict[int, Life] = defaultdict(lambda: Life([], []))
    for claim_id, step, sent_on in letters.order_by("letter_id").values_list("claim_id", "step", "letter__sent_on"):
        found[claim_id].days.append(sent_on)
        found[claim_id].steps.append(step)
    return found


def settled(on: date) -> dict[int, tuple[date, date]]:
    """The due day and the day of settling of what was settled in the year."""
    found = rows.ClaimState.objects.filter(settled_on__range=(since(on), on), claim__kind="invoice")
    ends = found.values_list("claim_id", "due_on", "settled_on")
    return {key: (due_on, settled_on) for key, due_on, settled_on in ends if settled_on}


def by_stage(paid: Iterable[Paid], known: dict[int, Life]) -> list[StageMoney]:
    """The money by the stage the claim stood at on the day it came."""
    amounts: Counter[str] = Counter()
    payments: Counter[str] = Counter()
    for each in paid:
        life = known.get(each.claim_id)
        place = bisect_right(life.days, each.on) if life else 0
        stage = life.steps[place - 1] if life and place else ""
        amounts[stage] += each.amount
        payments[stage] += 1
    return [StageMoney(stage, payments[stage], amount) for stage, amount in amounts.items() if amount > 0]


def by_month(ends: Iterable[tuple[date, date]], on: date) -> list[Month]:
    """The months of the year with the middle one of the days it took; a month without any has none."""
    days: dict[date, list[int]] = defaultdict(list)
    for due_on, settled_on in ends:
        days[settled_on.replace(day=1)].append((settled_on - due_on).days)
    months = [months_after(since(on), count) for count in range(_YEAR)]
    return [Month(first, len(days[first]), median_high(days[first]) if days[first] else 0) for first in months]


def brought(paid: Iterable[Paid], known: dict[int, Life], ends: dict[int, tuple[date, date]], on: date) -> list[Brought]:
    """What letters brought until the next one, of those that have had their time."""
    came: dict[int, list[Paid]] = defaultdict(list)
    for each in paid:
        came[each.claim_id].append(each)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    first, last = since(on), days_after(on, -LATER)
    for claim_id, life in known.items():
        settled_on = ends[claim_id][1] if claim_id in ends else None
        for step, sent_on, until in _spells(life):
            if not first <= sent_on <= last:
                continue
            end = min(until, sent_on + timedelta(LATER + 1))
            took = (settled_on - sent_on).days if settled_on and sent_on <= settled_on < end else LATER + 1
            counted[step]["invoices"] += 1
            counted[step]["soon"] += took <= SOON
            counted[step]["later"] += took <= LATER
            counted[step]["amount"] += sum(each.amount for each in came[claim_id] if sent_on <= each.on < end)
    return [Brought(step, n["invoices"], n["soon"], n["later"], n["amount"]) for step, n in counted.items()]


def _spells(life: Life) -> Iterator[tuple[str, date, date]]:
    """Each letter with the day of the next."""
    for step, (sent_on, until) in zip(life.steps, pairwise((*life.days, date.max)), strict=True):
        yield step, sent_on, until

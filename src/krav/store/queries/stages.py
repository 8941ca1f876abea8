"""Reads of the stages: how many open claims stand where, and the list of one, paged by key. The account must be in scope."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from krav.claims.policy import Policy
from krav.kernel.alphabet import sort_key
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor
from krav.law.country import Country
from krav.law.step import StepKind
from krav.store import models as rows
from krav.store.prepared import BlankDay, Facts, Question

OVERDUE, EXPIRED = "overdue", "expired"
"""The tabs beside those of the policy's steps: no letter yet, and the deadline of a notice or demand passed in vain."""

MOVING, WAITING, TO_MATCH, STOPPED = "moving", "waiting", "match", "stopped"
SHOWS = (MOVING, WAITING, TO_MATCH, STOPPED)
"""What a claim of a tab is doing: it can move today, waits for a day, is to the customer's credit, or waits for a person."""

PAGE = 100

_ORDERS = {
    "customer": (F("customer"), F("due_on")),
    "due": (F("due_on"), F("customer")),
    "balance": (Value(0) - F("balance"), F("due_on")),
    "next": (Coalesce("next_on", Value(date.max)), F("due_on")),
}
SORTS = tuple(_ORDERS)
"""How a list may be sorted; by balance the greatest is first."""

_OPEN = Q(settled_on__isnull=True)


class Place(NamedTuple):
    """What decides in which tab a claim is, and what it does there."""

    stage: str
    blocked: str
    next_step: str
    next_on: date | None
    deadline_on: date | None
    due_on: date


_COUNTED = Place._fields
"""In the order of the index state_counted, which holds all of it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How a day cuts the open claims into tabs: what is listed as overdue, and which notices have expired."""

    on: date
    listed_until: date
    lapsed_until: date
    steps: tuple[str, ...]
    final: tuple[str, ...]
    demands: tuple[str, ...]

    @property
    def expired(self) -> Q:
        """The claims whose notice or demand has passed in vain, and after which at most a demand comes."""
        at_end = Q(blocked="ladder_ended") | Q(next_step__in=self.demands)
        return at_end & Q(stage__in=self.final, deadline_on__lte=self.lapsed_until)

    @property
    def overdue(self) -> Q:
        """The claims that had no letter and are past their due day and the postal days; all that is to be matched, too."""
        return Q(stage="") & (Q(due_on__lte=self.listed_until) | Q(blocked="to_match"))

    def of(self, tab: str) -> Q:
        """The claims of a tab."""
        if tab == EXPIRED:
            return self.expired
        if tab == OVERDUE:
            return self.overdue
        return Q(stage=tab) & ~self.expired if tab in self.final else Q(stage=tab)

    def doing(self, show: str) -> Q:
        """The claims that do what `show` says; all where it is empty."""
        match show:
            case "moving":
                return Q(next_on__lte=self.on)
            case "waiting":
                return Q(next_on__gt=self.on)
            case "match":
                return Q(blocked="to_match")
            case "stopped":
                return Q(next_on__isnull=True) & ~Q(blocked="to_match")
        return Q()

    def tab_of(self, at: Place) -> str:
        """The same as `of`, of a claim at hand; empty where it is not listed yet."""
        if not at.stage:
            return OVERDUE if at.due_on <= self.listed_until or at.blocked == "to_match" else ""
        at_end = at.blocked == "ladder_ended" or at.next_step in self.demands
        lapsed = at.deadline_on is not None and at.deadline_on <= self.lapsed_until
        return EXPIRED if at_end and lapsed and at.stage in self.final else at.stage

    def show_of(self, at: Place) -> str:
        """The same as `doing`, of a claim at hand."""
        if at.blocked == "to_match":
            return TO_MATCH
        if at.next_on is None:
            return STOPPED
        return MOVING if at.next_on <= self.on else WAITING


@dataclass(frozen=True, slots=True)
class Heap:
    """A number of claims and their balance in minor units, running interest left out."""

    claims: int = 0
    balance: Minor = 0

    def __add__(self, other: "Heap") -> "Heap":
        return Heap(self.claims + other.claims, self.balance + other.balance)


class Wanted(NamedTuple):
    """A list as the address of its page asks for it; `after` is the claim that the page before ended with."""

    tab: str
    show: str = ""
    find: str = ""
    amount: Minor | None = None
    sort: str = SORTS[0]
    after: int = 0


class Line(NamedTuple):
    """A claim as the list knows it without reckoning; `settled` today, it leaves the list tonight."""

    claim_id: int
    debtor_id: int
    debtor: str
    number: str
    due_on: date
    currency: str
    stage: str
    balance: Minor
    blocked: str
    settled: bool


class Candidate(NamedTuple):
    """An open item that one below zero can be matched with."""

    claim_id: int
    number: str
    balance: Minor
    currency: str


class Listed(NamedTuple):
    """A page of a list, and the claim that the next page comes after; 0 at the end."""

    lines: list[Line]
    after: int


def cut(country: Country, policy: Policy, on: date) -> Cut:
    """How the day cuts the claims by the account's policy."""
    final = tuple(step.key for step in policy.steps if step.kind is not StepKind.REMINDER)
    demands = tuple(step.key for step in policy.steps if step.kind is StepKind.DEMAND)
    lapsed = on - ONE_DAY
    while country.acts_after(lapsed, policy.grace_bank_days) > on:
        lapsed -= ONE_DAY
    listed_until = on - timedelta(days=max(policy.postal_days, 1))
    return Cut(on, listed_until, lapsed, tuple(step.key for step in policy.steps), final, demands)


def heaps(day: Cut) -> dict[str, dict[str, Heap]]:
    """The claims of each tab by what they do; what was settled today is under "". One pass over the open claims."""
    found: dict[str, dict[str, Heap]] = defaultdict(lambda: defaultdict(Heap))
    for settled, counted in ((False, _open.rows()), (True, _settled.rows(on=day.on))):
        for *known, claims, balance in counted:
            place = Place(*known)
            if tab := day.tab_of(place):
                found[tab]["" if settled else day.show_of(place)] += Heap(claims, balance)
    return found


def _counted(query: Q) -> QuerySet[Any, Any]:
    found = rows.ClaimState.objects.filter(query).values_list(*_COUNTED).order_by(*_COUNTED)
    return found.annotate(claims=Count("*"), sum=Sum("balance"))


@Question
def _open() -> QuerySet[Any, Any]:
    return _counted(_OPEN)


@Question
def _settled() -> QuerySet[Any, Any]:
    return _counted(Q(settled_on=BlankDay("on")))


def count(day: Cut, wanted: Wanted) -> int:
    """How many open claims a list has, whatever its page."""
    return rows.ClaimState.objects.filter(_OPEN, _asked(day, wanted)).count()


def moving(day: Cut, wanted: Wanted) -> list[int]:
    """The claims of a list that can move today by what the projection knows; each is decided before anything is done."""
    found = rows.ClaimState.objects.filter(_OPEN, _asked(day, wanted._replace(show=MOVING)))
    return list(found.values_list("claim_id", flat=True))


def listed(day: Cut, wanted: Wanted) -> Listed:
    """One page of a list: first the keys, which an index holds, then the rows of the page alone."""
    found = sorted(chain.from_iterable(_keys(day, wanted)))[: PAGE + 1]
    settled = {claim_id: leaves for *_, claim_id, leaves in found[:PAGE]}
    known = {row[0]: row for row in _lines(settled)}
    lines = [Line(*(*known[claim_id], leaves)) for claim_id, leaves in settled.items()]
    return Listed(lines, lines[-1].claim_id if len(found) > PAGE else 0)


@Facts("claim_id")
def _lines(mine: Q) -> QuerySet[Any, Any]:
    columns = (
        "claim_id",
        "debtor_id",
        "debtor__name",
        "claim__number",
        "due_on",
        "claim__currency",
        "stage",
        "balance",
        "blocked",
    )
    return rows.ClaimState.objects.filter(mine).values_list(*columns)


def named(claim_ids: Collection[int]) -> list[tuple[int, str, str]]:
    """The id, the invoice number and the customer of these claims, by customer."""
    found = rows.ClaimState.objects.filter(claim_id__in=claim_ids).order_by("customer", "due_on", "claim_id")
    return list(found.values_list("claim_id", "claim__number", "debtor__name"))


def noted(claim_ids: Collection[int]) -> set[int]:
    """The claims among these that have a note."""
    return {claim_id for (claim_id,) in _notes(claim_ids)}


@Facts("claim_id")
def _notes(mine: Q) -> QuerySet[Any, Any]:
    return rows.Note.objects.filter(mine).values_list("claim_id")


def candidates(debtor_ids: Collection[int]) -> dict[int, list[Candidate]]:
    """What each of these customers owes, the oldest due day first: items that one below zero can be matched with."""
    found: dict[int, list[Candidate]] = defaultdict(list)
    owed = rows.ClaimState.objects.filter(_OPEN, debtor_id__in=debtor_ids, balance__gt=0).order_by("due_on", "claim_id")
    for row in owed.values_list("debtor_id", "claim_id", "claim__number", "balance", "claim__currency"):
        found[row[0]].append(Candidate(*row[1:]))
    return found


def _keys(day: Cut, wanted: Wanted) -> Iterator[list[tuple[Any, ...]]]:
    """The keys of the next rows that are open, and of those settled today; whether they were is told last."""
    first, second = _ORDERS[wanted.sort]
    ordered = rows.ClaimState.objects.annotate(first=first, second=second).order_by("first", "second", "claim_id")
    if wanted.after:
        ordered = ordered.filter(_beyond(ordered.filter(claim_id=wanted.after)))
    asked = _asked(day, wanted)
    for settled, query in ((False, _OPEN), (True, Q(settled_on=day.on))):
        if not settled or not wanted.show:
            page = ordered.filter(query, asked).values_list("first", "second", "claim_id")[: PAGE + 1]
            yield [(*key, settled) for key in page]


def _beyond(last: QuerySet[Any, Any]) -> Q:
    """The rows after the one that the page before ended with."""
    key = last.values_list("first", "second", "claim_id").first()
    if key is None:
        return Q()
    first, second, claim_id = key
    after = Q(first__gt=first) | Q(second__gt=second) | Q(second=second, claim_id__gt=claim_id)
    return Q(first__gte=first) & after


def _asked(day: Cut, wanted: Wanted) -> Q:
    query = day.of(wanted.tab) & day.doing(wanted.show)
    return query & _found(wanted) if wanted.find else query


def _found(wanted: Wanted) -> Q:
    """Customers by name or number, invoices by number, and amounts: of the invoice, or open without running interest."""
    numbered = rows.Claim.objects.filter(number__gte=wanted.find, number__lt=f"{wanted.find}\uffff")
    query = Q(claim_id__in=numbered.values("id"))
    if words := sort_key(wanted.find):
        query |= Q(customer__contains=words)
    if wanted.amount is not None:
        invoiced = rows.Entry.objects.filter(kind="invoice", amount=wanted.amount)
        query |= Q(balance=wanted.amount) | Q(claim_id__in=invoiced.values("claim_id"))
    return query

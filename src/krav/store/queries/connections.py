"""Reads of what an account is connected to: how it stands, what its books say otherwise than we, what was posted there."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Case, F, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from krav.claims.catch_up import steps_late
from krav.claims.decide import in_the_books
from krav.kernel.money import Minor, Money
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor

_MOST, _LOOKED_AT = 200, 2000
"""So many differences are shown, and so many items that may be one are reckoned."""

_IN_BOOKS = ("invoice", "credit", "payment", "write_off")


@dataclass(frozen=True, slots=True)
class Link:
    """A connection as people see it; its rights are never read here."""

    id: int
    system: str
    company: str
    name: str
    state: str
    since: date | None
    journal: str
    places: dict[str, str]
    posts_from: date | None
    whole_on: date | None
    read_at: datetime | None
    problem: str
    failed_at: datetime | None
    reading: bool


class Late(NamedTuple):
    """How many of the claims whose next step may be taken are so many steps late, and what their letters ask for."""

    steps: int
    claims: int


class CatchUp(NamedTuple):
    """What would happen once the account goes on: claims by the step they get, how late they are, and how many wait."""

    steps: dict[str, int]
    late: tuple[Late, ...]
    waiting: int


class Difference(NamedTuple):
    """An item of which the books say otherwise than we; `why` is pending, more_there or less_there."""

    claim_id: int
    number: str
    customer: str
    ours: Money
    theirs: Money
    why: str


class LeftOut(NamedTuple):
    """An item of the books that is no claim, and why."""

    number: str
    rest: Money
    why: str


class Posted(NamedTuple):
    """A voucher as it was posted, or why it was not."""

    id: int
    name: str
    on: date
    text: str
    amount: Money
    state: str
    number: str
    problem: str
    at: datetime | None


def link() -> Link | None:
    """The account's accounting system; None where it has none. The account must be in scope."""
    columns = ("id", "system", "company", "name", "state", "since", "journal", "places", "posts_from", "whole_on", "read_at",
               "problem", "failed_at", "cursors")  # fmt: skip
    found = rows.Connection.objects.exclude(state="ended").order_by("-id").values_list(*columns).first()
    if found is None:
        return None
    told = dict(zip(columns, found, strict=True))
    reading = "whole" in json.loads(told.pop("cursors"))
    return Link(**told | {"places": json.loads(told["places"])}, reading=reading)


def fetchable(claim_id: int) -> str:
    """The system that the invoice of a claim can be fetched from; empty where it is here, or is nowhere."""
    there = rows.BooksItem.objects.filter(claim_id=claim_id, connection__state__in=("quarantine", "on"))
    if rows.Attachment.objects.filter(claim_id=claim_id, kind="invoice").exists():
        return ""
    return there.values_list("connection__system", flat=True).first() or ""


def catch_up(creditor: Creditor, on: date) -> CatchUp:
    """What waits in quarantine, each claim by its days alone."""
    due = rows.ClaimState.objects.filter(settled_on__isnull=True, next_on__lte=on)
    late, steps = Counter[int](), Counter[str]()
    claims = load.claims(due.values("claim_id"))
    for claim in claims.values():
        late[steps_late(claim, creditor.country, creditor.policy, on)] += 1
    for step in due.values_list("next_step", flat=True):
        steps[step] += 1
    open_ones = rows.ClaimState.objects.filter(settled_on__isnull=True).count()
    found = tuple(Late(count, claims) for count, claims in sorted(late.items()))
    return CatchUp(dict(steps), found, open_ones - sum(steps.values()))


def differences(creditor: Creditor, link_id: int, on: date) -> list[Difference]:
    """Items of which the books have another rest than they should have by our reckoning."""
    signed = Case(When(entry__kind__in=_IN_BOOKS, then=F("entry__amount")), default=Value(0), output_field=IntegerField())
    ours = rows.Claim.objects.filter(booksitem__connection_id=link_id).annotate(ours=Coalesce(Sum(signed), 0))
    told = ours.annotate(theirs=F("booksitem__rest")).exclude(ours=F("theirs")).order_by("id")
    theirs = {key: (rest, name) for key, rest, name in told.values_list("id", "theirs", "debtor__name")[:_LOOKED_AT]}
    pending, found = set(_pending(link_id)), []
    for claim in load.claims(set(theirs)).values():
        (rest, customer), should = theirs[claim.id], in_the_books(claim, creditor.country, on)
        if rest != should:
            why = "pending" if claim.number in pending else "more_there" if rest > should else "less_there"
            ours_now, theirs_now = Money(should, claim.currency), Money(rest, claim.currency)
            found.append(Difference(claim.id, claim.number, customer, ours_now, theirs_now, why))
    return found[:_MOST]


def left_out(link_id: int) -> list[LeftOut]:
    """Items with something left that are no claims, and why."""
    found = rows.BooksItem.objects.filter(connection_id=link_id, claim__isnull=True).exclude(why="").exclude(rest=0)
    columns = ("number", "rest", "currency", "why")
    return [
        LeftOut(number, Money(rest, currency), why)
        for number, rest, currency, why in found.order_by("id").values_list(*columns)[:_MOST]
    ]


def posted(link_id: int, since: date, until: date) -> list[Posted]:
    """The vouchers of the days from one to another, the newest first."""
    found = rows.BooksPosted.objects.filter(connection_id=link_id, on__range=(since, until)).order_by("-id")
    columns = ("id", "name", "on", "text", "currency", "lines", "state", "number", "problem", "at")
    return [
        Posted(key, name, on, text, Money(_moved(lines), currency), *rest)
        for key, name, on, text, currency, lines, *rest in found.values_list(*columns)
    ]


def refused() -> int:
    """How many vouchers the accounting system would not have."""
    return rows.BooksPosted.objects.filter(state="refused").count()


def _moved(lines: str) -> Minor:
    """What a voucher moves: the sum of its debits."""
    return sum(line["amount"] for line in json.loads(lines) if line["amount"] > 0)


def _pending(link_id: int) -> Iterator[str]:
    """The invoices of vouchers that are not posted there yet, or that may be drafts there."""
    waiting = rows.BooksPosted.objects.filter(~Q(state="known"), connection_id=link_id, seen=False)
    for lines in waiting.values_list("lines", flat=True):
        yield from (line["invoice"] for line in json.loads(lines) if line["invoice"])

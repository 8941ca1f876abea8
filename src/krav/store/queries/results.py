"""Reads of what an account has come to: charges, money, holds, cases, where claims stand. The account must be in scope."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Sum

from krav.claims.ledger import EntryKind
from krav.kernel.money import Minor
from krav.store import models as rows


class Standing(NamedTuple):
    """Where one claim stands. `face` and `balance` are minor units; the balance leaves running interest out."""

    number: str
    face: Minor
    stage: str
    balance: Minor
    settled_on: date | None
    next_step: str
    next_on: date | None
    blocked: str


class Received(NamedTuple):
    """Payments that came in, in minor units; `placed` is the part that claims were given."""

    payments: int
    amount: Minor
    placed: Minor


class CaseStood(NamedTuple):
    """Where one case stands. `balance` is minor units and leaves running interest out."""

    number: str
    status: str
    stage: str
    balance: Minor
    next_step: str
    next_on: date | None
    blocked: str


class HoldLine(NamedTuple):
    """One hold."""

    id: int
    number: str
    from_on: date
    lifted_on: date | None


def standing() -> dict[int, Standing]:
    """Every claim by id, in the order of the invoice numbers."""
    faces = dict(rows.Entry.objects.filter(kind=EntryKind.INVOICE).values_list("claim_id", "amount"))
    columns = ("stage", "balance", "settled_on", "next_step", "next_on", "blocked")
    found = rows.ClaimState.objects.order_by("claim__number").values_list("claim_id", "claim__number", *columns)
    return {row[0]: Standing(row[1], faces[row[0]], *row[2:]) for row in found}


def cases() -> list[CaseStood]:
    """Every case, in the order in which they were opened."""
    columns = ("case__number", "status", "stage", "balance", "next_step", "next_on", "blocked")
    return [CaseStood(*row) for row in rows.CaseState.objects.order_by("case_id").values_list(*columns)]


def charged() -> dict[str, Minor]:
    """What letters and cases have charged, by kind of entry; what was taken back is out of it again."""
    kinds = (EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.INTEREST, EntryKind.COSTS)
    sums = rows.Entry.objects.filter(kind__in=kinds).values("kind").annotate(sum=Sum("amount"))
    return {kind.value: 0 for kind in kinds} | dict(sums.values_list("kind", "sum"))


def received() -> Received:
    """The payments of the bank's files."""
    came = rows.Payment.objects.aggregate(count=Count("id"), sum=Sum("amount"))
    placed = rows.Entry.objects.filter(kind=EntryKind.PAYMENT, payment__isnull=False).aggregate(sum=Sum("amount"))
    return Received(came["count"], came["sum"] or 0, -(placed["sum"] or 0))


def holds() -> list[HoldLine]:
    """All holds, oldest first."""
    columns = ("id", "claim__number", "from_on", "holdlift__on")
    return [HoldLine(*row) for row in rows.Hold.objects.order_by("id").values_list(*columns)]

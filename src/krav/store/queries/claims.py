"""Reads of claims: where each stands, and the claim behind an invoice number. The account must be in scope."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Sum

from krav.claims.ledger import Claim
from krav.kernel.money import Money
from krav.store import load
from krav.store import models as rows


class StageLine(NamedTuple):
    """The open claims of one stage: how many, and their balance without running interest."""

    stage: str
    blocked: str
    claims: int
    balance: Money


class ClaimLine(NamedTuple):
    """One open claim as a list shows it."""

    number: str
    debtor: str
    due_on: date
    balance: Money
    stage: str
    next_step: str
    next_on: date | None
    blocked: str


def stages() -> list[StageLine]:
    """The open claims by stage, currency and what stops them."""
    still_open = rows.ClaimState.objects.filter(settled_on__isnull=True).values("stage", "blocked", "claim__currency")
    counted = still_open.annotate(claims=Count("claim_id"), sum=Sum("balance")).order_by("stage", "blocked")
    columns = ("stage", "blocked", "claims", "sum", "claim__currency")
    return [
        StageLine(stage, blocked, claims, Money(total, currency))
        for stage, blocked, claims, total, currency in counted.values_list(*columns)
    ]


def settled() -> int:
    """How many claims are settled."""
    return rows.ClaimState.objects.filter(settled_on__isnull=False).count()


def open_claims() -> list[ClaimLine]:
    """The open claims, the oldest due day first."""
    found = rows.ClaimState.objects.filter(settled_on__isnull=True).order_by("claim__due_on", "claim__number")
    columns = ("claim__number", "debtor__name", "claim__due_on", "balance", "claim__currency")
    more = ("stage", "next_step", "next_on", "blocked")
    return [
        ClaimLine(number, debtor, due_on, Money(balance, currency), *rest)
        for number, debtor, due_on, balance, currency, *rest in found.values_list(*columns, *more)
    ]


def claim_of(number: str) -> Claim | None:
    """The claim on an invoice, with all its facts."""
    found = load.claims(rows.Claim.objects.filter(number=number).values("id"))
    return next(iter(found.values()), None)

"""Reads of cases: the list, what each status comes to, and what one case's page shows. The account must be in scope."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Expression, Q, QuerySet, Sum

from krav.kernel.money import Minor, Money
from krav.store import models as rows
from krav.store.queries.letters import way

STATUSES = ("open", "partner", "plan", "court", "title", "closed")
"""Where a case may stand, in the order of its life."""


class CaseLine(NamedTuple):
    """A case in the list; `after` is where the next page begins."""

    id: int
    number: str
    debtor_id: int
    debtor: str
    status: str
    stage: str
    claims: int
    balance: Money
    next_step: str
    next_on: date | None
    blocked: str
    deadline_on: date | None
    closed_on: date | None
    after: str


class CaseSum(NamedTuple):
    """How many cases stand at a status, and what they come to without running interest."""

    cases: int
    balance: Minor


class CaseAbout(NamedTuple):
    """What a case's page says of it beside its claims; `back` is money of the debtor that no claim needs."""

    debtor_id: int
    debtor_number: str
    debtor: str
    status: str
    stage: str
    next_step: str
    next_on: date | None
    blocked: str
    barred_on: date | None
    back: Minor


def case_lines(*, status: str = "", find: str = "", after: str = "", limit: int = 100) -> list[CaseLine]:
    """Cases from A to Å: those of a status, or all that are open; a page from `after` on."""
    states = rows.CaseState.objects.filter(status=status) if status else rows.CaseState.objects.exclude(status="closed")
    if find:
        mine = Q(debtor__name__icontains=find) | Q(case__number__istartswith=find)
        states = states.filter(mine | Q(case__caseclaim__claim__number__istartswith=find)).distinct()
    if after:
        name, _, last = after.rpartition("-")
        states = states.filter(Q(customer__gt=name) | Q(customer=name, case_id__gt=int(last)))
    about = ("case_id", "case__number", "debtor_id", "debtor__name", "status", "stage", "claims")
    now = ("next_step", "next_on", "blocked", "deadline_on", "closed_on")
    columns = (*about, "balance", "case__currency", *now, "customer")
    found = states.order_by("customer", "case_id").values_list(*columns)[:limit]
    return [CaseLine(*[*row[:7], Money(row[7], row[8]), *row[9:14], f"{row[14]}-{row[0]}"]) for row in found]


def case_sums() -> dict[str, CaseSum]:
    """How many cases stand at each status and what they come to."""
    summed = rows.CaseState.objects.values("status").annotate(n=Count("case_id"), sum=Sum("balance"))
    return {status: CaseSum(n, total) for status, n, total in summed.values_list("status", "n", "sum")}


def cases_waiting(on: date) -> int:
    """How many cases a person can take further that day, or must look at."""
    return ripe(on).count()


def ripe(on: date | Expression) -> QuerySet[rows.CaseState]:
    """Those cases; the day may be one that is filled in later."""
    found = Q(status="open", next_on__lte=on) | ~Q(blocked="")
    return rows.CaseState.objects.filter(found).exclude(status="closed")


def case_about(case_id: int) -> CaseAbout | None:
    """The case of that id; None where there is none in this account."""
    debtor = ("debtor_id", "debtor__number", "debtor__name")
    columns = (*debtor, "status", "stage", "next_step", "next_on", "blocked", "barred_on")
    row = rows.CaseState.objects.filter(case_id=case_id).values_list(*columns).first()
    return CaseAbout(*[*row, owed_back(row[0])]) if row else None


def owed_back(debtor_id: int) -> Minor:
    """Money that came for the debtor's claims and that none of them needs."""
    mine = rows.Entry.objects.filter(claim__debtor_id=debtor_id, payment__isnull=False).values("payment_id")
    found = rows.LoosePayment.objects.filter(payment_id__in=mine, amount__gt=0).aggregate(sum=Sum("amount"))
    return int(found["sum"] or 0)


def letter_ids(case_id: int) -> dict[str, tuple[int, str]]:
    """The letters about the case's claims: the id and what became of each, by number."""
    members = rows.CaseClaim.objects.filter(case_id=case_id).values("claim_id")
    found = rows.Letter.objects.filter(letterclaim__claim_id__in=members).annotate(way=way()).distinct()
    return {number: (key, state or "") for key, number, state in found.values_list("id", "number", "way__state")}


def cases_of_debtor(debtor_id: int) -> list[tuple[int, str, str]]:
    """The cases of a customer: id, number, status; the newest first."""
    found = rows.CaseState.objects.filter(debtor_id=debtor_id).order_by("-case_id")
    return list(found.values_list("case_id", "case__number", "status"))


def case_number(case_id: int) -> str:
    """The number of a case; empty where there is none."""
    return rows.Case.objects.filter(pk=case_id).values_list("number", flat=True).first() or ""


def case_id_of(number: str) -> int | None:
    """The id of the case with that number."""
    return rows.Case.objects.filter(number=number).values_list("id", flat=True).first()

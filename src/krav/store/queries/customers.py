"""Reads of customers: who owes, and everything about one of them. The account must be in scope."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Min, Q, Sum

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim
from krav.claims.statement import Statement, account_of
from krav.kernel.money import Minor, Money
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.letters import addressee


class CustomerLine(NamedTuple):
    """A customer in the list: open claims, what they come to without running interest, the oldest due day.

    `after` is where the next page begins.
    """

    id: int
    number: str
    name: str
    kind: str
    claims: int
    owed: Money
    oldest_on: date | None
    to_match: bool
    after: str


class Customer(NamedTuple):
    """A customer as the books and people tell of it; an empty kind is unknown and counts as a consumer."""

    id: int
    number: str
    name: str
    kind: str
    company_number: str
    attention: str
    street: str
    postcode: str
    city: str
    country: str
    email: str
    phone: str
    language: str


class Item(NamedTuple):
    """An open claim of a customer: all that is owed on it today, and where it stands."""

    id: int
    kind: str
    number: str
    description: str
    due_on: date
    stage: str
    next_step: str
    next_on: date | None
    blocked: str
    owed: Money
    principal: Minor


def customer_lines(*, find: str = "", every: bool = False, after: str = "", limit: int = 100) -> list[CustomerLine]:
    """Customers from A to Å: those with something open, or all that ever had an invoice; a page from `after` on."""
    states = rows.ClaimState.objects.all() if every else rows.ClaimState.objects.filter(settled_on__isnull=True)
    if find:
        states = states.filter(Q(debtor__name__icontains=find) | Q(debtor__number__istartswith=find))
    if after:
        name, _, last = after.rpartition("-")
        states = states.filter(Q(customer__gt=name) | Q(customer=name, debtor_id__gt=int(last)))
    keys = list(states.order_by("customer", "debtor_id").values_list("customer", "debtor_id").distinct()[:limit])
    debtors = rows.Debtor.objects.in_bulk([key for _, key in keys])
    sums, currency = _sums([key for _, key in keys]), creditor_in_scope().country.currency
    nothing = (0, 0, None, 0)
    found = []
    for sorted_by, key in keys:
        debtor, (count, total, oldest, matchable) = debtors[key], sums.get(key, nothing)
        owed = Money(total, currency)
        line = CustomerLine(
            key, debtor.number, debtor.name, debtor.kind, count, owed, oldest, bool(matchable), f"{sorted_by}-{key}"
        )
        found.append(line)
    return found


def customer(debtor_id: int) -> Customer | None:
    """The customer of that id; None where there is none in this account."""
    row = rows.Debtor.objects.filter(pk=debtor_id).values_list(*Customer._fields).first()
    return Customer(*row) if row else None


def debtor_id_of(number: str) -> int | None:
    """The id of the customer of a number."""
    return rows.Debtor.objects.filter(number=number).values_list("id", flat=True).first()


def items_of(debtor_id: int, on: date) -> list[Item]:
    """The open claims of a customer, the oldest due day first."""
    states = rows.ClaimState.objects.filter(debtor_id=debtor_id, settled_on__isnull=True)
    claims, law = load.claims(states.values("claim_id")), creditor_in_scope().country
    about = ("claim_id", "claim__kind", "claim__number", "claim__description", "claim__due_on")
    columns = (*about, "stage", "next_step", "next_on", "blocked", "balance", "claim__currency")
    found = []
    for *told, balance, currency in states.order_by("claim__due_on", "claim__number").values_list(*columns):
        total, principal = _owed(claims[told[0]], law, on, balance)
        found.append(Item(*[*told, Money(total, currency), principal]))
    return found


def settled_count(debtor_id: int) -> int:
    """How many claims of a customer are settled."""
    return rows.ClaimState.objects.filter(debtor_id=debtor_id, settled_on__isnull=False).count()


def statement(debtor_id: int, from_on: date, until_on: date) -> Statement:
    """The customer's account in a period, to be sent.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    creditor = creditor_in_scope()
    claims = list(load.claims(rows.Claim.objects.filter(debtor_id=debtor_id).values("id")).values())
    return Statement(
        creditor.country.code,
        creditor.country.currency,
        creditor.sender,
        creditor.payee,
        addressee(rows.Debtor.objects.get(pk=debtor_id), creditor.country.code),
        from_on,
        until_on,
        account_of(claims, creditor.country, from_on, until_on),
    )


def _sums(ids: Collection[int]) -> dict[int, tuple[int, Minor, date | None, int]]:
    """For each customer: open claims, their balance, the oldest due day, how many wait to be matched."""
    still_open = rows.ClaimState.objects.filter(debtor_id__in=ids, settled_on__isnull=True).values("debtor_id")
    matchable = Count("claim_id", filter=Q(blocked="to_match"))
    summed = still_open.annotate(n=Count("claim_id"), sum=Sum("balance"), oldest=Min("due_on"), matchable=matchable)
    return {key: (n, total, oldest, waiting) for key, n, total, oldest, waiting in summed.values_list(
        "debtor_id", "n", "sum", "oldest", "matchable")}  # fmt: skip


def _owed(claim: Claim, law: Country, on: date, balance: Minor) -> tuple[Minor, Minor]:
    """All that is owed today and its principal; the balance without interest where a rate is missing."""
    try:
        reckoning = reckon_claim(claim, law, on)
    except NotInForce:
        return balance, balance
    return reckoning.total, reckoning.principal

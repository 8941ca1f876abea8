"""Finding customers by name or number, invoices by number, reference or amount, and cases: a few of each, the best first."""

from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Case, Q, QuerySet, Value, When

from krav.kernel.alphabet import sort_key
from krav.kernel.money import Minor, Money
from krav.law.payment import match_key
from krav.store import models as rows
from krav.store.prepared import Prepared, account_marked

MOST = 6
"""So many customers and so many invoices are shown."""

_LOOKED_AT = 60


class CustomerFound(NamedTuple):
    """A customer."""

    id: int
    name: str
    number: str


class InvoiceFound(NamedTuple):
    """A claim, with what is open of it without running interest."""

    id: int
    number: str
    customer: str
    balance: Money


class CaseFound(NamedTuple):
    """A case, with what is open of it without running interest."""

    id: int
    number: str
    customer: str
    balance: Money


class Search:
    """What is sought, made once and asked of each account in scope; `amount` is what the words may mean, in minor units."""

    def __init__(self, account_id: int, find: str, amount: Minor | None) -> None:
        """Makes the questions with any of the accounts."""
        with account_marked(account_id):
            words = sort_key(find)
            self._customers = [Prepared(query) for query in _customers(words)] if words else []
            self._numbered = Prepared(rows.Debtor.objects.filter(number=find).values_list("id", "name", "number"))
            self._invoices = [Prepared(query) for query in _invoices(find, amount)]
            self._cases = Prepared(_cases(find))

    def customers(self) -> list[CustomerFound]:
        """The customer of that number; those whose name begins with the words, or has them; those who owe come first."""
        found = {CustomerFound(*row): None for row in self._numbered.rows()}
        for named in self._customers:
            found |= {CustomerFound(*row): None for row in named.rows()}
            if found:
                break
        return list(found)[:MOST]

    def invoices(self) -> list[InvoiceFound]:
        """Claims of that number or payment reference, then those whose number begins so, then those that owe the amount."""
        rows_ = chain.from_iterable(query.rows() for query in self._invoices)
        found = {key: InvoiceFound(key, number, who, Money(minor, currency)) for key, number, who, minor, currency in rows_}
        return list(found.values())[:MOST]

    def cases(self) -> list[CaseFound]:
        """Cases whose number begins so, the newest first."""
        rows_ = self._cases.rows()
        return [CaseFound(key, number, who, Money(minor, currency)) for key, number, who, minor, currency in rows_]


def _cases(find: str) -> QuerySet[Any, Any]:
    columns = ("case_id", "case__number", "debtor__name", "balance", "case__currency")
    found = rows.CaseState.objects.filter(case__number__istartswith=find)
    return found.order_by("-case_id").values_list(*columns)[:MOST]


def _customers(words: str) -> list[QuerySet[Any, Any]]:
    """Those who owe, and the others."""
    begins = When(customer__startswith=words, then=Value(0)), When(customer__contains=f"0{words}", then=Value(1))
    ranked = rows.ClaimState.objects.filter(customer__contains=words).annotate(rank=Case(*begins, default=Value(2)))
    columns = ("debtor_id", "debtor__name", "debtor__number")
    named = ranked.order_by("rank", "customer").values_list(*columns)
    return [named.filter(settled_on__isnull=owes)[:_LOOKED_AT] for owes in (True, False)]


def _invoices(find: str, amount: Minor | None) -> list[QuerySet[Any, Any]]:
    """A question for each likeness, so that each has its index."""
    columns = ("id", "number", "debtor__name", "claimstate__balance", "currency")
    claims = rows.Claim.objects.filter(claimstate__balance__isnull=False).values_list(*columns)
    exact = Q(number=find)
    if key := match_key(find):
        exact |= Q(match_key=key)
    asked: list[QuerySet[Any, Any]] = [
        claims.filter(exact)[:MOST],
        claims.filter(number__startswith=find).order_by("number")[:MOST],
    ]
    if amount is not None:
        columns = ("claim_id", "claim__number", "debtor__name", "balance", "claim__currency")
        still = rows.ClaimState.objects.filter(settled_on__isnull=True, balance=amount)
        asked.append(still.order_by("due_on").values_list(*columns)[:MOST])
    return asked

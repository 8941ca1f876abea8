"""Reads of interest invoices: who may be invoiced, what is ordered, what was issued. The account must be in scope."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Sum

from krav.claims.interest import Ready, overtaken, pooled
from krav.claims.interest_invoice import Crediting, InterestInvoice, InvoiceRow
from krav.claims.ledger import EntryKind
from krav.kernel.money import Minor, Money
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.numbers import whole
from krav.store.queries.letters import addressee
from krav.store.queries.partners import THERE


class Customer(NamedTuple):
    """A customer as lists name it."""

    id: int
    number: str
    name: str


class OrderLine(NamedTuple):
    """An order: a draft that is issued or dropped. `claims` are the numbers of the invoices paid late."""

    id: int
    customer: Customer
    ordered_on: date
    ordered_by: str
    claims: tuple[str, ...]
    amount: Money
    comment: str


class OrderItem(NamedTuple):
    """A claim in an order, and its interest in minor units as it was when it was ordered."""

    order_id: int
    claim_id: int
    amount: Minor


class InvoiceLine(NamedTuple):
    """An interest invoice in a list; `claim_id` is its own claim, `credited_on` None where it stands."""

    id: int
    claim_id: int
    number: str
    customer: Customer
    issued_on: date
    due_on: date
    total: Money
    open: Money
    credited_on: date | None


def ready(creditor: Creditor, on: date) -> Ready:
    """Who may be invoiced, who waits below the threshold, and why other claims that were paid bear no invoice.

    Claims in an order are left out: they are spoken for.
    """
    ordered = set(rows.InterestOrderItem.objects.values_list("claim_id", flat=True))
    claims = load.claims(paid_claims(creditor.policy.tolerance) - ordered)
    return pooled(claims.values(), creditor.country, creditor.policy, on)


def paid_claims(tolerance: Minor) -> set[int]:
    """The claims of which nothing but charges and interest is open: the money received and credited is the invoice's.

    What lies with a collection partner is asked for there.
    """
    kinds = (EntryKind.INVOICE, EntryKind.CREDIT, EntryKind.PAYMENT)
    of_open = rows.Entry.objects.filter(kind__in=kinds, claim__kind="invoice", claim__claimstate__settled_on__isnull=True)
    summed = of_open.values("claim_id").annotate(rest=Sum("amount")).filter(rest__lte=tolerance)
    there = rows.CaseClaim.objects.filter(case__handover__state__in=THERE).values_list("claim_id", flat=True)
    return set(summed.values_list("claim_id", flat=True)) - set(there)


def customers(ids: Iterable[int]) -> dict[int, Customer]:
    """The customers of these ids."""
    found = rows.Debtor.objects.filter(id__in=list(ids)).values_list("id", "number", "name")
    return {row[0]: Customer(*row) for row in found}


def orders() -> list[OrderLine]:
    """All orders, oldest first."""
    items: dict[int, list[tuple[str, Minor]]] = defaultdict(list)
    columns = ("order_id", "claim__number", "amount")
    for order_id, number, amount in rows.InterestOrderItem.objects.order_by("id").values_list(*columns):
        items[order_id].append((number, amount))
    return [
        OrderLine(
            id=order.id,
            customer=Customer(order.debtor_id, order.debtor.number, order.debtor.name),
            ordered_on=order.ordered_on,
            ordered_by=order.ordered_by,
            claims=tuple(number for number, _ in items[order.id]),
            amount=Money(sum(amount for _, amount in items[order.id]), order.currency),
            comment=order.comment,
        )
        for order in rows.InterestOrder.objects.select_related("debtor").order_by("id")
    ]


def order_items(order_ids: Iterable[int]) -> list[OrderItem]:
    """The claims of these orders, order by order."""
    found = rows.InterestOrderItem.objects.filter(order_id__in=list(order_ids)).order_by("order_id", "id")
    return [OrderItem(*row) for row in found.values_list("order_id", "claim_id", "amount")]


def issued_count() -> int:
    """How many invoices were issued."""
    return rows.InterestInvoice.objects.count()


def invoices(before: int | None = None, most: int = 100) -> list[InvoiceLine]:
    """The invoices, newest first; `before` is the id of the last one on the page before."""
    found = rows.InterestInvoice.objects.order_by("-id")
    return _lines(found.filter(id__lt=before)[:most] if before else found[:most])


def to_correct(creditor: Creditor, on: date) -> list[InvoiceLine]:
    """Invoices that news of money has made wrong since they were issued; each is to be credited and made anew."""
    later = rows.InterestLine.objects.filter(
        invoice__interestcredit__isnull=True,
        rate__gt="",
        claim__entry__kind__in=(EntryKind.CREDIT, EntryKind.PAYMENT),
        claim__entry__booked_on__gte=F("invoice__issued_on"),
    )
    charged: dict[tuple[int, int], list[tuple[int, Minor]]] = defaultdict(list)
    for invoice_id, claim_id, _, *row in later.values_list("invoice_id", "claim_id", "id", "days", "principal").distinct():
        charged[invoice_id, claim_id].append((row[0], row[1]))
    claims = load.claims({claim_id for _, claim_id in charged})
    wrong = {
        invoice_id
        for (invoice_id, claim_id), days in charged.items()
        if overtaken(claims[claim_id], days, creditor.country, creditor.policy, on)
    }
    return _lines(rows.InterestInvoice.objects.filter(id__in=wrong).order_by("id"))


def _lines(found: Iterable[rows.InterestInvoice]) -> list[InvoiceLine]:
    invoices_ = list(found)
    ids = [row.id for row in invoices_]
    credited = dict(rows.InterestCredit.objects.filter(invoice_id__in=ids).values_list("invoice_id", "credited_on"))
    claim_ids = [row.claim_id for row in invoices_]
    balances = dict(rows.ClaimState.objects.filter(claim_id__in=claim_ids).values_list("claim_id", "balance"))
    named = customers({row.debtor_id for row in invoices_})
    return [
        InvoiceLine(
            id=row.id,
            claim_id=row.claim_id,
            number=row.number,
            customer=named[row.debtor_id],
            issued_on=row.issued_on,
            due_on=row.due_on,
            total=Money(row.total, row.currency),
            open=Money(balances[row.claim_id], row.currency),
            credited_on=credited.get(row.id),
        )
        for row in invoices_
    ]


def claim_of_invoice(invoice_id: int) -> int:
    """The id of the claim that an invoice is itself."""
    return rows.InterestInvoice.objects.values_list("claim_id", flat=True).get(pk=invoice_id)


def invoice(invoice_id: int, creditor: Creditor) -> InterestInvoice | None:
    """One invoice with everything a PDF, a UBL file and a voucher are made of; None where there is no such invoice."""
    row = rows.InterestInvoice.objects.select_related("debtor").filter(pk=invoice_id).first()
    if row is None:
        return None
    columns = ("claim__number", "from_on", "to_on", "days", "rate", "basis", "principal", "amount")
    lines = rows.InterestLine.objects.filter(invoice_id=row.id).order_by("id").values_list(*columns)
    credit = rows.InterestCredit.objects.filter(invoice_id=row.id).first()
    return InterestInvoice(
        country=creditor.country.code,
        number=row.number,
        issued_on=row.issued_on,
        due_on=row.due_on,
        currency=row.currency,
        sender=creditor.sender,
        payee=creditor.payee,
        addressee=addressee(row.debtor, creditor.country.code),
        company_number=whole(row.debtor.company_number, row.debtor.sealed_number),
        reference=row.reference,
        rows=tuple(
            InvoiceRow(number, from_on, to_on, days, Decimal(rate) if rate else None, *rest)
            for number, from_on, to_on, days, rate, *rest in lines
        ),
        interest=row.interest,
        fee=row.fee,
        total=row.total,
        comment=row.comment,
        credited=Crediting(credit.number, credit.credited_on, credit.reason) if credit else None,
        draft=not creditor.texts_approved,
    )

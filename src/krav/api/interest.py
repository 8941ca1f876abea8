"""Interest invoices: who paid late, orders, invoices issued, their papers, and crediting."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from ninja import Router, Schema
from pydantic import StringConstraints

from krav.actions import interest_invoices
from krav.api.key import Asked, must_have
from krav.api.papers import renderer
from krav.api.shapes import (
    After,
    Done,
    Id,
    Ids,
    Key,
    Money,
    Problem,
    Words,
    answers,
    as_problem,
    file_answer,
    following,
)
from krav.claims.interest import Pool
from krav.claims.interest_invoice import InterestInvoice, vouchers
from krav.kernel import money
from krav.render.interest_ubl import interest_ubl
from krav.store.load import creditor_in_scope
from krav.store.queries import interest as reads
from krav.wire.given_out import given_out

router = Router()


class InvoicedCustomer(Schema):
    """A customer."""

    id: int
    number: str
    name: str


class LateClaims(Schema):
    """A customer's claims that were paid late, and their interest."""

    debtor_id: int
    claims: list[str]
    amount: Money


class UninvoicedClaim(Schema):
    """A claim that was paid and bears no invoice, and why."""

    claim_id: int
    problem: Problem


class InterestReady(Schema):
    """Who may be invoiced, who waits below the threshold, and what is left out."""

    ready: list[LateClaims]
    waiting: list[LateClaims]
    refused: list[UninvoicedClaim]


class InterestOrder(Schema):
    """A draft, to be issued or dropped."""

    id: int
    customer: InvoicedCustomer
    ordered_on: date
    ordered_by: str
    claims: list[str]
    amount: Money
    comment: str


class OrderIn(Schema):
    """The customers to make an order for; a comment takes the place of the policy's."""

    customers: Ids
    comment: Words | None = None


class OrderIds(Schema):
    """Orders by their ids."""

    orders: Ids


class IssuedInvoice(Schema):
    """An invoice that was issued, and its own claim."""

    id: int
    claim_id: int
    number: str
    total: Money


class InvoiceLine(Schema):
    """An interest invoice; it stands where it was not credited."""

    id: int
    claim_id: int
    number: str
    customer: InvoicedCustomer
    issued_on: date
    due_on: date
    total: Money
    open: Money
    credited_on: date | None


class InvoicePage(Schema):
    """A page of invoices."""

    invoices: list[InvoiceLine]
    next: int | None


class InvoiceRow(Schema):
    """A stretch of days with one principal and one rate; without a rate it is what was paid or invoiced before."""

    number: str
    from_on: date
    to_on: date
    days: int
    rate: Decimal | None
    principal: Money
    amount: Money


class Posting(Schema):
    """A line of a voucher: debit above zero, credit below."""

    voucher: str
    on: date
    account: str
    amount: Money


class Invoice(Schema):
    """An invoice with its rows and what the books are to say."""

    number: str
    issued_on: date
    due_on: date
    reference: str
    rows: list[InvoiceRow]
    fee: Money
    total: Money
    comment: str
    credited_by: str
    postings: list[Posting]


class InvoiceCreditIn(Schema):
    """Why an invoice is credited."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class Credited(Schema):
    """The credit note's number."""

    number: str


@router.get("/ready", response=answers(InterestReady))
def ready(request: Asked) -> dict[str, Any]:
    """Who may be invoiced for interest."""
    found = reads.ready(creditor_in_scope(), request.auth.on)
    refused = [{"claim_id": claim_id, "problem": as_problem(refusal)} for claim_id, refusal in found.refusals.items()]
    return {"ready": list(map(_pool, found.pools)), "waiting": list(map(_pool, found.waiting)), "refused": refused}


@router.get("/orders", response=answers(list[InterestOrder]))
def orders(request: Asked) -> list[reads.OrderLine]:
    """All orders."""
    return reads.orders()


@router.post("/orders", response=answers(list[int]))
def order(request: Asked, asked: OrderIn, key: Key = "") -> tuple[int, ...]:
    """Puts all that may be invoiced to these customers in orders; their ids."""
    must_have("debtor_id", asked.customers)
    caller = request.auth
    return interest_invoices.order(
        caller.account_id, asked.customers, comment=asked.comment, on=caller.on, by=caller.by, key=key
    )


@router.post("/orders/drop", response=answers(Done))
def drop(request: Asked, asked: OrderIds, key: Key = "") -> Done:
    """Drops orders; their claims may be ordered again."""
    must_have("order_id", asked.orders)
    interest_invoices.drop(request.auth.account_id, asked.orders, on=request.auth.on, by=request.auth.by, key=key)
    return Done(count=len(set(asked.orders)))


@router.post("/orders/issue", response=answers(list[IssuedInvoice]))
def issue(request: Asked, asked: OrderIds, key: Key = "") -> tuple[interest_invoices.Issued, ...]:
    """Issues orders as invoices."""
    must_have("order_id", asked.orders)
    caller = request.auth
    return interest_invoices.issue(caller.account_id, asked.orders, on=caller.on, by=caller.by, key=key)


@router.get("/invoices", response=answers(InvoicePage))
def invoices(request: Asked, after: After = 0) -> dict[str, Any]:
    """Invoices, newest first."""
    page, more = following(reads.invoices(after or None, 101))
    return {"invoices": page, "next": page[-1].id if more else None}


@router.get("/corrections", response=answers(list[InvoiceLine]))
def corrections(request: Asked) -> list[reads.InvoiceLine]:
    """Invoices that later news of money has made wrong: each is to be credited and made anew."""
    return reads.to_correct(creditor_in_scope(), request.auth.on)


@router.get("/invoices/{invoice_id}", response=answers(Invoice))
def one(request: Asked, invoice_id: Id) -> dict[str, Any]:
    """One invoice."""
    found = _found(invoice_id)

    def amount(minor: int) -> money.Money:
        return money.Money(minor, found.currency)

    rows = [row._asdict() | {"principal": amount(row.principal), "amount": amount(row.amount)} for row in found.rows]
    postings = [
        {"voucher": voucher.number, "on": voucher.on, "account": account, "amount": amount(minor)}
        for voucher in vouchers(found, creditor_in_scope().country)
        for account, minor in voucher.postings
    ]
    named = ("number", "issued_on", "due_on", "reference", "comment")
    return {name: getattr(found, name) for name in named} | {
        "rows": rows,
        "fee": amount(found.fee),
        "total": amount(found.total),
        "credited_by": found.credited.number if found.credited else "",
        "postings": postings,
    }


@router.get("/invoices/{invoice_id}/pdf", response=answers(None), openapi_extra=file_answer("application/pdf"))
def pdf(request: Asked, invoice_id: Id) -> HttpResponse:
    """The invoice as PDF."""
    found = _found(invoice_id)
    return given_out(renderer().interest_invoice(found), f"{found.number}.pdf", "application/pdf")


@router.get("/invoices/{invoice_id}/ubl", response=answers(None), openapi_extra=file_answer("application/xml"))
def ubl(request: Asked, invoice_id: Id) -> HttpResponse:
    """The invoice as UBL, for the customer's system."""
    found = _found(invoice_id)
    return given_out(interest_ubl(found), f"{found.number}.xml", "application/xml")


@router.post("/invoices/{invoice_id}/credit", response=answers(Credited))
def credit(request: Asked, invoice_id: Id, asked: InvoiceCreditIn, key: Key = "") -> Credited:
    """Credits the whole invoice."""
    caller = request.auth
    return Credited(
        number=interest_invoices.credit(caller.account_id, invoice_id, asked.reason, on=caller.on, by=caller.by, key=key)
    )


def _pool(pool: Pool) -> dict[str, Any]:
    numbers = [item.claim.number for item in pool.items]
    return {"debtor_id": pool.debtor_id, "claims": numbers, "amount": money.Money(pool.amount, pool.currency)}


def _found(invoice_id: int) -> InterestInvoice:
    found = reads.invoice(invoice_id, creditor_in_scope())
    if found is None:
        raise Http404
    return found

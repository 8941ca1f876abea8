"""Credits: what is left and what the next one costs, packages, orders with their invoices, and what was used."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpResponse
from ninja import Query, Router, Schema
from pydantic import StringConstraints

from krav.actions.credit_orders import order_credits
from krav.actions.purses import costs
from krav.api.key import Asked
from krav.api.papers import renderer
from krav.api.shapes import Day, Id, Key, Money, answers, file_answer
from krav.claims.packages import part
from krav.claims.usage import Usage
from krav.kernel import money
from krav.kernel.refusal import KravError
from krav.render.credit_invoice import invoice_sheet, invoice_ubl
from krav.render.credit_usage import usage_csv, usage_sheet
from krav.store.load import creditor_in_scope
from krav.store.queries import credits as reads
from krav.store.queries.credit_usage import usage
from krav.store.queries.credits import Owner
from krav.store.queries.firms import firm, keeper
from krav.wire.given_out import given_out

router = Router()

Code = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9-]+$")]
From = Annotated[Day, Query(alias="from")]
Form = Annotated[Literal["pdf", "csv"], Query(alias="format")]
_KINDS = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}


class UnitLeft(Schema):
    """A kind of unit that is sold here: how many are left, and what the next one costs (null where none is)."""

    unit: str
    left: int
    price: Money | None


class CreditsLeft(Schema):
    """Whose credits the account's letters and cases are drawn from, and what is left of them. Other units are free."""

    payer: Literal["account", "firm"]
    firm: str
    units: list[UnitLeft]


class PackageOnSale(Schema):
    """A package: so many of each unit, the price without discount and VAT, and the days it is good for (0: for ever)."""

    code: str
    name: str
    units: dict[str, int]
    price: Money
    valid_days: int


class CreditOrderIn(Schema):
    """The package to buy, by its code."""

    package: Code


class CreditOrderLine(Schema):
    """An order and its invoice. States: ordered, granted, paid, cancelled."""

    id: int
    number: str
    package: str
    units: dict[str, int]
    on: date
    due_on: date
    net: Money
    vat: Money
    total: Money
    state: str


class UsedLine(Schema):
    """Units used for one thing, or given back (below zero), and what is charged for them."""

    on: date
    unit: str
    what: str
    count: int
    charged: Money


class UsedOfPeriod(Schema):
    """What the account used in a period, without VAT: at what it cost, or with the mark-up of the firm that paid."""

    client: str
    payer: str
    lines: list[UsedLine]
    total: Money


@router.get("", response=answers(CreditsLeft))
def left(request: Asked) -> dict[str, Any]:
    """What is left, and what the next one costs."""
    found = costs(request.auth.account_id, request.auth.on)
    units = [{"unit": unit, "left": count, "price": found.price(unit)} for unit, count in found.left.items()]
    return {"payer": found.payer, "firm": found.name, "units": units}


@router.get("/packages", response=answers(list[PackageOnSale]))
def packages(request: Asked) -> list[dict[str, Any]]:
    """What may be bought today."""
    return [
        each.offer._asdict() | {"price": money.Money(each.offer.price, each.offer.currency)}
        for each in reads.on_sale(creditor_in_scope().country.code, request.auth.on)
    ]


@router.get("/orders", response=answers(list[CreditOrderLine]))
def orders(request: Asked) -> list[dict[str, Any]]:
    """What the account ordered, newest first."""
    return [_line(each) for each in reads.orders(Owner(request.auth.account_id))]


@router.post("/orders", response=answers(CreditOrderLine))
def order(request: Asked, asked: CreditOrderIn, key: Key = "") -> dict[str, Any]:
    """Buys a package by invoice; its credits come when it is granted."""
    caller = request.auth
    on_sale = reads.on_sale(creditor_in_scope().country.code, caller.on)
    wanted = next((each.id for each in on_sale if each.offer.code == asked.package), 0)
    made = reads.order(order_credits(Owner(caller.account_id), wanted, on=caller.on, by=caller.by, key=key))
    if made is None:
        raise Http404
    return _line(made)


@router.get("/orders/{bought_id}/pdf", response=answers(None), openapi_extra=file_answer("application/pdf"))
def pdf(request: Asked, bought_id: Id) -> HttpResponse:
    """The invoice as PDF."""
    found = _found(request, bought_id)
    return given_out(renderer().sheet(invoice_sheet(reads.invoice_of(found))), f"{found.number}.pdf", "application/pdf")


@router.get("/orders/{bought_id}/ubl", response=answers(None), openapi_extra=file_answer("application/xml"))
def ubl(request: Asked, bought_id: Id) -> HttpResponse:
    """The invoice as Peppol BIS Billing 3."""
    found = _found(request, bought_id)
    return given_out(invoice_ubl(reads.invoice_of(found)), f"{found.number}.xml", "application/xml")


@router.get("/used", response=answers(UsedOfPeriod))
def used(request: Asked, from_on: From, until: Day, payer: Literal["account", "firm"] = "account") -> dict[str, Any]:
    """What was used on the days of a period: of the account's own credits, or of those of the firm that looks after it."""
    found = _usage(request, from_on, until, payer)
    lines, so_far, given = [], 0, 0
    for line in found.lines:
        so_far += line.amount
        charged = so_far + part(so_far, found.markup) - given
        given += charged
        lines.append(line._asdict() | {"charged": money.Money(charged, found.currency)})
    return {
        "client": found.client,
        "payer": found.payer,
        "lines": lines,
        "total": money.Money(found.total, found.currency),
    }


@router.get("/used/file", response=answers(None), openapi_extra=file_answer(*_KINDS.values()))
def used_file(request: Asked, from_on: From, until: Day, wanted: Form = "csv") -> HttpResponse:
    """The same of the account's own credits, as a file."""
    found = _usage(request, from_on, until, "account")
    content = renderer().sheet(usage_sheet(found)) if wanted == "pdf" else usage_csv(found)
    return given_out(content, f"used-{from_on}-{until}.{wanted}", _KINDS[wanted])


def _usage(request: Asked, from_on: date, until: date, payer: str) -> Usage:
    account_id = request.auth.account_id
    if until < from_on:
        raise KravError("The period ends before it begins.")
    if payer == "account":
        return usage(account_id, Owner(account_id), from_on, until)
    kept = keeper(account_id)
    of = firm(kept.firm_id) if kept else None
    if of is None:
        raise KravError("No firm looks after this account.")
    return usage(account_id, Owner(firm_id=of.id), from_on, until, of.markup)


def _found(request: Asked, bought_id: int) -> reads.OrderSeen:
    found = reads.order(bought_id, Owner(request.auth.account_id))
    if found is None:
        raise Http404
    return found


def _line(each: reads.OrderSeen) -> dict[str, Any]:
    sums = {"net": each.net, "vat": each.vat, "total": each.total}
    return each._asdict() | {name: money.Money(minor, each.currency) for name, minor in sums.items()}

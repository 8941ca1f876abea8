"""Customers: who owes, everything about one of them, and the statement of account."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from ninja import Query, Router, Schema

from krav.actions.debtors import change_debtor
from krav.api.key import Asked
from krav.api.papers import renderer
from krav.api.shapes import AfterName, Day, Done, Find, Id, Key, Money, Words, answers, file_answer, following
from krav.kernel.refusal import KravError
from krav.store.queries.customers import customer, customer_lines, items_of, settled_count, statement
from krav.wire.given_out import given_out

router = Router()


class CustomerLine(Schema):
    """A customer in the list; `owed` leaves running interest out."""

    id: int
    number: str
    name: str
    kind: str
    claims: int
    owed: Money
    oldest_on: date | None
    to_match: bool


class CustomerPage(Schema):
    """A page of customers, from A to Å."""

    customers: list[CustomerLine]
    next: str | None


class CustomerItem(Schema):
    """An open claim: all that is owed on it today, and where it stands."""

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


class Customer(Schema):
    """A customer; an empty kind is unknown and counts as a consumer."""

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
    language: str
    items: list[CustomerItem]
    settled: int


class CustomerChange(Schema):
    """What people know better than the ledger; what is left out stays as it is."""

    kind: Words | None = None
    attention: Words | None = None
    street: Words | None = None
    postcode: Words | None = None
    city: Words | None = None
    country: Words | None = None
    email: Words | None = None
    language: Words | None = None


@router.get("", response=answers(CustomerPage))
def listed(
    request: Asked, find: Find = "", every: Annotated[bool, Query()] = False, after: AfterName = ""
) -> dict[str, Any]:
    """Customers with something open, or all that ever had an invoice."""
    page, more = following(customer_lines(find=find, every=every, after=after, limit=101))
    return {"customers": page, "next": page[-1].after if more else None}


@router.get("/{debtor_id}", response=answers(Customer))
def one(request: Asked, debtor_id: Id) -> dict[str, Any]:
    """One customer with what is open."""
    seen = customer(debtor_id)
    if seen is None:
        raise Http404
    return seen._asdict() | {"items": items_of(debtor_id, request.auth.on), "settled": settled_count(debtor_id)}


@router.patch("/{debtor_id}", response=answers(Done))
def change(request: Asked, debtor_id: Id, asked: CustomerChange, key: Key = "") -> Done:
    """Changes what is known of a customer."""
    told = asked.model_dump(exclude_none=True)
    change_debtor(request.auth.account_id, debtor_id, told, on=request.auth.on, by=request.auth.by, key=key)
    return Done(count=len(told))


@router.get("/{debtor_id}/statement", response=answers(None), openapi_extra=file_answer("application/pdf"))
def statement_pdf(request: Asked, debtor_id: Id, from_on: Day, until_on: Day) -> HttpResponse:
    """The statement of account of a period, both days included, as PDF."""
    if until_on < from_on:
        raise KravError("The period ends on {until}, before it begins on {first}.", {"until": until_on, "first": from_on})
    content = renderer().statement(statement(debtor_id, from_on, until_on))
    return given_out(content, f"statement-{debtor_id}-{until_on}.pdf", "application/pdf")

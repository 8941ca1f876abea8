"""Money: every payment, what no claim has been given with the best guesses what it is for, placing it, paying it back."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404
from ninja import Router, Schema
from pydantic import StringConstraints

from krav.actions.paying_back import not_paid_back, pay_back
from krav.actions.payments_by_hand import place_payment, take_back_payment, unplace_payment
from krav.api.key import Asked, must_have
from krav.api.shapes import After, Amount, Day, Done, Id, Ids, Key, Money, Words, answers, following
from krav.kernel import money
from krav.store.queries.loose import LoosePayment, best_guesses, loose_payments, settled_named
from krav.store.queries.payments import payment_lines

router = Router()

Before = Annotated[str, StringConstraints(pattern=r"^([12][0-9]{3}-[01][0-9]-[0-3][0-9]\.[0-9]{1,18})?$")]


class Payment(Schema):
    """A payment; `numbers` are the invoices it stands on now, `placed` is the part they were given.

    `reasons` (as those of a guess; also returned, person) say why; `confidence` is per cent; `placed_by` is the person who
    placed it, empty where it found its place by itself. `paid_back` went back to the payer, the last time on `paid_back_on`.
    """

    id: int
    received_on: date
    amount: Money
    payer_name: str
    by_hand: bool
    taken_back: bool
    numbers: list[str]
    placed: Money
    reasons: list[str]
    confidence: int
    placed_by: str
    paid_back: Money
    paid_back_on: date | None


class PaymentPage(Schema):
    """A page of payments."""

    payments: list[Payment]
    next: str | None


class LooseMoney(Schema):
    """A payment of which a part, or all, lies loose."""

    id: int
    received_on: date
    amount: Money
    loose: Money
    references: list[str]
    texts: list[str]
    payer_name: str
    payer_account: str


class LoosePage(Schema):
    """A page of loose payments."""

    payments: list[LooseMoney]
    next: int | None


class Guess(Schema):
    """Claims that a payment may be for, and why: shares, reference, number, all, amount, short, account, company, name.

    `confidence` is per cent; `doubt` is what speaks against it: several, other_customer, paid_before, or empty.
    """

    claims: list[int]
    numbers: list[str]
    debtor_id: int
    debtor: str
    total: Money
    reasons: list[str]
    confidence: int
    doubt: str


class Guesses(Schema):
    """The best guesses, and settled invoices that the payment names: it may be a second payment of the same."""

    guesses: list[Guess]
    settled: list[str]


class PlaceIn(Schema):
    """The claims a payment is for, in this order."""

    claims: Ids


class PayBackIn(Schema):
    """Loose money that was paid back: without an amount all of it, without a day today."""

    amount: Amount | None = None
    paid_on: Day | None = None
    note: Words = ""


@router.get("", response=answers(PaymentPage))
def listed(request: Asked, after: Before = "") -> dict[str, Any]:
    """Every payment, the latest first."""
    page, more = following(payment_lines(_before(after), 101))
    return {"payments": page, "next": f"{page[-1].received_on}.{page[-1].id}" if more else None}


@router.get("/loose", response=answers(LoosePage))
def loose(request: Asked, after: After = 0) -> dict[str, Any]:
    """Payments that no claim has been given, or not all of."""
    page, more = following(loose_payments(after=after, limit=101))
    return {"payments": page, "next": page[-1].id if more else None}


@router.get("/loose/{payment_id}/guesses", response=answers(Guesses))
def guessed(request: Asked, payment_id: Id) -> dict[str, Any]:
    """What a loose payment may be for."""
    payment = next(iter(loose_payments(only=payment_id)), None)
    if payment is None:
        raise Http404
    return {"guesses": _guesses(payment, request.auth.on), "settled": [each.number for each in settled_named(payment)]}


@router.post("/{payment_id}/place", response=answers(Money))
def place(request: Asked, payment_id: Id, asked: PlaceIn, key: Key = "") -> money.Money:
    """Gives what is loose of a payment to claims; how much found a place."""
    payment = next(iter(loose_payments(only=payment_id)), None)
    must_have("claim_id", asked.claims)
    caller = request.auth
    minor = place_payment(caller.account_id, payment_id, asked.claims, on=caller.on, by=caller.by, key=key)
    return money.Money(minor, payment.amount.currency if payment else "")


@router.post("/{payment_id}/unplace", response=answers(Done))
def unplace(request: Asked, payment_id: Id, key: Key = "") -> Done:
    """Takes a payment from its claims; it lies loose again."""
    unplace_payment(request.auth.account_id, payment_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.post("/{payment_id}/paid-back", response=answers(Money))
def paid_back(request: Asked, payment_id: Id, asked: PayBackIn, key: Key = "") -> money.Money:
    """Tells that what is loose of a payment, or a part of that, was paid back; how much."""
    caller = request.auth
    day = asked.paid_on or caller.on
    return pay_back(caller.account_id, payment_id, asked.amount, day, note=asked.note, on=caller.on, by=caller.by, key=key)


@router.delete("/{payment_id}/paid-back", response=answers(Money))
def undo_paid_back(request: Asked, payment_id: Id, key: Key = "") -> money.Money:
    """Undoes what was told of a payment's paying back; how much lies loose again."""
    return not_paid_back(request.auth.account_id, payment_id, on=request.auth.on, by=request.auth.by, key=key)


@router.delete("/{payment_id}", response=answers(Done))
def take_back(request: Asked, payment_id: Id, key: Key = "") -> Done:
    """Takes back a payment that was told of by hand."""
    take_back_payment(request.auth.account_id, payment_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


def _before(after: str) -> tuple[date, int] | None:
    if not after:
        return None
    day, _, last = after.partition(".")
    try:
        return date.fromisoformat(day), int(last)
    except ValueError as error:
        raise Http404 from error


def _guesses(payment: LoosePayment, on: date) -> list[dict[str, Any]]:
    currency = payment.amount.currency
    return [
        {
            "claims": [claim.claim_id for claim in guess.claims],
            "numbers": [claim.number for claim in guess.claims],
            "debtor_id": guess.claims[0].debtor_id,
            "debtor": guess.claims[0].debtor_name,
            "total": money.Money(sum(claim.total for claim in guess.claims), currency),
            "reasons": guess.reasons,
            "confidence": guess.confidence,
            "doubt": guess.doubt,
        }
        for guess in best_guesses(payment, on)
    ]

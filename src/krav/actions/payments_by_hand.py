"""Money placed by people: payments told of by hand, loose payments given to claims, and both undone by new facts."""

from collections.abc import Collection
from datetime import date
from uuid import uuid4

from krav.actions import loose, payments
from krav.actions.placing import Placing
from krav.actions.taking_off import take_back, take_off
from krav.actions.unit import Actor, Unit, unit
from krav.formats.values import PaymentIn
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries.loose import BY_HAND, loose_payments, taken_back
from krav.store.queries.payments import sent_back


def register_payment(
    account_id: int, claim_id: int, amount: Minor, received_on: date, *, text: str = "", on: date, by: Actor, key: str = ""
) -> int:
    """Takes in a payment on a claim that no bank file tells of; the payment's id.

    It covers the claim, then its debtor's others; what is left over stays loose. Money of an earlier day recalculates
    everything since; that of a day before the invoice counts from the invoice's own.

    Raises:
        KravError: there is no such claim, or the amount or the day cannot be.
    """
    with unit(account_id, "register_payment", on=on, by=by, key=key) as work:
        return register(work, claim_id, amount, received_on, text, key)


def register(work: Unit, claim_id: int, amount: Minor, received_on: date, text: str, key: str) -> int:
    """The same within a unit of work."""
    claim = _claims([claim_id])[0]
    if amount <= 0:
        raise KravError("A payment is more than zero.")
    if received_on > work.on:
        raise KravError("Money of {received} has not come yet; today is {on}.", {"received": received_on, "on": work.on})
    told = PaymentIn(
        received_on, Money(amount, claim.currency), BY_HAND + (key or uuid4().hex), "", texts=(text,) if text else ()
    )
    payment_id = payments.store([told], None)[0]
    placing = Placing.chosen(work, [claim_id])
    if not placing.put(payment_id, claim_id, amount, received_on):
        placing.put_only(payment_id, claim_id, amount, received_on)
    placing.by_person(payment_id)
    payments.settle(work, placing, received_on, work.by.name)
    loose.refresh([payment_id])
    work.said = {"claim": claim.number, "payment": payment_id, "amount": amount, "received": received_on}
    return payment_id


def place_payment(
    account_id: int, payment_id: int, claim_ids: Collection[int], *, on: date, by: Actor, key: str = ""
) -> Minor:
    """Gives what is loose of a payment to these claims, in this order and to no others; how much found a place.

    Money that the bank took back is given to the one claim it opens again.

    Raises:
        KravError: nothing of the payment is loose, or nothing is owed on these claims.
    """
    with unit(account_id, "place_payment", on=on, by=by, key=key) as work:
        payment = next(iter(loose_payments(only=payment_id)), None)
        if payment is None:
            raise KravError("Nothing of this payment is loose; somebody may have placed it just now.")
        claims = _claims(claim_ids)
        if any(claim.currency != payment.amount.currency for claim in claims):
            raise KravError("The payment is in {currency}; the claim is not.", {"currency": payment.amount.currency})
        placing, left = Placing.chosen(work, claim_ids), payment.loose.minor
        for claim in claims:
            if left:
                left -= placing.put_only(payment_id, claim.id, left, payment.received_on)
        placed = payment.loose.minor - left
        if not placed:
            raise KravError("Nothing is owed there, so no money was placed.")
        placing.by_person(payment_id)
        payments.settle(work, placing, payment.received_on, work.by.name)
        loose.refresh([payment_id])
        work.said = {"payment": payment_id, "claims": [claim.number for claim in claims], "placed": placed}
    return placed


def unplace_payment(account_id: int, payment_id: int, *, on: date, by: Actor, key: str = "") -> Minor:
    """Takes a payment off the claims it was placed on, as if it had never been there; how much is loose again.

    Raises:
        KravError: none of it is placed.
    """
    with unit(account_id, "unplace_payment", on=on, by=by, key=key) as work:
        freed, numbers = take_off(work, [payment_id])
        if not freed:
            raise KravError("Nothing of this payment is placed.")
        loose.refresh([payment_id])
        work.said = {"payment": payment_id, "freed": freed, "claims": numbers}
    return freed


def take_back_payment(account_id: int, payment_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """Undoes a payment that was told of by hand: it is taken off its claims, and a new fact says that it never came.

    Raises:
        KravError: there is no such payment, the bank told of it, it was taken back before, or a part of it was paid back.
    """
    with unit(account_id, "take_back_payment", on=on, by=by, key=key) as work:
        payment = rows.Payment.objects.filter(pk=payment_id, key__startswith=BY_HAND).first()
        if payment is None:
            raise KravError("Only a payment that was registered by hand can be taken back.")
        if taken_back([payment.key]):
            raise KravError("This payment was taken back before.")
        if sent_back([payment_id]):
            raise KravError("Money of this payment was paid back. Undo that first.")
        numbers = take_back(work, [payment])
        work.said = {"payment": payment_id, "amount": payment.amount, "claims": numbers}


def _claims(claim_ids: Collection[int]) -> list[rows.Claim]:
    found = rows.Claim.objects.in_bulk(claim_ids)
    if not claim_ids or len(found) < len(set(claim_ids)):
        raise KravError("There is no such claim in this account.")
    return [found[key] for key in claim_ids]

"""Loose money paid back to whom it came from, and that undone; each time a new fact."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from krav.actions import loose
from krav.actions.unit import Actor, Unit, unit
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries.loose import LoosePayment, loose_payments
from krav.store.queries.payments import sent_back
from krav.store.write import insert_many
from krav.wire import clock

_PAID_BACK = ("payment_id", "amount", "on", "booked_on", "by", "note", "at")


class Back(NamedTuple):
    """How much of a payment went back on a day."""

    payment_id: int
    amount: Minor
    on: date


def pay_back(
    account_id: int,
    payment_id: int,
    amount: Minor | None,
    paid_on: date,
    *,
    note: str = "",
    on: date,
    by: Actor,
    key: str = "",
) -> Money:
    """Tells that loose money of a payment was paid back, all of it unless an amount is given; how much.

    Raises:
        KravError: nothing of the payment is loose, or not so much; or it cannot have been that day.
    """
    with unit(account_id, "pay_back", on=on, by=by, key=key) as work:
        payment = payable(payment_id)
        back = Money(payment.loose.minor if amount is None else amount, payment.loose.currency)
        _check(payment, back, paid_on, on)
        tell(work, [Back(payment_id, back.minor, paid_on)], by.name, note)
        loose.refresh([payment_id])
        work.said = {"payment": payment_id, "amount": back.minor, "paid": paid_on, "claims": _claims(payment_id)}
    return back


def not_paid_back(account_id: int, payment_id: int, *, on: date, by: Actor, key: str = "") -> Money:
    """Undoes all that was told of a payment's paying back: it lies loose again; how much.

    Raises:
        KravError: nothing of it was paid back.
    """
    with unit(account_id, "not_paid_back", on=on, by=by, key=key) as work:
        payment, back = rows.Payment.objects.filter(pk=payment_id).first(), sent_back([payment_id]).get(payment_id)
        if payment is None or back is None:
            raise KravError("Nothing of this payment was paid back.")
        tell(work, [Back(payment_id, -back.amount, on)], by.name)
        loose.refresh([payment_id])
        work.said = {"payment": payment_id, "amount": back.amount, "claims": _claims(payment_id)}
    return Money(back.amount, payment.currency)


def tell(work: Unit, backs: Iterable[Back], by: str = "", note: str = "") -> None:
    """Keeps what went back; `by` is who told of it, empty for the bank."""
    at = clock.now()
    insert_many(
        rows.PaidBack,
        _PAID_BACK,
        [(back.payment_id, back.amount, back.on, work.on, by, note, at) for back in backs],
    )


def taken_by_the_bank(work: Unit, backs: Iterable[Back]) -> None:
    """Keeps that the bank took loose money back: of the payments it had come with, and of those that took it."""
    told = list(backs)
    tell(work, told)
    loose.drop(back.payment_id for back in told if back.amount > 0)


def payable(payment_id: int) -> LoosePayment:
    """A payment that something can be paid back of. The account must be in scope.

    Raises:
        KravError: nothing of it is loose, or the bank took it back.
    """
    payment = next(iter(loose_payments(only=payment_id)), None)
    if payment is None:
        raise KravError("Nothing of this payment is loose; somebody may have placed it just now.")
    if payment.loose.minor < 0:
        raise KravError("The bank took this money back; there is nothing to pay back.")
    return payment


def _check(payment: LoosePayment, back: Money, paid_on: date, on: date) -> None:
    if back.minor <= 0:
        raise KravError("A payment is more than zero.")
    if back.minor > payment.loose.minor:
        raise KravError("Only {loose} of this payment is loose; no more can be paid back.", {"loose": payment.loose})
    if paid_on < payment.received_on:
        facts = {"paid": paid_on, "received": payment.received_on}
        raise KravError("It cannot have been paid back on {paid}: the money came on {received}.", facts)
    if paid_on > on:
        raise KravError("{paid} has not come yet; today is {on}. Tell of it when it is paid.", {"paid": paid_on, "on": on})


def _claims(payment_id: int) -> list[str]:
    """The invoices that the payment stands on, or has stood on."""
    mine = rows.Claim.objects.filter(entry__payment_id=payment_id).order_by("id").distinct()
    return list(mine.values_list("number", flat=True))

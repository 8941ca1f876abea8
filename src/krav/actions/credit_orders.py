"""Credits ordered by invoice, granted, paid and cancelled; and what an owner says of a purse."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from krav.actions.packages import check_operator
from krav.actions.rights import check_right
from krav.actions.unit import Actor, unit
from krav.claims.packages import UNITS, Company, Offer, check_offer, parcels
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.credit_moves import Move, lock, write_moves
from krav.store.queries.credits import Owner, discounts, on_sale, owned_by, priced
from krav.wire import clock

PAYMENT_DAYS = 14
"""So long an invoice on credits gives."""

ORDERED, GRANTED, PAID, CANCELLED = "ordered", "granted", "paid", "cancelled"


@dataclass(slots=True)
class _Purse:
    """The purse that an action works on, locked; `said` ends in the account's audit row, where it is an account's."""

    row: rows.Purse
    said: dict[str, Any] = field(default_factory=dict)


@contextmanager
def _at_purse(owner: Owner, action: str, *, on: date, by: Actor, key: str = "") -> Iterator[_Purse]:
    """One transaction with the owner and the purse locked; the purse is made at its first use."""
    if owner.account_id:
        with unit(owner.account_id, action, on=on, by=by, key=key) as work:
            yield _Purse(_own(owner), work.said)
        return
    check_right(by.role, action)
    with transaction.atomic():
        rows.Firm.objects.select_for_update().get(pk=owner.firm_id or 0)
        yield _Purse(_own(owner))


def _own(owner: Owner) -> rows.Purse:
    theirs = rows.Purse.objects.filter(owned_by(owner))
    purse_id = theirs.values_list("id", flat=True).first()
    if purse_id is None:
        purse_id = rows.Purse.objects.create(account_id=owner.account_id, firm_id=owner.firm_id).pk
    lock([purse_id])
    return theirs.select_related("account", "firm").get()


def order_credits(owner: Owner, package_id: int, *, on: date, by: Actor, key: str = "") -> int:
    """Buys a package by invoice; its credits come when the operator grants them, or at once where buyers are trusted.

    The same key is one order however often it is sent. The order's id.

    Raises:
        DoneBefore: an account sent the key before.
        KravError: nobody sells credits here, the package is not for sale to the owner, or the purse holds another currency.
    """
    once = sha256(f"{owner} {key or uuid4().hex}".encode()).hexdigest()
    with _at_purse(owner, "order_credits", on=on, by=by, key=key) as purse:
        before = rows.CreditOrder.objects.filter(key=once).values_list("id", flat=True).first()
        if before:
            return before
        buyer, seller = _buyer(purse.row), _seller()
        offer = _offered(buyer, package_id, on)
        _one_currency(purse.row, offer)
        total = priced(offer, purse.row.pk, seller.country, on)
        made = rows.CreditOrder.objects.create(
            purse=purse.row,
            package_id=package_id,
            number=_next_number(),
            on=on,
            due_on=on + timedelta(days=PAYMENT_DAYS),
            currency=offer.currency,
            price=total.price,
            discount=total.discount,
            vat=total.vat.amount,
            vat_rate=total.vat.rate,
            buyer=json.dumps(buyer._asdict(), ensure_ascii=False),
            seller=json.dumps(seller._asdict(), ensure_ascii=False),
            ordered_by=by.name,
            ordered_at=clock.now(),
            key=once,
        )
        purse.said |= {"order": made.number, "package": offer.code, "total": total.total}
        if settings.KRAV_CREDIT_AT_ONCE:
            _fill(made, on=on, by=by)
    return made.pk


def grant_order(order_id: int, *, on: date, by: Actor) -> None:
    """Lays what was ordered into the purse.

    Raises:
        KravError: it was granted or cancelled before.
    """
    check_operator(by)
    with _at_order(order_id, on=on, by=by) as (order, said):
        if order.state != ORDERED:
            raise KravError("Order {number} was answered before.", {"number": order.number})
        _fill(order, on=on, by=by)
        said |= {"order": order.number}


def order_paid(order_id: int, *, on: date, by: Actor) -> None:
    """Notes that an invoice was paid; what was not granted before is granted now.

    Raises:
        KravError: it was paid or cancelled before.
    """
    check_operator(by)
    with _at_order(order_id, on=on, by=by) as (order, said):
        if order.state not in {ORDERED, GRANTED}:
            raise KravError("Order {number} was answered before.", {"number": order.number})
        if order.state == ORDERED:
            _fill(order, on=on, by=by)
        order.state, order.paid_on = PAID, on
        order.save(update_fields=["state", "paid_on"])
        said |= {"order": order.number, "paid_on": on}


def cancel_order(order_id: int, *, on: date, by: Actor) -> int:
    """Takes an order back with what is unused of its credits, which a credit note is about; how many units those were.

    Raises:
        KravError: it was cancelled before.
    """
    check_operator(by)
    with _at_order(order_id, on=on, by=by) as (order, said):
        if order.state == CANCELLED:
            raise KravError("Order {number} was answered before.", {"number": order.number})
        lots = list(rows.Lot.objects.filter(order=order, left__gt=0).order_by("id").values_list("id", "unit", "left"))
        moves = [Move("taken", of, f"t {lot_id}", ((lot_id, -left),)) for lot_id, of, left in lots]
        if moves:
            write_moves(moves, on=on, at=clock.now(), by=by.name)
        order.state = CANCELLED
        order.save(update_fields=["state"])
        said |= {"order": order.number, "taken": {of: left for _, of, left in lots}}
    return sum(left for _, _, left in lots)


def give_credits(owner: Owner, units: Mapping[str, int], until: date | None, *, on: date, by: Actor, key: str) -> None:
    """Gives credits that nobody pays for, good until a day; once for each key.

    Raises:
        KravError: no units, or unknown ones.
    """
    check_operator(by)
    counts = {of: units[of] for of in UNITS if units.get(of)}
    with _at_purse(owner, "grant_credits", on=on, by=by) as purse:
        if rows.CreditMove.objects.filter(key__startswith=f"g {key} ").exists():
            return
        currency = country(_buyer(purse.row).country).currency
        check_offer(Offer("given", "", "given", currency, 0, units, 0, on, until))
        moves = []
        for of, count in counts.items():
            lot = rows.Lot.objects.create(
                purse=purse.row, unit=of, bought=count, left=0, currency=currency, price=0, since=on, until=until
            )
            moves.append(Move("granted", of, f"g {key} {of}", ((lot.pk, count),), purse.row.account_id))
        write_moves(moves, on=on, at=clock.now(), by=by.name)
        rows.Purse.objects.filter(pk=purse.row.pk).update(warned_at=None)
        purse.said |= {"given": counts, "until": until}


def set_warning(owner: Owner, below: Mapping[str, int], *, on: date, by: Actor) -> None:
    """Says at how many units of each kind the owner is told that they run out.

    Raises:
        KravError: an unknown unit, or a count below zero.
    """
    if below.keys() - set(UNITS) or any(count < 0 for count in below.values()):
        raise KravError("A warning names cases, letters, SMS or e-mails, and a count from zero.")
    with _at_purse(owner, "order_credits", on=on, by=by) as purse:
        purse.row.warn_below, purse.row.warned_at = json.dumps(dict(below), sort_keys=True), None
        purse.row.save(update_fields=["warn_below", "warned_at"])
        purse.said |= {"warn_below": dict(below)}


def tell_membership(owner: Owner, association: str, number: str, *, on: date, by: Actor) -> None:
    """Says that the owner is a member of a trade association, or of none; it counts once an operator has looked.

    Raises:
        KravError: no discount is given to members of that association.
    """
    with _at_purse(owner, "order_credits", on=on, by=by) as purse:
        known = {each.association for each in discounts(_buyer(purse.row).country, on)}
        if association and (association not in known or not number.strip()):
            raise KravError("Choose an association from the list, and give the number you have there.")
        purse.row.association, purse.row.member_number = association, number.strip()[:40] if association else ""
        purse.row.member_since = None
        purse.row.save(update_fields=["association", "member_number", "member_since"])
        purse.said |= {"association": association}


def confirm_membership(owner: Owner, *, holds: bool, on: date, by: Actor) -> None:
    """An operator has looked: the membership that was told of holds from now on, or is forgotten.

    Raises:
        KravError: no membership was told of.
    """
    check_operator(by)
    with _at_purse(owner, "grant_credits", on=on, by=by) as purse:
        if not purse.row.association:
            raise KravError("No membership was told of.")
        purse.said |= {"association": purse.row.association, "holds": holds}
        if holds:
            purse.row.member_since = on
        else:
            purse.row.association, purse.row.member_number, purse.row.member_since = "", "", None
        purse.row.save(update_fields=["association", "member_number", "member_since"])


@contextmanager
def _at_order(order_id: int, *, on: date, by: Actor) -> Iterator[tuple[rows.CreditOrder, dict[str, Any]]]:
    found = rows.CreditOrder.objects.filter(pk=order_id).values_list("purse__account_id", "purse__firm_id").first()
    if found is None:
        raise KravError("There is no such order.")
    with _at_purse(Owner(*found), "grant_credits", on=on, by=by) as purse:
        yield rows.CreditOrder.objects.select_related("package").get(pk=order_id), purse.said


def _fill(order: rows.CreditOrder, *, on: date, by: Actor) -> None:
    """Makes the lots of an order. What a unit costs is what was paid for it: the discount is off."""
    package = order.package
    until = on + timedelta(days=package.valid_days) if package.valid_days else None
    moves = []
    for place, parcel in enumerate(parcels(order.price - order.discount, json.loads(package.units))):
        lot = rows.Lot.objects.create(
            purse_id=order.purse_id,
            order=order,
            unit=parcel.unit,
            bought=parcel.count,
            left=0,
            currency=order.currency,
            price=parcel.price,
            since=on,
            until=until,
        )
        account_id = order.purse.account_id
        moves.append(Move("bought", parcel.unit, f"b {order.pk} {place}", ((lot.pk, parcel.count),), account_id))
    write_moves(moves, on=on, at=clock.now(), by=by.name)
    order.state, order.granted_by, order.granted_on = GRANTED, by.name, on
    order.save(update_fields=["state", "granted_by", "granted_on"])
    rows.Purse.objects.filter(pk=order.purse_id).update(warned_at=None)


def _offered(buyer: Company, package_id: int, on: date) -> Offer:
    for each in on_sale(buyer.country, on):
        if each.id == package_id:
            return each.offer
    raise KravError("This package is not for sale to you today.")


def _one_currency(purse: rows.Purse, offer: Offer) -> None:
    other = rows.Lot.objects.filter(purse=purse, left__gt=0).exclude(currency=offer.currency).first()
    if other:
        facts = {"currency": other.currency, "other": offer.currency}
        raise KravError("The purse holds credits bought in {currency}; use them up before buying in {other}.", facts)


def _buyer(purse: rows.Purse) -> Company:
    who: Any = purse.account or purse.firm
    return Company(who.name, who.company_number, who.street, who.postcode, who.city, who.country, who.email)


def _seller() -> Company:
    if not settings.KRAV_OPERATOR:
        raise KravError("Whoever runs this installation has not said which company sells credits here.")
    told = Company(**settings.KRAV_OPERATOR)
    return told._replace(company_number=country(told.country).company_number(told.company_number))


def _next_number() -> str:
    """The next invoice's number: no gap and none twice, so the first package's row lets one order at a time through."""
    rows.Package.objects.select_for_update().order_by("id").values_list("id").first()
    return str(10_001 + rows.CreditOrder.objects.count())

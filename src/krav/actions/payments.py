"""Payments: taken in from bank files and placed on the claims they are for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from krav.actions import loose, overtaken, states
from krav.actions.placing import Placing
from krav.actions.small_rests import ask_again
from krav.actions.unit import Unit
from krav.claims.match import Incoming
from krav.formats.values import PaymentIn
from krav.law.payment import match_key
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.store.write import insert_many, reserve_ids

_PAYMENT = (
    "id",
    "key",
    "received_on",
    "amount",
    "currency",
    "references",
    "texts",
    "payer_name",
    "payer_account",
    "file_id",
)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file's payments, in numbers."""

    new: int
    placed: int
    known: int


def take_in(work: Unit, payments: Sequence[PaymentIn], file_id: int | None) -> TakenIn:
    """Stores the payments that are new and places those that are surely for one claim; the rest waits for a person."""
    keys = set(rows.Payment.objects.values_list("key", flat=True))
    fresh = {item.key: item for item in payments if item.key not in keys}
    new = sorted(fresh.values(), key=lambda item: item.received_on)
    if not new:
        return TakenIn(0, 0, len(payments))
    ids = store(new, file_id)
    taken_back = {match_key(text) for item in new if item.amount.minor < 0 for text in item.references}
    placing = Placing(work, new[-1].received_on, taken_back)
    placed = sum(
        placing.place(key, _incoming(item), item.amount.currency, item.received_on) is not None
        for key, item in zip(ids, new, strict=True)
    )
    settle(work, placing, rows.Entry.objects.filter(payment_id__gte=ids[0], payment_id__lte=ids[-1]), new[0].received_on)
    loose.refresh(ids)
    return TakenIn(len(new), placed, len(payments) - len(new))


def store(new: Sequence[PaymentIn], file_id: int | None) -> Sequence[int]:
    """Inserts the payments as they were told of; their ids, ascending."""
    ids = reserve_ids(rows.Payment, len(new))
    insert_many(rows.Payment, _PAYMENT, (_payment_row(key, item, file_id) for key, item in zip(ids, new, strict=True)))
    return ids


def settle(work: Unit, placing: Placing, entries: QuerySet[rows.Entry], received_from: date) -> None:
    """Writes what was placed, which `entries` then finds, with the charges it overtakes and the states it moves."""
    book = work.creditor.country.book.version
    insert_entries(
        NewEntry(claim_id, kind.value, amount, on, work.on, aim, label, payment_id=payment_id, book=book)
        for claim_id, payment_id, (kind, amount, on, aim, label) in placing.entries
    )
    overtaken.reverse(work, entries.values("claim_id"), received_from)
    states.refresh(entries.values("claim_id"), work.creditor)
    ask_again(work, entries.filter(amount__gt=0).values("claim_id"))


def _incoming(payment: PaymentIn) -> Incoming:
    return Incoming(payment.amount.minor, payment.references, payment.texts, payment.payer_name)


def _payment_row(key: int, payment: PaymentIn, file_id: int | None) -> tuple[object, ...]:
    return (
        key,
        payment.key,
        payment.received_on,
        payment.amount.minor,
        payment.amount.currency,
        json.dumps(payment.references, ensure_ascii=False),
        json.dumps(payment.texts, ensure_ascii=False),
        payment.payer_name,
        payment.payer_account,
        file_id,
    )

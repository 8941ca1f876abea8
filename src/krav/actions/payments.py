"""Payments: taken in from bank files and placed on the claims they are for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from krav.actions import loose, overtaken, states
from krav.actions.paying_back import taken_by_the_bank
from krav.actions.placing import Placing, write_whys
from krav.actions.progress import Tell, nobody, told
from krav.actions.returns import Returns
from krav.actions.small_rests import ask_again
from krav.actions.taking_off import take_back
from krav.actions.told_twice import sort_out
from krav.actions.unit import Unit
from krav.claims.matching import Incoming
from krav.claims.state import state_of
from krav.countries import masked_number
from krav.formats.values import PaymentIn
from krav.kernel.uncollected import uncollected
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.entries import NewEntry, insert_entries
from krav.store.queries.matching import search
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
    "payer_number",
    "shares",
    "bank_entry",
    "file_id",
)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file's payments: how many are new and placed, and those that were known."""

    new: int
    placed: int
    known: Sequence[PaymentIn]


@uncollected
def take_in(work: Unit, payments: Sequence[PaymentIn], file_id: int | None, tell: Tell = nobody) -> TakenIn:
    """Stores the payments that are new money and places what is surely for a claim; the rest waits for a person."""
    form = rows.ImportedFile.objects.values_list("format", flat=True).get(pk=file_id) if file_id else ""
    found = sort_out(payments, form)
    if found.lumps:
        take_back(work, found.lumps)
    new = sorted(found.new, key=lambda item: item.received_on)
    if not new:
        return TakenIn(0, 0, found.known)
    ids = store(new, file_id)
    placed = _place(work, dict(zip(ids, new, strict=True)), tell)
    loose.refresh(ids)
    return TakenIn(len(new), placed, found.known)


def _place(work: Unit, new: Mapping[int, PaymentIn], tell: Tell) -> int:
    """Places the payments in the order of their days, by id; how many found a place.

    What found none is asked again where money was taken back: it may pay what had been paid by that.
    """
    days = [item.received_on for item in new.values()]
    incoming = {key: incoming_of(item) for key, item in new.items()}
    returns = Returns({key: item for key, item in new.items() if item.amount.minor < 0})
    ground, index = search(list(incoming.values()), work.creditor.country, max(days), returns.claim_ids())
    placing, placed, waiting = Placing(work, ground, index), 0, dict[int, date]()
    for key, item in told(new.items(), tell, 0, len(new)):
        if item.amount.minor < 0:
            placed += returns.place(key, placing, index, item.received_on)
        elif key in returns.paid_back:
            continue
        elif placing.place(key, incoming[key], item.received_on):
            placed += 1
        else:
            waiting[key] = item.received_on
    if returns:
        again = [key for key in waiting if key not in returns.paid_back]
        placed += sum(placing.place(key, incoming[key], waiting[key]) is not None for key in again)
        taken_by_the_bank(work, returns.paid_back.values())
    settle(work, placing, min(days))
    return placed


def store(new: Sequence[PaymentIn], file_id: int | None) -> Sequence[int]:
    """Inserts the payments as they were told of; their ids, ascending."""
    ids = reserve_ids(rows.Payment, len(new))
    insert_many(rows.Payment, _PAYMENT, (_payment_row(key, item, file_id) for key, item in zip(ids, new, strict=True)))
    return ids


def settle(work: Unit, placing: Placing, received_from: date, by: str = "") -> None:
    """Writes what was placed and why, with the charges it overtakes and the states it moves; `by` is who placed it."""
    book = work.creditor.country.book.version
    insert_entries(
        NewEntry(claim_id, kind.value, amount, on, work.on, aim, label, payment_id=payment_id, book=book)
        for claim_id, payment_id, (kind, amount, on, aim, label) in placing.entries
    )
    write_whys(work, placing.whys, by)
    touched, law, policy = placing.touched(), work.creditor.country, work.creditor.policy
    states.save([(claim, state_of(claim, law, policy)) for claim in touched.values()], law)
    for some in chunks(placing.in_letters()):
        overtaken.reverse(work, some, received_from, placing.claims)
    for some in chunks(placing.opened()):
        ask_again(work, some)


def incoming_of(payment: PaymentIn) -> Incoming:
    """A payment as matching sees it."""
    shares = tuple((share.reference, share.amount.minor if share.amount else None) for share in payment.shares)
    return Incoming(
        payment.amount.minor,
        payment.references,
        payment.texts,
        payment.payer_name,
        payment.payer_account,
        payment.payer_number,
        shares,
        payment.amount.currency,
    )


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
        "" if masked_number(payment.payer_number) else payment.payer_number,
        _shares(payment),
        payment.bank_entry,
        file_id,
    )


def _shares(payment: PaymentIn) -> str:
    """How the payer divided it, as it is stored; empty where nothing is told."""
    told = [(share.reference, share.amount.minor if share.amount else None) for share in payment.shares]
    return json.dumps(told, ensure_ascii=False) if told else ""

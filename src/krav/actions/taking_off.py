"""Payments taken off the claims they stand on, and told never to have come: as if they had never been there."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Sum

from krav.actions import loose, states
from krav.actions.small_rests import ask_again
from krav.actions.unit import Unit
from krav.kernel.money import Minor
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.entries import NewEntry, insert_entries
from krav.store.queries.loose import BACK
from krav.store.write import insert_many, reserve_ids

_BACK = (
    "id", "key", "received_on", "amount", "currency", "references", "texts", "payer_name", "payer_account", "bank_entry",
)  # fmt: skip


def take_off(work: Unit, payment_ids: Collection[int]) -> tuple[Minor, list[str]]:
    """Turns the sign of every entry of payments that still stands; how much that frees, and of which claims."""
    columns = ("payment_id", "claim_id", "kind", "on", "aim", "label")
    found: list[tuple[Any, ...]] = []
    for some in chunks(payment_ids):
        summed = rows.Entry.objects.filter(payment_id__in=some).values(*columns).annotate(sum=Sum("amount"))
        found += summed.exclude(sum=0).values_list(*columns, "sum")
    book = work.creditor.country.book.version
    insert_entries(
        NewEntry(claim_id, kind, -amount, day, work.on, aim, label, payment_id=payment_id, book=book)
        for payment_id, claim_id, kind, day, aim, label, amount in found
    )
    claim_ids = {row[1] for row in found}
    for some in chunks(claim_ids):
        states.refresh(some, work.creditor)
        ask_again(work, some)
    numbers = rows.Claim.objects.filter(id__in=claim_ids).order_by("id").values_list("number", flat=True)
    return -sum(row[-1] for row in found if row[2] == "payment"), list(numbers)


def take_back(work: Unit, payments: Sequence[rows.Payment]) -> list[str]:
    """Takes payments off their claims and tells of each that it never came; which claims they had stood on."""
    _, numbers = take_off(work, [payment.pk for payment in payments])
    ids = reserve_ids(rows.Payment, len(payments))
    insert_many(
        rows.Payment,
        _BACK,
        [
            (key, BACK + each.key, each.received_on, -each.amount, each.currency, "[]", "[]", "", "", each.bank_entry)
            for key, each in zip(ids, payments, strict=True)
        ],
    )
    loose.refresh(payment.pk for payment in payments)
    return numbers

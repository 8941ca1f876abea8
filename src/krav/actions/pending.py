"""Money the bank has seen and not booked: kept until it is booked, told of anew, or waited for too long."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db.models import Max

from krav.actions.unit import Unit
from krav.formats.values import PaymentIn, StatementIn
from krav.store import models as rows
from krav.store.queries.money_news import waited_for
from krav.store.write import insert_many

_COLUMNS = ("key", "until_on", "amount", "currency", "references", "texts", "payer_name", "payer_account")


def replace(work: Unit, statements: Sequence[StatementIn]) -> None:
    """Takes in what statements tell of money under way, before their payments are taken in.

    What was known goes where a later statement tells of money under way anew, where its money is booked, and where a
    statement speaks for days on which it is waited for no more. A statement older than the one that told of
    it tells nothing new.
    """
    known_until = rows.PendingPayment.objects.aggregate(last=Max("until_on"))["last"] or date.min
    newest = [each for each in statements if each.until_on >= known_until]
    told = {item.key: (item, each.until_on) for each in newest for item in each.pending if item.amount.minor > 0}
    _forget(work, newest, set(told))
    booked = set(rows.Payment.objects.filter(key__in=told).values_list("key", flat=True)) if told else set()
    fresh = [_row(item, until_on) for key, (item, until_on) in told.items() if key not in booked]
    insert_many(rows.PendingPayment, _COLUMNS, fresh)


def _forget(work: Unit, statements: Sequence[StatementIn], told: set[str]) -> None:
    waiting = list(rows.PendingPayment.objects.order_by("id").values_list("id", "key", "until_on", "amount", "currency"))
    if not waiting or not statements:
        return
    until_on = max(each.until_on for each in statements)
    anew = max((each.until_on for each in statements if each.pending), default=date.min)
    booked = _newly_booked(statements, {(amount, currency) for *_, amount, currency in waiting})
    gone = []
    for key, name, day, amount, currency in waiting:
        over = waited_for(work.creditor.country, day) <= until_on
        if name in told or day < anew or over or booked[amount, currency] > 0:
            booked[amount, currency] -= 1
            gone.append(key)
    rows.PendingPayment.objects.filter(id__in=gone).delete()


def _newly_booked(statements: Sequence[StatementIn], amounts: set[tuple[int, str]]) -> Counter[tuple[int, str]]:
    """How many payments of each amount the statements tell of that nobody had told of before."""
    alike = {
        item.key: (item.amount.minor, item.amount.currency)
        for each in statements
        for item in each.payments
        if (item.amount.minor, item.amount.currency) in amounts
    }
    known = set(rows.Payment.objects.filter(key__in=alike).values_list("key", flat=True)) if alike else set()
    return Counter(amount for key, amount in alike.items() if key not in known)


def _row(item: PaymentIn, until_on: date) -> tuple[object, ...]:
    return (
        item.key,
        until_on,
        item.amount.minor,
        item.amount.currency,
        json.dumps(item.references, ensure_ascii=False),
        json.dumps(item.texts, ensure_ascii=False),
        item.payer_name,
        item.payer_account,
    )

"""Reads of money that came in."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from krav.kernel.money import Minor, Money
from krav.store import models as rows
from krav.store.queries.loose import BACK, BY_HAND


class PaymentLine(NamedTuple):
    """One payment in the list of all; `numbers` are the invoices it stands on now, and `reason` (codes of matching) why.

    `placed_by` is the person who placed it, empty where it found its place by itself.
    """

    id: int
    received_on: date
    amount: Money
    payer_name: str
    by_hand: bool
    taken_back: bool
    numbers: tuple[str, ...]
    placed: Money
    reason: str = ""
    confidence: int = 0
    placed_by: str = ""


def loose_amounts() -> frozenset[Minor]:
    """The parts of payments that no claim has been given: all of it, or what was left over."""
    return frozenset(rows.LoosePayment.objects.filter(amount__gt=0).values_list("amount", flat=True))


def payment_lines(before: tuple[date, int] | None = None, limit: int = 100) -> list[PaymentLine]:
    """Payments, the latest first: those before a day and id, or from the latest."""
    found = rows.Payment.objects.exclude(key__startswith=BACK)
    if before:
        found = found.filter(Q(received_on__lt=before[0]) | Q(received_on=before[0], id__lt=before[1]))
    columns = ("id", "received_on", "amount", "currency", "payer_name", "key")
    page = list(found.order_by("-received_on", "-id").values_list(*columns)[:limit])
    ids = [row[0] for row in page]
    placed = _placed(ids)
    whys = _whys([key for key in ids if any(placed.get(key, {}).values())])
    keys = [BACK + row[-1] for row in page]
    gone = set(rows.Payment.objects.filter(key__in=keys).values_list("key", flat=True))
    return [
        PaymentLine(key, day, Money(amount, currency), payer, told.startswith(BY_HAND), BACK + told in gone,
                    *_numbers(placed.get(key, {}), currency), *whys.get(key, ()))
        for key, day, amount, currency, payer, told in page
    ]  # fmt: skip


def _placed(ids: list[int]) -> dict[int, dict[str, Minor]]:
    """What of each payment stands on which invoice."""
    found: dict[int, dict[str, Minor]] = {}
    entries = rows.Entry.objects.filter(payment_id__in=ids, kind="payment").order_by("id")
    for key, number, amount in entries.values_list("payment_id", "claim__number", "amount"):
        on_claims = found.setdefault(key, {})
        on_claims[number] = on_claims.get(number, 0) - amount
    return found


def _whys(ids: list[int]) -> dict[int, tuple[Any, ...]]:
    """Why each payment was placed the last time: codes, per cent, and who."""
    found = rows.Matched.objects.filter(payment_id__in=ids).order_by("id")
    return {key: tuple(why) for key, *why in found.values_list("payment_id", "reason", "confidence", "by")}


def _numbers(placed: dict[str, Minor], currency: str) -> tuple[tuple[str, ...], Money]:
    standing = {number: minor for number, minor in placed.items() if minor}
    return tuple(standing), Money(sum(standing.values()), currency)

"""Reads of money that came in."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from krav.claims.matching import OVER
from krav.kernel.money import Minor, Money
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.queries.loose import BACK, BY_HAND, taken_back


class SentBack(NamedTuple):
    """How much of a payment went back to whom it came from, the last time on which day, and what was noted then."""

    amount: Minor
    on: date
    note: str = ""


class PaymentLine(NamedTuple):
    """One payment in the list of all; `numbers` are the invoices it stands on now, and `reason` (codes of matching) why.

    `placed_by` is the person who placed it, empty where it found its place by itself. `paid_back` went back to the payer,
    or was taken by the bank from such money; `loose` is what is left.
    """

    id: int
    received_on: date
    amount: Money
    payer_name: str
    by_hand: bool
    taken_back: bool
    numbers: tuple[str, ...]
    placed: Money
    paid_back: Money
    paid_back_on: date | None
    reason: str = ""
    confidence: int = 0
    placed_by: str = ""

    @property
    def loose(self) -> Money:
        return self.amount - self.placed - self.paid_back

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(self.reason.split())


def payment_lines(before: tuple[date, int] | None = None, limit: int = 100) -> list[PaymentLine]:
    """Payments, the latest first: those before a day and id, or from the latest."""
    found = rows.Payment.objects.exclude(key__startswith=BACK)
    if before:
        found = found.filter(Q(received_on__lt=before[0]) | Q(received_on=before[0], id__lt=before[1]))
    columns = ("id", "received_on", "amount", "currency", "payer_name", "key")
    page = list(found.order_by("-received_on", "-id").values_list(*columns)[:limit])
    ids = [row[0] for row in page]
    placed = _placed(ids)
    back = sent_back(ids)
    whys = _whys([key for key in ids if any(placed.get(key, {}).values())])
    gone = taken_back(row[-1] for row in page)
    return [
        PaymentLine(key, day, Money(amount, currency), payer, told.startswith(BY_HAND), told in gone,
                    *_numbers(placed.get(key, {}), currency), *_back(back.get(key), currency), *whys.get(key, ()))
        for key, day, amount, currency, payer, told in page
    ]  # fmt: skip


def sent_back(payment_ids: Iterable[int]) -> dict[int, SentBack]:
    """What went back of each of these payments; those of which nothing did are left out."""
    found: dict[int, SentBack] = {}
    for some in chunks(payment_ids):
        told = rows.PaidBack.objects.filter(payment_id__in=some).order_by("id")
        for key, amount, on, note in told.values_list("payment_id", "amount", "on", "note"):
            before = found.get(key, SentBack(0, on)).amount
            found[key] = SentBack(before + amount, on, note)
    return {key: back for key, back in found.items() if back.amount}


def _placed(ids: list[int]) -> dict[int, dict[str, Minor]]:
    """What of each payment stands on which invoice."""
    found: dict[int, dict[str, Minor]] = {}
    entries = rows.Entry.objects.filter(payment_id__in=ids, kind="payment").order_by("id")
    for key, number, amount in entries.values_list("payment_id", "claim__number", "amount"):
        on_claims = found.setdefault(key, {})
        on_claims[number] = on_claims.get(number, 0) - amount
    return found


def _whys(ids: list[int]) -> dict[int, tuple[Any, ...]]:
    """Why each payment was placed the last time, what was over apart: codes, per cent, and who."""
    found = rows.Matched.objects.filter(payment_id__in=ids).exclude(reason=OVER).order_by("id")
    return {key: tuple(why) for key, *why in found.values_list("payment_id", "reason", "confidence", "by")}


def _numbers(placed: dict[str, Minor], currency: str) -> tuple[tuple[str, ...], Money]:
    standing = {number: minor for number, minor in placed.items() if minor}
    return tuple(standing), Money(sum(standing.values()), currency)


def _back(back: SentBack | None, currency: str) -> tuple[Money, date | None]:
    return (Money(back.amount, currency), back.on) if back else (Money(0, currency), None)

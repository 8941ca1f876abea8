"""Money of which a bank tells twice: once as one sum, once with its details. Only the details stay, whichever came first."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from krav.actions.taking_off import take_back
from krav.actions.unit import Unit
from krav.formats.values import PaymentIn
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.queries.loose import BACK


class Sorted(NamedTuple):
    """The payments that are new money, and those of money that was known; `lumps` are stored sums the new ones detail."""

    new: list[PaymentIn]
    known: list[PaymentIn]
    lumps: list[rows.Payment]


def once(work: Unit, fresh: Sequence[PaymentIn]) -> Sorted:
    """Keeps of payments that no key knows those that are new money; sums that they detail are taken back."""
    told: dict[tuple[str, str], list[PaymentIn]] = defaultdict(list)
    for item in fresh:
        if item.bank_entry:
            told[item.bank_entry, item.amount.currency].append(item)
    stored = _stored({entry for entry, _ in told})
    lumps: list[rows.Payment] = []
    known: list[PaymentIn] = []
    for entry, items in told.items():
        before = stored.get(entry, [])
        if not before or sum(each.amount for each in before) != sum(item.amount.minor for item in items):
            continue
        if len(before) == 1 and (len(items) > 1 or _tells_more(items[0], before[0])):
            lumps += before
        else:
            known += items
    if lumps:
        take_back(work, lumps)
    gone = {id(item) for item in known}
    return Sorted([item for item in fresh if id(item) not in gone], known, lumps)


def _stored(entries: set[str]) -> dict[tuple[str, str], list[rows.Payment]]:
    """The stored payments of some of the bank's entries; those that were taken back are left out."""
    found: dict[tuple[str, str], list[rows.Payment]] = defaultdict(list)
    for some in chunks(entries):
        mine = list(rows.Payment.objects.filter(bank_entry__in=some).order_by("id"))
        gone = {each.key.removeprefix(BACK) for each in mine if each.key.startswith(BACK)}
        for each in mine:
            if not each.key.startswith(BACK) and each.key not in gone:
                found[each.bank_entry, each.currency].append(each)
    return found


def _tells_more(item: PaymentIn, before: rows.Payment) -> bool:
    """Whether it says what the money is for, or who paid it, where the payment that is known said nothing of it."""
    silent = before.references in {"", "[]"} and not before.shares
    return (silent and bool(item.references or item.shares)) or (not before.payer_name and bool(item.payer_name) and silent)

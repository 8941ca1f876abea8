"""Money that is told of twice: by the same key, as one sum and with its details, or by two files in their own words."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from krav.actions.told_alike import alike
from krav.formats.values import PaymentIn
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.queries.loose import BACK
from krav.store.queries.payments import sent_back


class Sorted(NamedTuple):
    """The payments that are new money, and those of money that was known; `lumps` are stored ones the new ones detail."""

    new: list[PaymentIn]
    known: list[PaymentIn]
    lumps: list[rows.Payment]


def sort_out(payments: Sequence[PaymentIn], form: str = "") -> Sorted:
    """Tells new money from known in a file of that format; of money told of twice the details stay, whichever came first."""
    keys = _known({item.key for item in payments})
    by_key = {item.key: item for item in payments if item.key not in keys}
    again = [item for item in payments if by_key.get(item.key) is not item]
    named = _named(list(by_key.values()))
    rest = [item for item in by_key.values() if item.key not in named.settled]
    unnamed = alike([*(item for item in again if item.key in keys), *rest], rest, form, named.taken)
    known = named.known + unnamed.known
    gone = {item.key for item in known}
    new = [item for item in by_key.values() if item.key not in gone]
    return Sorted(new, again + known, named.lumps + unnamed.less)


class _Named(NamedTuple):
    """What the bank's own names of entries tell: the payments that are known, the keys of all that need no further look."""

    known: list[PaymentIn]
    settled: set[str]
    lumps: list[rows.Payment]
    taken: set[str]


def _named(fresh: Sequence[PaymentIn]) -> _Named:
    """The payments of entries that are stored under the same name of the bank's, with the same sum.

    A lump of which something was paid back stays: it left again as that sum.
    """
    told: dict[tuple[str, str], list[PaymentIn]] = defaultdict(list)
    for item in fresh:
        if item.bank_entry:
            told[item.bank_entry, item.amount.currency].append(item)
    stored = _stored({entry for entry, _ in told})
    went = sent_back(each.pk for some in stored.values() for each in some)
    found = _Named([], set(), [], set())
    for entry, items in told.items():
        before = stored.get(entry, [])
        if not before or sum(each.amount for each in before) != sum(item.amount.minor for item in items):
            continue
        found.settled.update(item.key for item in items)
        found.taken.update(each.key for each in before)
        if len(before) == 1 and before[0].pk not in went and (len(items) > 1 or _tells_more(items[0], before[0])):
            found.lumps.extend(before)
        else:
            found.known.extend(items)
    return found


def _known(keys: set[str]) -> set[str]:
    """Those of the keys that a payment has."""
    stored = rows.Payment.objects
    return {key for some in chunks(keys) for key in stored.filter(key__in=some).values_list("key", flat=True)}


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

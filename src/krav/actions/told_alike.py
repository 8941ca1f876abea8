"""Money that two files tell of and not both by the bank's name for it: line by line of a day, the larger count stands."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from krav.claims.matching_words import name_key
from krav.formats import bgmax, ocr_giro, statement
from krav.formats.values import PaymentIn
from krav.kernel.money import Money
from krav.law.payment import digits, match_key, same_account
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.queries.loose import taken_back
from krav.store.queries.payments import sent_back

_TABLE, _DEPOSITS = statement.FORMAT, {ocr_giro.FORMAT, bgmax.FORMAT}


class Alike(NamedTuple):
    """The payments whose money is known, and stored ones of which the new payments tell more."""

    known: list[PaymentIn]
    less: list[rows.Payment]


@dataclass(frozen=True, slots=True, eq=False)
class _Booking:
    """What the bank booked as one: a payment, or all those of a deposit. What is told of who paid, and for what."""

    items: Sequence[PaymentIn]
    format: str
    keys: frozenset[str]
    account: str
    name: str

    @property
    def is_line(self) -> bool:
        """Whether it is a line of a table, to which the bank gave no name there."""
        return self.format == _TABLE and not self.items[0].bank_entry

    @property
    def is_silent(self) -> bool:
        """Whether it may be a lump: it does not say what it is for, nor from which account it came."""
        return len(self.items) == 1 and not (self.keys or self.account)

    @property
    def is_mute(self) -> bool:
        """Whether it says nothing at all, not even in words."""
        return self.is_silent and not self.name and not digits("".join(self.items[0].texts))


def alike(told: Sequence[PaymentIn], fresh: Collection[PaymentIn], form: str, taken: Collection[str] = ()) -> Alike:
    """What of a file's payments another file told of. `fresh` are those of its payments that nothing else has known.

    A table lists every booking of its days; OCR giro and BgMax detail what is booked as one sum. Their lines and others'
    of one day, amount and currency are paired, those that name the same payer or reference first, and never where the two
    contradict each other. Stored payments with a key that the file has itself, or that are `taken`, are no more to be had.
    """
    stored = _stored(told, form) if told else {}
    if not stored:
        return Alike([], [])
    mine = {item.key for item in told}
    gone = taken_back([*stored, *mine])
    new = {item.key for item in fresh}
    asking = _by_sum(_bookings((item for item in told if item.key in new or item.key in gone), lambda _: form))
    files = rows.ImportedFile.objects.filter(id__in={row.file_id for row in stored.values()})
    formats = dict(files.values_list("id", "format"))
    away = gone.union(mine, taken)
    free = (_told(row) for key, row in stored.items() if key not in away)
    having = _by_sum(_bookings(free, lambda key: formats[stored[key].file_id or 0]))
    loose, went = _wholly_loose(stored.values()), sent_back(row.pk for row in stored.values())
    known: list[PaymentIn] = []
    less: list[rows.Payment] = []
    for total, bookings in asking.items():
        for ours, theirs in _pairs(bookings, having.get(total, ())):
            items = [item for item in ours.items if item.key in new]
            row = stored[theirs.items[0].key]
            if items and row.pk not in went and _tells_more(ours, theirs, loose=row.pk in loose):
                less.append(row)
            else:
                known += items
    return Alike(known, less)


def _stored(told: Sequence[PaymentIn], form: str) -> dict[str, rows.Payment]:
    """The payments of these days, by key, that came with a file whose lines may be this file's."""
    days = [item.received_on for item in told]
    found = rows.Payment.objects.filter(received_on__range=(min(days), max(days)), file__isnull=False)
    if form in _DEPOSITS:
        found = found.exclude(file__format__in=_DEPOSITS)
    elif form != _TABLE:
        found = found.filter(file__format__in={_TABLE, *_DEPOSITS})
    return {row.key: row for row in found.order_by("id")}


def _wholly_loose(stored: Iterable[rows.Payment]) -> set[int]:
    """The ids of the payments of which no claim has been given anything."""
    amounts = {row.pk: row.amount for row in stored}
    loose = rows.LoosePayment.objects
    found = (loose.filter(payment_id__in=some).values_list("payment_id", "amount") for some in chunks(amounts))
    return {key for pairs in found for key, amount in pairs if amount == amounts[key]}


def _told(row: rows.Payment) -> PaymentIn:
    references, texts = json.loads(row.references or "[]"), json.loads(row.texts or "[]")
    who = (row.payer_name, row.payer_account)
    amount = Money(row.amount, row.currency)
    return PaymentIn(row.received_on, amount, row.key, "", tuple(references), tuple(texts), *who, bank_entry=row.bank_entry)


def _bookings(items: Iterable[PaymentIn], format_of: Callable[[str], str]) -> Iterator[_Booking]:
    """The payments as they were booked: those together that bear one name of the bank's entry."""
    together: dict[tuple[object, ...], list[PaymentIn]] = defaultdict(list)
    for item in items:
        name = (item.bank_entry, item.received_on, item.amount.currency) if item.bank_entry else (item.key,)
        together[format_of(item.key), *name].append(item)
    for (form, *_), some in together.items():
        only = some[0] if len(some) == 1 else None
        keys = frozenset(match_key(reference) for item in some for reference in item.references) - {""}
        account, payer = (digits(only.payer_account), name_key(only.payer_name)) if only else ("", "")
        yield _Booking(some, str(form), keys, account, payer)


def _by_sum(bookings: Iterable[_Booking]) -> dict[tuple[object, ...], list[_Booking]]:
    found: dict[tuple[object, ...], list[_Booking]] = defaultdict(list)
    for each in bookings:
        first = each.items[0]
        found[first.received_on, first.amount.currency, sum(item.amount.minor for item in each.items)].append(each)
    return found


def _pairs(asking: Sequence[_Booking], having: Sequence[_Booking]) -> Iterator[tuple[_Booking, _Booking]]:
    """Each booking with one that may be the same, the surest first; none of them twice."""
    left, free = list(asking), list(having)
    for fits in (_one_reference, _one_payer, _may_be_one):
        waiting = []
        for ours in left:
            theirs = next((each for each in free if fits(ours, each) and _may_be_one(ours, each)), None)
            if theirs is None:
                waiting.append(ours)
            else:
                free.remove(theirs)
                yield ours, theirs
        left = waiting


def _one_reference(ours: _Booking, theirs: _Booking) -> bool:
    return not ours.keys.isdisjoint(theirs.keys)


def _one_payer(ours: _Booking, theirs: _Booking) -> bool:
    return bool(ours.account and ours.account == theirs.account) or bool(ours.name and ours.name == theirs.name)


def _may_be_one(ours: _Booking, theirs: _Booking) -> bool:
    """Whether they may be one booking, and nothing that both tell speaks against it."""
    if ours.keys and theirs.keys and ours.keys.isdisjoint(theirs.keys):
        return False
    if ours.account and theirs.account and not same_account(ours.account, theirs.account):
        return False
    if ours.name and theirs.name and set(ours.name.split()).isdisjoint(theirs.name.split()):
        return False
    if ours.is_line or theirs.is_line:
        return True
    deposit, other = (ours, theirs) if ours.format in _DEPOSITS else (theirs, ours)
    if deposit.format not in _DEPOSITS or other.format in _DEPOSITS:
        return False
    return _one_reference(ours, theirs) or (other.is_silent if len(deposit.items) > 1 else other.is_mute)


def _tells_more(ours: _Booking, theirs: _Booking, *, loose: bool) -> bool:
    """Whether a sum is detailed, or money that found no place says what it is for: then it is taken anew."""
    if len(theirs.items) > 1 or theirs.items[0].amount.minor < 0:
        return False
    return len(ours.items) > 1 or (loose and bool(ours.keys) and not theirs.keys)

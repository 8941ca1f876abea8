"""Money the bank takes back: the payment it had come with, and the claims that open again, or the loose money it was."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Sum

from krav.actions.paying_back import Back
from krav.actions.placing import Placing
from krav.claims.matching import Part
from krav.claims.matching_index import OpenItems
from krav.claims.matching_words import name_key
from krav.formats.values import PaymentIn
from krav.kernel.money import Minor
from krav.law.payment import match_key
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.queries.loose import BACK
from krav.store.queries.payments import sent_back


class _Came(NamedTuple):
    """A payment that money may be taken back of, or that took some back before."""

    id: int
    amount: Minor
    currency: str
    received_on: date
    keys: frozenset[str]
    texts: tuple[str, ...]
    account: str
    name: str


class Returns:
    """The payments that the money taken back by a file may have come with; each is taken back once.

    `paid_back` is what of it was loose, by payment: told of the one it came with and of the one that took it.
    """

    def __init__(self, back: Mapping[int, PaymentIn]) -> None:
        """Looks for them among all payments of the same amounts; `back` are the new ones below zero, by id."""
        self._back = {key: _told(key, item) for key, item in back.items()}
        self._came: dict[Minor, list[_Came]] = defaultdict(list)
        amounts = {each.amount for each in self._back.values()}
        found = _of_amounts(amounts | {-amount for amount in amounts})
        earlier = sorted(found, key=lambda each: (each.received_on, each.id))
        for each in earlier:
            if each.amount > 0:
                self._came[each.amount].append(each)
        for each in earlier:
            if each.amount < 0 and each.id not in self._back:
                self._take(each)
        ids = [each.id for some in self._came.values() for each in some]
        self._placed, self._sent_back = _placed(ids), sent_back(ids)
        self.paid_back: dict[int, Back] = {}

    def __bool__(self) -> bool:
        return bool(self._back)

    def claim_ids(self) -> set[int]:
        """The claims that money may leave again."""
        return {claim_id for placed in self._placed.values() for claim_id in placed}

    def place(self, payment_id: int, placing: Placing, index: OpenItems, on: date) -> bool:
        """Opens again what the money had paid, or what its reference names; False leaves it for a person.

        What it had not paid was loose, or a person told before that it was paid back: then nothing opens.
        """
        gone = self._back[payment_id]
        came = self._take(gone)
        parts = [Part(*part) for part in self._standing(came, placing).items() if part[1] > 0] if came else []
        if came:
            self._pay_back(came, gone, sum(part.amount for part in parts))
        else:
            named = {item.claim_id for key in gone.keys for item in index.referred(key, gone.currency)}
            parts = [Part(named.pop(), -gone.amount)] if len(named) == 1 else []
        if parts:
            placing.give_back(payment_id, parts, on)
        return bool(parts or came)

    def _pay_back(self, came: _Came, gone: _Came, placed: Minor) -> None:
        before = self._sent_back.get(came.id)
        told = {came.id: came.amount - placed - (before.amount if before else 0), gone.id: placed + gone.amount}
        self.paid_back |= {key: Back(key, amount, gone.received_on) for key, amount in told.items() if amount}

    def _take(self, gone: _Came) -> _Came | None:
        """The latest payment it may have come with, which is then used; None where several stand on different claims."""
        found = [each for each in self._came[-gone.amount] if _alike(each, gone)]
        if not found:
            return None
        self._came[-gone.amount].remove(found[-1])
        return found[-1]

    def _standing(self, came: _Came, placing: Placing) -> dict[int, Minor]:
        return self._placed.get(came.id) or placing.standing(came.id)


def _alike(came: _Came, gone: _Came) -> bool:
    """Whether they have the reference, the payer's account or name, or all texts in common, and none of it differs."""
    if came.currency != gone.currency or came.received_on > gone.received_on:
        return False
    if came.keys and gone.keys:
        return bool(came.keys & gone.keys)
    if came.account and gone.account:
        return came.account == gone.account
    if came.name and gone.name:
        return came.name == gone.name
    return bool(gone.texts) and came.texts == gone.texts


def _told(key: int, item: PaymentIn) -> _Came:
    return _came(
        key, item.amount.minor, item.amount.currency, item.received_on, item.references, item.texts, item.payer_account,
        item.payer_name,
    )  # fmt: skip


def _came(
    key: int,
    amount: Minor,
    currency: str,
    on: date,
    references: Iterable[str],
    texts: Sequence[str],
    account: str,
    name: str,
) -> _Came:
    keys = frozenset(match_key(reference) for reference in references) - {""}
    return _Came(key, amount, currency, on, keys, tuple(texts), account, name_key(name))


def _of_amounts(amounts: set[Minor]) -> Iterator[_Came]:
    """The payments of these amounts; those that were taken back never came."""
    columns = ("id", "amount", "currency", "received_on", "references", "texts", "payer_account", "payer_name", "key")
    found: list[tuple[Any, ...]] = []
    for some in chunks(amounts):
        found += rows.Payment.objects.filter(amount__in=some).values_list(*columns)
    gone = {row[-1].removeprefix(BACK) for row in found if row[-1].startswith(BACK)}
    for key, amount, currency, on, references, texts, account, name, told in found:
        if not told.startswith(BACK) and told not in gone:
            yield _came(key, amount, currency, on, json.loads(references or "[]"), json.loads(texts or "[]"), account, name)


def _placed(ids: Iterable[int]) -> dict[int, dict[int, Minor]]:
    """What of each payment stands on which claim."""
    found: dict[int, dict[int, Minor]] = defaultdict(dict)
    for some in chunks(ids):
        mine = rows.Entry.objects.filter(payment_id__in=some, kind="payment").values("payment_id", "claim_id")
        for payment_id, claim_id, amount in mine.annotate(sum=Sum("amount")).values_list("payment_id", "claim_id", "sum"):
            if amount:
                found[payment_id][claim_id] = -amount
    return found

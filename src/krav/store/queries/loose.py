"""Reads of money that no claim has been given, and of the claims it may be for. The account must be in scope."""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Sum

from krav.claims.decide import reckon_claim
from krav.claims.guess import Guess, guesses
from krav.claims.ledger import Claim
from krav.claims.matching import Incoming, OpenItem
from krav.claims.matching_words import numbers_in, words_of
from krav.kernel.money import Minor, Money
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.payment import match_key
from krav.store import load
from krav.store import models as rows
from krav.store.among import Among, chunks
from krav.store.load import creditor_in_scope
from krav.store.queries.matching import ground_of, items_of, learned
from krav.store.scope import InScope

BY_HAND = "hand:"
"""How the key of a payment begins that a person told of."""

BACK = "back:"
"""What goes before the key of a payment that was taken back, in the key of the payment that says so."""

_FEW = 20
"""As many claims are looked at for each likeness to a payment."""


class LoosePayment(NamedTuple):
    """A payment of which a part, or all, lies loose; both are negative where money left again."""

    id: int
    received_on: date
    amount: Money
    loose: Money
    references: tuple[str, ...]
    texts: tuple[str, ...]
    payer_name: str
    payer_account: str
    payer_number: str = ""
    shares: tuple[tuple[str, Minor | None], ...] = ()

    @property
    def incoming(self) -> Incoming:
        """The payment as matching sees it."""
        payer = (self.payer_name, self.payer_account, self.payer_number)
        shares = self.shares if self.loose == self.amount else ()
        return Incoming(self.loose.minor, self.references, self.texts, *payer, shares, self.loose.currency)


class SettledClaim(NamedTuple):
    """A settled claim that a payment names."""

    number: str
    debtor: str
    settled_on: date | None


class OpenClaim(NamedTuple):
    """An open claim that money may be placed on."""

    id: int
    debtor_id: int
    number: str
    debtor: str
    due_on: date
    owed: Money


def loose_rows() -> QuerySet[rows.Payment]:
    """The payments that have a loose part, annotated with it as `loose`."""
    return rows.Payment.objects.filter(loosepayment__account_id=InScope()).annotate(loose=F("loosepayment__amount"))


def taken_back(keys: Iterable[str]) -> set[str]:
    """Those of the payments of these keys that were taken back: they never came."""
    payments = rows.Payment.objects
    found = (payments.filter(key__in=some).values_list("key", flat=True) for some in chunks(BACK + key for key in keys))
    return {key.removeprefix(BACK) for some in found for key in some}


def reckoned_loose(ids: Among) -> Iterator[tuple[int, Minor]]:
    """Payments with what is loose of them by their facts; what was taken back never came."""
    payments = rows.Payment.objects.filter(id__in=ids).order_by("id")
    told = list(payments.values_list("id", "key", "amount"))
    mine = rows.Entry.objects.filter(payment_id__in=ids, kind="payment").order_by()
    placed = dict(mine.values("payment_id").annotate(sum=Sum("amount")).values_list("payment_id", "sum"))
    back = rows.PaidBack.objects.filter(payment_id__in=ids).order_by()
    paid_back = dict(back.values("payment_id").annotate(sum=Sum("amount")).values_list("payment_id", "sum"))
    standing: dict[str, tuple[int, Minor]] = {}
    for payment_id, key, amount in told:
        left = amount + placed.get(payment_id, 0) - paid_back.get(payment_id, 0)
        if left and not key.startswith(BACK):
            standing[key] = (payment_id, left)
    gone = taken_back(standing)
    yield from (found for key, found in standing.items() if key not in gone)


def loose_payments(*, after: int = 0, limit: int = 100, only: int | None = None) -> list[LoosePayment]:
    """Loose payments in the order they were told of: those with an id after `after`, or only the one of that id."""
    found = loose_rows().filter(id=only) if only is not None else loose_rows().filter(id__gt=after)
    about = ("id", "received_on", "amount", "loose", "currency", "references", "texts", "shares")
    columns = (*about, "payer_name", "payer_account", "payer_number")
    return [
        LoosePayment(
            row[0], row[1], Money(row[2], row[4]), Money(row[3], row[4]), _list(row[5]), _list(row[6]),
            row[8], row[9], row[10], _pairs(row[7]),
        )
        for row in found.order_by("id").values_list(*columns)[:limit]
    ]  # fmt: skip


def best_guesses(payment: LoosePayment, on: date) -> tuple[Guess, ...]:
    """The best guesses what a payment is for, with what this account's payers have paid before."""
    if payment.loose.minor <= 0:
        return ()
    memory = _remembered(payment)
    return guesses(payment.incoming, _candidates(payment, set().union(*memory.values()), on), memory)


def _remembered(payment: LoosePayment) -> dict[str, set[int]]:
    """The customers its payer has paid for before, by account or name."""
    return learned({payment.payer_account}, () if payment.payer_account else {payment.payer_name})


def _candidates(payment: LoosePayment, payers: set[int], on: date) -> list[OpenItem]:
    """The claims a payment may be for: of customers like it in reference, number, amount or name, or who paid before."""
    alike = payers.union(*(found[:_FEW] for found in _alike(payment.incoming)))
    still_open = rows.ClaimState.objects.filter(settled_on__isnull=True, debtor_id__in=alike).exclude(balance=0)
    ids = set(still_open.values_list("claim_id", flat=True)[: 10 * _FEW])
    ids.update(_settled(payment.incoming).values_list("id", flat=True)[:_FEW])
    return list(items_of(ground_of(ids), ids, creditor_in_scope().country, on))


def settled_named(payment: LoosePayment) -> list[SettledClaim]:
    """The settled claims whose reference or number a payment names: it may be a second payment of the same."""
    found = _settled(payment.incoming).order_by("id")
    return [SettledClaim(*row) for row in found.values_list("number", "debtor__name", "claimstate__settled_on")[:3]]


def _settled(payment: Incoming) -> QuerySet[rows.Claim]:
    words = _words(payment)
    wanted = Q(match_key__in=_keys(payment, words)) | Q(number__in=words)
    return rows.Claim.objects.filter(wanted, claimstate__settled_on__isnull=False)


def _words(payment: Incoming) -> list[str]:
    """The words that may be numbers, in either case, with the references of its shares."""
    words = [*numbers_in(words_of(payment)), *(reference for reference, _ in payment.shares)]
    return list(dict.fromkeys(each for word in words for each in (word, word.upper())))


def open_claims_like(find: str, on: date, limit: int = 20) -> list[OpenClaim]:
    """Open claims whose number or customer begins with or holds some words, the oldest first."""
    wanted = Q(claim__number__istartswith=find) | Q(debtor__name__icontains=find) | Q(debtor__number=find)
    still_open = rows.ClaimState.objects.filter(wanted, settled_on__isnull=True, balance__gt=0)
    found = still_open.order_by("claim__due_on", "claim_id").values_list("claim_id", flat=True)[:limit]
    return open_claims(set(found), on)


def open_claims(ids: Collection[int], on: date) -> list[OpenClaim]:
    """These claims with what is owed on them that day, the oldest first."""
    law, claims = creditor_in_scope().country, load.claims(ids)
    columns = ("id", "debtor_id", "number", "debtor__name", "due_on", "currency")
    found = rows.Claim.objects.filter(id__in=ids).order_by("due_on", "id").values_list(*columns)
    return [
        OpenClaim(key, debtor_id, number, debtor, due_on, Money(_totals(claims[key], law, on)[0], currency))
        for key, debtor_id, number, debtor, due_on, currency in found
    ]


def _alike(payment: Incoming) -> Iterator[QuerySet[Any, int]]:
    """The customers of claims like a payment, a question each so that each finds its index."""
    words = _words(payment)
    yield rows.Claim.objects.filter(match_key__in=_keys(payment, words)).values_list("debtor_id", flat=True)
    yield rows.Claim.objects.filter(number__in=words).values_list("debtor_id", flat=True)
    near = rows.ClaimState.objects.filter(settled_on__isnull=True, balance__range=(payment.amount * 9 // 10, payment.amount))
    yield near.order_by("-balance").values_list("debtor_id", flat=True)
    for name in payment.payer_name.split():
        if len(name) > 3:
            yield rows.Debtor.objects.filter(name__icontains=name).values_list("id", flat=True)


def _keys(payment: Incoming, words: list[str]) -> set[str]:
    return {match_key(word) for word in (*payment.references, *words)} - {""}


def _totals(claim: Claim, law: Country, on: date) -> tuple[Minor, Minor]:
    """What would settle the claim, and its principal; its face where a rate is missing."""
    try:
        reckoning = reckon_claim(claim, law, on)
    except NotInForce:
        return claim.face, claim.face
    return reckoning.total, reckoning.principal


def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()


def _pairs(text: str) -> tuple[tuple[str, Minor | None], ...]:
    return tuple((reference, amount) for reference, amount in json.loads(text)) if text else ()

"""Reads of money that no claim has been given, and of the claims it may be for. The account must be in scope."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Concat

from krav.claims.decide import reckon_claim
from krav.claims.guess import Candidate
from krav.claims.ledger import Claim
from krav.claims.match import Incoming, words_of
from krav.kernel.money import Minor, Money
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.payment import match_key
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
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

    @property
    def incoming(self) -> Incoming:
        """The payment as matching sees it."""
        return Incoming(self.loose.minor, self.references, self.texts, self.payer_name)


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


def reckoned_loose(payments: QuerySet[rows.Payment]) -> QuerySet[Any, Any]:
    """Those of the payments that have a loose part by their facts, annotated with it; what was taken back never came."""
    placed = Coalesce(Sum("entry__amount", filter=Q(entry__kind="payment")), 0)
    taken_back = rows.Payment.objects.filter(key=Concat(Value(BACK), OuterRef("key")))
    mine = payments.annotate(loose=F("amount") + placed).exclude(loose=0)
    return mine.exclude(key__startswith=BACK).exclude(Exists(taken_back))


def loose_payments(*, after: int = 0, limit: int = 100, only: int | None = None) -> list[LoosePayment]:
    """Loose payments in the order they were told of: those with an id after `after`, or only the one of that id."""
    found = loose_rows().filter(id=only) if only is not None else loose_rows().filter(id__gt=after)
    columns = ("id", "received_on", "amount", "loose", "currency", "references", "texts", "payer_name", "payer_account")
    return [
        LoosePayment(key, day, Money(amount, currency), Money(loose, currency), _list(references), _list(texts), *payer)
        for key, day, amount, loose, currency, references, texts, *payer in found.order_by("id").values_list(*columns)[
            :limit
        ]
    ]


def candidates(payment: LoosePayment, on: date) -> list[Candidate]:
    """The open claims a payment may be for: of customers like it in reference, number, amount or name."""
    alike = {debtor_id for found in _alike(payment.incoming) for debtor_id in found[:_FEW]}
    still_open = rows.ClaimState.objects.filter(settled_on__isnull=True, balance__gt=0, debtor_id__in=alike)
    return _candidates(set(still_open.values_list("claim_id", flat=True)[: 10 * _FEW]), on)


def settled_named(payment: LoosePayment) -> list[SettledClaim]:
    """The settled claims whose reference or number a payment names: it may be a second payment of the same."""
    words = words_of(payment.incoming)
    wanted = Q(match_key__in=_keys(payment.incoming, words)) | Q(number__in=words)
    found = rows.Claim.objects.filter(wanted, claimstate__settled_on__isnull=False).order_by("id")
    return [SettledClaim(*row) for row in found.values_list("number", "debtor__name", "claimstate__settled_on")[:3]]


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
    words = words_of(payment)
    yield rows.Claim.objects.filter(match_key__in=_keys(payment, words)).values_list("debtor_id", flat=True)
    yield rows.Claim.objects.filter(number__in=words).values_list("debtor_id", flat=True)
    near = rows.ClaimState.objects.filter(settled_on__isnull=True, balance__range=(payment.amount * 9 // 10, payment.amount))
    yield near.order_by("-balance").values_list("debtor_id", flat=True)
    for name in payment.payer_name.split():
        if len(name) > 3:
            yield rows.Debtor.objects.filter(name__icontains=name).values_list("id", flat=True)


def _keys(payment: Incoming, words: list[str]) -> set[str]:
    return {match_key(word) for word in (*payment.references, *words)} - {""}


def _candidates(ids: set[int], on: date) -> list[Candidate]:
    law, claims, letters = creditor_in_scope().country, load.claims(ids), _letter_totals(ids)
    columns = ("id", "debtor_id", "number", "match_key", "debtor__name", "due_on")
    found = []
    for key, debtor_id, number, reference, debtor, due_on in rows.Claim.objects.filter(id__in=ids).values_list(*columns):
        total, principal = _totals(claims[key], law, on)
        amounts = frozenset({total, principal, claims[key].face, *letters[key]})
        found.append(Candidate(key, debtor_id, number, reference, debtor, due_on, total, amounts))
    return found


def _totals(claim: Claim, law: Country, on: date) -> tuple[Minor, Minor]:
    """What would settle the claim, and its principal; its face where a rate is missing."""
    try:
        reckoning = reckon_claim(claim, law, on)
    except NotInForce:
        return claim.face, claim.face
    return reckoning.total, reckoning.principal


def _letter_totals(ids: set[int]) -> dict[int, set[Minor]]:
    """What the letters about each claim asked for."""
    found: dict[int, set[Minor]] = defaultdict(set)
    sent = rows.LetterClaim.objects.filter(claim_id__in=ids, letter__withdrawal__isnull=True)
    for claim_id, total in sent.values_list("claim_id", "letter__total"):
        found[claim_id].add(total)
    return found


def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()

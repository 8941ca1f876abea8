"""Placing money: the open claims of an account in memory, one payment after the other, and then their facts at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from krav.actions.unit import Unit
from krav.claims.allocate import Promise, Share, allocate
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.claims.match import Incoming, Match, OpenItem, OpenItems
from krav.kernel.money import Minor
from krav.law.dated import NotInForce
from krav.store import load
from krav.store import models as rows


class _Sent(NamedTuple):
    """The last letter about a claim."""

    letter_id: int
    sent_on: date
    deadline_on: date
    total: Minor


class Placing:
    """Places payments in the order they are given; `entries` are the facts to insert, as (claim, payment, entry)."""

    def __init__(
        self, work: Unit, on: date, taken_back: Collection[str] = (), chosen: Collection[int] | None = None
    ) -> None:
        """Loads the claims money may be for; `on` is the last day money came.

        These are the open ones, those with a reference (as match key) in `taken_back`, which may have been settled by
        the money the bank takes back now, and those settled after a letter they shared with an open one. Where a person
        has chosen claims, it is those and their debtors' open ones.
        """
        self._country = work.creditor.country
        wanted, debtors = Q(claimstate__settled_on__isnull=True), None
        if chosen is None:
            wanted |= Q(match_key__in=taken_back)
        else:
            debtors = set(rows.Claim.objects.filter(id__in=chosen).values_list("debtor_id", flat=True))
            wanted = wanted & Q(debtor_id__in=debtors) | Q(id__in=chosen)
        self._sent, self._together = _last_letters(debtors)
        self._claims = load.claims(rows.Claim.objects.filter(wanted).values("id"))
        found = self._claims.keys()
        beside = {key for ids in self._together.values() if ids & found for key in ids - found}
        self._claims |= load.claims(beside)
        self._of_debtor: dict[int, list[int]] = defaultdict(list)
        for claim in sorted(self._claims.values(), key=lambda claim: (claim.terms.due_on, claim.number)):
            self._of_debtor[claim.debtor_id].append(claim.id)
        self._index = OpenItems(self._open_items(wanted, on))
        self.entries: list[tuple[int, int, Entry]] = []

    def place(self, payment_id: int, payment: Incoming, currency: str, on: date) -> Match | None:
        """Places one payment where it surely belongs; None leaves it for a person."""
        match = self._index.match(payment)
        if match is None or self._claims[match.claim_id].currency != currency:
            return None
        self.put(payment_id, match.claim_id, payment.amount, on, by_reference=match.reason == "reference")
        return match

    def put(self, payment_id: int, claim_id: int, amount: Minor, on: date, *, by_reference: bool = True) -> Minor:
        """Places money on a claim and, where it is more, on its debtor's others; how much of it found a place."""
        first = self._claims[claim_id]
        promise = self._promise(first)
        together = promise.claim_ids if promise else frozenset()
        others = [self._claims[key] for key in self._of_debtor[first.debtor_id] if key != first.id]
        others.sort(key=lambda claim: claim.id not in together)
        claims = [first, *(claim for claim in others if claim.currency == first.currency)]
        return self._keep(payment_id, self._shares(claims, amount, on, promise, by_reference=by_reference))

    def put_only(self, payment_id: int, claim_id: int, amount: Minor, on: date) -> Minor:
        """Places money on a claim and no other, from the invoice's own day where it came before; how much found a place."""
        claim = self._claims[claim_id]
        from_on = max(on, claim.terms.sent_on)
        return self._keep(payment_id, self._shares([claim], amount, from_on, self._promise(claim), by_reference=True))

    def _shares(
        self, claims: list[Claim], amount: Minor, on: date, promise: Promise | None, *, by_reference: bool
    ) -> tuple[Share, ...]:
        """What each claim gets; money that left again opens the first."""
        if amount < 0:
            return (Share(claims[0], (Entry(EntryKind.PAYMENT, -amount, on),)),)
        return allocate(amount, on, claims, self._country, promise, by_reference=by_reference)

    def _keep(self, payment_id: int, shares: tuple[Share, ...]) -> Minor:
        for share in shares:
            self._claims[share.claim.id] = replace(share.claim, entries=(*share.claim.entries, *share.entries))
            self.entries.extend((share.claim.id, payment_id, entry) for entry in share.entries)
        return -sum(entry.amount for share in shares for entry in share.entries if entry.kind is EntryKind.PAYMENT)

    def _promise(self, claim: Claim) -> Promise | None:
        sent = self._sent.get(claim.id)
        if sent is None:
            return None
        together = self._together[sent.letter_id] & self._claims.keys()
        paid = -sum(
            entry.amount
            for key in together
            for entry in self._claims[key].entries
            if entry.kind is EntryKind.PAYMENT and entry.on >= sent.sent_on
        )
        return Promise(sent.sent_on, sent.deadline_on, sent.total, paid, frozenset(together))

    def _open_items(self, wanted: Q, on: date) -> Iterable[OpenItem]:
        columns = ("id", "debtor_id", "number", "match_key", "debtor__name")
        found = rows.Claim.objects.filter(wanted).values_list(*columns)
        for claim_id, debtor_id, number, key, name in found:
            amounts = _amounts(self._claims[claim_id], self._sent.get(claim_id), self._country_total(claim_id, on))
            yield OpenItem(claim_id, debtor_id, number, key, name, amounts)

    def _country_total(self, claim_id: int, on: date) -> tuple[Minor, ...]:
        """What would settle the claim, and its principal; nothing where a rate is missing."""
        try:
            reckoning = reckon_claim(self._claims[claim_id], self._country, on)
        except NotInForce:
            return ()
        return reckoning.total, reckoning.principal


def _amounts(claim: Claim, sent: _Sent | None, totals: tuple[Minor, ...]) -> frozenset[Minor]:
    letter = (sent.total,) if sent else ()
    return frozenset(amount for amount in (claim.face, *letter, *totals) if amount > 0)


def _last_letters(debtors: Collection[int] | None) -> tuple[dict[int, _Sent], dict[int, set[int]]]:
    """The last letter about each claim of the account or of some debtors, and the claims of each letter.

    One plain pass over all letters: narrowed to the open claims it is a nest of subqueries that PostgreSQL may plan badly.
    """
    sent: dict[int, _Sent] = {}
    together: dict[int, set[int]] = defaultdict(set)
    columns = ("claim_id", "letter_id", "letter__sent_on", "letter__deadline_on", "letter__total")
    found = rows.LetterClaim.objects.filter(letter__withdrawal__isnull=True, letter__returned__isnull=True)
    if debtors is not None:
        found = found.filter(letter__debtor_id__in=debtors)
    for claim_id, letter_id, sent_on, deadline_on, total in found.order_by("letter_id").values_list(*columns):
        sent[claim_id] = _Sent(letter_id, sent_on, deadline_on, total)
        together[letter_id].add(claim_id)
    return sent, together

"""Placing money: the claims it may be for in memory, one payment after the other, and then their facts at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from krav.actions.unit import Unit
from krav.claims.allocate import Promise, Share, allocate
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.claims.match import match
from krav.claims.matching import OVER, PERSON, REFERENCE, RETURNED, SHARES, Incoming, Matching, Part
from krav.claims.matching_index import OpenItems
from krav.kernel.money import Minor
from krav.law.dated import NotInForce
from krav.store import models as rows
from krav.store.queries.matching import Ground, ground_of, open_ids
from krav.store.write import insert_many

_MATCHED = ("payment_id", "claim_id", "reason", "confidence", "by", "on")
_ENTIRELY = 100


class Why(NamedTuple):
    """Why a payment was placed on a claim."""

    payment_id: int
    claim_id: int
    reason: str
    confidence: int


class Placing:
    """Places payments in the order they are given.

    `entries` are the facts to insert, as (claim, payment, entry), and `whys` the reason of each placement.
    """

    def __init__(self, work: Unit, ground: Ground, index: OpenItems | None = None) -> None:
        """Money may be placed on the claims of a ground; `index` finds those that a payment is for."""
        self._country = work.creditor.country
        self._sent, self._together, self._claims = ground.sent, ground.together, ground.claims
        self._index = index or OpenItems(())
        self._of_debtor: dict[int, list[int]] = defaultdict(list)
        for claim in sorted(self._claims.values(), key=lambda claim: (claim.terms.due_on, claim.number)):
            self._of_debtor[claim.debtor_id].append(claim.id)
        self.entries: list[tuple[int, int, Entry]] = []
        self.whys: list[Why] = []

    @classmethod
    def chosen(cls, work: Unit, claim_ids: Iterable[int]) -> "Placing":
        """Where a person has chosen claims: those, and what else their customers owe."""
        debtors = set(rows.Claim.objects.filter(id__in=claim_ids).values_list("debtor_id", flat=True))
        return cls(work, ground_of({*claim_ids, *open_ids(debtors)}))

    def place(self, payment_id: int, payment: Incoming, on: date) -> Matching | None:
        """Places one payment where it surely belongs; None leaves it for a person."""
        found = match(payment, self._index)
        if found is None or not found.sure:
            return None
        before = len(self.entries)
        try:
            self._put_found(payment_id, payment.amount, found, on)
        except NotInForce:  # nobody knows what is owed that day: it waits
            return None
        if len(self.entries) == before:
            return None
        meant = {part.claim_id for part in found.parts}
        for claim_id in dict.fromkeys(claim_id for claim_id, _, _ in self.entries[before:]):
            self.whys.append(Why(payment_id, claim_id, found.reason if claim_id in meant else OVER, found.confidence))
        self._reckon_again(before, on)
        return found

    def give_back(self, payment_id: int, parts: Iterable[Part], on: date) -> None:
        """Opens claims again that money has left, by the part of each."""
        before = len(self.entries)
        for claim_id, amount in parts:
            self._keep(payment_id, (Share(self._claims[claim_id], (Entry(EntryKind.PAYMENT, amount, on),)),))
            self.whys.append(Why(payment_id, claim_id, RETURNED, _ENTIRELY))
        self._reckon_again(before, on)

    def put(self, payment_id: int, claim_id: int, amount: Minor, on: date, *, by_reference: bool = True) -> Minor:
        """Places money on a claim and, where it is more, on its debtor's others; how much of it found a place."""
        first = self._claims[claim_id]
        promise = self._promise(first)
        together = promise.claim_ids if promise else frozenset()
        others = [self._claims[key] for key in self._of_debtor[first.debtor_id] if key != first.id]
        others.sort(key=lambda claim: claim.id not in together)
        claims = [first, *(claim for claim in others if claim.currency == first.currency)]
        return self._keep(payment_id, self._shares(claims, amount, on, promise, by_reference=by_reference))

    def put_only(self, payment_id: int, claim_id: int, amount: Minor, on: date, *, by_reference: bool = True) -> Minor:
        """Places money on a claim and no other, from the invoice's own day where it came before; how much found a place."""
        claim = self._claims[claim_id]
        from_on, promise = max(on, claim.terms.sent_on), self._promise(claim)
        return self._keep(payment_id, self._shares([claim], amount, from_on, promise, by_reference=by_reference))

    def by_person(self, payment_id: int) -> None:
        """Keeps that a person placed it."""
        given = dict.fromkeys(claim_id for claim_id, placed, _ in self.entries if placed == payment_id)
        self.whys.extend(Why(payment_id, claim_id, PERSON, _ENTIRELY) for claim_id in given)

    @property
    def claims(self) -> Mapping[int, Claim]:
        """All the claims it knows, by id, as they are now."""
        return self._claims

    def touched(self) -> dict[int, Claim]:
        """The claims that were given something, by id, as they are now."""
        return {claim_id: self._claims[claim_id] for claim_id, _, _ in self.entries}

    def in_letters(self) -> set[int]:
        """Those of the claims that were given something about which a letter was sent."""
        told_of = set(self._sent).union(*self._together.values())
        return {claim_id for claim_id, _, _ in self.entries if claim_id in told_of}

    def opened(self) -> set[int]:
        """The claims that money has left again."""
        return {claim_id for claim_id, _, entry in self.entries if entry.amount > 0}

    def standing(self, payment_id: int) -> dict[int, Minor]:
        """What of a payment was placed in this go, by claim."""
        found: dict[int, Minor] = defaultdict(int)
        for claim_id, placed, entry in self.entries:
            if placed == payment_id and entry.kind is EntryKind.PAYMENT:
                found[claim_id] -= entry.amount
        return dict(found)

    def _put_found(self, payment_id: int, amount: Minor, found: Matching, on: date) -> None:
        """One claim gets all, and what is over goes on to its customer's others; several get their parts."""
        by_reference = bool({REFERENCE, SHARES} & set(found.evidence))
        first = found.parts[0]
        if len(found.parts) == 1 and first.amount == amount:
            on = max(on, self._claims[first.claim_id].terms.sent_on)
            self.put(payment_id, first.claim_id, amount, on, by_reference=by_reference)
        else:
            self._put_parts(payment_id, found.parts, on, by_reference=by_reference)

    def _put_parts(self, payment_id: int, parts: Iterable[Part], on: date, *, by_reference: bool) -> None:
        """Each claim its part; credit notes are set off against the first claims that can take them."""
        given = [part for part in parts if part.amount > 0]
        set_off: list[tuple[int, int, Minor]] = []
        for credit in (part for part in parts if part.amount < 0):
            left = -credit.amount
            for place, (claim_id, amount) in enumerate(given):
                taken = min(left, amount)
                if taken:
                    set_off.append((credit.claim_id, claim_id, taken))
                    given[place], left = Part(claim_id, amount - taken), left - taken
        for claim_id, amount in given:
            if amount:
                self.put_only(payment_id, claim_id, amount, on, by_reference=by_reference)
        for credit_id, claim_id, taken in set_off:
            self._set_off(payment_id, credit_id, claim_id, taken)

    def _set_off(self, payment_id: int, credit_id: int, claim_id: int, amount: Minor) -> None:
        """A credit note says that part was never owed: it lowers the invoice from the invoice's own day."""
        credit, invoice = self._claims[credit_id], self._claims[claim_id]
        lowers = Entry(EntryKind.CREDIT, -amount, invoice.terms.sent_on, label=credit.number[:40])
        used = Entry(EntryKind.CREDIT, amount, credit.terms.sent_on, label=invoice.number[:40])
        self._keep(payment_id, (Share(invoice, (lowers,)), Share(credit, (used,))))

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

    def _reckon_again(self, since: int, on: date) -> None:
        """Tells the index what the claims of the last facts come to now."""
        got: dict[int, Minor] = defaultdict(int)
        for claim_id, _, entry in self.entries[since:]:
            got[claim_id] -= entry.amount if entry.kind is EntryKind.PAYMENT else 0
        for claim_id, paid in got.items():
            try:
                left = reckon_claim(self._claims[claim_id], self._country, on).total
            except NotInForce:
                left = 0
            self._index.lower(claim_id, max(0, left) if self._claims[claim_id].face > 0 else min(0, left), paid)

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


def write_whys(work: Unit, whys: Iterable[Why], by: str = "") -> None:
    """Keeps why payments stand where they stand; `by` is who placed them, empty for Krav itself."""
    insert_many(rows.Matched, _MATCHED, [(*why, by, work.on) for why in whys])

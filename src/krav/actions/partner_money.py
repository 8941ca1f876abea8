"""Money that debtors pay to a partner, booked here on the claims it is for; it lies with the partner until it is settled."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

from krav.actions import loose, overtaken, states
from krav.actions.payments import store
from krav.actions.placing import Why, write_whys
from krav.actions.unit import Unit
from krav.claims.case import Case
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim
from krav.claims.matching import REFERENCE, RETURNED
from krav.formats.values import PaymentIn
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import Refusal
from krav.law.dated import NotInForce
from krav.store import load_cases
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.wire.partners.values import NewsIn, PaidThere

_PRINCIPAL = "principal"
_ENTIRELY = 100


class BookedThere:
    """What a case stands at when its partner tells of money: may it be so, and what it does."""

    def __init__(self, work: Unit, hand_over: rows.HandOver) -> None:
        """Reads the case as it stands now."""
        self.work, self.hand_over = work, hand_over
        self.case: Case = load_cases.cases([hand_over.case_id])[hand_over.case_id]

    def why_not(self, paid: PaidThere) -> Refusal | None:
        """Why the money cannot be what the partner says, or None."""
        if paid.currency != self.case.currency:
            facts = {"told": paid.currency, "currency": self.case.currency}
            return Refusal("other_currency", "The partner tells of {told}; the case is in {currency}.", facts=facts)
        if paid.parts.total != paid.amount or not paid.amount or len({each > 0 for each in paid.parts if each}) > 1:
            told, parts = Money(paid.amount, paid.currency), Money(paid.parts.total, paid.currency)
            return Refusal("parts", "The partner tells of {told}, and its parts come to {parts}.",
                           facts={"told": told, "parts": parts})  # fmt: skip
        if paid.received_on > self.work.on:
            facts_day = {"received": paid.received_on, "on": self.work.on}
            return Refusal("not_yet", "Money of {received} has not come yet; today is {on}.", facts=facts_day)
        if paid.invoice and all(claim.number != paid.invoice for claim in self.case.claims):
            reason = "Invoice {number} is not in this case."
            return Refusal("other_invoice", reason, facts={"number": paid.invoice})
        return self._too_much(paid)

    def _too_much(self, paid: PaidThere) -> Refusal | None:
        """More than is owed, or more taken back than the partner told of."""
        try:
            most = self._most(paid)
        except NotInForce as missing:
            return Refusal("not_in_force", missing.phrase, facts=missing.facts)
        if abs(paid.parts.ours) <= most:
            return None
        facts = {"told": Money(abs(paid.parts.ours), paid.currency), "most": Money(most, paid.currency)}
        if paid.amount < 0:
            return Refusal("more_back", "{told} is taken back, and the partner told of {most} before.", facts=facts)
        return Refusal("too_much", "{told} was paid there, and no more than {most} is owed.", facts=facts)

    def _most(self, paid: PaidThere) -> Minor:
        if paid.amount < 0:
            return sum(self._standing().values())
        country, day = self.work.creditor.country, max(self.work.on, paid.received_on)
        owed = sum(max(0, reckon_claim(claim, country, day).total) for claim in self.case.claims)
        return owed + self.work.creditor.policy.case_tolerance if owed else 0

    def book(self, news: NewsIn, news_id: int, paid: PaidThere) -> None:
        """Writes the payment and its entries: the principal of the invoice named, else of the oldest, then the rest.

        The partner's own costs never were our claim.
        """
        ours, payment_id = paid.parts.ours, None
        if ours:
            payment_id = self._stored(news, ours, paid)
            self._place(payment_id, paid)
        parts = paid.parts
        rows.PartnerPayment.objects.create(
            hand_over_id=self.hand_over.pk,
            news_id=news_id,
            payment_id=payment_id,
            received_on=paid.received_on,
            currency=paid.currency,
            amount=paid.amount,
            **parts._asdict(),
        )

    def _stored(self, news: NewsIn, ours: Minor, paid: PaidThere) -> int:
        name = sha256(f"{self.hand_over.agreement_id} {news.key}".encode()).hexdigest()[:40]
        texts = (f"{self.hand_over.agreement.name} {self.hand_over.reference}",)
        told = PaymentIn(paid.received_on, Money(ours, paid.currency), f"partner:{name}", "", texts=texts)
        return store([told], None)[0]

    def _place(self, payment_id: int, paid: PaidThere) -> None:
        work, on, book = self.work, paid.received_on, self.work.creditor.country.book.version
        placed = self._back(paid) if paid.amount < 0 else self._covered(paid)
        days = {claim.id: max(on, claim.terms.sent_on) for claim in self.case.claims}
        insert_entries(
            NewEntry(claim_id, "payment", -amount, days[claim_id], work.on, aim, payment_id=payment_id, book=book)
            for claim_id, aim, amount in placed
        )
        ids = list(dict.fromkeys(claim_id for claim_id, _, _ in placed))
        reason = RETURNED if paid.amount < 0 else REFERENCE
        write_whys(work, [Why(payment_id, claim_id, reason, _ENTIRELY) for claim_id in ids])
        states.refresh(ids, work.creditor)
        if paid.amount > 0:
            overtaken.reverse(work, ids, on)
        loose.refresh([payment_id])

    def _ordered(self, invoice: str) -> Sequence[Claim]:
        """The claims, the invoice named first and then the oldest."""
        return sorted(self.case.claims, key=lambda claim: (claim.number != invoice, claim.terms.due_on, claim.number))

    def _covered(self, paid: PaidThere) -> list[tuple[int, str, Minor]]:
        """What each claim gets: (claim, aim, amount). What is left over stays loose."""
        law, found = self.work.creditor.country, list[tuple[int, str, Minor]]()
        left = {_PRINCIPAL: paid.parts.principal, "": paid.parts.interest + paid.parts.fees}
        day = paid.received_on
        owed = {claim.id: reckon_claim(claim, law, max(day, claim.terms.sent_on)) for claim in self._ordered(paid.invoice)}
        free = {key: max(0, each.total) for key, each in owed.items()}
        for aim, most in ((_PRINCIPAL, {key: max(0, each.principal) for key, each in owed.items()}), ("", free)):
            for claim_id in owed:
                amount = min(left[aim], most[claim_id], free[claim_id])
                if amount > 0:
                    found.append((claim_id, aim, amount))
                    left[aim] -= amount
                    free[claim_id] -= amount
        for claim_id in owed:  # what the partner splits otherwise than we reckon covers whatever is open
            amount = min(sum(left.values()), free[claim_id])
            if amount > 0:
                found.append((claim_id, "", amount))
                left = {"": sum(left.values()) - amount}
        return found

    def _back(self, paid: PaidThere) -> list[tuple[int, str, Minor]]:
        """What each claim loses again of what the partner had told of, the invoice named first, else the newest."""
        standing, left, found = self._standing(), -paid.parts.ours, list[tuple[int, str, Minor]]()
        newest = reversed(self._ordered(""))
        for claim in sorted(newest, key=lambda each: each.number != paid.invoice):
            amount = min(left, standing.get(claim.id, 0))
            if amount > 0:
                found.append((claim.id, "", -amount))
                left -= amount
        return found

    def _standing(self) -> dict[int, Minor]:
        """What of money paid there stands on each claim of the case."""
        found: dict[int, Minor] = defaultdict(int)
        mine = rows.Entry.objects.filter(kind="payment", payment__partnerpayment__hand_over_id=self.hand_over.pk)
        for claim_id, amount in mine.values_list("claim_id", "amount"):
            found[claim_id] -= amount
        return {claim_id: amount for claim_id, amount in found.items() if amount > 0}

"""Open entries of one customer set off against each other: a credit note or a payment on account lowers an invoice."""

from datetime import date

from django.db.models import Sum

from krav.actions import overtaken, states
from krav.actions.unit import Actor, Unit, unit
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, EntryKind
from krav.kernel.money import Minor
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.store import load
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries


def match_items(account_id: int, credit_claim_id: int, claim_id: int, *, on: date, by: Actor, key: str = "") -> Minor:
    """Sets an item below zero off against an invoice, as far as both reach; by how much.

    A credit note says that part was never owed: it counts from the invoice's own day. A payment on account counts from
    its own day. The two entries sum to zero.

    Raises:
        KravError: they are not of one customer, or one of them has nothing left.
    """
    with unit(account_id, "match_items", on=on, by=by, key=key) as work:
        credit, invoice, kind = _pair(credit_claim_id, claim_id)
        law = work.creditor.country
        aim = "" if kind is EntryKind.CREDIT else law.payment_aim(by_reference=True, last_letter=None)
        took_effect = invoice.terms.sent_on if kind is EntryKind.CREDIT else max(credit.terms.sent_on, invoice.terms.sent_on)
        left = -reckon_claim(credit, law, max(on, credit.terms.sent_on)).total
        amount = min(left, _owed(invoice, law, kind, took_effect, on))
        if amount <= 0:
            raise KravError("There is nothing left to match between these two.")
        _write(work, credit, invoice, kind, amount, took_effect, aim)
        work.said = {"claim": invoice.number, "with": credit.number, "amount": amount}
    return amount


def unmatch_items(account_id: int, credit_claim_id: int, claim_id: int, *, on: date, by: Actor, key: str = "") -> Minor:
    """Parts the two again by new entries, as if they had never been matched; by how much.

    Raises:
        KravError: they are not matched.
    """
    with unit(account_id, "unmatch_items", on=on, by=by, key=key) as work:
        credit, invoice, kind = _pair(credit_claim_id, claim_id)
        mine = rows.Entry.objects.filter(claim_id=claim_id, kind=kind, label=credit.number[:40], payment__isnull=True)
        standing = list(mine.values("on", "aim").annotate(sum=Sum("amount")).exclude(sum=0).values_list("on", "aim", "sum"))
        amount = -sum(int(lowered) for _, _, lowered in standing)
        if not amount:
            raise KravError("These two are not matched.")
        for day, aim, lowered in standing:
            _write(work, credit, invoice, kind, lowered, day, aim)
        work.said = {"claim": invoice.number, "with": credit.number, "amount": -amount}
    return amount


def _owed(invoice: Claim, law: Country, kind: EntryKind, took_effect: date, on: date) -> Minor:
    """How much the invoice can take: of a credit note its principal, of money what was owed then and still is."""
    now = reckon_claim(invoice, law, max(on, took_effect))
    return now.principal if kind is EntryKind.CREDIT else min(now.total, reckon_claim(invoice, law, took_effect).total)


def _pair(credit_claim_id: int, claim_id: int) -> tuple[Claim, Claim, EntryKind]:
    """The item below zero, the invoice, and what the one is to the other."""
    kinds = dict(rows.Claim.objects.filter(id__in=(credit_claim_id, claim_id)).values_list("id", "kind"))
    found = load.claims([credit_claim_id, claim_id])
    if len(found) < 2:
        raise KravError("There is no such claim in this account.")
    credit, invoice = found[credit_claim_id], found[claim_id]
    if credit.face >= 0 or invoice.face <= 0:
        raise KravError("Only an entry below zero can be matched, and only with an invoice.")
    if (credit.debtor_id, credit.currency) != (invoice.debtor_id, invoice.currency):
        raise KravError("Entries of two customers, or of two currencies, cannot be matched.")
    return credit, invoice, EntryKind(kinds[credit_claim_id])


def _write(work: Unit, credit: Claim, invoice: Claim, kind: EntryKind, amount: Minor, took_effect: date, aim: str) -> None:
    """The two entries; a match taken back has them with their signs turned."""
    book = work.creditor.country.book.version
    insert_entries(
        [
            NewEntry(invoice.id, kind, -amount, took_effect, work.on, aim, credit.number[:40], book=book),
            NewEntry(credit.id, kind, amount, credit.terms.sent_on, work.on, "", invoice.number[:40], book=book),
        ]
    )
    overtaken.reverse(work, [invoice.id], took_effect)
    states.refresh([credit.id, invoice.id], work.creditor)

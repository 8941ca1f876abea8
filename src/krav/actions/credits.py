"""Credit notes told of by hand: what was never owed, or is no longer."""

from datetime import date

from krav.actions import overtaken, states
from krav.actions.unit import Actor, unit
from krav.claims.decide import reckon_claim
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError
from krav.store import load
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries

LABEL = 40
"""Letters the number of a credit note may have."""


def credit_claim(
    account_id: int,
    claim_id: int,
    amount: Minor,
    effective: date | None,
    text: str,
    *,
    on: date,
    by: Actor,
    key: str = "",
) -> None:
    """Lowers what an invoice came to, from its own day (None: it was never owed) or from a later one.

    `text` is the credit note's number, by which a ledger that brings it later knows that it is known.

    Raises:
        KravError: there is no such claim, the day cannot be, or more would be credited than the invoice has open.
    """
    with unit(account_id, "credit_claim", on=on, by=by, key=key) as work:
        claim = rows.Claim.objects.filter(pk=claim_id, kind="invoice").first()
        if claim is None:
            raise KravError("There is no such invoice in this account.")
        from_on = effective or claim.issued_on
        if not claim.issued_on <= from_on <= on:
            facts = {"first": claim.issued_on, "last": on}
            raise KravError("A credit note takes effect between {first}, the invoice's own day, and {last}.", facts)
        owed = reckon_claim(load.claims([claim_id])[claim_id], work.creditor.country, on).principal
        if not 0 < amount <= owed:
            raise KravError("{most} of the invoice is open; a credit note lowers it by that at most.",
                            {"most": Money(owed, claim.currency)})  # fmt: skip
        book = work.creditor.country.book.version
        insert_entries([NewEntry(claim_id, "credit", -amount, from_on, on, label=text[:LABEL], book=book)])
        overtaken.reverse(work, [claim_id], from_on)
        states.refresh([claim_id], work.creditor)
        work.said = {"claim": claim.number, "amount": amount, "from": from_on, "text": text}

"""Troubles of a debtor: a bankruptcy, a death, an unknown address, a minor. Everything about the debtor stops at once.

Each stop has a reason and, where a day is told, an end; when that has come nothing goes on before somebody has looked.
"""

from collections.abc import Collection
from datetime import date

from krav.actions import states
from krav.actions.holds import check_end
from krav.actions.unit import Actor, Unit, unit
from krav.claims.decide import reckon_claim
from krav.countries import step_name
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError
from krav.store import load
from krav.store import models as rows
from krav.store.write import insert_many

REASONS = {
    "bankruptcy": "insolvency",
    "restructuring": "insolvency",
    "debt_relief": "insolvency",
    "death": "death",
    "address": "address",
    "minor": "minor",
}
"""Why the claims of a debtor are stopped, by what has happened to it."""

REVIEW_DAYS = {"insolvency": 60, "death": 60, "address": 14, "minor": 14}
"""After so many days somebody looks again, unless another day is told; what the reason asks for is usually known by then."""


def report_trouble(
    account_id: int,
    debtor_id: int,
    trouble: str,
    *,
    note: str = "",
    until_on: date | None = None,
    on: date,
    by: Actor,
    key: str = "",
) -> int:
    """Stops all open claims of a debtor, those in cases too; how many. Letters that have not left are taken back.

    Raises:
        KravError: there is no such debtor or trouble, nothing of the debtor's is open, or the end is no later day.
    """
    if trouble not in REASONS:
        facts = {"trouble": trouble, "known": ", ".join(REASONS)}
        raise KravError("Krav knows no trouble “{trouble}”; it knows {known}.", facts)
    check_end(on, until_on)
    with unit(account_id, "report_trouble", on=on, by=by, key=key) as work:
        if not rows.Debtor.objects.filter(pk=debtor_id).exists():
            raise KravError("There is no such customer in this account.")
        found = rows.ClaimState.objects.filter(debtor_id=debtor_id, settled_on=None)
        ids = sorted(found.exclude(claim__kind__in=("credit", "payment")).values_list("claim_id", flat=True))
        if not ids:
            raise KravError("Nothing of this customer’s is open; there is nothing to stop.")
        reason, what = REASONS[trouble], step_name(trouble, work.creditor.country.languages[0])
        _stop(work, ids, reason, note if reason == trouble else f"{what}. {note}".strip(), until_on)
        work.said = {"debtor": debtor_id, "trouble": trouble, "claims": len(ids), "until": until_on}
    return len(ids)


def object_to(
    account_id: int, claim_id: int, note: str, disputed: Minor | None = None, *, on: date, by: Actor, key: str = ""
) -> int:
    """Stops a claim that the debtor objects to, in whole or for an amount; the hold's id.

    The law's letters ask for whole invoices, so the whole of it stops, and the debtor's other claims go on. What is not
    disputed goes on once the disputed part has been credited, or the objection is answered, and the stop is lifted.

    Raises:
        KravError: there is no such claim, or more is disputed than is owed.
    """
    with unit(account_id, "place_hold", on=on, by=by, key=key) as work:
        claim = load.claims([claim_id]).get(claim_id)
        if claim is None:
            raise KravError("There is no such claim in this account.")
        if disputed is not None:
            owed = reckon_claim(claim, work.creditor.country, on).total
            if not 0 < disputed <= owed:
                facts = {"most": Money(owed, claim.currency)}
                raise KravError("{most} is owed; what is disputed lies between nothing and that.", facts)
            note = f"{Money(disputed, claim.currency)}: {note}"
        hold = rows.Hold.objects.create(
            claim_id=claim_id, reason="objection", note=note[:400], from_on=on, placed_by=by.name
        )
        states.refresh([claim_id], work.creditor)
        work.said = {"claim": claim.number, "reason": "objection", "until": None, "disputed": disputed}
    return hold.id


def _stop(work: Unit, claim_ids: Collection[int], reason: str, note: str, until_on: date | None) -> None:
    columns = ("claim_id", "reason", "note", "from_on", "until_on", "placed_by")
    insert_many(rows.Hold, columns, [(key, reason, note[:400], work.on, until_on, work.by.name) for key in claim_ids])
    states.refresh(claim_ids, work.creditor)

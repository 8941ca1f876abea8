"""What people know of a customer better than the ledger: kind, address, language."""

from collections.abc import Mapping
from datetime import date

from krav.actions import states, wrong
from krav.actions.parties import WIDTHS
from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.law.phrases import LANGUAGES
from krav.law.step import DebtorKind
from krav.store import models as rows

FIELDS = ("kind", "attention", "street", "postcode", "city", "country", "email", "phone", "language")
"""What may be changed. The ledger's number and name stay, and a ledger that tells otherwise later is right."""

_CHOICES = {"kind": {"", *map(str, DebtorKind)}, "language": {"", *LANGUAGES}}


def change_debtor(account_id: int, debtor_id: int, told: Mapping[str, str], *, on: date, by: Actor, key: str = "") -> None:
    """Writes what is told of a customer; what a debtor is in law moves its claims at once.

    It stops those that were charged what is not lawful against such a debtor.

    Raises:
        KravError: there is no such customer, or something told cannot be.
    """
    for field, value in told.items():
        if field not in FIELDS or len(value) > WIDTHS[field] or value not in _CHOICES.get(field, {value}):
            raise KravError("A customer's {field} cannot be “{value}”.", {"field": field, "value": value})
    with unit(account_id, "change_debtor", on=on, by=by, key=key) as work:
        debtor = rows.Debtor.objects.filter(pk=debtor_id).first()
        if debtor is None:
            raise KravError("There is no such customer in this account.")
        before = {field: getattr(debtor, field) for field, value in told.items() if getattr(debtor, field) != value}
        for field in before:
            setattr(debtor, field, told[field])
        if before:
            debtor.save(update_fields=list(before))
        if "kind" in before:
            mine = rows.ClaimState.objects.filter(debtor_id=debtor_id)
            wrong.look(work, set(mine.filter(settled_on__isnull=True).values_list("claim_id", flat=True)))
            states.refresh(mine.values("claim_id"), work.creditor)
        work.said = {"customer": debtor.number, "changed": sorted(before), "kind": told.get("kind")}

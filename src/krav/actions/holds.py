"""Holds: an objection, a plan or a promise stops a claim at once; lifting one is a new fact."""

from datetime import date

from krav.actions import states
from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.store import models as rows


def place_hold(account_id: int, number: str, reason: str, *, until_on: date | None = None, on: date, by: Actor) -> int:
    """Stops the claim of an invoice number from that day on; the hold's id.

    Raises:
        KravError: there is no such claim, or the hold would end before it begins.
    """
    if until_on is not None and until_on <= on:
        raise KravError(f"A hold from {on} cannot end on {until_on}; give a later day.")
    with unit(account_id, "place_hold", on=on, by=by) as work:
        claim_id = claim_id_of(number)
        hold = rows.Hold.objects.create(claim_id=claim_id, reason=reason, from_on=on, until_on=until_on, placed_by=by.name)
        states.refresh([claim_id], work.creditor)
        work.said = {"claim": number, "reason": reason, "until": until_on}
    return hold.id


def lift_hold(account_id: int, hold_id: int, *, on: date, by: Actor) -> None:
    """Lets the claim go on from that day.

    Raises:
        KravError: there is no such hold, or it was lifted before.
    """
    with unit(account_id, "lift_hold", on=on, by=by) as work:
        hold = rows.Hold.objects.filter(pk=hold_id, holdlift__isnull=True).first()
        if hold is None:
            raise KravError(f"There is no hold {hold_id} in force.")
        rows.HoldLift.objects.create(hold=hold, on=on, lifted_by=by.name)
        states.refresh([hold.claim_id], work.creditor)
        work.said = {"hold": hold_id}


def claim_id_of(number: str) -> int:
    """The id of the claim with an invoice number, in the account in scope.

    Raises:
        KravError: there is none.
    """
    found = rows.Claim.objects.filter(number=number).values_list("id", flat=True).first()
    if found is None:
        raise KravError(f"There is no claim on invoice {number} in this account.")
    return found

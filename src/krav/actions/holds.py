"""Holds: an objection, a plan or a promise stops a claim at once; lifting one is a new fact."""

import json
from collections.abc import Collection
from datetime import date

from krav.actions import states
from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.write import insert_many, reserve_ids


def place_hold(
    account_id: int,
    number: str,
    reason: str,
    *,
    note: str = "",
    until_on: date | None = None,
    on: date,
    by: Actor,
    key: str = "",
) -> int:
    """Stops the claim of an invoice number from that day on; the hold's id. `note` is what the debtor or a person said.

    Raises:
        KravError: there is no such claim, or the hold would end before it begins.
    """
    check_end(on, until_on)
    with unit(account_id, "place_hold", on=on, by=by, key=key) as work:
        claim_id = claim_id_of(number)
        hold = rows.Hold.objects.create(
            claim_id=claim_id, reason=reason, note=note, from_on=on, until_on=until_on, placed_by=by.name
        )
        states.refresh([claim_id], work.creditor)
        work.said = {"claim": number, "reason": reason, "until": until_on}
    return hold.id


def place_holds(
    account_id: int,
    claim_ids: Collection[int],
    reason: str,
    until_on: date | None,
    *,
    note: str = "",
    on: date,
    by: Actor,
    key: str,
) -> int:
    """Stops claims together, until a day or until they are lifted; how many. With the same key they go on together again.

    Raises:
        KravError: none of them is open, or the holds would end before they begin.
    """
    check_end(on, until_on)
    with unit(account_id, "place_hold", on=on, by=by, key=key) as work:
        found = sorted(
            rows.ClaimState.objects.filter(claim_id__in=claim_ids, settled_on=None).values_list("claim_id", flat=True)
        )
        if not found:
            raise KravError("None of the claims chosen is open.")
        ids = list(reserve_ids(rows.Hold, len(found)))
        insert_many(
            rows.Hold,
            ("id", "claim_id", "reason", "note", "from_on", "until_on", "placed_by"),
            [(hold, claim, reason, note, on, until_on, by.name) for hold, claim in zip(ids, found, strict=True)],
        )
        states.refresh(found, work.creditor)
        work.said = {"claims": len(found), "reason": reason, "until": until_on, "span": (ids[0], ids[-1])}
    return len(found)


def lift_holds(account_id: int, placed: str, *, on: date, by: Actor) -> int:
    """Lifts those of the holds placed together with the key `placed` that still stand; how many.

    Raises:
        KravError: no holds were placed with that key.
    """
    with unit(account_id, "lift_hold", on=on, by=by) as work:
        act = rows.Audit.objects.filter(action="place_hold", key=placed).first() if placed else None
        span = json.loads(act.data).get("span") if act else None
        if span is None:
            raise KravError("No claims were stopped together there.")
        holds = list(rows.Hold.objects.filter(id__range=span, holdlift__isnull=True))
        insert_many(rows.HoldLift, ("hold_id", "on", "lifted_by"), [(hold.id, on, by.name) for hold in holds])
        states.refresh([hold.claim_id for hold in holds], work.creditor)
        work.said = {"holds": [hold.id for hold in holds]}
    return len(holds)


def lift_hold(account_id: int, hold_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """Lets the claim go on from that day.

    Raises:
        KravError: there is no such hold, or it was lifted before.
    """
    with unit(account_id, "lift_hold", on=on, by=by, key=key) as work:
        hold = rows.Hold.objects.filter(pk=hold_id, holdlift__isnull=True).first()
        if hold is None:
            raise KravError("There is no hold {hold} in force.", {"hold": hold_id})
        rows.HoldLift.objects.create(hold=hold, on=on, lifted_by=by.name)
        states.refresh([hold.claim_id], work.creditor)
        work.said = {"hold": hold_id}


def check_end(on: date, until_on: date | None) -> None:
    """Refuses a hold that would end before it begins."""
    if until_on is not None and until_on <= on:
        raise KravError("A hold from {on} cannot end on {until}; give a later day.", {"on": on, "until": until_on})


def claim_id_of(number: str) -> int:
    """The id of the claim with an invoice number, in the account in scope.

    Raises:
        KravError: there is none.
    """
    found = rows.Claim.objects.filter(number=number).values_list("id", flat=True).first()
    if found is None:
        raise KravError("There is no claim on invoice {number} in this account.", {"number": number})
    return found

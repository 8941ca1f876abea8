"""Stops of a case: an objection or another reason holds some of its claims, or all of them, at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from krav.actions import states
from krav.actions.cases import open_one
from krav.actions.holds import check_end
from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.write import insert_many


@dataclass(frozen=True, slots=True)
class Stop:
    """Why claims are stopped, and until when; None until somebody lifts it."""

    reason: str
    note: str = ""
    until_on: date | None = None


def stop_case(
    account_id: int, case_id: int, claim_ids: Collection[int], stop: Stop, *, on: date, by: Actor, key: str = ""
) -> None:
    """Stops these claims of an open case; nothing is sent about them from that day on.

    Raises:
        KravError: the case is closed, a claim is not in it, or the stop would end before it begins.
    """
    check_end(on, stop.until_on)
    with unit(account_id, "place_hold", on=on, by=by, key=key) as work:
        case = open_one(case_id)
        members = {claim.id: claim.number for claim in case.claims}
        if not claim_ids or not set(claim_ids) <= members.keys():
            raise KravError("These claims are not all in case {number}.", {"number": case.number})
        insert_many(
            rows.Hold,
            ("claim_id", "reason", "note", "from_on", "until_on", "placed_by"),
            [(claim_id, stop.reason, stop.note, on, stop.until_on, by.name) for claim_id in sorted(claim_ids)],
        )
        states.refresh(claim_ids, work.creditor)
        numbers = [members[each] for each in sorted(claim_ids)]
        work.said = {"claims": numbers, "reason": stop.reason, "until": stop.until_on}

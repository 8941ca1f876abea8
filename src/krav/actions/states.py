"""The projection: one row a claim, rewritten from the facts whenever they change, rebuildable at any time."""

from collections.abc import Iterable
from datetime import date

from krav.actions.unit import Actor, unit
from krav.claims.ledger import Claim
from krav.claims.state import State, state_of
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor, Ids
from krav.store.write import upsert_many

COLUMNS = ("claim_id", "debtor_id", "stage", "balance", "settled_on", "next_step", "next_on", "blocked")


def rebuild(account_id: int, *, on: date, by: Actor) -> int:
    """Rewrites every row of the account's projection from the facts; the number of claims."""
    with unit(account_id, "rebuild", on=on, by=by) as work:
        count = refresh(rows.Claim.objects.values("id"), work.creditor)
        work.said = {"claims": count}
    return count


def refresh(ids: Ids, creditor: Creditor) -> int:
    """Rewrites the rows of these claims from their facts."""
    claims = load.claims(ids).values()
    return save((claim, state_of(claim, creditor.country, creditor.policy)) for claim in claims)


def save(states: Iterable[tuple[Claim, State]]) -> int:
    """Writes states as they are."""
    return upsert_many(
        rows.ClaimState,
        "claim_id",
        COLUMNS,
        (
            (
                claim.id,
                claim.debtor_id,
                state.stage,
                state.balance,
                state.settled_on,
                state.next_step,
                state.next_on,
                state.blocked,
            )
            for claim, state in states
        ),
    )

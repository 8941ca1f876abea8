"""Steps taken by hand: a person ticks claims and chooses a stage; what the law and the policy allow becomes letters."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from krav.actions import partner_notices
from krav.actions.daily import decided, decisions, stale_news
from krav.actions.unit import Actor, unit
from krav.actions.withdrawals import withdraw
from krav.actions.writing import span, write
from krav.claims.decide import PlannedLetter, reckon_claim
from krav.claims.ledger import Claim
from krav.claims.reckon import Reckoning
from krav.kernel.refusal import KravError, Refusal
from krav.law.dated import NotInForce
from krav.law.step import Step
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.moves import Move, last_moves
from krav.wire import clock

UNDO = timedelta(minutes=15)
"""How long a letter made by hand stays, so that it can be undone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim on a day: the step that may be taken now, or why none may. No reckoning where a rate is missing."""

    claim: Claim
    reckoning: Reckoning | None
    step: Step | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What choosing a stage would do: the letters, and why a claim (by id) gets none."""

    letters: tuple[PlannedLetter, ...]
    refusals: dict[int, Refusal]


@dataclass(frozen=True, slots=True)
class Made:
    """What was done: the letters' ids, when they leave, and why a claim (by id) got none."""

    letter_ids: tuple[int, ...]
    leaves_at: datetime
    refusals: dict[int, Refusal]


def standings(claim_ids: Collection[int], on: date, creditor: Creditor | None = None) -> dict[int, Standing]:
    """Where claims stand that day, by id; what only waits for a person's yes may be done. The account must be in scope.

    `creditor` is the account's, where it is at hand.
    """
    creditor = creditor or creditor_in_scope()
    claims = load.claims(claim_ids)
    steps: dict[int, Step] = {}
    refusals: dict[int, Refusal] = {}
    for decision in decided(creditor, claims.values(), {claim.debtor_id for claim in claims.values()}, on):
        steps |= {taken.claim.id: letter.step for letter in decision.letters for taken in letter.taken}
        refusals |= decision.refusals
    for claim_id, refusal in refusals.items():
        if refusal.code == "approval":
            steps[claim_id] = next(step for step in creditor.policy.steps if step.key == refusal.facts["step"])
    return {
        key: Standing(claim, _reckoned(claim, creditor, on), steps.get(key), None if key in steps else refusals[key])
        for key, claim in claims.items()
    }


def plan_step(claim_ids: Collection[int], step: str, on: date, seen: Collection[str] | None = None) -> Plan:
    """What taking the step for these claims would do. Reads only; the account must be in scope.

    `seen` are the stages that the person saw the claims at: those that have moved since are refused. None asks nothing.

    Raises:
        KravError: the policy has no such step.
    """
    return _plan(creditor_in_scope(), claim_ids, step, on, seen)


def take_step(
    account_id: int,
    claim_ids: Collection[int],
    step: str,
    *,
    on: date,
    by: Actor,
    key: str = "",
    seen: Collection[str] | None = None,
    agreement_id: int | None = None,
) -> Made:
    """Makes the letters of a step for these claims; they leave after a while, until when they can be undone.

    With `agreement_id` they are notices that name its partner: what is not paid by their deadline goes there by itself.

    Raises:
        KravError: the policy has no such step, or it is no notice that could name a partner.
    """
    with unit(account_id, "take_step", on=on, by=by, key=key) as work:
        plan = _plan(work.creditor, claim_ids, step, on, seen)
        if agreement_id is not None:
            partner_notices.check(work.creditor.country.step(step), agreement_id)
        leaves_at = clock.now() + UNDO
        letter_ids = write(plan.letters, work, leaves_at, agreement_id)
        work.said = {
            "step": step,
            "agreement": agreement_id,
            "letters": len(letter_ids),
            "span": span(letter_ids),
            "seen": None if seen is None else sorted(seen),
            "refused": {claim_id: refusal.code for claim_id, refusal in plan.refusals.items()},
        }
    return Made(tuple(letter_ids), leaves_at, plan.refusals)


def undo_letters(account_id: int, letter_ids: Collection[int], *, on: date, by: Actor) -> int:
    """Takes back letters that have not left; how many.

    Raises:
        KravError: one of them has left, or is leaving now; then none is taken back.
    """
    with unit(account_id, "undo_letters", on=on, by=by) as work:
        queued = rows.Outbox.objects.filter(letter_id__in=letter_ids, state="queued")
        found = set(queued.values_list("letter_id", flat=True))
        if gone := len(set(letter_ids) - found):
            raise KravError(
                "{gone} of these letters have left, or were taken back before; none is taken back now.", {"gone": gone}
            )
        withdraw(work, found, f"Undone by {by.name}.")
        work.said = {"letters": sorted(found)}
    return len(found)


def _reckoned(claim: Claim, creditor: Creditor, on: date) -> Reckoning | None:
    try:
        return reckon_claim(claim, creditor.country, on)
    except NotInForce:
        return None


def _plan(creditor: Creditor, claim_ids: Collection[int], step: str, on: date, seen: Collection[str] | None) -> Plan:
    if step not in {each.key for each in creditor.policy.steps}:
        raise KravError("The policy has no step “{step}”; choose one of its own.", {"step": step})
    stale = stale_news(creditor, on)
    if stale:
        return Plan((), dict.fromkeys(claim_ids, stale))
    states = list(rows.ClaimState.objects.filter(claim_id__in=claim_ids).values_list("claim_id", "debtor_id", "stage"))
    refusals = {} if seen is None else _moved({claim_id for claim_id, _, stage in states if stage not in seen})
    debtor_of = {claim_id: debtor_id for claim_id, debtor_id, _ in states if claim_id not in refusals}
    found = decisions(creditor, debtor_of, set(debtor_of.values()), on, step)
    letters = tuple(letter for decision in found for letter in decision.letters)
    for decision in found:
        refusals |= decision.refusals
    return Plan(letters, refusals)


def _moved(claim_ids: set[int]) -> dict[int, Refusal]:
    """Why claims are left alone that somebody moved after the person's page was opened."""
    moves = last_moves(claim_ids)
    taken_back = Refusal("moved", "Its letter was taken back after your page was opened.")
    return {
        claim_id: Refusal("moved", "{who} moved this at {at}; it now stands at {step}.", facts=facts)
        if (facts := _facts(moves.get(claim_id)))
        else taken_back
        for claim_id in claim_ids
    }


def _facts(move: Move | None) -> dict[str, object]:
    return {"who": move.who, "at": clock.told(move.at), "step": move.step} if move else {}

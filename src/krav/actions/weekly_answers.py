"""Answers to a weekly list: a line is stopped, let go, or waits until somebody has called; once, by whoever was asked."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from krav.actions.holds import place_holds
from krav.actions.steps import take_step
from krav.actions.unit import Actor, unit
from krav.actions.weekly import keep_answers
from krav.actions.weekly_mail import language
from krav.claims.weekly import ALLOW, ANSWERS, CALL, STOP, WeeklyList
from krav.kernel.refusal import KravError, Refusal
from krav.render.weekly import note
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.weekly import the_list
from krav.store.scope import account_scope

CALL_WITHIN = timedelta(days=7)
"""So long an invoice waits for the call."""

LONGEST = 300
"""So many signs somebody may say why in."""


@dataclass(frozen=True, slots=True)
class Given:
    """What came of an answer: how many lines have it, when the letters leave, why a line (by its id) was not let go."""

    lines: int
    leaves_at: datetime | None = None
    refusals: dict[int, Refusal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to lines of a list, with a word why; `how` is mail or page."""

    list_id: int
    lines: Collection[int]
    answer: str
    how: str
    why: str = ""


def answer(account_id: int, reply: Reply, *, now: datetime, on: date, by: Actor, key: str = "") -> Given:
    """Stops, lets go or has called what the lines are about, and keeps who said so and when.

    A line that may not take the step now keeps waiting for its answer, and its refusal is told.

    Raises:
        KravError: there is no such answer or list, its time is up, or the lines were answered.
    """
    if reply.answer not in ANSWERS:
        raise KravError("An answer is one of {known}.", {"known": ", ".join(ANSWERS)})
    with account_scope(account_id):
        of, listed = creditor_in_scope(), the_list(reply.list_id)
    lines = _asked(listed, reply, now)
    with transaction.atomic():
        given = _done(account_id, of, listed.head.step, lines, reply, on, by) if listed else Given(0)
        kept = {claim_id: line_id for claim_id, line_id in lines.items() if line_id not in given.refusals}
        with unit(account_id, "answer_weekly", on=on, by=by, key=key) as work:
            keep_answers(kept, reply.answer, reply.how, by=by, now=now, refused={})
            work.said = {"list": reply.list_id, "answer": reply.answer, "lines": sorted(kept.values()), "how": reply.how}
    return given


def _asked(listed: WeeklyList | None, reply: Reply, now: datetime) -> dict[int, int]:
    """The lines that are answered, by their claims."""
    if listed is None:
        raise KravError("There is no such list in this account.")
    if now >= listed.head.answer_by:
        raise KravError("The time to answer this list is up.")
    lines = {line.claim_id: line.id for line in listed.unanswered if line.id in set(reply.lines)}
    if not lines:
        raise KravError("Nothing chosen waits for an answer any more.")
    return lines


def _done(account_id: int, of: Creditor, step: str, lines: dict[int, int], reply: Reply, on: date, by: Actor) -> Given:
    if reply.answer == ALLOW:
        made = take_step(account_id, lines.keys(), step, on=on, by=by)
        refusals = {lines[claim_id]: refusal for claim_id, refusal in made.refusals.items()}
        return Given(len(lines) - len(refusals), made.leaves_at if made.letter_ids else None, refusals)
    said = f"{note(reply.answer, by.name, language(of, ''))} {reply.why.strip()[:LONGEST]}".strip()[:400]
    reason, until_on = {STOP: ("other", None), CALL: ("call", on + CALL_WITHIN)}[reply.answer]
    place_holds(account_id, lines.keys(), reason, until_on, note=said, on=on, by=by, key="")
    return Given(len(lines))

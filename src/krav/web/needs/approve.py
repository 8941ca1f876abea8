"""The yes to what waits for one: a step of an account at a time, each done once, each told what became of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from krav.actions.steps import take_step
from krav.actions.unit import Actor
from krav.countries import step_name
from krav.kernel.refusal import KravError
from krav.store.load import creditor_in_scope
from krav.store.queries.moves import made
from krav.store.queries.needs import approvable
from krav.store.queries.people import seat
from krav.store.scope import account_scope
from krav.web.explained import said
from krav.web.figures import reader, written
from krav.web.reader import Request, reader_id
from krav.wire import clock

_SESSION = "approved"


class Tick(NamedTuple):
    """A box that was ticked: the account, the step, and what was seen to wait."""

    slug: str
    step: str
    claims: int
    minor: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one yes: `why` says why nothing did; `url` leads to the letters, their refusals and the undo."""

    account: str
    step: str
    letters: int
    refused: int
    leaves: str
    why: str
    url: str


def approve(request: Request, ticks: Sequence[str], key: str, on: date) -> list[Answer]:
    """Says yes to each tick; accounts that are not the reader's are passed over."""
    answers = [answer for text in ticks if (tick := _read(text)) and (answer := _one(request, tick, key, on))]
    request.session[_SESSION] = [asdict(answer) for answer in answers]
    return answers


def has_answers(request: Request) -> bool:
    """Whether there is something to tell once."""
    return _SESSION in request.session


def answered(request: Request) -> list[Answer]:
    """What became of the last yes, told once."""
    return [Answer(**told) for told in request.session.pop(_SESSION, ())]


def _read(text: str) -> Tick | None:
    parts = text.split(":")
    if len(parts) != 4 or not parts[2].isdecimal() or not parts[3].isdecimal():
        return None
    return Tick(parts[0], parts[1], int(parts[2]), int(parts[3]))


def _one(request: Request, tick: Tick, key: str, on: date) -> Answer | None:
    at = seat(reader_id(request), tick.slug)
    if at is None:
        return None
    own = sha256(f"{key} {tick.slug} {tick.step}".encode()).hexdigest()[:40]
    answer = Answer(at.name, step_name(tick.step, reader()), 0, 0, "", "", _result_url(tick, own))
    with account_scope(at.account_id):
        waiting = approvable(creditor_in_scope(), tick.step, on)
        before = made(own)
    if before:
        why = _("You said yes to this at %(at)s; it is not done twice.") % {"at": clock.told(before.at)}
        return Answer(answer.account, answer.step, 0, 0, "", why, answer.url)
    if (len(waiting), sum(waiting.values())) != (tick.claims, tick.minor):
        return _nothing(answer, _("What waits has changed since you saw it; nothing was made. Look again."))
    try:
        done = take_step(
            at.account_id, waiting.keys(), tick.step, on=on, by=Actor(request.user.get_username(), at.role), key=own
        )
    except KravError as error:
        return _nothing(answer, said(error, written(at.country)))
    leaves = clock.told(done.leaves_at) if done.letter_ids else ""
    return Answer(answer.account, answer.step, len(done.letter_ids), len(done.refusals), leaves, "", answer.url)


def _nothing(answer: Answer, why: str) -> Answer:
    return Answer(answer.account, answer.step, 0, 0, "", why, "")


def _result_url(tick: Tick, key: str) -> str:
    """The list with the page of what a form made, where the letters can be undone and each refusal has its reason."""
    return f"{reverse('invoices', kwargs={'slug': tick.slug})}?made={key}"

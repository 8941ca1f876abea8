"""What became of letters that were handed over: dispatches as facts, the outbox moved, credits given back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Case, F, Value, When

from krav.actions.lines import FILE, SMS, Lines, about
from krav.actions.purses import give_back
from krav.actions.routes import meant, routes
from krav.actions.unfit import end
from krav.actions.unit import Unit
from krav.actions.withdrawals import stop
from krav.claims.delivery import Route
from krav.claims.letter import Letter
from krav.store import models as rows
from krav.store.queries.letters import PASSED
from krav.store.write import insert_many
from krav.wire import clock

DELIVERED, QUEUED, ASKING, AMBIGUOUS, REFUSED, FAILED = "delivered", "queued", "sending", "ambiguous", "refused", "failed"
"""Handed over; tried again; looked up later; a person looks; by another channel; given up."""

TRIES = 5
_PAUSE = timedelta(minutes=1)
"""The first; the second is four times as long, the third nine times."""


@dataclass(slots=True)
class Sent:
    """What became of an account's outbox, in numbers of letters."""

    delivered: int = 0
    withdrawn: int = 0
    failed: int = 0
    ambiguous: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A letter on its way by a channel: leased until a moment. `tells`: an SMS follows it; `place` as the carrier said."""

    outbox_id: int
    letter_id: int
    channel: str
    letter: Letter
    until: datetime | None
    place: str = ""
    tells: bool = False

    def leased(self, until: datetime) -> "Item":
        """The same with its lease."""
        return replace(self, until=until)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one hand-over."""

    state: str
    address: str = ""
    sha256: str = ""
    place: str = ""
    problem: str = ""


_Noted = list[tuple[Item, Outcome]]
_QUEUED = ("letter_id", "channel", "state", "leaves_at", "tries", "problem")


def note(work: Unit, items: Sequence[Item], outcomes: Sequence[Outcome], sent: Sent, carried: Lines, now: datetime) -> None:
    """Writes the dispatches and moves the outbox; rows that another worker has noted meanwhile are left alone."""
    sending = rows.Outbox.objects.filter(id__in=[item.outbox_id for item in items], state="sending")
    tries = dict(sending.values_list("id", "tries"))
    noted = [(item, outcome) for item, outcome in zip(items, outcomes, strict=True) if item.outbox_id in tries]
    deliver([(item, told) for item, told in noted if told.state == DELIVERED], sent)
    lost: _Noted = []
    unsure: dict[int, str] = {}
    for item, told in noted:
        if told.state == DELIVERED:
            continue
        often = tries[item.outbox_id] + 1
        state, problem = _state(told.state, often), told.problem[:400]
        again = now + often * often * _PAUSE if state == QUEUED else None
        row = rows.Outbox.objects.filter(pk=item.outbox_id)
        row.update(tries=often, state=PASSED if state == REFUSED else state, problem=problem, leaves_at=again)
        if state in {REFUSED, FAILED}:
            lost.append((item, replace(told, state=state, problem=problem)))
        elif state == AMBIGUOUS and item.channel != SMS:
            unsure[item.letter_id] = problem
    _lose(work, lost, sent, carried)
    stop(work, unsure, "letter_ambiguous")
    sent.ambiguous += len(unsure)


def _state(state: str, often: int) -> str:
    """What is tried, or asked, too often ends with another channel, or a person."""
    return state if often < TRIES else {QUEUED: REFUSED, ASKING: AMBIGUOUS}.get(state, state)


def deliver(done: _Noted, sent: Sent) -> None:
    """The dispatches as facts, the carriers' names of them, and the SMS that tell of them into the queue."""
    now = clock.now()
    insert_many(
        rows.Dispatch,
        ("letter_id", "channel", "at", "address", "sha256", "place"),
        [(item.letter_id, item.channel, now, told.address[:400], told.sha256, told.place[:200]) for item, told in done],
    )
    moved = rows.Outbox.objects.filter(id__in=[item.outbox_id for item, _ in done])
    moved.update(state=DELIVERED, problem="")
    named = [When(pk=item.outbox_id, then=Value(told.place[:120])) for item, told in done if item.channel != FILE]
    if named:
        moved.update(place=Case(*named, default=F("place")))
    queue(_untold([item.letter_id for item, _ in done if item.tells]), SMS)
    sent.delivered += sum(item.channel != SMS for item, _ in done)


def _untold(letter_ids: Sequence[int]) -> list[int]:
    """Those of the letters that no SMS tells of."""
    told = set(rows.Outbox.objects.filter(letter_id__in=letter_ids, channel=SMS).values_list("letter_id", flat=True))
    return [key for key in letter_ids if key not in told]


def queue(letter_ids: Sequence[int], channel: str) -> None:
    """Letters, or SMS of them, into the outbox."""
    insert_many(rows.Outbox, _QUEUED, [(key, channel, QUEUED, None, 0, "") for key in letter_ids])


def _lose(work: Unit, lost: _Noted, sent: Sent, carried: Lines) -> None:
    """Another channel of the account's ladder takes the letter; where there is none, it is given up."""
    if not lost:
        return
    give_back(work.creditor.id, [about(item.letter_id, item.channel) for item, _ in lost], on=work.on, by=work.by)
    letters = {item.letter_id: item.letter for item, told in lost if item.channel != SMS and told.state == REFUSED}
    next_way = routes(meant(letters) if work.creditor.policy.delivery else {}, work.creditor, carried, work.on)
    taken = {key: way.channel for key, way in next_way.items() if isinstance(way, Route)}
    for key, channel in taken.items():
        queue([key], channel)
    ended = [item for item, _ in lost if item.channel == SMS or item.letter_id not in taken]
    problems = {item.letter_id: told.problem for item, told in lost if item.channel != SMS and item.letter_id not in taken}
    end(work, problems)
    rows.Outbox.objects.filter(id__in=[item.outbox_id for item in ended]).update(state=FAILED)
    sent.failed += len(problems)

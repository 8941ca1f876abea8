"""An account's day by itself: read, match, gate, decide, write, send, post; none stops those that are safe without it.

What a phase says is counted from the facts where it can be, so that a phase which runs again tells the same.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from krav.actions import holding, turns
from krav.actions.daily import plan_day, run_day, stale_news
from krav.actions.hand_overs import start_by_themselves
from krav.actions.noting import Sent
from krav.actions.outbox import send_letters
from krav.actions.syncing import connection, sync
from krav.actions.unit import Actor
from krav.actions.write_back import post_vouchers
from krav.kernel.refusal import KravError, Refused
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.partners import named_partner
from krav.store.queries.runs import (
    PHASES,
    PhaseLine,
    charged_by_letters,
    letters_by_state,
    letters_by_step,
    money_waits,
    phases,
    refused_vouchers,
    settings_now,
    vouchers_wait,
)
from krav.store.scope import account_scope
from krav.wire import clock

Said = Mapping[str, Any]

PAUSED = "paused"
"""Why nothing goes while somebody has paused the account; the other reasons are codes of refusals."""

DAY_BEGINS = 7
"""The hour (Scandinavian time) from which an account's day is run."""

_LEASE = timedelta(minutes=30)
"""A phase that has not ended after so long was interrupted."""

_A_MOMENT = 5
"""So many seconds a person waits for a worker to give an account back."""

_BETWEEN = timedelta(milliseconds=200).total_seconds()

_log = logging.getLogger("krav.autopilot")


@dataclass(slots=True)
class _Day:
    """One run of one account's day; `at` tells the moment, counted on from the one it was given."""

    account_id: int
    on: date
    by: Actor
    at: Callable[[], datetime]
    done: list[PhaseLine] = field(default_factory=list)

    def phase(self, name: str, work: Callable[[], Said]) -> bool:
        """Does a phase and tells what it brought, or why it did not come to its end; whether it did."""
        began = self.at()
        _begin(self.account_id, self.on, name, began)
        said, problem = _tried(work, name)
        line = PhaseLine(self.on, name, began, self.at(), said, problem)
        _end(self.account_id, line)
        self.done.append(line)
        return not problem


def run(account_id: int, *, on: date, by: Actor, renderer: Renderer | None = None, now: datetime) -> list[PhaseLine]:
    """Runs the day; what each phase brought. Nothing where another hand is at it. Safe to run again.

    The ledger is read whole once a day. A paused account is read and shows what would be done; where the gate is shut
    nothing is decided, and letters that wait are looked at again before they leave. Where the worker is to end, what can
    be done later is left: the day before it is decided, or its posting.
    """
    day = _Day(account_id, on, by, _counting_from(now))
    if not _taken(account_id, on, now):
        return []
    day.phase("sync", lambda: _read(account_id, on, by, whole=True))
    day.phase("match", lambda: _unplaced(account_id))
    if holding.stopping():
        return day.done
    shut = _shut(day)
    if shut == PAUSED:
        return day.done
    if not shut:
        _start(day)
        _decide(day)
    day.phase("send", lambda: _send(account_id, on, by, renderer or Renderer()))
    if not holding.stopping():
        day.phase("post", lambda: _post(account_id, on, by))
    return day.done


def run_now(account_id: int, slug: str, *, on: date, by: Actor, now: datetime) -> list[PhaseLine]:
    """Runs the day at once, in the account's turn; nothing where somebody else keeps that for longer than a moment."""
    patience = clock.ticks() + _A_MOMENT
    while (turn := turns.take_of(account_id, slug, by.name)) is None:
        if clock.ticks() > patience:
            return []
        clock.wait(_BETWEEN)
    try:
        with holding.hold(turn):
            return run(account_id, on=on, by=by, now=now)
    finally:
        turns.give_back(turn, now, turn.pauses)


def hourly(account_id: int, *, on: date, by: Actor, now: datetime) -> list[PhaseLine]:
    """Reads what has changed, and posts what waits, or what a day that was cut short left; what came of it.

    Nothing where another hand is at it.
    """
    with account_scope(account_id):
        today = rows.RunPhase.objects.filter(on=on)
        decided = today.filter(phase="decide", ended_at__isnull=False).exists()
        left = decided and not today.filter(phase="post", ended_at__isnull=False).exists()
        reads, posts = connection() is not None, (left or vouchers_wait()) and not settings_now().paused_by
    if not reads or not _taken(account_id, on, now):
        return []
    day = _Day(account_id, on, by, _counting_from(now))
    day.phase("sync", lambda: _read(account_id, on, by, whole=decided))
    if posts:
        day.phase("post", lambda: _post(account_id, on, by))
    return day.done


def send(account_id: int, *, on: date, by: Actor, renderer: Renderer, now: datetime) -> Sent:
    """Sends what may leave between the runs, and tells it as a phase of the day.

    Raises:
        KravError: the phase did not come to its end.
    """
    day, sent = _Day(account_id, on, by, _counting_from(now)), Sent()

    def work() -> Said:
        nonlocal sent
        sent = _sent(account_id, on, by, renderer)
        return _of_letters(account_id, on)

    if not day.phase("send", work):
        raise KravError(day.done[0].problem)
    return sent


def turn(account_id: int, now: datetime) -> datetime:
    """The last moment at which it was the account's turn: a minute of the hour of its own, so that not all ask at once."""
    minute = now.replace(minute=account_id % 60, second=0, microsecond=0)
    return minute if minute <= now else minute - timedelta(hours=1)


def next_turn(account_id: int, now: datetime) -> datetime:
    """When it is the account's turn again."""
    return turn(account_id, now) + timedelta(hours=1)


def _counting_from(now: datetime) -> Callable[[], datetime]:
    first = clock.ticks()
    return lambda: now + timedelta(seconds=clock.ticks() - first)


def _tried(work: Callable[[], Said], name: str) -> tuple[dict[str, Any], str]:
    """What the work said, or what went wrong; what no person can mend stands in the log and is only named here."""
    try:
        return dict(work()), ""
    except KravError as error:
        return {}, str(error)[:400]
    except Exception as error:  # noqa: BLE001 whatever it is, it is told, and the other phases go on
        _log.exception("The phase %s failed", name)
        return {}, f"A fault of Krav itself ({type(error).__name__}); the worker's log has it."


def _begin(account_id: int, on: date, phase: str, at: datetime) -> None:
    """A phase is under way; what it brought earlier that day stands until it tells anew."""
    told = {"began_at": at, "ended_at": None, "problem": ""}
    with transaction.atomic(), account_scope(account_id):
        holding.check(account_id)
        rows.RunPhase.objects.update_or_create(on=on, phase=phase, defaults=told)


def _end(account_id: int, line: PhaseLine) -> None:
    """A phase is over; one that did not come to its end leaves standing what it brought before."""
    told = {"ended_at": line.ended_at, "problem": line.problem}
    if not line.problem:
        told["said"] = json.dumps(line.said, ensure_ascii=False, default=str)
    with transaction.atomic(), account_scope(account_id):
        holding.check(account_id)
        rows.RunPhase.objects.filter(on=line.on, phase=line.phase).update(**told)


def _taken(account_id: int, on: date, now: datetime) -> bool:
    """Takes the day in hand, with the account locked, unless another hand is at it; whoever has the turn is alone."""
    with transaction.atomic(), account_scope(account_id):
        rows.Account.objects.select_for_update().get(pk=account_id)
        open_phases = rows.RunPhase.objects.filter(ended_at__isnull=True, began_at__gt=now - _LEASE, phase__in=PHASES)
        if not holding.holds(account_id) and open_phases.exists():
            return False
        _begin(account_id, on, PHASES[0], now)
    return True


def _read(account_id: int, on: date, by: Actor, *, whole: bool) -> Said:
    """Reads the accounting system; the `whole` ledger unless that was done today.

    Raises:
        KravError: its right is gone, or it cannot be read.
    """
    with account_scope(account_id):
        link = connection()
        if link and link.state == "lost":
            raise KravError(link.problem)
        whole = whole and link is not None and link.whole_on != on
    done = sync(account_id, on=on, by=by, whole=whole)
    return _with_before(account_id, on, "sync", asdict(done), ("new", "changed", "closed", "letters")) if done else {}


def _unplaced(account_id: int) -> Said:
    """Money is placed when it is taken in; what was left is told."""
    with account_scope(account_id):
        return money_waits()


def _shut(day: _Day) -> str:
    """Looks whether anything may go; the code of why not, or nothing. A gate that cannot be looked at is shut."""
    said: dict[str, Any] = {}

    def look() -> Said:
        with account_scope(day.account_id):
            creditor = creditor_in_scope()
            refused = stale_news(creditor, day.on)
            said["why"] = PAUSED if settings_now().paused_by else refused.code if refused else ""
            if said["why"] == PAUSED:
                decisions, _ = plan_day(creditor, day.on)
                said["would"] = Counter(letter.step.key for decision in decisions for letter in decision.letters)
        return said

    return str(said["why"]) if day.phase("gate", look) else "gate"


def _start(day: _Day) -> None:
    """Hands over to partners what their notices gave time to pay for; no phase where no notice named one."""
    with account_scope(day.account_id):
        if not named_partner():
            return

    def start() -> Said:
        report = start_by_themselves(day.account_id, on=day.on, by=day.by)
        said = {"started": report.started, "refused": Counter(each.code for each in report.refused.values())}
        return _with_before(day.account_id, day.on, "partner", said, ("started",))

    day.phase("partner", start)


def _decide(day: _Day) -> None:
    """Decides the day, and tells of its letters."""

    def decide() -> Said:
        report = run_day(day.account_id, on=day.on, by=day.by)
        if report.stopped:
            raise Refused(report.stopped)
        return {"refused": report.refused, "plans": report.plans}

    def letters() -> Said:
        with account_scope(day.account_id):
            return {"made": letters_by_step(day.on), "charged": charged_by_letters(day.on)}

    if day.phase("decide", decide):
        day.phase("letters", letters)


def _send(account_id: int, on: date, by: Actor, renderer: Renderer) -> Said:
    _sent(account_id, on, by, renderer)
    return _of_letters(account_id, on)


def _sent(account_id: int, on: date, by: Actor, renderer: Renderer) -> Sent:
    """What left, and what did not."""
    *_, sent = send_letters(account_id, settings.KRAV_HOME / "letters", on=on, by=by, renderer=renderer)
    return sent


def _of_letters(account_id: int, on: date) -> Said:
    with account_scope(account_id):
        return letters_by_state(on)


def _post(account_id: int, on: date, by: Actor) -> Said:
    """Posts what is to be posted; vouchers that were refused are told of as long as they stand so."""
    done = post_vouchers(account_id, on=on, by=by)
    if done is None:
        return {}
    with account_scope(account_id):
        done.refused = len(refused_vouchers())
    return _with_before(account_id, on, "post", asdict(done), ("posted",))


def _with_before(account_id: int, on: date, phase: str, said: Said, summed: Sequence[str]) -> Said:
    """What a phase brought, with what it brought earlier that day."""
    with account_scope(account_id):
        before = next((line.said for line in phases(on, on) if line.phase == phase), {})
    return {**said, **{name: said[name] + int(before.get(name, 0)) for name in summed}}

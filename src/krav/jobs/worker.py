"""`krav worker`: the hand that sends letters when they may leave, takes files in and runs each account's day.

Any number of them share the work, on as many machines: each takes the account that has waited longest, does what is due
there, and gives it back. Each step is safe to repeat, so a worker that dies leaves nothing half done and another goes on.
"""

import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import FrameType

import click
from django.conf import settings
from django.db import Error, close_old_connections, connection

from krav.actions import turns
from krav.actions.heartbeat import beat
from krav.actions.holding import TurnLost, hold, over, stopping
from krav.actions.turns import Turn
from krav.jobs.duties import ASK, BRINGING, CHORES, FOLLOWING, PACE, PACED, Visit, moment, until
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store import roles
from krav.store.queries import runs
from krav.store.queries.turns import came_of_it, not_due_of, rests, waiting
from krav.store.scope import account_scope
from krav.wire import clock, inbox, log
from krav.wire.inbox import STILL

BEAT = timedelta(seconds=20)
"""So often at most a sign of life is written."""

REST = timedelta(minutes=1)
"""So long a duty that failed for an account is let alone."""

SLICE = 60.0
"""So many seconds an account may have before others that wait come first; what cannot be cut lasts as long as it must."""

_PAUSE = 2.0
_NICE = 10
_log = logging.getLogger("krav.worker")


def _own_name() -> str:
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


@dataclass(slots=True)
class Worker:
    """One worker. What it knows of accounts stands in their turns, so that any other goes on where it ends.

    A file in an account's folder is whole when nobody has written to it for as long as `still`. `stops` tells whether it is
    to end; `most` is how many seconds an account may have at once; `waiting` what the round found to do, by account.
    """

    renderer: Renderer = field(default_factory=Renderer)
    still: timedelta = STILL
    stops: Callable[[], bool] = lambda: False
    most: float | None = None
    name: str = field(default_factory=_own_name)
    beaten: datetime | None = None
    waiting: dict[int, set[str]] = field(default_factory=dict)

    def round(self) -> Iterator[str]:
        """One round through everything that is due when it begins; a sentence for each thing done."""
        self._alive()
        yield from self._chores()
        began = clock.now()
        self._look(began)
        while not self.stops() and (turn := turns.take(self.name, now=began)):
            yield from self._turn(turn)
            self._alive()

    def _alive(self) -> None:
        now = clock.now()
        if self.beaten is None or now - self.beaten >= BEAT:
            beat(f"{runs.WORKER} {self.name}", now=now)
            self.beaten = now

    def _chores(self) -> Iterator[str]:
        """Does what is due for the installation and nobody else is at."""
        for name, (do, pace) in CHORES.items():
            if name == "ping" and not settings.KRAV_PING_URL:
                continue
            if chore := turns.take_chore(name, self.name, now=clock.now()):
                yield from self._safely("worker", name, do, {})
                turns.end_chore(chore, clock.now() + pace)

    def _look(self, now: datetime) -> None:
        """Looks what waits; accounts in which something came up are due at once."""
        self.waiting, early = waiting(moment(), now - ASK, PACE)
        if slugs := inbox.lying(now, self.still):
            early.update(not_due_of(slugs, now))
        if early:
            turns.wake(early, now=now)

    def _turn(self, turn: Turn) -> list[str]:
        """Does what is due for an account, and gives it back whatever comes of it."""
        log.event("turn_taken", account=turn.account_id, taken_over=turn.taken_over)
        with log.told_with(account=turn.account_id):
            said, ended = self._worked(turn)
        log.event(ended, account=turn.account_id, things=len(said))
        return said

    def _worked(self, turn: Turn) -> tuple[list[str], str]:
        """What was done in a turn, and how it ended."""
        said: list[str] = []
        due, pauses = turns.cut_short(clock.now()), turn.pauses
        try:
            with hold(turn, stops=self.stops, most=self.most, alive=self._alive):
                kept = {duty: pauses[duty] for duty in pauses if rests(pauses, duty, clock.now())}
                said.extend(self._duties(turn, kept))
                now = clock.now()
                later = min((datetime.fromisoformat(each) for each in kept.values()), default=now + REST)
                due, pauses = turns.cut_short(now) if over() else later, kept
        except TurnLost:
            _log.warning("%s: somebody else has its turn by now", turn.slug)
            return said, "turn_lost"
        finally:
            turns.give_back(turn, due, pauses)
        return said, "turn_cut_short" if self.stops() else "turn_ended"

    def _duties(self, turn: Turn, pauses: dict[str, str]) -> Iterator[str]:
        """Does the duties that wait in an account, and notes until when each is let alone."""
        visit, waits = Visit(turn.account_id, turn.slug, self.renderer, self.still), {"inbox"}
        waits |= self.waiting.get(turn.account_id, set())
        if not rests(pauses, "hour", clock.now()):
            waits.add("day")
        if turn.taken_over:
            waits |= {"day", "letters"}
        done = False
        for duties in (BRINGING, FOLLOWING):
            now = clock.now()
            if done:
                with account_scope(turn.account_id):
                    waits = (waits if turn.taken_over else waits - {"letters"}) | came_of_it(now)
            for duty, do in duties.items():
                if duty not in waits or rests(pauses, duty, now):
                    continue
                if over():
                    return
                said = list(self._safely(turn.slug, duty, partial(do, visit), pauses))
                yield from said
                done = done or bool(said) or duty != "inbox"
                name = PACED.get(duty, duty)
                if name not in pauses and (later := until(duty, turn.account_id, clock.now())) and not stopping():
                    pauses[name] = later.isoformat()

    def _safely(self, whose: str, duty: str, do: Callable[[], Iterator[str]], pauses: dict[str, str]) -> Iterator[str]:
        """Does a duty; trouble with it is said, lets it rest for a while, and stops nothing else."""
        self._alive()
        try:
            yield from do()
        except KravError as error:
            log.event("duty_refused", duty=duty, error=type(error).__name__)
            yield f"{whose}: {duty}: {error}"
        except Exception as error:  # noqa: BLE001 whatever it is, it is said, and everything else goes on
            log.event("duty_failed", level="error", duty=duty, error=type(error).__name__)
            _log.exception("%s: %s", whose, duty)
            yield f"{whose}: {duty}: a fault of Krav itself, {type(error).__name__}"
            if isinstance(error, Error) and not connection.is_usable():
                connection.close()
        else:
            return
        pauses[duty] = (clock.now() + REST).isoformat()


def give_way() -> None:
    """On the same cores people's pages come first: a night may take a little longer, a person waits."""
    os.nice(max(0, _NICE - os.nice(0)))


@click.command()
@click.option("--once", is_flag=True, help="One round over everything that is due, then stop.")
def worker(once: bool) -> None:
    """Send what may leave, take in what was uploaded, run each account's day; until it is stopped.

    Start as many as there is work for, on as many machines: they share it.
    """
    stopping: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    give_way()
    hand = Worker(stops=lambda: bool(stopping), most=None if once else SLICE)
    log.event("worker_started", worker=hand.name)
    known = False
    while not stopping:
        close_old_connections()
        try:
            if not known:
                roles.check_key()
                known = True
            for done in hand.round():
                click.echo(done)
        except Error as error:
            if once:
                raise
            click.echo(f"The database does not answer; it is asked again. {error}", err=True)
            connection.close()
        if once:
            break
        clock.wait(_PAUSE)
    log.event("worker_ended", worker=hand.name, told=signal.Signals(stopping[0]).name if stopping else "")

"""`krav worker`: the hand that sends letters when they may leave, takes files in and runs each account's day.

What waits is the queue: a letter in the outbox, an uploaded file, a file in an account's folder, a day not run. Each step
is safe to repeat, so a worker that dies leaves nothing half done and another goes on.
"""

import logging
import signal
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from types import FrameType

import click
from django.conf import settings
from django.db import close_old_connections

from krav.actions import autopilot, weekly
from krav.actions.autopilot import DAY_BEGINS
from krav.actions.credit_mail import warn_low
from krav.actions.dry_run import mail_evening
from krav.actions.heartbeat import beat
from krav.actions.inbox import take_inbox
from krav.actions.partner_news import read_news
from krav.actions.partner_sending import send_queued
from krav.actions.purses import expire
from krav.actions.receipts import poll_receipts
from krav.actions.telling import tell_administrators
from krav.actions.unit import machine
from krav.actions.uploads import run_queued
from krav.actions.webhooks import deliver_due
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store.queries import runs
from krav.store.queries.accounts import AccountLine, accounts, with_letters_to_send
from krav.store.queries.partners import to_turn_to
from krav.store.queries.runs import PhaseLine
from krav.wire import clock
from krav.wire.inbox import STILL
from krav.wire.ping import ping

BY = machine("worker")
INBOX = machine("inbox")
EVENING = 18
"""The hour (Scandinavian time) from which it is mailed what the next day would do."""

BEAT = timedelta(seconds=20)
"""So often at most a sign of life is written."""

SOON, SELDOM, PING = timedelta(seconds=10), timedelta(minutes=1), timedelta(hours=1)
"""How often programs are told of events, lists and evening mails are looked at, and the address outside is asked."""

ASK = timedelta(minutes=5)
"""So often partners are asked what is new, and carriers what became of letters."""

REST = timedelta(minutes=1)
"""So long a duty that failed for an account is let alone."""

_PAUSE = 2.0
_log = logging.getLogger("krav.worker")


@dataclass(slots=True)
class Worker:
    """What one worker remembers between its rounds: the hour in which it last turned to each account, and what it did when.

    A file in an account's folder is whole when nobody has written to it for as long as `still`.
    """

    renderer: Renderer = field(default_factory=Renderer)
    turned: dict[int, datetime] = field(default_factory=dict)
    done_at: dict[str, datetime] = field(default_factory=dict)
    rests: dict[tuple[str, str], datetime] = field(default_factory=dict)
    still: timedelta = STILL

    def round(self) -> Iterator[str]:
        """One round through everything that waits; a sentence for each thing done."""
        self._alive()
        yield from self._safely("worker", "uploads", lambda: run_queued(on=clock.today(), by=BY))
        every, today = accounts(), clock.today()
        yield from self._each("inbox", every, self._inbox)
        yield from self._turns(every, today)
        paused = runs.paused()
        may_send = [line for line in with_letters_to_send(clock.now()) if line.id not in paused]
        yield from self._each("letters", may_send, self._letters)
        if self._is_time("partners", SOON):
            yield from self._each("partners", to_turn_to(clock.now() - ASK), partial(self._partners, paused=paused))
        if self._is_time("receipts", ASK):
            yield from self._each("receipts", runs.with_carriers(), _receipts)
        if self._is_time("programs", SOON):
            yield from self._each("programs", runs.with_listeners(), _tell_programs)
        if self._is_time("lists", SELDOM):
            yield from self._each("weekly list", runs.listed_weekly(), _lists)
            evening = dict(runs.with_dry_runs()) if clock.hour() >= EVENING else {}
            yield from self._each("dry run", evening, lambda line: _evening_mail(line, evening[line]))
            yield from self._safely("worker", "credits", _credits)
        if settings.KRAV_PING_URL and self._is_time("ping", PING) and (problem := ping(settings.KRAV_PING_URL)):
            yield f"The address of KRAV_PING_URL did not answer: {problem}"

    def _alive(self) -> None:
        if self._is_time("beat", BEAT):
            beat(runs.WORKER, now=clock.now())

    def _is_time(self, what: str, pause: timedelta) -> bool:
        """Whether something was not done for so long; from now on it was."""
        now = clock.now()
        if what in self.done_at and now - self.done_at[what] < pause:
            return False
        self.done_at[what] = now
        return True

    def _each(self, duty: str, lines: Iterable[AccountLine], do: Callable[[AccountLine], Iterable[str]]) -> Iterator[str]:
        """Does a duty for each account."""
        for line in lines:
            yield from self._safely(line.slug, duty, partial(do, line))

    def _safely(self, whose: str, duty: str, do: Callable[[], Iterable[str]]) -> Iterator[str]:
        """Does a duty; trouble with it is said, lets it rest for a while, and stops nothing else."""
        self._alive()
        until = self.rests.get((whose, duty))
        if until is not None and clock.now() < until:
            return
        try:
            yield from do()
        except KravError as error:
            yield f"{whose}: {duty}: {error}"
        except Exception as error:  # noqa: BLE001 whatever it is, it is said, and everything else goes on
            _log.exception("%s: %s", whose, duty)
            yield f"{whose}: {duty}: a fault of Krav itself, {type(error).__name__}"
        else:
            return
        self.rests[whose, duty] = clock.now() + REST

    def _inbox(self, line: AccountLine) -> Iterator[str]:
        return take_inbox(line.id, line.slug, on=clock.today(), by=INBOX, still=self.still)

    def _turns(self, every: Iterable[AccountLine], today: date) -> Iterator[str]:
        """Turns to the accounts whose day is to be run, and to each at its minute of every hour."""
        begins = clock.hour() >= DAY_BEGINS
        begun, decided = runs.begun_and_decided(today)
        for line in every:
            hour = autopilot.turn(line.id, clock.now())
            if self.turned.get(line.id) == hour and (line.id in begun or not begins):
                continue
            self.turned[line.id] = hour
            whole_day = begins and line.id not in decided
            yield from self._safely(line.slug, "day", partial(self._turn, line, today, whole_day=whole_day))

    def _turn(self, line: AccountLine, today: date, *, whole_day: bool) -> Iterator[str]:
        """The account's day, or only what has changed and what waits; administrators hear of what stands in the way."""
        now = clock.now()
        if whole_day:
            done = autopilot.run(line.id, on=today, by=BY, renderer=self.renderer, now=now)
        else:
            done = autopilot.hourly(line.id, on=today, by=BY, now=now)
        yield from (f"{line.slug}: letters: {said}" for said in _said(done))
        if done:
            tell_administrators(line.id, on=today, now=now)

    def _partners(self, line: AccountLine, *, paused: Collection[int]) -> Iterator[str]:
        """What waits goes to the partners, unless the account is paused; what they tell is read."""
        on = clock.today()
        if line.id not in paused:
            sent = send_queued(line.id, on=on, by=BY, renderer=self.renderer)
            if sent.cases or sent.words:
                yield f"{line.slug}: partners took {sent.cases} cases and {sent.words} words about cases"
        heard = read_news(line.id, on=on, by=BY, before=clock.now() - ASK)
        if heard.taken:
            yield f"{line.slug}: partners told {heard.taken} things, of which {heard.refused} need a person"

    def _letters(self, line: AccountLine) -> Iterator[str]:
        sent = autopilot.send(line.id, on=clock.today(), by=BY, renderer=self.renderer, now=clock.now())
        yield f"{line.slug}: {sent.delivered} letters left, {sent.failed} failed, {sent.ambiguous} ambiguous"


def _said(done: Iterable[PhaseLine]) -> Iterator[str]:
    """What is worth a line of what phases brought."""
    for line in done:
        if line.problem:
            yield f"{line.phase}: {line.problem}"
        elif line.phase == "letters" and line.said["made"]:
            yield f"{sum(line.said['made'].values())} made today"
        elif line.phase == "gate" and line.said["why"]:
            yield f"none today: {line.said['why']}"


def _receipts(line: AccountLine) -> Iterator[str]:
    if new := poll_receipts(line.id, on=clock.today(), by=BY, now=clock.now()):
        yield f"{line.slug}: carriers told {new} things of letters"


def _tell_programs(line: AccountLine) -> Iterator[str]:
    if count := deliver_due(line.id, now=clock.now(), by=BY):
        yield f"{line.slug}: programs were told of {count} events"


def _lists(line: AccountLine) -> Iterator[str]:
    now, on = clock.now(), clock.today()
    closed = weekly.close_due(line.id, now=now, on=on, by=BY)
    mailed = weekly.mail_due(line.id, now=now, on=on, by=BY)
    if closed or mailed:
        yield f"{line.slug}: {mailed} weekly lists mailed, {closed} of their lines closed"


def _evening_mail(line: AccountLine, to: str) -> Iterator[str]:
    if mail_evening(line.id, to, on=clock.today(), now=clock.now()):
        yield f"{line.slug}: what tomorrow would do was mailed"


def _credits() -> Iterator[str]:
    """What ran out leaves the purses, and who can buy more is told, once."""
    if lost := expire(on=clock.today(), by=BY):
        yield f"{lost} credits ran out"
    if mailed := warn_low(on=clock.today(), now=clock.now()):
        yield f"{mailed} mails said that credits run out"


@click.command()
@click.option("--once", is_flag=True, help="One round, then stop.")
def worker(once: bool) -> None:
    """Send what may leave, take in what was uploaded, run each account's day; until it is stopped."""
    stopping: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    hand = Worker()
    while not stopping:
        close_old_connections()
        for done in hand.round():
            click.echo(done)
        if once:
            return
        time.sleep(_PAUSE)

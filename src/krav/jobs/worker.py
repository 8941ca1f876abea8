"""`krav worker`: the hand that sends letters when they may leave, takes files in and runs each account's day.

What waits is the queue: a letter in the outbox, an uploaded file, a file in an account's folder, a day not run. Each step
is safe to repeat, so a worker that dies leaves nothing half done and another goes on.
"""

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import FrameType

import click
from django.conf import settings
from django.db import close_old_connections

from krav.actions.daily import run_day
from krav.actions.inbox import take_inbox
from krav.actions.outbox import send_letters
from krav.actions.unit import machine
from krav.actions.uploads import run_queued
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store.queries.accounts import accounts, with_letters_to_send
from krav.wire import clock
from krav.wire.inbox import STILL

BY = machine("worker")
INBOX = machine("inbox")
DAY_BEGINS = 7
"""The hour (Scandinavian time) from which the day's letters are decided."""

_PAUSE = 2.0


@dataclass(slots=True)
class Worker:
    """What one worker remembers between its rounds: the day each account was last run on.

    A file in an account's folder is whole when nobody has written to it for as long as `still`.
    """

    renderer: Renderer = field(default_factory=Renderer)
    run_on: dict[int, date] = field(default_factory=dict)
    still: timedelta = STILL

    def round(self) -> Iterator[str]:
        """One round through everything that waits; a sentence for each thing done."""
        yield from run_queued(on=clock.today(), by=BY)
        for line in accounts():
            yield from take_inbox(line.id, line.slug, on=clock.today(), by=INBOX, still=self.still)
        if clock.hour() >= DAY_BEGINS:
            yield from self._days(clock.today())
        for line in with_letters_to_send(clock.now()):
            *_, sent = send_letters(
                line.id, settings.KRAV_HOME / "letters", on=clock.today(), by=BY, renderer=self.renderer
            )
            yield f"{line.slug}: {sent.delivered} letters left, {sent.failed} failed, {sent.ambiguous} ambiguous"

    def _days(self, today: date) -> Iterator[str]:
        for line in accounts():
            if self.run_on.get(line.id) == today:
                continue
            self.run_on[line.id] = today
            try:
                report = run_day(line.id, on=today, by=BY)
            except KravError as error:
                yield f"{line.slug}: the day was not run: {error}"
                continue
            made = sum(report.letters.values())
            if made or report.stopped:
                yield f"{line.slug}: {made} letters made{f'; {report.stopped}' if report.stopped else ''}"


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

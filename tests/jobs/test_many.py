"""Many workers: a long day of one account keeps no other waiting, and a worker that is asked to end does so at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from threading import Event, Thread

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from pytest_django import Settings

from krav.actions import autopilot, turns
from krav.actions.accounts import open_account
from krav.config import env
from krav.jobs.worker import Worker
from krav.store import models as rows
from krav.store.queries import runs
from krav.store.queries.turns import standings
from krav.wire import clock
from tests.actions.cast import FJORDBO, IMPORTED, NORDLYS
from tests.jobs.test_worker import Clock

SMALL = 50
PATIENCE = 60


@pytest.fixture
def file(real_transactions: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that every thread opens for itself: for SQLite a file."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(connect(tmp_path / "krav.sqlite3")) as copy:
            connection.connection.backup(copy)
        settings = {**connections.settings[DEFAULT_DB_ALIAS], **env.database("KRAV_UNSET", tmp_path / "krav.sqlite3")}
        monkeypatch.setitem(connections.settings, DEFAULT_DB_ALIAS, settings)


def opened() -> int:
    """A big account, and small ones that have waited less long; the big one's id."""
    big = open_account(FJORDBO, on=IMPORTED)
    account = rows.Account.objects.get(pk=open_account(NORDLYS, on=IMPORTED))
    for number in range(1, SMALL):
        account.pk, account.slug = None, f"small-{number}"
        account.save(force_insert=True)
        turns.make_turn(account.pk, now=clock.now())
    return big


def beside(do: Callable[[], None]) -> Thread:
    """A thread with a connection of its own."""

    def own() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = Thread(target=own)
    thread.start()
    return thread


def test_small_accounts_are_done_while_a_big_one_runs(file: None, monkeypatch: pytest.MonkeyPatch) -> None:
    run, others, done, big = autopilot.run, Event(), list[int](), list[int]()

    def day(account_id: int, **told: object) -> object:
        """The day of the big account lasts until all the others have had theirs."""
        if account_id in big:
            assert others.wait(PATIENCE)
        found = run(account_id, **told)  # type: ignore[arg-type]
        done.append(account_id)
        if len(done) == SMALL:
            others.set()
        return found

    def work() -> None:
        list(Worker(name="one").round())

    def open_them() -> None:
        big.append(opened())

    monkeypatch.setattr(autopilot, "run", day)
    beside(open_them).join()
    workers = [beside(work), beside(lambda: list(Worker(name="other").round()) and None)]
    for each in workers:
        each.join(PATIENCE)
    assert len(done) == SMALL + 1
    assert done[-1] == big[0]


def test_a_worker_told_to_end_in_the_middle_gives_back_what_can_wait(
    fjordbo: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = Clock(monkeypatch)
    stops: list[int] = []
    hand = Worker(stops=lambda: bool(stops))
    monkeypatch.setattr(autopilot, "sync", lambda *_, **__: stops.append(signal.SIGTERM))
    list(hand.round())
    assert [each.phase for each in runs.days_of(fjordbo)] == ["sync", "match"]
    (standing,) = standings()
    assert (standing.held_by, standing.held_until) == ("", None)
    monkeypatch.undo()
    time = Clock(monkeypatch)
    time.on(seconds=2)
    list(Worker().round())


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`krav worker` on a database of its own."""
    database = env.database("KRAV_UNSET", tmp_path / "krav.sqlite3")
    with closing(connect(database["NAME"])) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)

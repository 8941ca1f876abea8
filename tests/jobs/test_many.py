"""Many workers: a long day of one account keeps no other waiting, and a worker that is asked to end does so at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect
from threading import Event, Thread

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from pytest_django.fixtures import Settings

from krav.actions import autopilot, turns, uploads
from krav.actions.accounts import open_account
from krav.actions.daily import run_day
from krav.actions.schedules import pause
from krav.config import env
from krav.jobs.worker import Worker
from krav.store import models as rows
from krav.store.queries import runs
from krav.store.queries.turns import standings
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN, FIRST, FJORDBO, IMPORTED, NORDLYS, bank, ledger, line, take
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

    def work(name: str) -> None:
        list(Worker(name=name).round())

    def open_them() -> None:
        big.append(opened())

    monkeypatch.setattr(autopilot, "run", day)
    beside(open_them).join()
    workers = [beside(lambda: work("one")), beside(lambda: work("other"))]
    for each in workers:
        each.join(PATIENCE)
    assert len(done) == SMALL + 1
    assert done[-1] == big[0]


def test_a_worker_told_to_end_leaves_the_day_to_the_next(fjordbo: int, monkeypatch: pytest.MonkeyPatch) -> None:
    time, stops = Clock(monkeypatch), list[int]()
    with monkeypatch.context() as told:
        told.setattr(autopilot, "sync", lambda *_, **__: stops.append(signal.SIGTERM))
        assert list(Worker(stops=lambda: bool(stops)).round()) == []
    assert phases_of(fjordbo) == {"sync", "match"}
    assert [(each.held_by, each.held_until) for each in standings()] == [("", None)]
    time.on(seconds=2)
    list(Worker().round())
    assert phases_of(fjordbo) >= {"gate", "send", "post"}


@pytest.mark.parametrize("paused", [False, True])
def test_what_a_dead_worker_had_in_hand_leaves_unless_somebody_paused(
    fjordbo: int, monkeypatch: pytest.MonkeyPatch, *, paused: bool
) -> None:
    Clock(monkeypatch)
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    take(fjordbo, bank(until=FIRST.isoformat()), "bank.xml", on=FIRST)
    run_day(fjordbo, on=FIRST, by=ANN)
    assert turns.take_of(fjordbo, "fjordbo", "dead")
    with account_scope(fjordbo):
        rows.Outbox.objects.update(state="sending", channel="file", leased_until=clock.now() + timedelta(minutes=10))
        rows.Turn.objects.update(held_until=clock.now() - timedelta(days=9999), due_at=clock.now())
    if paused:
        pause(fjordbo, on=FIRST, by=ANN)
    list(Worker().round())
    with account_scope(fjordbo):
        assert rows.Outbox.objects.get().state == ("sending" if paused else "delivered")


def phases_of(account_id: int) -> set[str]:
    with account_scope(account_id):
        return set(rows.RunPhase.objects.values_list("phase", flat=True))


def test_an_import_is_handed_back_when_its_worker_is_to_end(fjordbo: int, monkeypatch: pytest.MonkeyPatch) -> None:
    time = Clock(monkeypatch)
    digest = uploads.receive(fjordbo, ledger(*(line(str(1000 + n), "10,00") for n in range(3))), "l.csv", on=FIRST, by=ANN)
    uploads.queue(fjordbo, {digest: 3}, on=FIRST, by=ANN)
    ends = iter([False, False, False])
    list(Worker(stops=lambda: next(ends, True)).round())
    with account_scope(fjordbo):
        assert (rows.Upload.objects.get().state, rows.Claim.objects.count()) == ("queued", 0)
    time.on(seconds=2)
    assert "fjordbo: l.csv: done (worker)" in list(Worker().round())


@pytest.mark.usefixtures("file")
def test_a_process_told_to_end_ends_well(tmp_path: Path, settings: Settings) -> None:
    told = {"KRAV_HOME": str(tmp_path), "KRAV_DATABASE_URL": address(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    told["KRAV_SECRET_KEY"] = settings.SECRET_KEY
    asked = [sys.executable, "-c", "from krav.config.main import main; main()", "worker"]
    beside(one_account).join()
    worker = subprocess.Popen(asked, env={**os.environ, **told})
    try:
        seen: list[object] = []
        while not seen and worker.poll() is None:
            time.sleep(0.1)
            beside(lambda: seen.extend(filter(None, [runs.seen_alive()]))).join()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    finally:
        worker.kill()
    held: list[str] = []
    beside(lambda: held.extend(each.held_by for each in standings())).join()
    assert held == [""]


def one_account() -> None:
    open_account(NORDLYS, on=IMPORTED)


def address(folder: Path) -> str:
    """The test's database, as a process is told of it."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder / 'krav.sqlite3'}"
    told = connection.settings_dict
    return f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"

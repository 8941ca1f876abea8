"""Workers on machines of their own against one PostgreSQL: one is killed, one is cut off, one joins, and nobody notices.

`make test-workers`, as root: it needs namespaces of the network, iproute2 and PostgreSQL's programs.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.namespaces.network import DATABASE, NET, Network, asked, network, postgresql

ACCOUNTS, INVOICES, LEASE = 12, 15, 10
KRAV = [sys.executable, "-c", "from krav.config.main import main; main()"]

LETTERS = """
    SELECT a.slug, l.number, l.step, l.total, l.fee, o.state, count(d.id), min(d.sha256)
    FROM letter l JOIN account a ON a.id = l.account_id
    JOIN outbox o ON o.letter_id = l.id LEFT JOIN dispatch d ON d.letter_id = l.id
    GROUP BY a.slug, l.number, l.step, l.total, l.fee, o.state ORDER BY a.slug, l.number
"""
ENTRIES = """
    SELECT a.slug, c.number, e.kind, e.amount, e."on", count(*)
    FROM entry e JOIN claim c ON c.id = e.claim_id JOIN account a ON a.id = e.account_id
    GROUP BY a.slug, c.number, e.kind, e.amount, e."on" ORDER BY a.slug, c.number, e.kind
"""
DAYS = "SELECT account_id, count(*) FROM audit WHERE action = 'day' GROUP BY account_id"
HELD = "SELECT 1 FROM turn WHERE held_by LIKE %s AND held_until > now()"
DONE = "SELECT count(DISTINCT account_id) FROM run_phase WHERE phase = 'decide' AND ended_at IS NOT NULL"
ALIVE = "SELECT 1 FROM heartbeat WHERE name LIKE %s AND at > now() - interval '10 seconds'"
WAITS = "SELECT count(*) FROM outbox WHERE state <> 'delivered'"


def told(home: Path, name: str) -> dict[str, str]:
    """What a process is told of."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "krav.config.settings",
        "KRAV_HOME": str(home / name),
        "KRAV_DATABASE_URL": f"postgresql://krav@{DATABASE}/{name}",
        "KRAV_TODAY": "2026-03-09",
        "KRAV_LEASE_SECONDS": str(LEASE),
        "KRAV_AT_ANY_HOUR": "1",
        "KRAV_SECRET_KEY": "for a network of its own, gone in a minute",
    }


@contextmanager
def filled(net: Network, socket: Path, home: Path, name: str) -> Iterator[None]:
    """A database with accounts."""
    asked(socket, "postgres", f"CREATE DATABASE {name}")
    words = net.on("db", sys.executable, "-m", "tests.namespaces.filled", str(ACCOUNTS), str(INVOICES))
    subprocess.run(words, env=told(home, name), check=True, stdout=subprocess.DEVNULL)
    yield


def until(what: str, found: Callable[[], object], patience: float = 240) -> None:
    """Waits for something."""
    ends = time.monotonic() + patience
    while not found():
        assert time.monotonic() < ends, f"In vain: {what}"
        time.sleep(0.05)


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)  # noqa: T201 what a person watches


def test_one_is_killed_one_is_cut_off_and_one_joins(tmp_path: Path) -> None:
    with network() as net, postgresql(net, tmp_path) as socket:
        with filled(net, socket, tmp_path, "lone"), filled(net, socket, tmp_path, "many"):
            lone = net.on("db", *KRAV, "worker", "--once")
            began = time.monotonic()
            subprocess.run(lone, env=told(tmp_path, "lone"), check=True, stdout=subprocess.DEVNULL)
            say(f"a lone worker: {ACCOUNTS} accounts with {INVOICES} letters each in {time.monotonic() - began:.1f} s")
            share(net, socket, tmp_path)
        compare(socket)


def share(net: Network, socket: Path, home: Path) -> None:
    """The same by workers on machines of their own, with accidents."""
    workers: dict[str, subprocess.Popen[bytes]] = {}

    def start(name: str, place: int) -> None:
        net.join(name, f"{NET}.{place}")
        workers[name] = net.start(name, [*KRAV, "worker"], told(home, "many"), home / f"{name}.txt")

    def holds(name: str) -> bool:
        return bool(asked(socket, "many", HELD, f"%:{workers[name].pid}"))

    def done() -> int:
        return int(str(asked(socket, "many", DONE)[0][0]))

    try:
        began = time.monotonic()
        for number in (1, 2, 3):
            start(f"w{number}", 10 + number)
        until("three accounts are done", lambda: done() >= 3)
        until("the first is in the middle of one", lambda: holds("w1"))
        workers["w1"].kill()
        say(f"w1 killed while it held an account; {done()} accounts done")
        until("six accounts are done", lambda: done() >= 6)
        until("the second is in the middle of one", lambda: holds("w2"))
        net.cable("w2", "down")
        say(f"w2 cut off while it held an account; {done()} accounts done")
        start("w4", 14)
        say("w4 joins")
        until("all accounts are done", lambda: done() == ACCOUNTS and not asked(socket, "many", WAITS)[0][0])
        say(f"all done after {time.monotonic() - began:.1f} s; the cable of w2 is put in again")
        net.cable("w2", "up")
        until("w2 is back", lambda: asked(socket, "many", ALIVE, f"%:{workers['w2'].pid}"), 90)
        say("w2 is back at work")
        for name in ("w2", "w3", "w4"):
            asked_at = time.monotonic()
            workers[name].send_signal(signal.SIGTERM)
            code = workers[name].wait(60)
            say(f"{name} told to end: exit {code} after {time.monotonic() - asked_at:.1f} s")
            assert code == 0
        assert asked(socket, "many", "SELECT count(*) FROM turn WHERE held_by <> ''") == [(0,)]
    finally:
        for each in workers.values():
            each.kill()
            each.wait()


def compare(socket: Path) -> None:
    """Everything stands as after the lone run, and each day was run once."""
    for what, sql in (("letters", LETTERS), ("entries", ENTRIES)):
        lone, many = asked(socket, "lone", sql), asked(socket, "many", sql)
        say(f"{what}: {len(lone)} by the lone worker, {len(many)} by many, {'alike' if lone == many else 'NOT alike'}")
        assert lone == many
    assert all(row[5:7] == ("delivered", 1) for row in asked(socket, "many", LETTERS))
    days = {str(account_id): count for account_id, count in asked(socket, "many", DAYS)}
    say(f"days run: {list(days.values())}")
    assert len(days) == ACCOUNTS
    assert set(days.values()) == {1}

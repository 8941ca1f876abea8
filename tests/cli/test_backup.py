"""An installation goes into a file while it works, comes back the same elsewhere, and moves to PostgreSQL."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from zipfile import ZipFile

import psycopg
import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from krav.actions import manifest as manifests
from krav.actions.heartbeat import beat
from krav.store.queries.runs import WORKER
from krav.store.sums import Sum
from krav.wire import clock
from krav.wire.backup_file import opened, written
from tests.cli import machine as machines
from tests.cli.command import krav, refusal
from tests.cli.machine import Machine
from tests.store import cast

PASSPHRASE = "fire hvide måger på en mole"
REFUSED = (sqlite3.IntegrityError, psycopg.IntegrityError)
FACT = """
    INSERT INTO audit (account_id, actor, action, "on", at, data, key)
    SELECT id, 'ann', 'send', '2026-03-16', '2026-03-16 06:30:15', '{}', '' FROM account
"""
PAIR = (
    "INSERT INTO heartbeat (name, at) VALUES ('{0}', '2026-03-16 06:30:15')",
    "INSERT INTO debtor_try (place, count, since) VALUES ('{0}', 1, '2026-03-16 06:30:15')",
)
"""Two tables, one of them read long before the other."""


@contextmanager
def connected(machine: Machine) -> Iterator[Callable[[str], object]]:
    """A way to write to the machine's database beside Krav; each statement by itself unless a transaction is begun."""
    if machines.SERVER:
        with machine.connected() as server:
            yield lambda sql: server.execute(sql.encode())
    else:
        with closing(sqlite3.connect(machine.home / "krav.sqlite3", isolation_level=None, timeout=20)) as file:
            file.execute("PRAGMA journal_mode = WAL")
            yield file.execute


@contextmanager
def somebody_writing(machine: Machine, first: str) -> Iterator[list[int]]:
    """Writes something, then pairs of rows, each pair at once, until the block ends; the numbers of those that are there."""
    stop, done = Event(), list[int]()

    def write() -> None:
        with connected(machine) as execute:
            execute(first)
            while not stop.wait(0.002):
                execute("BEGIN")
                for sql in PAIR:
                    execute(sql.format(len(done)))
                execute("COMMIT")
                done.append(len(done))

    writer = Thread(target=write)
    writer.start()
    try:
        yield done
    finally:
        stop.set()
        writer.join()


@pytest.fixture
def empty(ready: Machine, copies: Callable[[Machine], Machine]) -> Machine:
    """A machine with tables and no row in them."""
    machine = copies(ready)
    with connected(machine) as execute:
        for table in ("turn", "chore", "account"):
            execute(f"DELETE FROM {table}")  # noqa: S608 a table's name
    return machine


def test_it_comes_back_as_it_was_while_somebody_wrote(machine: Machine, empty: Machine, tmp_path: Path) -> None:
    words, file = tmp_path / "words", tmp_path / "monday.krav"
    words.write_text(f"{PASSPHRASE}\n")
    machine.write("letter.pdf", b"%PDF-").rename(home_of_letters(machine) / "1.pdf")
    with somebody_writing(machine, FACT) as pairs:
        said = machine.do("backup", file, "--passphrase-file", words)
        written_meanwhile = len(pairs)
    assert "It is sealed: without the passphrase nobody can read it" in said
    assert written_meanwhile > 0
    with opened(file, PASSPHRASE) as archive:
        told = manifests.read(archive.read(manifests.NAME))
    assert told.tables["heartbeat"].rows == told.tables["debtor_try"].rows
    said = empty.do("restore", file, "--passphrase-file", words)
    assert f"{told.rows} rows and {len(told.files)} files are back, and are what was backed up" in said
    for table in ("account", "audit"):
        assert empty.rows(f"SELECT * FROM {table} ORDER BY id") == machine.rows(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
    for name in ("secret", "seal", "letters/fjordbo/1.pdf"):
        assert (empty.home / name).read_bytes() == (machine.home / name).read_bytes()
        assert (empty.home / name).stat().st_mode == (machine.home / name).stat().st_mode
    assert not [path for path in empty.home.iterdir() if path.name.startswith(".")]
    with connected(empty) as execute, pytest.raises(REFUSED, match="append-only"):
        execute("UPDATE audit SET actor = 'nobody'")


def home_of_letters(machine: Machine) -> Path:
    """The folder of an account's letters."""
    folder = machine.home / "letters" / "fjordbo"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """An empty home of this process."""
    settings.KRAV_HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture
def backup(db: None, home: Path, tmp_path: Path) -> Path:
    """A backup of an installation with two accounts and a letter, which is still there."""
    for account in (cast.nordlys(), cast.fjordbo()):
        cast.tell(account)
    (home / "letters").mkdir(parents=True)
    (home / "letters" / "1.pdf").write_bytes(b"%PDF-")
    told = krav("backup", tmp_path / "monday.krav", "--json").data
    assert (told["files"], told["tables"]["claim"]) == (1, 2)
    assert ["fjordbo", "payments", "DKK", 50_000] in told["sums"]
    return tmp_path / "monday.krav"


def rewritten(backup: Path, change: Callable[[manifests.Manifest], manifests.Manifest]) -> Path:
    """The same backup, whole, but saying something else of itself."""
    other = backup.with_name("other.krav")
    with opened(backup) as archive, written(other) as copy:
        for name in archive.namelist():
            data = archive.read(name)
            copy.writestr(name, change(manifests.read(data)).written() if name == manifests.NAME else data)
    return other


def test_a_backup_says_that_it_holds_keys_and_is_a_zip_that_anybody_can_look_into(backup: Path, tmp_path: Path) -> None:
    said = krav("backup", tmp_path / "tuesday.krav")
    assert "It holds the keys of this installation, unsealed" in said.out
    assert "The key in KRAV_SECRET_KEY is not in the backup" in said.out
    with ZipFile(tmp_path / "tuesday.krav") as archive:
        assert {"rows/claim.jsonl", "home/letters/1.pdf", "manifest.json"} <= {*archive.namelist()}
        assert archive.testzip() is None


def test_a_place_where_no_backup_belongs_is_refused(backup: Path, home: Path, tmp_path: Path) -> None:
    assert "exists. A backup never replaces a file" in refusal("backup", backup)
    assert "which is backed up: name a file on another disk" in refusal("backup", home / "monday.krav")
    (tmp_path / "words").write_text("kort\n")
    short = refusal("backup", tmp_path / "x.krav", "--passphrase-file", tmp_path / "words")
    assert "The passphrase has 4 characters; use at least 12." in short
    assert not (tmp_path / "x.krav").exists()


def test_a_full_disk_is_said_and_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    there = sorted(tmp_path.iterdir())
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, most[1]))
    try:
        said = refusal("backup", tmp_path / "tuesday.krav")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert f"There is no room left in {tmp_path}. Nothing was written" in said
    assert sorted(tmp_path.iterdir()) == there


def test_a_damaged_one_is_refused_whole(backup: Path, home: Path) -> None:
    data = bytearray(backup.read_bytes())
    backup.write_bytes(data[:-20])
    assert "is damaged or cut off. Nothing was restored" in refusal("restore", backup)
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)
    assert "is damaged or cut off. Nothing was restored" in refusal("restore", backup)
    backup.write_text("Dear sir")
    assert "is no backup of Krav" in refusal("restore", backup)


def test_one_of_another_krav_is_refused(backup: Path) -> None:
    newer = rewritten(backup, lambda told: replace(told, krav="99.1"))
    assert "made by Krav 99.1; here is Krav" in refusal("restore", newer)
    newer.unlink()
    fewer = rewritten(backup, lambda told: replace(told, files={}))
    assert "holds other parts than it tells of" in refusal("restore", fewer)


def test_an_installation_that_is_not_empty_is_left_alone(backup: Path, home: Path, settings: Settings) -> None:
    assert "holds a file (letters/1.pdf among them)" in refusal("restore", backup)
    settings.KRAV_HOME = home.with_name("another")
    assert "The database has rows already, in" in refusal("restore", backup)
    assert "The database has rows already, in" in refusal("restore", backup, "--database-only")
    assert not (home.with_name("another") / "letters").exists()


def test_what_came_back_otherwise_is_not_kept(db: None, home: Path, tmp_path: Path) -> None:
    krav("backup", tmp_path / "empty.krav")
    wrong = rewritten(tmp_path / "empty.krav", lambda told: replace(told, sums=[Sum("fjordbo", "open", "DKK", 1)]))
    assert "The sums of the accounts are not those of the backup" in refusal("restore", wrong)
    assert not home.exists() or not [*home.iterdir()]


def test_a_move_leads_to_postgresql_and_waits_for_the_worker(db: None, home: Path) -> None:
    if connection.vendor == "postgresql":
        assert "on PostgreSQL already" in refusal("move", "--to", "postgresql://ann@db.example/krav")
        return
    assert "Krav moves to PostgreSQL: write --to" in refusal("move", "--to", "sqlite:///other")
    beat(WORKER, now=clock.now())
    assert "The worker was at work at" in refusal("move", "--to", "postgresql://ann@db.example/krav")

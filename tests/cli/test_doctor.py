"""`krav doctor` on an installation that is well, and on the same with one thing broken at a time."""

import os
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from socket import create_server
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.doctor import home, work
from krav.actions.doctor.finding import Now, listed
from krav.actions.heartbeat import beat
from krav.config.env import Site
from krav.store import models as rows
from krav.store.queries import runs
from krav.store.scope import account_scope
from krav.wire import clock, disk
from krav.wire.key_marks import keep_marks
from krav.wire.sealed import seal
from tests.actions.cast import FIRST, FJORDBO, IMPORTED, ledger, line, take
from tests.actions.cast import run as run_day
from tests.cli.command import krav
from tests.cli.machine import SERVER

HERE = {"database.role", "database.fsync", "database.full_page_writes"} if SERVER else set()
"""Tests ask PostgreSQL as the owner of its tables, and a server that forgets at a power cut; the doctor says so."""

Breaks = Callable[[int, Settings, Path], None]


@pytest.fixture
def well(db: None, settings: Settings, tmp_path: Path) -> int:
    """An installation in which everything is as it should be."""
    settings.KRAV_HOME, settings.KRAV_BACKUPS = tmp_path / "home", tmp_path / "backups"
    settings.KRAV_SITE = Site("krav.example.com", "https://krav.example.com", secure=True)
    settings.KRAV_TODAY, settings.KRAV_AT_ANY_HOUR, settings.KRAV_MAIL = None, False, False
    settings.EMAIL_FILE_PATH = tmp_path / "home" / "mail"
    for folder in (settings.KRAV_HOME, settings.KRAV_BACKUPS):
        folder.mkdir(mode=0o700)
    for name in disk.SECRETS:
        (settings.KRAV_HOME / name).write_text("long and random " * 3)
        (settings.KRAV_HOME / name).chmod(0o600)
    (settings.KRAV_BACKUPS / "last.krav").write_bytes(b"all of it")
    keep_marks()
    account_id = open_account(FJORDBO, on=IMPORTED)
    take(account_id, ledger(line("1001", "10.000,00")), on=FIRST)
    run_day(account_id, FIRST)
    with account_scope(account_id):
        rows.Outbox.objects.update(state="delivered")
        rows.RunPhase.objects.create(on=clock.today(), phase="gate", began_at=clock.now(), ended_at=clock.now())
    beat(runs.WORKER, now=clock.now())
    return account_id


def found() -> dict[str, dict[str, Any]]:
    told = krav("doctor", "--json")
    answer = told.data
    assert told.code == (1 if answer["wrong"] else 0)
    return {each["code"]: each for each in answer["found"]}


def wrong() -> set[str]:
    return {code for code, each in found().items() if each["wrong"]} - HERE


@pytest.mark.usefixtures("well")
def test_nothing_is_wrong() -> None:
    assert wrong() == set()
    told = krav("doctor")
    assert told.lines[-1].endswith("25 looks were taken.")
    assert any("mail.none: There is no mail server" in line and "→ Set KRAV_SMTP_URL" in line for line in told.lines)


def _sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def unguarded(_id: int, _settings: Settings, _home: Path) -> None:
    _sql("DROP TRIGGER entry_append_only ON entry" if SERVER else "DROP TRIGGER entry_no_update")


def behind(_id: int, _settings: Settings, _home: Path) -> None:
    _sql("DELETE FROM django_migrations WHERE app = 'store' AND name LIKE '0011%'")


def ahead(_id: int, _settings: Settings, _home: Path) -> None:
    _sql("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01')")


def secret_for_all(_id: int, _settings: Settings, home: Path) -> None:
    (home / "secret").chmod(0o644)


def home_for_all(_id: int, _settings: Settings, home: Path) -> None:
    home.chmod(0o755)


def homeless(_id: int, _settings: Settings, home: Path) -> None:
    shutil.rmtree(home)


def short_key(_id: int, settings: Settings, _home: Path) -> None:
    (settings.KRAV_HOME / "keys.marks").unlink()
    settings.SECRET_KEY = "short"


def another_seal(account_id: int, settings: Settings, home: Path) -> None:
    (home / "keys.marks").unlink()
    with account_scope(account_id):
        rows.Webhook.objects.create(
            url="https://a.example", secret=seal({"secret": "x"}), made_by="ann", made_at=clock.now()
        )
    settings.KRAV_SEAL = settings.KRAV_SEAL[1:5] + settings.KRAV_SEAL[4:]


def another_key(_id: int, settings: Settings, _home: Path) -> None:
    settings.KRAV_SEAL = settings.KRAV_SEAL[1:5] + settings.KRAV_SEAL[4:]


def in_the_clear(_id: int, settings: Settings, _home: Path) -> None:
    settings.KRAV_SITE = Site("krav.example.com", "http://krav.example.com", secure=False)


def standing_still(_id: int, settings: Settings, _home: Path) -> None:
    settings.KRAV_TODAY = clock.today()


def anybodys_word(_id: int, settings: Settings, _home: Path) -> None:
    settings.KRAV_PROXIES = "*"


def mail_to_nobody(_id: int, settings: Settings, _home: Path) -> None:
    with create_server(("127.0.0.1", 0)) as free:
        settings.EMAIL_PORT = free.getsockname()[1]
    settings.KRAV_MAIL, settings.EMAIL_HOST = True, "127.0.0.1"
    settings.DEFAULT_FROM_EMAIL = "Krav <krav@mail.example.com>"


def from_nowhere(_id: int, settings: Settings, _home: Path) -> None:
    mail_to_nobody(_id, settings, _home)
    settings.DEFAULT_FROM_EMAIL = "krav@krav.local"


def workerless(_id: int, _settings: Settings, _home: Path) -> None:
    rows.Heartbeat.objects.all().delete()


def worker_gone(_id: int, _settings: Settings, _home: Path) -> None:
    rows.Heartbeat.objects.update(at=clock.now() - timedelta(minutes=11))


def _outbox(account_id: int, **values: object) -> None:
    with account_scope(account_id):
        assert rows.Outbox.objects.update(**values)


def stuck(account_id: int, _settings: Settings, _home: Path) -> None:
    _outbox(account_id, state="sending", leased_until=clock.now() - timedelta(hours=2))


def unsent(account_id: int, _settings: Settings, _home: Path) -> None:
    _outbox(account_id, state="queued")


def unsure(account_id: int, _settings: Settings, _home: Path) -> None:
    _outbox(account_id, state="ambiguous")


def not_taken_in(account_id: int, _settings: Settings, _home: Path) -> None:
    with account_scope(account_id):
        at = clock.now() - timedelta(hours=2)
        rows.Upload.objects.create(sha256="7a" * 32, name="b.csv", size=4, by="ann", at=at, state="queued")


def deaf_program(account_id: int, _settings: Settings, _home: Path) -> None:
    with account_scope(account_id):
        rows.Webhook.objects.create(
            url="https://a.example", secret=seal({"secret": "x"}), made_by="ann", made_at=clock.now(), state="failing"
        )


def lost_books(account_id: int, _settings: Settings, _home: Path) -> None:
    with account_scope(account_id):
        rows.Connection.objects.create(system="x", rights=seal({}), state="lost", made_by="ann", made_at=clock.now())


def no_backup(_id: int, settings: Settings, _home: Path) -> None:
    (settings.KRAV_BACKUPS / "last.krav").unlink()


def old_backup(_id: int, settings: Settings, _home: Path) -> None:
    days_ago = int((clock.now() - timedelta(days=3)).timestamp())
    os.utime(settings.KRAV_BACKUPS / "last.krav", (days_ago, days_ago))


BROKEN: list[tuple[Breaks, str]] = [
    (unguarded, "database.guards"),
    (behind, "database.migrations"),
    (ahead, "database.newer"),
    (secret_for_all, "home.secrets"),
    (home_for_all, "home.rights"),
    (homeless, "home.missing"),
    (short_key, "keys.short"),
    (another_seal, "keys.seal"),
    (another_key, "keys.changed"),
    (in_the_clear, "site.https"),
    (standing_still, "site.trying"),
    (anybodys_word, "site.proxies"),
    (mail_to_nobody, "mail.server"),
    (from_nowhere, "mail.from"),
    (workerless, "worker.never"),
    (worker_gone, "worker.silent"),
    (stuck, "letters.stuck"),
    (unsent, "letters.wait"),
    (unsure, "letters.ambiguous"),
    (not_taken_in, "uploads.wait"),
    (deaf_program, "webhooks.fail"),
    (lost_books, "connections.lost"),
    (no_backup, "backups.none"),
    (old_backup, "backups.old"),
]

BEHIND = {"database.wall", "days.late"} if SERVER else set[str]()
BESIDE = {"keys.short": BEHIND, "mail.server": {"mail.from"}, "mail.from": {"mail.server"}}
"""What is wrong, too, when that is: behind the wall of PostgreSQL nothing is seen with another key."""


@pytest.mark.parametrize(("breaks", "code"), BROKEN, ids=[code for _, code in BROKEN])
def test_what_is_broken_is_named(
    breaks: Breaks, code: str, well: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(well, settings, settings.KRAV_HOME)
    named = found()
    assert {each for each in named if named[each]["wrong"]} - HERE - BESIDE.get(code, set()) == {code}
    assert named[code]["what"].endswith(".")
    assert named[code]["mend"].endswith(".")


def test_a_day_that_was_not_run_is_missed_once_it_had_its_time(well: int) -> None:
    with account_scope(well):
        rows.RunPhase.objects.update(on=clock.today() - timedelta(days=1))
    late = Now(clock.now(), clock.today(), begun=True)
    assert [each.code for each in work.days(late)] == ["days.late"]
    assert list(work.days(late._replace(begun=False))) == []
    with account_scope(well):
        rows.Schedule.objects.create(paused_by="ann")
    assert list(work.days(late)) == []


def test_a_full_disk_is_seen(well: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shutil.disk_usage("/").total
    monkeypatch.setattr(home, "ROOM", whole + 1)
    monkeypatch.setattr(disk, "free", lambda _: (whole // 25, whole))
    assert "home.room" in wrong()


def test_law_that_runs_out_is_told_of_before_and_after(well: int) -> None:
    codes = {
        on: {each.code for each in work.law(Now(clock.now(), on, begun=True))}
        for on in (date(2026, 12, 1), date(2031, 7, 1))
    }
    assert codes[date(2026, 12, 1)] >= {"law.ends"}
    assert codes[date(2031, 7, 1)] >= {"law.over"}


def test_many_are_a_few_and_a_number() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed({"a": 3, "b": 1}, most=1) == "a (3) and 1 more"


@pytest.mark.usefixtures("well")
def test_a_look_that_fails_is_said_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("krav.actions.doctor.home.disk.newest", _unreadable)
    assert "home.backups" in wrong()


def _unreadable(_folder: Path) -> None:
    raise PermissionError(13, "Permission denied")

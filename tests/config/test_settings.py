"""The settings as the process meets them: SQLite tuned for one busy machine, and a start that explains itself."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from krav.config import env


def test_sqlite_is_opened_for_many_readers_and_one_writer(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    settings = env.database("KRAV_UNSET", tmp_path / "krav.sqlite3")
    connection = ConnectionHandler({DEFAULT_DB_ALIAS: settings})[DEFAULT_DB_ALIAS]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        found = {
            pragma: cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    connection.close()
    assert found == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 20000}
    assert vars(connection)["transaction_mode"] == "IMMEDIATE"


def test_a_bad_variable_ends_the_start_with_one_sentence() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "krav.config.main"],
        env=os.environ | {"KRAV_DATABASE_URL": "mysql://host/name"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr == "krav: KRAV_DATABASE_URL begins with “mysql:”. Krav runs on sqlite and postgresql.\n"


def started(code: str, tmp_path: Path, **told: str) -> str:
    """What a process says that begins with these variables."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import django; django.setup(); {code}"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "krav.config.settings", "KRAV_HOME": str(tmp_path)} | told,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


def test_nothing_is_found_amiss_before_a_start_over_https(tmp_path: Path) -> None:
    code = "from django.core.management import call_command; call_command('check', deploy=True, fail_level='WARNING')"
    assert "no issues" in started(code, tmp_path, KRAV_SITE="https://krav.example.com")


def test_over_https_cookies_are_this_hosts_alone(tmp_path: Path) -> None:
    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    assert started(code, tmp_path, KRAV_SITE="https://a.example") == "__Host-sessionid __Host-csrftoken True\n"
    assert started(code, tmp_path) == "sessionid csrftoken False\n"


def test_old_keys_are_told_beside_the_new_one(tmp_path: Path) -> None:
    code = "from django.conf import settings as s; print(s.SECRET_KEY, s.SECRET_KEY_FALLBACKS, len(s.KRAV_OLD_SEALS))"
    (tmp_path / "secret").write_text("n" * 40 + "\n" + "o" * 40)
    (tmp_path / "seal").write_text("s" * 40 + "\n")  # written by hand: its end belongs to it
    old = f"{'a' * 40} {'b' * 40}"
    told = started(code, tmp_path, KRAV_SEAL_OLD=old)
    assert told == f"{'n' * 40} {['o' * 40, 'o' * 40 + chr(10)]} 2\n"

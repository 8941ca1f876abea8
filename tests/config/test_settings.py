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

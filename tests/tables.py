"""Databases with nothing but their tables: migrations run once, and every database of a run is a copy of what they made."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import django
import psycopg
import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.once import once

NAME = "tables"
MADE = os.environ.get("KRAV_TABLES", "")
"""The file that `python -m tests.tables FILE` made before, so that SQLite's migrations run once for several runs."""


@contextmanager
def tables(factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tests' database is there; what it is a copy of: a file with the tables of SQLite, or with a name on the server.

    Whichever worker comes first runs the migrations. In a copy they find that there is nothing left to do.
    """
    made = []

    def migrate(kept: Path) -> None:
        made.append(setup_databases(0, interactive=False, serialized_aliases=[]))
        if connection.vendor == "sqlite":
            copied_tables(kept)
        else:
            kept.write_text(_copied(connection.settings_dict["NAME"], f"krav_tables_{sha256(bytes(kept)).hexdigest()[:12]}"))

    kept = Path(MADE) if MADE and connection.vendor == "sqlite" else once(factory, f"{NAME}.{connection.vendor}", migrate)
    if not made:
        with _copy_of(kept):
            made.append(setup_databases(0, interactive=False, keepdb=True, serialized_aliases=[]))
    yield kept
    teardown_databases(made[0], 0)


def copied_tables(file: Path) -> Path:
    """The file, new, with all that is in the tests' SQLite database: nothing but its tables, where no test is under way."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    return file


@contextmanager
def _copy_of(kept: Path) -> Iterator[None]:
    """The tests' database in its place; one in memory lasts as long as somebody is connected to it."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(_own_name(), uri=True)) as own, closing(sqlite3.connect(kept)) as source:
            source.backup(own)
            yield
    else:
        _copied(kept.read_text(), _own_name())
        yield


def _copied(source: str, name: str) -> str:
    """The name of a database on the server with all that is in another, to which nobody is connected."""
    connection.close()
    with connection.creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


def drop_tables(folder: Path) -> None:
    """Takes off the server what a run's databases were copies of, if there is such a thing."""
    kept = folder / f"{NAME}.postgresql"
    if kept.exists():
        with psycopg.connect(os.environ["KRAV_DATABASE_URL"], autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{kept.read_text()}"'.encode())


def _own_name() -> str:
    return str(connection.creation._get_test_db_name())  # type: ignore[attr-defined]


if __name__ == "__main__":
    django.setup()
    setup_databases(0, interactive=False, serialized_aliases=[])
    copied_tables(Path(sys.argv[1]))

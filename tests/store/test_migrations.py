"""Migrations under load: what the linter finds in them is known and why it may stay; two that make the tables take turns."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection, migrations, models
from django_migration_linter.migration_linter import MigrationLinter
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements

from krav.kernel.refusal import KravError
from krav.store import catalogue, one_at_a_time, upgrade

ACCEPTED = {
    ("0001_initial", "NOT_NULL"): "its tables are new",
    ("0003_cases", "NOT_NULL"): "its tables are new; its columns have defaults in the database",
    ("0003_cases", "CREATE_INDEX"): "its tables are new",
    ("0003_cases", "CREATE_INDEX_EXCLUSIVE"): "its tables are new",
    ("0005_debtor_index", "CREATE_INDEX"): "customers are written by imports, which wait for it",
    ("0005_debtor_index", "DROP_INDEX"): "nothing asks by it any more",
    ("0006_money_in", "CREATE_INDEX"): "its tables are new, or their writers wait for it",
    ("0006_money_in", "CREATE_INDEX_EXCLUSIVE"): "its tables are new, or their writers wait for it",
    ("0006_money_in", "NOT_NULL"): "its tables are new; its columns have defaults in the database",
    ("0006_money_in", "ADD_UNIQUE"): "of columns that are new, too",
    ("0008_connections", "NOT_NULL"): "its tables are new; its columns have defaults in the database",
    ("0010_partners", "NOT_NULL"): "its tables are new; its columns have defaults in the database",
    ("0010_partners", "ADD_UNIQUE"): "of columns that are new, too",
    ("0012_turns", "ALTER_COLUMN"): "a longer text, which PostgreSQL writes nothing anew for",
    ("0012_turns", "NOT_NULL"): "its tables are new",
    ("0015_security", "NOT_NULL"): "its table is new; its column has a default in the database",
    ("0016_moved", "NOT_NULL"): "its column has a default in the database",
    ("0017_numbers", "NOT_NULL"): "its column has a default in the database",
    ("0017_numbers", "ADD_UNIQUE"): "SQLite makes the table anew with the constraint that it had",
    ("0018_paid_by_day", "CREATE_INDEX"): "of few rows; whoever writes to journals waits for it",
}
"""What the linter finds, and why the version before goes on all the same. A new one adds why."""

STYLE = {"RUNPYTHON_ARGS_NAMING_CONVENTION", "RUNPYTHON_MODEL_VARIABLE_NAME"}
"""How its author would call things."""


def findings(linter: MigrationLinter) -> Iterator[tuple[str, str]]:
    """Each migration of the store and the code of what was found in it."""
    for migration in linter._gather_all_migrations():
        if migration.app_label == "store":
            sql = linter.get_sql("store", migration.name)
            several = (analyse_sql_statements(linter.sql_analyser_class, sql, ()), linter.analyse_data_migration(migration))
            for errors, _ignored, warnings in several:
                yield from ((migration.name, found.code) for found in (*errors, *warnings))


@pytest.mark.usefixtures("real_transactions")
def test_what_the_linter_finds_is_known() -> None:
    linter = MigrationLinter(no_cache=True, no_output=True, analyser_string=connection.vendor)
    found = {each for each in findings(linter) if each[1] not in STYLE}
    assert found - ACCEPTED.keys() == set()


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (migrations.RemoveField("entry", "book"), ["takes away what is used (Remove field book from entry)"]),
        (migrations.RenameModel("Entry", "Line"), ["takes away what is used (Rename model Entry to Line)"]),
        (
            migrations.AddField("entry", "more", models.IntegerField(default=0)),
            ["adds entry.more, which the version before does not fill"],
        ),
        (migrations.AddField("entry", "more", models.IntegerField(db_default=0)), []),
        (migrations.AddField("entry", "more", models.IntegerField(null=True)), []),
        (migrations.CreateModel("Line", [("id", models.BigAutoField(primary_key=True))]), []),
        (
            migrations.SeparateDatabaseAndState([migrations.DeleteModel("Entry")], []),
            ["takes away what is used (Delete model Entry)"],
        ),
    ],
)
def test_what_stops_the_version_before(operation: object, why: list[str]) -> None:
    assert list(upgrade.stops(operation)) == why


@pytest.mark.django_db
def test_nothing_is_said_where_nothing_is_to_come() -> None:
    assert list(upgrade.told()) == []


@pytest.mark.django_db
def test_a_migration_that_is_to_come_is_told_of() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'store' AND name NOT LIKE '0001%'")
    told = " ".join(upgrade.told())
    assert "store.0012_turns changes heartbeat: whoever writes there waits meanwhile." in told
    assert "stop processes of the version before" in told


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite, a file as a real installation has it; on PostgreSQL the server knows who is there."""
    if not catalogue.is_postgres():
        monkeypatch.setattr(catalogue, "file", lambda: tmp_path / "krav.sqlite3")


def held(began: Event, end: Event) -> None:
    """Makes the tables in a thread of its own, and so by a connection of its own, until it is told to end."""
    with one_at_a_time.one_at_a_time():
        began.set()
        end.wait(60)
    connection.close()


@pytest.mark.usefixtures("beside", "real_transactions")
def test_the_second_waits_for_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    began, end = Event(), Event()
    first = Thread(target=held, args=(began, end))
    first.start()
    assert began.wait(60)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with pytest.raises(KravError, match="Another process has been making the tables for 3 seconds"):
        one_at_a_time.one_at_a_time(patience=3).__enter__()

    def let_the_first_end(_: object) -> None:
        end.set()
        first.join(60)

    monkeypatch.setattr(time, "sleep", let_the_first_end)
    with one_at_a_time.one_at_a_time(patience=3):
        assert not first.is_alive()


@pytest.mark.usefixtures("beside", "real_transactions")
def test_what_fails_inside_lets_the_next_in() -> None:
    with pytest.raises(ZeroDivisionError), one_at_a_time.one_at_a_time():
        raise ZeroDivisionError
    with one_at_a_time.one_at_a_time(patience=1):
        pass


@pytest.mark.django_db
def test_no_table_waits_for_a_reader_for_ever(beside: None) -> None:
    with one_at_a_time.one_at_a_time():
        assert not catalogue.is_postgres() or catalogue.setting("lock_timeout") == f"{one_at_a_time.READERS}s"
    assert not catalogue.is_postgres() or catalogue.setting("lock_timeout") == "0"

"""The whole database at one moment: how it was made, and whether it is empty."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from krav.store.roles import maker
from krav.store.scope import across_accounts
from krav.store.tables import Table, tables


@contextmanager
def one_moment() -> Iterator[None]:
    """Every question inside is answered as of one moment, of all accounts; whoever writes meanwhile is not kept waiting."""
    if connection.in_atomic_block:
        with across_accounts():
            yield
    elif connection.vendor == "postgresql":
        with across_accounts():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT 1"
                )  # the connection is told what is in scope; in the transaction nothing may come first
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield
    else:
        with across_accounts(), _bracketed("BEGIN DEFERRED"):
            yield


@contextmanager
def nobody_writes() -> Iterator[None]:
    """SQLite: as one moment, and until the end of it everybody else who wants to write waits, then is refused."""
    with across_accounts(), nullcontext() if connection.in_atomic_block else _bracketed("BEGIN IMMEDIATE"):
        yield


@contextmanager
def _bracketed(begin: str) -> Iterator[None]:
    """A transaction of SQLite that only reads: Django's own would take the writer's place."""
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def migrations() -> list[str]:
    """The names of the migrations that made the database what it is; none where it has no tables."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def filled() -> list[str]:
    """The tables with rows in them."""
    present = set(connection.introspection.table_names())
    with across_accounts():
        return [table.name for table in tables() if table.name in present and _has_rows(table)]


def look_anew() -> None:
    """Lets the database count its rows, so that it chooses its ways as for tables of this size."""
    with connections[maker()].cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 400")
        cursor.execute("ANALYZE")


def _has_rows(table: Table) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table.name}")')  # noqa: S608 our own table
        return bool(cursor.fetchone()[0])

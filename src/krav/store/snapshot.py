"""The whole database at one moment: its make, whether it is empty, and what its accounts come to."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from krav.store.portable import Table, tables
from krav.store.scope import across_accounts


class Sum(NamedTuple):
    """What an account comes to: `what` is open, entries, payments or credits; `unit` a currency, or what a credit is for."""

    account: str
    what: str
    unit: str
    amount: int


_SUMS = {
    "open": """
        SELECT state.account_id, claim.currency, SUM(state.balance) FROM claim_state AS state
        JOIN claim ON claim.id = state.claim_id WHERE state.settled_on IS NULL GROUP BY 1, 2""",
    "entries": """
        SELECT entry.account_id, claim.currency, SUM(entry.amount) FROM entry
        JOIN claim ON claim.id = entry.claim_id GROUP BY 1, 2""",
    "payments": "SELECT account_id, currency, SUM(amount) FROM payment GROUP BY 1, 2",
    "credits": """
        SELECT purse.account_id, lot.unit, SUM(lot."left") FROM credit_lot AS lot
        JOIN purse ON purse.id = lot.purse_id WHERE purse.account_id IS NOT NULL GROUP BY 1, 2""",
}


@contextmanager
def one_moment() -> Iterator[None]:
    """Every question inside is answered as of one moment, of all accounts; whoever writes meanwhile is not kept waiting."""
    if connection.in_atomic_block:
        with across_accounts():
            yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            with across_accounts():
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


def sums() -> list[Sum]:
    """What each account comes to, in minor units."""
    found: list[Sum] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, slug FROM account")
        slugs = dict(cursor.fetchall())
        for what, sql in _SUMS.items():
            cursor.execute(sql)
            found += (Sum(slugs[account_id], what, unit, int(amount)) for account_id, unit, amount in cursor.fetchall())
    return sorted(found)


def look_anew() -> None:
    """Lets the database count its rows, so that it chooses its ways as for tables of this size."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 400")
        cursor.execute("ANALYZE")


def _has_rows(table: Table) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table.name}")')  # noqa: S608 our own table
        return bool(cursor.fetchone()[0])

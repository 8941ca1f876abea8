"""A daily run over 100 000 open invoices of 100 accounts, 30 000 of them due for a step, against the bare floor.

The floor reads the same rows and inserts the same facts with plain executemany, an account a transaction, into a copy of the
same database: what any program in Python would have to do at the least.
"""

import resource
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from bench.seed import ON, seed
from krav.actions.daily import run_day
from krav.actions.prepare import prepare_database
from krav.actions.unit import machine

ACCOUNTS, INVOICES, DUE = 100, 1000, 300
WRITTEN = ("letter", "letter_claim", "entry", "outbox", "audit")
READ = (
    """
    SELECT c.id, c.debtor_id, c.number, c.currency, c.due_on, c.due_agreed, c.issued_on, d.kind, c.fee_agreed
    FROM claim_state s JOIN claim c ON c.id = s.claim_id JOIN debtor d ON d.id = c.debtor_id
    WHERE s.account_id = ? AND s.next_on <= ?
    """,
    """
    SELECT e.claim_id, e.kind, e.amount, e."on", e.aim, e.label
    FROM claim_state s JOIN entry e ON e.claim_id = s.claim_id WHERE s.account_id = ? AND s.next_on <= ?
    """,
)


def run() -> Iterator[str]:
    """The run on a fresh database, then the floor on a copy of it as it was before."""
    yield from prepare_database(on=ON, by=machine("bench"))
    with transaction.atomic():
        accounts = seed(ACCOUNTS, INVOICES, DUE)
    connection.close()
    database = Path(settings.DATABASES["default"]["NAME"])
    with closing(sqlite3.connect(database)) as direct:
        direct.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = Path(shutil.copy(database, database.with_suffix(".before")))

    start = time.perf_counter()
    letters = sum(sum(run_day(account, on=ON, by=machine("bench")).letters.values()) for account in accounts)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    connection.close()
    floor, facts = _floor(before, database, accounts)
    yield f"daily run, {ACCOUNTS * INVOICES:,} open invoices, {letters:,} letters, {facts:,} rows written: {took:.2f} s"
    yield f"  bare floor {floor:.2f} s; ratio {took / floor:.2f}; peak memory {peak} MiB"


def _floor(before: Path, after: Path, accounts: list[int]) -> tuple[float, int]:
    """Seconds to read those rows and insert those facts, and how many there were."""
    with closing(sqlite3.connect(after)) as done, closing(sqlite3.connect(before)) as fresh:
        facts = {account: _facts(done, fresh, account) for account in accounts}
        fresh.execute("PRAGMA journal_mode = WAL")
        fresh.execute("PRAGMA synchronous = NORMAL")
        day = ON.isoformat()
        start = time.perf_counter()
        for account in accounts:
            with fresh:
                for query in READ:
                    fresh.execute(query, (account, day)).fetchall()
                for statement, rows in facts[account]:
                    fresh.executemany(statement, rows)
        took = time.perf_counter() - start
    return took, sum(len(rows) for parts in facts.values() for _, rows in parts)


def _facts(done: sqlite3.Connection, fresh: sqlite3.Connection, account: int) -> list[tuple[str, list[Any]]]:
    """What the run wrote for an account, as statements and rows."""
    parts = []
    for table in WRITTEN:
        (last,) = fresh.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
        query = f"SELECT * FROM {table} WHERE account_id = ? AND id > ?"
        rows = done.execute(query, (account, last)).fetchall()
        parts.append((f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows))
    moved = done.execute("SELECT * FROM claim_state WHERE account_id = ? AND stage <> ''", (account,)).fetchall()
    parts.append((f"INSERT OR REPLACE INTO claim_state VALUES ({', '.join('?' * len(moved[0]))})", moved))
    return parts

"""The floor under the nightly run: a plain loop that reads the same rows with values_list and writes the same with COPY.

A transaction an account; its tables are the run's own, copied, without row-level security and append-only triggers. What is
to be written is laid into files before (`kept`), so that only reading and writing is timed.
`python -m bench.floor DESCRIPTOR FOLDER` is one process of it.
"""

import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from bench.hand import ON
from bench.installation import HERE
from bench.postgres import Server

WIDTH = 16
"""Bytes of one place in the queue: a reader gets a whole one, or none."""

WRITTEN = ("letter", "letter_claim", "entry", "outbox", "audit")


def bare(server: Server, database: str) -> None:
    """Takes the guards off a database's tables."""
    with server.admin(database) as admin:
        tables = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            for words in ("DISABLE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY", "DISABLE TRIGGER USER"):
                admin.execute(sql.SQL("ALTER TABLE {} " + words).format(sql.Identifier(table)))


def kept(server: Server, before: str, after: str, folder: Path, account_ids: Sequence[int]) -> int:
    """Lays a file an account into the folder with the rows that a run wrote for it; how many they are."""
    count = 0
    with server.admin(before) as old, server.admin(after) as new:
        lasts = {table: old.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone() for table in WRITTEN}
        for account_id in account_ids:
            facts: list[tuple[str, list[str], list[Any]]] = []
            for table in WRITTEN:
                last = lasts[table] or (0,)
                found = new.execute(f"SELECT * FROM {table} WHERE account_id = %s AND id > %s", (account_id, last[0]))
                columns = [column.name for column in found.description or ()]
                facts.append((table, columns, found.fetchall()))
            moved = new.execute("SELECT * FROM claim_state WHERE account_id = %s AND stage <> ''", (account_id,))
            facts.append(("claim_state", [column.name for column in moved.description or ()], moved.fetchall()))
            count += sum(len(rows) for _, _, rows in facts)
            (folder / str(account_id)).write_bytes(pickle.dumps(facts))
    return count


def floor(env: Mapping[str, str], folder: Path, account_ids: Sequence[int], processes: int) -> float:
    """Seconds that so many processes take for it: the longest that one of them reads and writes."""
    with closing_pipe() as (taken, given):
        words = [sys.executable, "-m", "bench.floor", str(taken), str(folder)]
        started = [
            subprocess.Popen(words, env=dict(env), stdout=subprocess.PIPE, text=True, pass_fds=[taken], cwd=HERE)
            for _ in range(processes)
        ]
        os.close(taken)
        for each in started:
            assert each.stdout
            each.stdout.readline()
        with os.fdopen(given, "wb") as queue:
            queue.writelines(f"{account_id:{WIDTH}}".encode() for account_id in account_ids)
        told = [each.communicate()[0] for each in started]
    if any(each.returncode for each in started):
        raise SystemExit("A process of the floor failed; what it said stands above.")
    return max(float(json.loads(words)) for words in told)


@contextmanager
def closing_pipe() -> Iterator[tuple[int, int]]:
    """A pipe's two ends, closed at the end where they are not yet."""
    taken, given = os.pipe()
    try:
        yield taken, given
    finally:
        for end in (taken, given):
            try:
                os.close(end)
            except OSError:
                continue


def _work(queue: int, folder: Path) -> float:
    from django.db import connection, transaction

    from krav.store import models as rows
    from krav.store.scope import account_scope

    states = ("claim_id", "due_on", "stage", "balance", "next_step", "next_on", "debtor_id", "debtor__kind")
    claims = ("id", "debtor_id", "number", "currency", "due_on", "due_agreed", "issued_on", "fee_agreed", "kind")
    entries = ("claim_id", "kind", "amount", "on", "aim", "label")
    took = 0.0
    while place := os.read(queue, WIDTH):
        account_id = int(place)
        facts = pickle.loads((folder / str(account_id)).read_bytes())  # noqa: S301 our own
        start = time.perf_counter()
        with transaction.atomic(), account_scope(account_id), connection.cursor() as cursor:
            due = rows.ClaimState.objects.filter(next_on__lte=ON)
            list(due.values_list(*states))
            list(rows.Claim.objects.filter(id__in=due.values("claim_id")).values_list(*claims))
            list(rows.Entry.objects.filter(claim_id__in=due.values("claim_id")).values_list(*entries))
            for table, columns, written in facts:
                _write(cursor, table, columns, written)
        took += time.perf_counter() - start
    return took


def _write(cursor: CursorWrapper, table: str, columns: Sequence[str], written: Sequence[Any]) -> None:
    """The facts by COPY; what has moved by COPY and one UPDATE."""
    into, names = table, ", ".join(f'"{name}"' for name in columns)
    if table == "claim_state":
        into = "moved"
        cursor.execute(f"CREATE TEMP TABLE moved ON COMMIT DROP AS SELECT {names} FROM claim_state WITH NO DATA")
    with cursor.copy(f"COPY {into} ({names}) FROM STDIN") as copy:
        for row in written:
            copy.write_row(row)
    if table == "claim_state":
        changes = ", ".join(f'"{name}" = moved."{name}"' for name in columns if name != "claim_id")
        cursor.execute(f"UPDATE claim_state SET {changes} FROM moved WHERE moved.claim_id = claim_state.claim_id")


if __name__ == "__main__":
    import django
    from django.db import connection

    django.setup()
    connection.ensure_connection()
    print("ready", flush=True)
    print(json.dumps(_work(int(sys.argv[1]), Path(sys.argv[2]))), flush=True)

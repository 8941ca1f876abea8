"""One hand at a time makes or changes the tables; others wait until it is done, and then find nothing to do."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connections

from krav.kernel.refusal import KravError
from krav.store import catalogue

KEY = 0x6B726176
"""The advisory lock of this work on PostgreSQL: “krav” in four bytes; each database has its own locks."""

PATIENCE = 600
"""So many seconds another hand may take."""

READERS = 15
"""So many seconds a migration waits for a table that others use; whoever asks for it behind the migration waits as long."""


@contextmanager
def one_at_a_time(using: str = "default", patience: int = PATIENCE) -> Iterator[None]:
    """Waits until no other process makes the tables, and keeps others waiting meanwhile; `using` names the connection.

    Raises:
        KravError: another did not come to its end in time, or others kept a table busy that had to change.
    """
    with _on_server(using, patience) if catalogue.is_postgres() else _beside_file(patience):
        yield


@contextmanager
def _on_server(using: str, patience: int) -> Iterator[None]:
    def free() -> bool:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
            return bool(cursor.fetchone()[0])

    _wait_until(free, patience)
    try:
        with connections[using].cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{READERS}s'")
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "55P03":
            raise
        raise KravError(
            f"Others used a table for {READERS} seconds that was to change. What was changed before is whole and stays; "
            "nothing else was changed. Try again when less is going on, or end the long query first."
        ) from error
    finally:
        with connections[using].cursor() as cursor:
            cursor.execute("RESET lock_timeout")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


@contextmanager
def _beside_file(patience: int) -> Iterator[None]:
    """A lock on a file beside SQLite's own; a database in memory has nobody else."""
    file = catalogue.file()
    if file is None:
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_name(f"{file.name}.making").open("w") as lock:

        def free() -> bool:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        _wait_until(free, patience)
        yield


def _wait_until(free: Callable[[], bool], patience: int) -> None:
    for _ in range(patience):
        if free():
            return
        time.sleep(1)
    raise KravError(
        f"Another process has been making the tables for {patience} seconds. Look what it waits for, and try again."
    )

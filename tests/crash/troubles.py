"""What else befalls a life: its database is cut off, its disk is full, its clock jumps, another worker dies beside it."""

import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
from django.db import connection, connections

from tests.crash import points
from tests.crash.disk import limit
from tests.crash.outside import Life
from tests.crash.story import Moment

KINDS = ("database cut", "disk full", "clock jumps", "two workers")
AT_PLACES = ("database cut", "disk full")
"""Those that begin at a place; they last until the moment of the life is over."""

JUMPS = (timedelta(hours=-5), timedelta(hours=5), timedelta(days=-3))
"""Where the clock goes before a round, and comes back from."""

had: list[str] = []
"""What befell this process."""

_AGAIN = 1.2


def begins(kind: str) -> Callable[[], None]:
    """What happens at the place: the end, or a trouble."""
    return {"database cut": _cut, "disk full": _full}.get(kind, points.die)


def around(kind: str, moment: Moment, life: Life, stand_at: Callable[[datetime], None]) -> None:
    """A moment of the life with the trouble."""
    if moment.name == "round" and kind == "clock jumps":
        for jump in JUMPS:
            stand_at(moment.at + jump)
            moment.do(life)
        had.append(kind)
        stand_at(moment.at)
    if moment.name == "round" and kind == "two workers" and kind not in had:
        _beside(moment, life)
        if kind not in had:
            return
    try:
        moment.do(life)
    finally:
        _over()


def _cut() -> None:
    """The connection ends under the hands of whoever uses it; a SQLite file cannot be written any more."""
    had.append("database cut")
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.execute("PRAGMA query_only = ON")
        return
    if connection.connection is None:
        return
    words = connection.get_connection_params()
    where = {key: words[key] for key in ("host", "port", "user", "password", "dbname") if words.get(key)}
    with psycopg.connect(**where) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (connection.connection.info.backend_pid,))


def _full() -> None:
    """No file takes a byte more."""
    had.append("disk full")
    limit(0)


def _over() -> None:
    """The disk has room again, and the file can be written."""
    limit(resource.RLIM_INFINITY)
    if connection.vendor == "sqlite" and connection.connection is not None and "database cut" in had:
        connection.connection.execute("PRAGMA query_only = OFF")


def _beside(moment: Moment, life: Life) -> None:
    """Two workers have the same round at once, both born now; one of them may be killed at the place."""
    connections.close_all()
    mortal = _worker(moment, life)
    fate, points.expected = points.expected, points.NOTHING
    other = _worker(moment, life)
    ended = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in (mortal, other)]
    assert ended in ([0, 0], [-signal.SIGKILL, 0]), ended
    if ended == [0, 0]:
        points.expected = fate
        return
    had.append("two workers")
    time.sleep(_AGAIN)


def _worker(moment: Moment, life: Life) -> int:
    """A process with a round."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            moment.do(life)
            code = 0
        except BaseException:  # noqa: BLE001 whatever it was, it stands in what the process said
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    return pid

"""A PostgreSQL of one's own, thrown away afterwards, with the settings a sensible operator would give it.

The newest that is installed. Nothing that keeps data safe is off: fsync and synchronous commits are on, autovacuum too.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

OWNER, ADMIN = "krav", "postgres"

SETTINGS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_completion_target": "0.9",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
    "max_connections": "100",
    "compute_query_id": "on",
    "listen_addresses": "127.0.0.1",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track_utility": "on",
}

_ASKED = """
    SELECT sum(calls) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
    WHERE d.datname = %s AND query NOT LIKE '%%FROM ONLY%%FOR KEY SHARE OF x'
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL and where it lies."""

    port: int
    folder: Path
    counted: bool
    """Whether it counts its statements."""

    def url(self, database: str) -> str:
        """The address of a database, as Krav reads it."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def admin(self, database: str = ADMIN) -> Iterator[psycopg.Connection]:
        """A connection as superuser, whose statements stand at once."""
        with psycopg.connect(host="127.0.0.1", port=self.port, user=ADMIN, dbname=database, autocommit=True) as found:
            yield found

    def create(self, database: str, template: str = "template1") -> str:
        """A new database, empty or a copy of another; its address."""
        with self.admin() as admin:
            words = "CREATE DATABASE {} OWNER {} TEMPLATE {}"
            admin.execute(sql.SQL(words).format(*map(sql.Identifier, (database, OWNER, template))))
        if self.counted:
            with self.admin(database) as admin:
                admin.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        return self.url(database)

    def drop(self, database: str) -> None:
        """The database is gone, whoever was in it."""
        with self.admin() as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def settle(self, database: str) -> None:
        """Vacuumed, analysed and written out, so that each measurement begins alike."""
        with self.admin(database) as admin:
            admin.execute("VACUUM (ANALYZE)")
            admin.execute("CHECKPOINT")

    def again(self, **settings: str) -> None:
        """Started anew with other settings beside its own."""
        data = self.folder / "data"
        with (data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        _as_postgres([_programs() / "pg_ctl", "-D", data, "-l", self.folder / "log", "-m", "fast", "-w", "restart"])

    def forget_statements(self) -> None:
        """Statements are counted from here."""
        if self.counted:
            with self.admin() as admin:
                admin.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
                admin.execute("SELECT pg_stat_statements_reset()")

    def statements(self, database: str) -> int | None:
        """How many statements the database was asked, as it counted itself; None where it cannot count.

        What it asks itself when a transaction ends, whether foreign keys hold, is counted there too and left out here.
        """
        if not self.counted:
            return None
        with self.admin(database) as admin:
            row = admin.execute(_ASKED, [database]).fetchone()
        return int(row[0]) if row and row[0] is not None else 0


@contextmanager
def server(**settings: str) -> Iterator[Server]:
    """A fresh server in a folder that is removed with it; `settings` go before SETTINGS."""
    folder = Path(tempfile.mkdtemp(prefix="krav-postgres-", dir=os.environ.get("KRAV_BENCH_FOLDER")))
    port = free_port()
    programs = _programs()
    wanted = SETTINGS | settings
    counted = bool(list(programs.parent.glob("lib/pg_stat_statements.so")))
    if not counted:
        wanted = {name: value for name, value in wanted.items() if "pg_stat" not in name + value}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, ADMIN, ADMIN)
    data = folder / "data"
    _as_postgres([programs / "initdb", "-D", data, "-U", ADMIN, "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8"])
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in wanted.items())
        file.write(f"port = {port}\nunix_socket_directories = '{folder}'\n")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Told to end."))  # whoever ends it ends the server, too
    _as_postgres([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "start"])
    try:
        started = Server(port, folder, counted)
        with started.admin() as admin:
            admin.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE")
        yield started
    finally:
        _as_postgres([programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def version(running: Server) -> str:
    """Its version: PostgreSQL 15.18."""
    with running.admin() as admin:
        row = admin.execute("SHOW server_version").fetchone()
    return f"PostgreSQL {str(row[0]).split()[0]}" if row else "PostgreSQL"


def wait_for(port: int, seconds: float = 30) -> None:
    """Until somebody listens there."""
    until = time.monotonic() + seconds
    while True:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > until:
            raise TimeoutError(f"Nobody listens at port {port}.")
        time.sleep(0.1)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise SystemExit("PostgreSQL is not installed: on Debian, apt-get install postgresql.")
    return found[-1]


def _as_postgres(words: Sequence[str | Path]) -> None:
    user = ADMIN if os.geteuid() == 0 else None
    extra: dict[str, object] = {"user": user, "group": user, "extra_groups": []} if user else {}
    subprocess.run(list(map(str, words)), check=True, stdout=subprocess.DEVNULL, cwd="/", **extra)  # type: ignore[call-overload]

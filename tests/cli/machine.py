"""A machine with Krav installed: its own folder, its own database, and the real command as a process."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from krav.store.reach import BY_OWNER, pads
from krav.wire.home_files import KEYS

KRAV = Path(sys.executable).with_name("krav")
TABLES = ("letter", "letter_claim", "entry", "claim_state", "outbox", "dispatch", "withdrawal", "hold", "payment")
_URL = os.environ.get("KRAV_DATABASE_URL", "")
SERVER = _URL if _URL.startswith("postgresql:") else ""
Row = tuple[object, ...]


@dataclass(frozen=True)
class Machine:
    """`home` holds letters and, without a server, the database; `database` is the name of its own on the server."""

    home: Path
    database: str = field(default_factory=lambda: f"krav_machine_{uuid4().hex[:12]}")

    @property
    def environment(self) -> dict[str, str]:
        """What the process sees: no mail server, wide tables."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("KRAV_")}
        url = {"KRAV_DATABASE_URL": self._url} if SERVER else {}
        return own | {"KRAV_HOME": str(self.home), "COLUMNS": "200"} | url

    @property
    def _url(self) -> str:
        return urlunsplit(urlsplit(SERVER)._replace(path=f"/{self.database}"))

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """Runs `krav` with these words to its end."""
        return subprocess.run(
            [str(KRAV), *map(str, words)],
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )

    def do(self, *words: object) -> str:
        """Runs `krav`, which must succeed, and answers what it printed."""
        done = self.run(*words)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """Starts `krav` and does not wait."""
        return subprocess.Popen(
            [str(KRAV), *map(str, words)], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def rows(self, sql: str) -> list[Row]:
        """What a query of the machine's database answers."""
        if SERVER:
            with self.connected() as connection:
                return [tuple(row) for row in connection.execute(sql.encode()).fetchall()]
        with closing(sqlite3.connect(self.home / "krav.sqlite3")) as connection:
            return [tuple(row) for row in connection.execute(sql)]

    def connected(self) -> psycopg.Connection[Row]:
        """A connection to the machine's database on the server, which sees the rows of every account."""
        reach = f"*.{BY_OWNER}"
        ((inner, outer),) = pads((self.home / "secret").read_text().split("\n")[0])
        mac = sha256(outer + sha256(inner + reach.encode()).digest()).hexdigest()
        return psycopg.connect(self._url, autocommit=True, options=f"-c krav.account={reach}.{mac}")

    def letters(self) -> dict[str, bytes]:
        """The letters in the folder, by name; drafts of the moment a process died in are no letters."""
        return {str(file.relative_to(self.home)): file.read_bytes() for file in sorted(self.home.rglob("*.pdf"))}

    def write(self, name: str, data: bytes) -> Path:
        """A file to give to Krav."""
        self.home.mkdir(parents=True, exist_ok=True)
        path = self.home / name
        path.write_bytes(data)
        return path

    def copied_to(self, home: Path) -> "Machine":
        """Another machine with the same database and no letters; nothing of this one may be running."""
        other = Machine(home)
        home.mkdir(parents=True)
        if SERVER:
            _on_server(f'CREATE DATABASE "{other.database}" TEMPLATE "{self.database}"')
            for key in KEYS:
                copyfile(self.home / key, home / key)
        else:
            with closing(sqlite3.connect(self.home / "krav.sqlite3")) as source:
                source.execute("VACUUM INTO ?", (str(home / "krav.sqlite3"),))
        return other

    def created(self) -> "Machine":
        """Makes the empty database on the server, if there is one."""
        if SERVER:
            _on_server(f'CREATE DATABASE "{self.database}"')
        return self

    def with_tables(self, kept: Path) -> "Machine":
        """Makes the folder, and a database whose tables migrations made before."""
        self.home.mkdir(parents=True)
        if SERVER:
            _on_server(f'CREATE DATABASE "{self.database}" TEMPLATE "{kept.read_text()}"')
        else:
            copyfile(kept, self.home / "krav.sqlite3")
        return self

    def dropped(self) -> None:
        """Takes the database off the server, if there is one."""
        if SERVER:
            _on_server(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')


def _on_server(sql: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(sql.encode())

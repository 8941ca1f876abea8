"""A network of its own: namespaces on one bridge, a throwaway PostgreSQL in one of them, processes in the others."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

NET = "10.77.0"
DATABASE = f"{NET}.1"


def run(*words: str, check: bool = True) -> str:
    """A command, and what it said."""
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


@dataclass
class Network:
    """Namespaces by their names here; each has a cable to the bridge that stands in a namespace of its own."""

    mark: str = field(default_factory=lambda: f"krav{os.getpid()}")
    members: dict[str, str] = field(default_factory=dict)

    def lay(self) -> None:
        """The bridge."""
        run("ip", "netns", "add", self._of("net"))
        self._in("net", "ip", "link", "add", "bridge", "type", "bridge")
        self._in("net", "ip", "link", "set", "bridge", "up")

    def join(self, name: str, address: str) -> None:
        """A machine with a cable."""
        run("ip", "netns", "add", self._of(name))
        self.members[name] = address
        self._in("net", "ip", "link", "add", name, "type", "veth", "peer", "name", "cable", "netns", self._of(name))
        self._in("net", "ip", "link", "set", name, "master", "bridge", "up")
        for words in ("link set lo up", f"addr add {address}/24 dev cable", "link set cable up"):
            self._in(name, "ip", *words.split())

    def cable(self, name: str, state: str) -> None:
        """Takes the machine's cable out (down), or puts it in again (up)."""
        self._in("net", "ip", "link", "set", name, state)

    def start(self, name: str, words: Sequence[str], env: Mapping[str, str], said: Path) -> subprocess.Popen[bytes]:
        """A process on a machine."""
        with said.open("ab") as out:
            return subprocess.Popen(self.on(name, *words), env=dict(env), stdout=out, stderr=out)

    def on(self, name: str, *words: str) -> list[str]:
        """The words that run a command on a machine."""
        return ["ip", "netns", "exec", self._of(name), *words]

    def clear(self) -> None:
        """Everything goes."""
        for name in ("net", *self.members):
            run("ip", "netns", "del", self._of(name), check=False)

    def _in(self, name: str, *words: str) -> str:
        return run(*self.on(name, *words))

    def _of(self, name: str) -> str:
        return f"{self.mark}-{name}"


@contextmanager
def network() -> Iterator[Network]:
    """A network that is gone afterwards."""
    made = Network()
    try:
        made.lay()
        yield made
    finally:
        made.clear()


@contextmanager
def postgresql(net: Network, folder: Path) -> Iterator[Path]:
    """A PostgreSQL on the machine `db`, without passwords for its network; the folder of its socket, for this process."""
    net.join("db", DATABASE)
    tools = max(Path("/usr/lib/postgresql").glob("*/bin"))
    data = folder / "postgresql"
    data.mkdir()
    shutil.chown(data, "postgres", "postgres")
    folder.chmod(0o755)
    for above in data.parents:
        if above.stat().st_mode & 0o005 != 0o005:
            above.chmod(above.stat().st_mode | 0o005)
    user = ["runuser", "-u", "postgres", "--"]
    run(*user, str(tools / "initdb"), "-D", str(data), "-A", "trust", "-U", "krav")
    with (data / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {NET}.0/24 trust\n")
    how = f"-h {DATABASE} -k {data} -c max_connections=60"
    control = [*user, str(tools / "pg_ctl"), "-D", str(data), "-w", "-l", str(data / "log")]
    run(*net.on("db", *control, "-o", how, "start"))
    try:
        yield data
    finally:
        run(*control, "-m", "immediate", "stop", check=False)


def asked(socket: Path, name: str, sql: str, *told: str) -> list[tuple[object, ...]]:
    """What a database answers through its socket."""
    with psycopg.connect(host=str(socket), user="krav", dbname=name, autocommit=True) as there:
        found = there.execute(sql, told or None)
        return found.fetchall() if found.description else []

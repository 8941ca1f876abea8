"""Lives as processes: one undisturbed, and others that are killed or troubled and lived on by fresh ones."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.cli.machine import SERVER, Machine
from tests.crash import outside
from tests.crash.facts import Facts

HANGS = 99
"""How a process ended that would not."""

LEASE = 1.2
"""Seconds after which what a killed process had in hand is surely free again."""


@dataclass(frozen=True)
class Fate:
    """What befalls one process of a life: it dies at a place, or after some seconds, or has a trouble."""

    dies: str = ""
    at: int = 0
    trouble: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.trouble}|{self.dies}|{self.at}|{self.seconds:.3f}"


def fates(text: str) -> tuple[Fate, ...]:
    """What is written as "trouble|place|at|seconds", several of them with " + " between."""
    parts = [each.strip().split("|") for each in text.split(" + ")]
    return tuple(Fate(dies, int(at), trouble, float(seconds)) for trouble, dies, at, seconds in parts)


@dataclass(frozen=True)
class Lived:
    """What came of a life: facts, how often it came to each place, the mails by key, the cases the agency has, the vouchers.

    `doubts` are the letters that somebody had to look up, `killed` is how many of its processes were, `had` the troubles
    that befell it.
    """

    facts: Facts
    reached: Counter[str]
    mails: Counter[str]
    cases: list[str]
    booked: list[str]
    doubts: int
    killed: int
    had: set[str]


def environment(machine: Machine) -> dict[str, str]:
    """What a process of the crash tests sees."""
    return machine.environment | {
        "DJANGO_SETTINGS_MODULE": "krav.config.settings",
        "KRAV_AT_ANY_HOUR": "1",
        "KRAV_SMTP_URL": "smtp://127.0.0.1:9",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


Nursery = subprocess.Popen[str]


@contextmanager
def nursery(ready: Machine) -> Iterator[Nursery]:
    """The process whose forks the lives are."""
    asked = [sys.executable, "-m", "tests.crash.nursery"]
    with subprocess.Popen(asked, env=environment(ready), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as made:
        yield made
        assert made.stdin
        made.stdin.close()


def prepared(machine: Machine) -> None:
    """The account as it begins."""
    asked = [sys.executable, "-m", "tests.crash.nursery", "prepare"]
    done = subprocess.run(asked, env=environment(machine), capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr


def live(ready: Machine, born: Nursery, folder: Path, *befalls: Fate) -> Lived:
    """A life from its first day on a copy of the machine; each fate befalls one of its processes, in their order."""
    folder.mkdir(parents=True)
    machine = ready.copied_to(folder / "home")
    for key in ("secret", "seal"):
        if (ready.home / key).exists():
            (machine.home / key).write_bytes((ready.home / key).read_bytes())
    killed = 0
    end = folder / "end.json"
    try:
        with outside.mail(folder) as (box, port):
            had: set[str] = set()
            for fate in (*befalls, Fate()):
                code = _process(born, machine, port, folder, end, fate)
                assert code != HANGS, "It hung. " + (folder / "said").read_text()
                killed += code == -signal.SIGKILL
                if code == 0:
                    break
                had |= {fate.trouble} - {"", "two workers"}
                assert fate != Fate(), (folder / "said").read_text()
                assert code == -signal.SIGKILL or fate.trouble, (folder / "said").read_text()
                time.sleep(LEASE)
            told: dict[str, Any] = json.loads(end.read_text())
            had |= set(told["had"])
            mails = Counter(str(message["Message-ID"]) for message in box.messages)
        cases = sorted(case.number for case in outside.read(folder / "desk").cases.values())
        killed += "two workers" in had
        booked = sorted(line.partition(" ")[2] for line in outside.booked(folder / "books"))
        return Lived(told["facts"], Counter(told["reached"]), mails, cases, booked, _doubts(machine), killed, had)
    finally:
        machine.dropped()


def _process(born: Nursery, machine: Machine, port: int, folder: Path, end: Path, fate: Fate) -> int:
    """One process, to its end or its death."""
    told = asdict(fate) | {"end": str(end)}
    seconds = told.pop("seconds")
    asked = {
        "home": str(machine.home),
        "database": machine.database if SERVER else str(machine.home / "krav.sqlite3"),
        "port": port,
        "seconds": seconds,
        "said": str(folder / "said"),
        "told": told,
    }
    assert born.stdin
    assert born.stdout
    born.stdin.write(json.dumps(asked) + "\n")
    born.stdin.flush()
    return int(born.stdout.readline())


def _doubts(machine: Machine) -> int:
    """How often claims waited for somebody to look up whether a letter had left."""
    ((count,),) = machine.rows("SELECT count(*) FROM hold WHERE reason = 'letter_ambiguous'")
    return int(str(count))

"""Lives as processes: one undisturbed, and others that are killed and lived on by fresh ones."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.machine import Machine
from tests.crash import outside
from tests.crash.facts import Facts

LEASE = 1.2
"""Seconds after which what a killed process had in hand is surely free again."""


@dataclass(frozen=True)
class Lived:
    """What came of a life: facts, how often it came to each place, the mails by key, the cases the agency has."""

    facts: Facts
    reached: Counter[str]
    mails: Counter[str]
    cases: list[str]
    doubted: set[str]


def process(machine: Machine, address: str, *words: object) -> subprocess.CompletedProcess[str]:
    """One process, to its end or its death."""
    told = {
        "DJANGO_SETTINGS_MODULE": "krav.config.settings",
        "KRAV_AT_ANY_HOUR": "1",
        "KRAV_SMTP_URL": address,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    asked = [sys.executable, "-m", "tests.crash.child", *map(str, words)]
    return subprocess.run(asked, env=machine.environment | told, capture_output=True, text=True, timeout=240, check=False)


def live(ready: Machine, folder: Path, dies: str = "", at: int = 0) -> Lived:
    """A life from its first day on a copy of the machine; killed once where a place is told."""
    folder.mkdir(parents=True)
    machine = ready.copied_to(folder / "home")
    for key in ("secret", "seal"):
        if (ready.home / key).exists():
            (machine.home / key).write_bytes((ready.home / key).read_bytes())
    desk = ready.home.parent / "desk"
    if desk.exists():
        (folder / "desk").write_bytes(desk.read_bytes())
    end = folder / "end.json"
    try:
        with outside.mail() as (box, address):
            if dies:
                died = process(machine, address, dies, at, end)
                assert died.returncode == -signal.SIGKILL, f"It was not killed. {died.stdout} {died.stderr}"
                time.sleep(LEASE)
            done = process(machine, address, "", 0, end)
            assert done.returncode == 0, f"{done.stdout} {done.stderr}"
            told: dict[str, Any] = json.loads(end.read_text())
            mails = Counter(str(message["Message-ID"]) for message in box.messages)
        cases = sorted(case.number for case in outside.read(folder / "desk").cases.values())
        return Lived(told["facts"], Counter(told["reached"]), mails, cases, _doubted(machine))
    finally:
        machine.dropped()


def _doubted(machine: Machine) -> set[str]:
    """The letters of which nobody knows whether they left."""
    found = machine.rows(
        "SELECT letter.number FROM outbox JOIN letter ON letter.id = outbox.letter_id WHERE outbox.state = 'ambiguous'"
    )
    return {str(number) for (number,) in found}

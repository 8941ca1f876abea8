"""The process is killed in the middle of its work, and the next run ends where an undisturbed one would have ended."""

import time
from collections.abc import Callable, Iterator
from signal import SIGKILL
from subprocess import Popen

import pytest

from tests.actions.cast import FIRST
from tests.cli.machine import Machine
from tests.cli.papers import LETTERS

PATIENCE = 60
FACTS = {
    "letters": "SELECT number, step, sent_on, deadline_on, fee, total, entries_to FROM letter ORDER BY number",
    "claims": "SELECT letter_id, claim_id, step, attempt FROM letter_claim ORDER BY claim_id, attempt",
    "entries": 'SELECT id, claim_id, kind, amount, "on", label, letter_id FROM entry ORDER BY id',
    "states": "SELECT * FROM claim_state ORDER BY claim_id",
    "outbox": "SELECT letter_id, channel, state, tries, problem FROM outbox ORDER BY letter_id",
    "dispatches": "SELECT letter_id, channel, address, sha256, place FROM dispatch ORDER BY letter_id",
}


def facts(machine: Machine) -> dict[str, list[tuple[object, ...]]]:
    return {name: machine.rows(sql) for name, sql in FACTS.items()}


def count(machine: Machine, state: str) -> int:
    """How many rows of the outbox are in a state."""
    ((found,),) = machine.rows(f"SELECT count(*) FROM outbox WHERE state = '{state}'")  # noqa: S608 a word of the test
    assert isinstance(found, int)
    return found


def kill_when(process: Popen[bytes], come: Callable[[], bool]) -> None:
    """Kills the process, as a power cut would, as soon as it has come so far."""
    end = time.monotonic() + PATIENCE
    while not come() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.002)
    process.kill()
    assert process.wait() == -SIGKILL, "the process ended before it could be killed"
    assert time.monotonic() < end


@pytest.fixture(scope="module")
def calm(laden: Machine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which nothing disturbed the day."""
    machine = laden.copied_to(tmp_path_factory.mktemp("calm") / "home")
    machine.do("day", "--on", FIRST)
    assert (len(machine.letters()), count(machine, "delivered")) == (LETTERS, LETTERS)
    yield machine
    machine.dropped()


@pytest.mark.parametrize("written", [1, 205], ids=["at the first letter", "in the second batch"])
def test_killed_while_sending(calm: Machine, full: Machine, written: int) -> None:
    process = full.start("day", "--on", FIRST)
    kill_when(process, lambda: len(list(full.home.rglob("*.pdf"))) >= written)
    assert len(full.letters()) < LETTERS
    assert count(full, "delivered") == (0 if written == 1 else 200)
    assert count(full, "sending") > 0
    full.do("day", "--on", FIRST)
    assert full.letters() == calm.letters()
    assert facts(full) == facts(calm)

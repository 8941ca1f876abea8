"""A worker with another key than the others' says so when it starts, instead of finding nothing to do for ever."""

import subprocess

from tests.cli.machine import KRAV, SERVER, Machine


def test_a_worker_with_a_strange_key_ends_at_once_where_there_is_a_wall(machine: Machine) -> None:
    strange = machine.environment | {"KRAV_SECRET_KEY": "another-key-that-no-other-process-has-0123456789"}
    done = subprocess.run(
        [str(KRAV), "worker", "--once"], env=strange, capture_output=True, text=True, timeout=120, check=False
    )
    refused = "The database does not know this KRAV_SECRET_KEY and shows no rows." in done.stderr
    assert (done.returncode != 0, refused) == (bool(SERVER), bool(SERVER))

"""The pages and the worker beside them end when whoever watches over processes ends `krav serve`."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from signal import SIGKILL
from subprocess import PIPE, STDOUT, Popen

import pytest

from tests.cli.machine import KRAV, Machine

PATIENCE = 60


@pytest.fixture
def address() -> tuple[str, int]:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        host, port = free.getsockname()
        return host, port


@pytest.fixture
def serving(machine: Machine, address: tuple[str, int]) -> Iterator[Popen[bytes]]:
    """`krav serve` with its pages at the address; all its processes write into one pipe."""
    words = [str(KRAV), "serve", "--bind", "{}:{}".format(*address), "--processes", "1"]
    with Popen(words, env=machine.environment, stdout=PIPE, stderr=STDOUT, start_new_session=True) as process:
        wait_for(address, process)
        yield process
        with suppress(ProcessLookupError):
            os.killpg(process.pid, SIGKILL)


def wait_for(address: tuple[str, int], process: Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(address, timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody answers at {address}")


def test_ended_from_outside_it_leaves_nobody_behind(serving: Popen[bytes], address: tuple[str, int]) -> None:
    serving.terminate()
    said, _ = serving.communicate(timeout=PATIENCE)  # the pipe's end comes when its last writer is gone
    assert serving.returncode == 0
    assert b"Traceback" not in said
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=1)

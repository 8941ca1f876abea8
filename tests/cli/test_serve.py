"""The pages and the worker beside them end when whoever watches over processes ends `krav serve`."""

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from signal import SIGKILL
from subprocess import PIPE, STDOUT, Popen

import httpx
import pytest

from tests.cli.machine import KRAV, Machine

PATIENCE = 60
TOKEN = "a-token-of-many-letters"


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
    env = machine.environment | {"KRAV_LOG": "json", "KRAV_METRICS_TOKEN": TOKEN}
    with Popen(words, env=env, stdout=PIPE, stderr=STDOUT, start_new_session=True) as process:
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


def test_what_is_at_hand_is_answered_and_nothing_new_is_taken(serving: Popen[bytes], address: tuple[str, int]) -> None:
    with httpx.Client(base_url="http://{}:{}".format(*address), timeout=PATIENCE) as asking:
        assert [asking.get(path).text for path in ("/health/", "/ready/")] == ["alive\n", "ready\n"]
        page = asking.get("/account/login/", headers={"X-Request-ID": "from-a-proxy-1"})
        assert page.headers["X-Request-ID"] == "from-a-proxy-1"
        told = asking.get("/metrics/", headers={"Authorization": f"Bearer {TOKEN}"}).text
        assert 'krav_requests_total{route="account_login",status="200"} 1.0' in told
        assert "krav_accounts 2.0" in told
        form = f"login=birthe%40example.com&password=wrong&csrfmiddlewaretoken={page.cookies['csrftoken']}".encode()
    with socket.create_connection(address, timeout=PATIENCE) as slow:
        head = (
            f"POST /account/login/?next=/a/birthe/ HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\nConnection: close\r\n"
            f"Cookie: csrftoken={page.cookies['csrftoken']}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\n\r\n"
        )
        slow.sendall(head.encode() + form[:10])
        wait_until_taken(address)
        serving.terminate()
        wait_until_refused(address)
        slow.sendall(form[10:])
        answer = b"".join(iter(lambda: slow.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:200]
    said, _ = serving.communicate(timeout=PATIENCE)
    assert serving.returncode == 0
    lines = [json.loads(line) for line in said.decode().splitlines() if line.startswith("{")]
    asked = [(line["method"], line["route"], line["status"]) for line in lines if line["event"] == "request"]
    assert asked == [("GET", "account_login", 200), ("POST", "account_login", 200)]
    assert not re.search(rb"birthe|Traceback|csrf", said)


def wait_until_taken(address: tuple[str, int]) -> None:
    """Until the one process has the request in hand: whoever comes now is not answered."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            httpx.get("http://{}:{}/health/".format(*address), timeout=0.5)
        except httpx.TimeoutException:
            return
    raise AssertionError("nobody takes the slow request")


def wait_until_refused(address: tuple[str, int]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(address, timeout=1).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.05)
    raise AssertionError("the door is still open")

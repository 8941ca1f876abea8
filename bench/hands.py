"""Several hands at once on one database: how long they take together, what they did, how much memory each had."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

from bench.hand import WIDTH
from bench.installation import HERE


@dataclass(frozen=True, slots=True)
class Night:
    """A nightly run by some hands. `peaks` are each hand's highest MiB, `rises` how much more it had in its later half."""

    hands: int
    seconds: float
    letters: Counter[str]
    charged: Counter[str]
    accounts: int
    peaks: tuple[int, ...]
    rises: tuple[int, ...]

    @property
    def made(self) -> int:
        """Letters made."""
        return sum(self.letters.values())


def night(env: Mapping[str, str], account_ids: Sequence[int], hands: int) -> Night:
    """Lets so many hands run the day of these accounts, in their order."""
    with closing_pipe() as (taken, given):
        started = [_start(env, taken) for _ in range(hands)]
        os.close(taken)
        for each in started:
            assert each.stdout
            if each.stdout.readline() != "ready\n":
                raise SystemExit("A hand did not start.")
        with watched([each.pid for each in started]) as seen:
            start = time.perf_counter()
            with os.fdopen(given, "wb") as queue:
                queue.writelines(f"{account_id:{WIDTH}}".encode() for account_id in account_ids)
            told = [each.communicate()[0] for each in started]
            took = time.perf_counter() - start
    if any(each.returncode for each in started):
        raise SystemExit("A hand failed; what it said stands above.")
    done: list[dict[str, Any]] = [json.loads(words) for words in told]
    return Night(
        hands,
        took,
        sum((Counter(each["letters"]) for each in done), Counter()),
        sum((Counter(each["charged"]) for each in done), Counter()),
        sum(each["accounts"] for each in done),
        tuple(max(sizes, default=0) for sizes in seen.values()),
        tuple(_rise(sizes) for sizes in seen.values()),
    )


@contextmanager
def closing_pipe() -> Iterator[tuple[int, int]]:
    """A pipe's two ends, closed at the end where they are not yet."""
    taken, given = os.pipe()
    try:
        yield taken, given
    finally:
        for end in (taken, given):
            try:
                os.close(end)
            except OSError:
                continue


@contextmanager
def watched(processes: Sequence[int]) -> Iterator[dict[int, list[int]]]:
    """The resident MiB of each process, looked at once a second."""
    seen: dict[int, list[int]] = {process: [] for process in processes}
    end = Event()

    def look() -> None:
        while True:
            for process, sizes in seen.items():
                if size := resident(process):
                    sizes.append(size)
            if end.wait(1):
                return

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        end.set()
        watcher.join()


def resident(process: int) -> int:
    """MiB a process has in memory now; 0 where it has ended."""
    try:
        words = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    sizes = [int(line.split()[1]) for line in words.splitlines() if line.startswith("VmRSS:")]
    return sizes[0] // 1024 if sizes else 0


def _rise(sizes: Sequence[int]) -> int:
    """How much higher the highest of the later half is than the highest of the earlier one; 0 where it is not."""
    half = len(sizes) // 2
    return max(0, max(sizes[half:], default=0) - max(sizes[:half], default=0)) if half else 0


def _start(env: Mapping[str, str], queue: int) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "bench.hand", str(queue)]
    return subprocess.Popen(words, env=dict(env), stdout=subprocess.PIPE, text=True, pass_fds=[queue], cwd=HERE)

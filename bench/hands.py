"""Several hands at once on one database: how long they take together, what they did, how much memory each had."""

import json
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


def night(env: Mapping[str, str], hands: int) -> Night:
    """Lets so many hands run the day of every account; those that were opened first, and are largest, come first."""
    words = [sys.executable, "-m", "bench.hand"]
    started = [
        subprocess.Popen(words, env=dict(env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE)
        for _ in range(hands)
    ]
    for each in started:
        assert each.stdout
        if each.stdout.readline() != "ready\n":
            raise SystemExit("A hand did not start.")
    with watched([each.pid for each in started]) as seen:
        start = time.perf_counter()
        for each in started:
            assert each.stdin
            each.stdin.write("go\n")
            each.stdin.flush()
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

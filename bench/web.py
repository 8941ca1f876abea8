"""The pages while many people use them: alone, while the nightly run goes on, and one list as fast as it can be had."""

import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from bench.hands import night
from bench.installation import HERE
from bench.postgres import free_port, wait_for
from bench.users import LIST, PAGES

WORKERS, PROCESSES = 2, 4
"""Processes that answer the throng, and the people: one that works out what will come keeps nobody else waiting."""

PAUSE, OF = 5.0, 20
"""Seconds a person reads a page, and the accounts, the largest, that the people are of."""

Times = dict[str, list[float]]


def measured(env: Mapping[str, str], account_ids: Sequence[int], users: int, seconds: int) -> Iterator[tuple[str, str, str]]:
    """Names, figures and what is asked of them; the night is run once, on the database of the environment."""
    people = used_by(env, account_ids, users)
    with pages(env, WORKERS) as port:
        used(env, "throng", port, people, 2)  # what is made once is made
        start = time.perf_counter()
        listed = used(env, "throng", port, people, seconds // 2)[LIST]
        rate = len(listed) / (time.perf_counter() - start)
        yield f"the list of 100 rows, {WORKERS} processes", f"{rate:.0f} requests/s; {_told(listed)}", "≥ 300/s"
    with pages(env, PROCESSES) as port:
        used(env, "go", port, people, 15, 1)  # as above
        alone = used(env, "go", port, people, seconds, PAUSE)
        yield from _pages(f"alone, {PROCESSES} processes", alone)
        during = _during(env, port, people, seconds)
        yield from _pages("during the nightly run", during)


def used_by(env: Mapping[str, str], account_ids: Sequence[int], users: int) -> Path:
    """A file that names people who are logged in."""
    words = [sys.executable, "-m", "bench.users", "prepare", str(users), *map(str, account_ids[:OF])]
    done = subprocess.run(words, env=dict(env), check=True, stdout=subprocess.PIPE, cwd=HERE)
    file = Path(env["KRAV_HOME"]) / "people.json"
    file.write_bytes(done.stdout)
    return file


@contextmanager
def pages(env: Mapping[str, str], processes: int) -> Iterator[int]:
    """The port at which so many processes answer the pages meanwhile."""
    port = free_port()
    words = [
        "gunicorn",
        "--config",
        "python:krav.config.gunicorn",
        "krav.config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(processes),
        "--timeout",
        "300",
        "--log-level",
        "error",
    ]
    started = subprocess.Popen([sys.executable, "-m", *words], env=dict(env), cwd=HERE)
    try:
        wait_for(port)
        yield port
    finally:
        started.terminate()
        started.wait()


def percentile(times: Sequence[float], part: float) -> float:
    """What so large a part of the answers does not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def used(env: Mapping[str, str], what: str, port: int, people: Path, *numbers: float) -> Times:
    """Milliseconds of the answers, by page, that people in a process of their own had."""
    words = [sys.executable, "-m", "bench.users", what, str(port), str(people), *map(str, numbers)]
    done = subprocess.run(words, env=dict(env), check=True, stdout=subprocess.PIPE, cwd=HERE)
    found: Times = json.loads(done.stdout)
    return found


def _during(env: Mapping[str, str], port: int, people: Path, seconds: int) -> Times:
    """The answers of the time in which the run went on: of as many goes as it lasts, each of a few seconds."""
    found: Times = defaultdict(list)
    run = Thread(target=night, args=(env, 1))
    run.start()
    while run.is_alive():
        for page, times in used(env, "go", port, people, max(5, seconds // 4), PAUSE).items():
            found[page] += times
    run.join()
    return found


def _pages(when: str, times: Times) -> Iterator[tuple[str, str, str]]:
    for page in sorted(times):
        yield f"{page}, {when}", _told(times[page]), "p95 ≤ 400 ms" if "run" in when and page in PAGES else ""
    every = [each for page in PAGES for each in times.get(page, ())]
    yield f"all pages, {when}", _told(every), "p95 ≤ 400 ms" if "run" in when else ""


def _told(times: Sequence[float]) -> str:
    p50, p95, p99 = (percentile(times, part) for part in (0.5, 0.95, 0.99))
    return f"p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f} ms of {len(times):,}"

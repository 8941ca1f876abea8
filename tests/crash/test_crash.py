"""Killed anywhere, a life ends as an undisturbed one: nothing twice, nothing lost, nothing that nobody knows of."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from queue import Queue

import pytest
from pytest_django import DjangoDbBlocker

from tests.cli.machine import SERVER, Machine
from tests.crash import points
from tests.crash.facts import differences
from tests.crash.run import Fate, Lived, Nursery, fates, live, nursery, prepared
from tests.crash.troubles import AT_PLACES, KINDS
from tests.tables import copied_tables

KILLS = int(os.environ.get("KRAV_CRASHES") or 50)
SEED = int(os.environ.get("KRAV_CRASH_SEED") or 9)
ONE = os.environ.get("KRAV_CRASH", "")
"""Lives to be seen again, as a run tells them: "|commit:after|12|0.000 + |file kept:before|1|0.000"."""

SHOWN = 12
"""Differences of a life that are told."""

LONG = 1.5
"""Seconds within which a process is killed at any moment."""

IN_ROUNDS = ("turn taken:after", "phase begun:after", "letters leased:after", "file kept:after", "commit:before")
"""Where one of two workers is killed."""

WHOLE = {
    "letter",
    "entry",
    "dispatch",
    "collection_case",
    "hand_over",
    "partner_news",
    "voucher",
    "payment",
    "books_posted",
    "interest_invoice",
    "print_run_letter",
    "receipt",
    "files",
    "asked by people",
}
"""What there must be something of, or nothing would be compared."""


LANES = 2
"""Lives that are lived at once."""


@pytest.fixture(scope="module")
def ready(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Machine]:
    """A machine with the account as it begins."""
    machine = Machine(tmp_path_factory.mktemp("ready") / "home").created()
    machine.home.mkdir()
    if not SERVER:
        with django_db_blocker.unblock():
            copied_tables(machine.home / "krav.sqlite3")
    prepared(machine)
    yield machine
    machine.dropped()


@pytest.fixture(scope="module")
def nurseries(ready: Machine) -> Iterator[Queue[Nursery]]:
    """Where processes are born, one for each lane."""
    free: Queue[Nursery] = Queue()
    with ExitStack() as stack:
        for _ in range(LANES):
            free.put(stack.enter_context(nursery(ready)))
        yield free


@pytest.fixture(scope="module")
def calm(ready: Machine, nurseries: Queue[Nursery], tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The undisturbed life."""
    born = nurseries.get()
    lived = live(ready, born, tmp_path_factory.mktemp("calm") / "life")
    nurseries.put(born)
    return lived


def test_the_undisturbed_life_comes_to_every_place(calm: Lived) -> None:
    assert [name for name in points.POINTS for side in points.SIDES if not calm.reached[f"{name}:{side}"]] == []
    assert set(calm.mails.values()) == {1}
    assert calm.doubts == 0
    assert len(calm.cases) == 1
    assert {name for name in WHOLE if not calm.facts.get(name)} == set(), sorted(calm.facts)
    assert calm.facts["journals"] == []


def planned(calm: Lived) -> list[tuple[Fate, ...]]:
    """Of six lives three die at a place, each in its turn; one at any moment, one while it recovers, one has a trouble."""
    if ONE:
        return [fates(each) for each in ONE.split(",")]
    dice = random.Random(SEED)
    places = sorted(calm.reached)
    dice.shuffle(places)
    turns, troubles = cycle(places), cycle(KINDS)

    def place() -> Fate:
        which = next(turns)
        return Fate(which, dice.randint(1, calm.reached[which]))

    def trouble() -> tuple[Fate, ...]:
        kind, where = next(troubles), place()
        if kind in AT_PLACES:
            return (replace(where, trouble=kind),)
        return (Fate(dice.choice(IN_ROUNDS), 1, kind),) if kind == "two workers" else (where, Fate(trouble=kind))

    plan: list[tuple[Fate, ...]] = []
    while len(plan) < KILLS:
        plan += [(place(),), (place(),), (place(),), (Fate(seconds=dice.uniform(0.02, LONG)),)]
        plan += [(place(), replace(place(), at=1)), trouble()]
    return plan[:KILLS]


def wrong(calm: Lived, other: Lived) -> list[str]:
    """In what a life differs from the undisturbed one."""
    found = [f"mail {key} came {count} times" for key, count in other.mails.items() if count > 1]
    found += [f"mail {key} is lost" for key in calm.mails.keys() - other.mails.keys()]
    found += [f"the agency has {other.cases}"] * (other.cases != calm.cases)
    found += [f"the books have {other.booked}"] * (other.booked != calm.booked)
    return found + differences(calm.facts, other.facts)


def test_whatever_befalls_it_the_life_ends_the_same(
    ready: Machine, nurseries: Queue[Nursery], calm: Lived, tmp_path: Path
) -> None:
    began, used = time.monotonic(), time.process_time()
    plan = planned(calm)

    def lived(numbered: tuple[int, tuple[Fate, ...]]) -> Lived | str:
        number, befalls = numbered
        born = nurseries.get()
        try:
            return live(ready, born, tmp_path / str(number), *befalls)
        except AssertionError as fault:
            return str(fault)
        finally:
            nurseries.put(born)

    with ThreadPoolExecutor(LANES) as lanes:
        lives = list(lanes.map(lived, enumerate(plan)))
    failed: list[str] = []
    for befalls, life in zip(plan, lives, strict=True):
        if found := [life] if isinstance(life, str) else wrong(calm, life):
            failed.append(f'KRAV_CRASH="{" + ".join(map(str, befalls))}":\n  ' + "\n  ".join(found[:SHOWN]))
    _tell(plan, [life for life in lives if isinstance(life, Lived)], len(failed))
    print(f"{time.monotonic() - began:.0f} s, {time.process_time() - used:.1f} s of CPU beside the lives' own")  # noqa: T201
    assert not failed, "\n".join(failed)


def _tell(plan: list[tuple[Fate, ...]], lives: list[Lived], failed: int) -> None:
    """What was done, in numbers."""
    places = Counter(fate.dies or "any moment" for befalls in plan for fate in befalls if fate.dies or fate.seconds)
    troubles = Counter(kind for life in lives for kind in life.had)
    kills, doubts = sum(life.killed for life in lives), sum(bool(life.doubts) for life in lives)
    print(f"\n{'PostgreSQL' if SERVER else 'SQLite'}: {len(plan)} lives, {kills} kills, {failed} lives with wrong facts")  # noqa: T201
    print("planned at " + ", ".join(f"{place} {count}" for place, count in sorted(places.items())))  # noqa: T201
    print("troubles: " + ", ".join(f"{kind} {troubles[kind]}" for kind in KINDS))  # noqa: T201
    print(f"{doubts} lives had a mail of which nobody knew whether it left, until somebody looked")  # noqa: T201

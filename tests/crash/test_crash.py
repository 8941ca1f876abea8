"""Killed anywhere, a life ends as an undisturbed one: nothing twice, nothing lost, nothing that nobody knows of."""

import os
import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.cli.machine import SERVER, Machine
from tests.crash import points
from tests.crash.facts import differences
from tests.crash.run import Lived, live, process
from tests.tables import copied_tables

KILLS = int(os.environ.get("KRAV_CRASHES") or 50)
SEED = int(os.environ.get("KRAV_CRASH_SEED") or 9)
ONE = os.environ.get("KRAV_CRASH", "")
"""Kills to be seen again, as "commit:after 12, file kept:before 1"."""

WHOLE = {
    "letter",
    "entry",
    "dispatch",
    "collection_case",
    "hand_over",
    "partner_news",
    "voucher",
    "payment",
    "files",
    "asked by people",
}
"""What there must be something of, or nothing would be compared."""


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
    done = process(machine, "", "prepare", 0, "-")
    assert done.returncode == 0, done.stderr
    yield machine
    machine.dropped()


@pytest.fixture(scope="module")
def calm(ready: Machine, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The undisturbed life."""
    return live(ready, tmp_path_factory.mktemp("calm") / "life")


def test_the_undisturbed_life_comes_to_every_place(calm: Lived) -> None:
    assert [name for name in points.POINTS for side in points.SIDES if not calm.reached[f"{name}:{side}"]] == []
    assert set(calm.mails.values()) == {1}
    assert calm.doubted == set()
    assert len(calm.cases) == 1
    assert {name for name in WHOLE if not calm.facts.get(name)} == set(), sorted(calm.facts)
    assert calm.facts["journals"] == []


def planned(calm: Lived) -> list[tuple[str, int]]:
    """Each place once, then places by the dice; the more often it is come to, the likelier."""
    if ONE:
        return [(place, int(at)) for place, at in (each.strip().rsplit(" ", 1) for each in ONE.split(","))]
    dice = random.Random(SEED)
    places = sorted(calm.reached)
    first = [(place, dice.randint(1, calm.reached[place])) for place in places]
    every = [(place, at) for place in places for at in range(1, calm.reached[place] + 1)]
    return [*first, *dice.choices(every, k=max(0, KILLS - len(first)))][:KILLS]


def wrong(calm: Lived, other: Lived) -> list[str]:
    """In what a life differs from the undisturbed one.

    A mail of which nobody knows whether it left holds its claim up, so what follows on it has other days: of such a life it
    is asked that nothing came twice and that its journals are whole.
    """
    twice = [f"mail {key} came {count} times" for key, count in other.mails.items() if count > 1]
    if len(other.cases) > 1:
        twice.append(f"the agency has {other.cases}")
    if other.doubted:
        return twice + other.facts["journals"]
    twice += [f"the agency has {other.cases}"] * (other.cases != calm.cases)
    twice += [f"mail {key} is lost" for key in calm.mails.keys() - other.mails.keys()]
    return twice + differences(calm.facts, other.facts)


def test_whatever_kills_it_the_life_ends_the_same(ready: Machine, calm: Lived, tmp_path: Path) -> None:
    failed: list[str] = []
    doubted, began = 0, _seconds()
    plan = planned(calm)
    for number, (place, at) in enumerate(plan):
        other = live(ready, tmp_path / str(number), place, at)
        doubted += bool(other.doubted)
        if found := wrong(calm, other):
            failed.append(f'KRAV_CRASH="{place} {at}" KRAV_CRASH_SEED={SEED}:\n  ' + "\n  ".join(found))
    each = (_seconds() - began) / len(plan)
    places = len({place for place, _ in plan})
    print(f"\n{len(plan)} kills at {places} places, {each:.1f} s of CPU each; {len(plan) - len(failed)} lives ended well, ")  # noqa: T201
    print(f"of which {doubted} are not compared in full: a mail may have left, and a person was told")  # noqa: T201
    assert not failed, "\n".join(failed)


def _seconds() -> float:
    """What the processes have cost so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

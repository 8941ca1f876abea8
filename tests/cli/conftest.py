"""Machines: one made ready once, and a fresh copy of it for every test that wants one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.actions.cast import FIRST
from tests.cli.machine import SERVER, Machine
from tests.cli.papers import ACCOUNT, MANY, NORWEGIAN

collect_ignore = [] if SERVER else ["test_move.py"]
"""Without a server there is nowhere to move to."""


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory, django_db_setup: Path) -> Iterator[Machine]:
    """A machine with two accounts; nobody writes to it."""
    machine = Machine(tmp_path_factory.mktemp("ready") / "home").with_tables(django_db_setup)
    files = machine.write("fjordbo.toml", ACCOUNT), machine.write("nordlys.toml", NORWEGIAN)
    machine.do("init", *files)
    yield machine
    machine.dropped()


@pytest.fixture(scope="session")
def laden(ready: Machine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The same with many invoices that are due for their first letter; nobody writes to it."""
    machine = ready.copied_to(tmp_path_factory.mktemp("laden") / "home")
    machine.do("import", "fjordbo", machine.write("ledger.csv", MANY), "--on", FIRST)
    yield machine
    machine.dropped()


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[Callable[[Machine], Machine]]:
    """Makes copies of a machine that go with the test."""
    made: list[Machine] = []

    def copy(of: Machine) -> Machine:
        made.append(of.copied_to(tmp_path / f"machine {len(made)}"))
        return made[-1]

    yield copy
    for machine in made:
        machine.dropped()


@pytest.fixture
def machine(ready: Machine, copies: Callable[[Machine], Machine]) -> Machine:
    """A machine with two accounts and nothing in them."""
    return copies(ready)


@pytest.fixture
def full(laden: Machine, copies: Callable[[Machine], Machine]) -> Machine:
    """A machine with many invoices due for their first letter."""
    return copies(laden)

"""An installation moves from SQLite to PostgreSQL, and back by a backup: the same rows and sums on either."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.cli.machine import Machine

TABLES = ("account", "claim", "entry", "claim_state", "debtor", "audit")


class Embedded(Machine):
    """A machine with SQLite, though there is a server."""

    @property
    def environment(self) -> dict[str, str]:
        """What the process sees: no server."""
        return {name: value for name, value in super().environment.items() if name != "KRAV_DATABASE_URL"}

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with closing(sqlite3.connect(self.home / "krav.sqlite3")) as file:
            return int(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 a table's name


@pytest.fixture(scope="module")
def embedded(laden: Machine, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """What was on the server, on SQLite."""
    folder = tmp_path_factory.mktemp("embedded")
    laden.do("backup", folder / "laden.krav")
    machine = Embedded(folder / "home")
    assert "are what was backed up" in machine.do("restore", folder / "laden.krav")
    return machine


@pytest.fixture
def server(embedded: Embedded) -> Iterator[Machine]:
    """The same home with an empty database on the server."""
    machine = Machine(embedded.home).created()
    yield machine
    machine.dropped()


def test_everything_arrives_and_nothing_goes(laden: Machine, embedded: Embedded, server: Machine) -> None:
    before = {table: embedded.count(table) for table in TABLES}
    said = embedded.do("move", "--to", server._url)
    (line,) = (line for line in said.splitlines() if line.startswith("fjordbo") and "open" in line)
    assert line.split("open")[1].split() == [*amount(line), *amount(line), "the", "same"]
    assert "The SQLite database is as it was." in said
    assert {table: embedded.count(table) for table in TABLES} == before
    for table in TABLES:
        columns = "*" if table != "claim_state" else "claim_id, balance, next_on"
        sql = f"SELECT {columns} FROM {table} ORDER BY 1"  # noqa: S608 a table's name
        assert server.rows(sql) == laden.rows(sql)
    assert not [path for path in embedded.home.iterdir() if path.name.startswith(".")]


def amount(line: str) -> list[str]:
    """The first amount of a line of sums, as the words it is printed in."""
    words = line.split("open")[1].split()
    return words[: words.index("DKK") + 1]

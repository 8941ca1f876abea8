"""Ids that were reserved belong to one writer, also when several write at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.utils import ConnectionHandler

from krav.config import env
from krav.store.models import Debtor
from krav.store.scope import account_scope
from krav.store.write import insert_many, reserve_ids
from tests.store import cast
from tests.tables import copied_tables

COLUMNS = (
    "id", "number", "name", "kind", "company_number", "street", "postcode", "city", "country", "attention", "email",
    "language",
)  # fmt: skip
WRITERS, ROUNDS, ROWS = 4, 8, 25


def insert_debtors(ids: Iterator[int]) -> int:
    return insert_many(Debtor, COLUMNS, ((i, f"D{i}", *[""] * 10) for i in ids))


@pytest.mark.usefixtures("at_fjordbo")
def test_rows_take_the_reserved_ids_and_those_after_go_on() -> None:
    before = Debtor.objects.get().id
    ids = reserve_ids(Debtor, 3)
    later = Debtor.objects.create(number="18").id
    insert_debtors(iter(ids))
    assert before < ids[0] < ids[1] < ids[2] < later
    assert set(Debtor.objects.values_list("id", flat=True)) == {before, *ids, later}


@pytest.mark.usefixtures("at_fjordbo")
def test_a_second_reservation_takes_others() -> None:
    first, second = reserve_ids(Debtor, 5), reserve_ids(Debtor, 5)
    assert (len(first), len(second), max(first) < min(second)) == (5, 5, True)
    assert list(reserve_ids(Debtor, 0)) == []


@pytest.mark.django_db
def test_the_first_rows_of_a_table_can_be_reserved() -> None:
    account = cast.fjordbo()
    with account_scope(account.id):
        ids = reserve_ids(Debtor, 2)
        insert_debtors(iter(ids))
        assert Debtor.objects.create(number="18").id > ids[1]


@pytest.fixture
def database(real_transactions: None, tmp_path: Path) -> dict[str, Any]:
    """Settings of a database that several connections can open: for SQLite a file."""
    if connection.vendor == "postgresql":
        return connection.settings_dict
    return env.database("KRAV_UNSET", copied_tables(tmp_path / "krav.sqlite3"))


@contextmanager
def own_connection(database: dict[str, Any]) -> Iterator[None]:
    """The thread's default connection is one of its own."""
    connections[DEFAULT_DB_ALIAS] = ConnectionHandler({DEFAULT_DB_ALIAS: database})[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()


def found(database: dict[str, Any]) -> int:
    """A creditor, the first in the database."""
    with own_connection(database):
        return cast.fjordbo().id


def write(database: dict[str, Any], account_id: int) -> list[int]:
    """Reserves ids and fills them, with rows of the database's own numbering between."""
    taken: list[int] = []
    with own_connection(database), account_scope(account_id):
        for _ in range(ROUNDS):
            with transaction.atomic():
                ids = reserve_ids(Debtor, ROWS)
                taken.append(Debtor.objects.create(number=f"N{ids[0]}").id)
                insert_debtors(iter(ids))
                taken.extend(ids)
    return taken


def test_writers_at_once_never_get_the_same_id(database: dict[str, Any]) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        account_id = pool.submit(found, database).result()
        writers = [pool.submit(write, database, account_id) for _ in range(WRITERS)]
        taken = list(chain.from_iterable(writer.result() for writer in writers))
    assert len(taken) == len(set(taken)) == WRITERS * ROUNDS * (ROWS + 1)

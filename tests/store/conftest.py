"""Two creditors in every test of the store, and transactions that really commit."""

import os
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from krav.store import roles, wall
from krav.store.models import FACTS, Account, Debtor
from krav.store.scope import account_scope
from krav.store.triggers import unguard
from tests.store import cast
from tests.store.guarding import guard_again
from tests.store.two import PLAIN, Two

POSTGRESQL = os.environ.get("KRAV_DATABASE_URL", "").startswith("postgresql:")

collect_ignore = ["test_plans_sqlite.py"] if POSTGRESQL else ["test_wall.py", "test_walled.py"]
"""How a question is answered is told differently by each database, and by PostgreSQL only of tables that are large. Only
PostgreSQL has the second wall."""


@pytest.fixture
def nordlys(db: None) -> Account:
    """The other account, with a row in every table."""
    account = cast.nordlys()
    cast.tell(account)
    return account


@pytest.fixture
def fjordbo(nordlys: Account) -> Account:
    """An account with a row in every table, out of scope; there is always another."""
    account = cast.fjordbo()
    cast.tell(account)
    return account


@pytest.fixture
def stranger(nordlys: Account) -> Debtor:
    """The debtor of the other account, read while that was in scope."""
    with account_scope(nordlys.id):
        return Debtor.objects.get()


@pytest.fixture
def at_fjordbo(fjordbo: Account, stranger: Debtor) -> Iterator[Account]:
    """The account fjordbo, in scope; the other one was looked at before."""
    with account_scope(fjordbo.id):
        yield fjordbo


@pytest.fixture(scope="module")
def two(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Two]:
    """Rows that other connections see, a row in every table of both accounts; taken away in the end, unguarded."""
    with django_db_blocker.unblock():
        schema = roles.schema_of(connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [PLAIN])
            if cursor.fetchone() == (False,):
                cursor.execute(f"CREATE ROLE {PLAIN} LOGIN")
            for statement in wall.grants(schema, PLAIN):
                cursor.execute(statement)
        yield Two()
        tables = [model._meta.db_table for model in FACTS]
        with connection.cursor() as cursor:
            for statement in unguard("postgresql", tables):
                cursor.execute(statement)
            call_command("flush", interactive=False, verbosity=0)
            for statement in guard_again(tables):
                cursor.execute(statement)

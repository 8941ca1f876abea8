"""Two creditors in every test of the store, and transactions that really commit."""

import os
from collections.abc import Iterator

import pytest

from krav.store.models import Account, Debtor
from krav.store.scope import account_scope
from tests.store import cast

POSTGRESQL = os.environ.get("KRAV_DATABASE_URL", "").startswith("postgresql:")

collect_ignore = ["test_plans_sqlite.py"] if POSTGRESQL else ["test_wall.py"]
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

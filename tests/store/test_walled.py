"""The connection tells the database the account in scope: when, how often, and after what."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from krav.store import roles
from krav.store.models import Claim, Debtor, Entry
from krav.store.reach import signed
from krav.store.scope import account_scope, across_accounts
from krav.store.walled.base import DatabaseWrapper
from tests.store.two import PLAIN, Two, copy_lines


@pytest.fixture
def plain(two: Two, django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    """The connection that web and workers have, by the alias `plain`."""
    made = DatabaseWrapper(connection.settings_dict | {"USER": PLAIN, "PASSWORD": ""}, alias="plain")
    with django_db_blocker.unblock():
        connections["plain"] = made
        try:
            yield made
        finally:
            made.close()
            del connections["plain"]


@pytest.fixture
def sent(plain: DatabaseWrapper, tmp_path: Path) -> Iterator[Callable[[], list[str]]]:
    """The statements that the client library sent since it was last asked: what it says to the server, word by word."""
    plain.ensure_connection()
    file = (tmp_path / "trace").open("wb+")

    def since() -> list[str]:
        plain.connection.pgconn.untrace()
        file.seek(0)
        lines = file.read().decode(errors="replace").splitlines()
        file.seek(0)
        file.truncate()
        plain.connection.pgconn.trace(file.fileno())
        return [line for line in lines if {"Query", "Parse"} & set(line.split("\t"))]

    plain.connection.pgconn.trace(file.fileno())
    yield since
    plain.connection.pgconn.untrace()
    file.close()


def numbers() -> list[int]:
    return list(Debtor.objects.using("plain").order_by("id").values_list("account_id", flat=True))


def test_one_statement_a_change_of_scope(two: Two, sent: Callable[[], list[str]]) -> None:
    with account_scope(two.mine):
        assert numbers() == [two.mine]
        assert len(sent()) == 3  # which backend it is, whose rows it may reach, the rows
        assert numbers() == [two.mine]
        assert len(sent()) == 1
    with account_scope(two.other):
        assert numbers() == [two.other]
        assert len(sent()) == 2
        with account_scope(two.other):
            assert numbers() == [two.other]
        assert len(sent()) == 1


def test_nothing_is_told_of_a_scope_in_which_nothing_is_asked(two: Two, sent: Callable[[], list[str]]) -> None:
    for account_id in (two.mine, two.other):
        with account_scope(account_id):
            pass
    assert sent() == []


@pytest.mark.usefixtures("sent")
def test_raw_sql_through_django_is_walled(two: Two, plain: DatabaseWrapper) -> None:
    def count() -> int:
        with plain.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM debtor")
            return int(cursor.fetchone()[0])

    assert count() == 0
    with account_scope(two.mine):
        assert count() == 1
    with across_accounts():
        assert count() == 2
        with account_scope(two.other):
            assert count() == 1
        assert count() == 2
    assert count() == 0


def looked_and_failed(account_id: int) -> None:
    """Looks at an account in a transaction, or a part of one, that is taken back."""
    with transaction.atomic(using="plain"), account_scope(account_id):
        assert numbers() == [account_id]
        raise ZeroDivisionError


def test_a_rollback_does_not_leave_another_account_in_reach(two: Two, plain: DatabaseWrapper) -> None:
    with account_scope(two.mine):
        assert numbers() == [two.mine]
    with pytest.raises(ZeroDivisionError):
        looked_and_failed(two.other)
    with account_scope(two.other):
        assert numbers() == [two.other]
    with transaction.atomic(using="plain"):
        with account_scope(two.mine):
            assert numbers() == [two.mine]
        with pytest.raises(ZeroDivisionError):
            looked_and_failed(two.other)
        with account_scope(two.other):
            assert numbers() == [two.other]
        with account_scope(two.mine):
            assert numbers() == [two.mine]
    with account_scope(two.other):
        assert numbers() == [two.other]


def test_a_new_connection_is_told_anew(two: Two, plain: DatabaseWrapper) -> None:
    with account_scope(two.mine):
        assert numbers() == [two.mine]
        plain.close()
        assert numbers() == [two.mine]


def test_a_cursor_of_the_server_reads_on_in_its_own_scope(two: Two, plain: DatabaseWrapper) -> None:
    with transaction.atomic(using="plain"):
        with account_scope(two.mine):
            entries = Entry.objects.using("plain").values_list("account_id", flat=True).iterator(chunk_size=1)
            assert next(entries) == two.mine
        with account_scope(two.other):
            assert numbers() == [two.other]
        assert list(entries) == [two.mine]
        with plain.chunked_cursor() as cursor:
            with account_scope(two.mine):
                cursor.execute("SELECT account_id FROM entry")
            with account_scope(two.other):
                assert numbers() == [two.other]
            assert {row[0] for row in cursor.fetchall()} == {two.mine}


def test_copy_to_is_walled_through_django(two: Two, plain: DatabaseWrapper) -> None:
    with account_scope(two.mine):
        assert numbers() == [two.mine]
    with account_scope(two.other), plain.cursor() as cursor, cursor.copy("COPY claim (account_id) TO STDOUT") as copy:
        assert copy_lines(copy) == [str(two.other).encode()]


def test_one_connection_s_scope_is_not_another_s(two: Two, plain: DatabaseWrapper) -> None:
    with account_scope(two.mine):
        assert numbers() == [two.mine]
        assert Claim.objects.using("default").count() == 1
    with account_scope(two.other):
        assert Claim.objects.using("default").values_list("account_id", flat=True).get() == two.other
        assert numbers() == [two.other]


def test_the_function_is_called_once_a_statement(two: Two, plain: DatabaseWrapper) -> None:
    with account_scope(two.mine), plain.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) SELECT * FROM entry, claim WHERE claim.id = claim_id")
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("EXPLAIN (VERBOSE) SELECT * FROM entry")
        asked = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("InitPlan") == 4  # two a table
    assert "SubPlan" not in plan
    assert all("krav_reach" not in line for line in asked.splitlines() if "Filter: ((entry.account_id" in line)


@pytest.mark.django_db(transaction=False)
def test_another_secret_key_shows_nothing_and_is_told_of(settings: Any) -> None:  # noqa: ANN401 pytest-django's
    roles.check_key()
    settings.SECRET_KEY = "another secret key, of more than thirty-two characters"
    with across_accounts(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('krav.account', %s, true)", [signed("*", connection.connection.info.backend_pid)])
        cursor.execute("SELECT krav_reach()")
        assert cursor.fetchone() == (None,)
        roles.keep_keys(connection)
        cursor.execute("SELECT krav_reach()")
        assert cursor.fetchone() == (0,)


def test_a_role_that_owns_the_tables_is_told_of(two: Two, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        assert ["owns the tables" in told for told in roles.weaknesses()] == [True]

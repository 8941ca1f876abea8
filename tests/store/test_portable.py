"""The rows of every table are told alike by either database, and come back as they were."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.models import FACTS, Account
from krav.store.portable import lines, pour
from krav.store.scope import ScopeError, account_scope, across_accounts
from krav.store.snapshot import filled, migrations, one_moment
from krav.store.sums import Sum, sums
from krav.store.tables import count_on_from, kind_of, last_ids, tables
from krav.store.triggers import unguard

TABLES = {table.name: table for table in tables()}


def everything() -> dict[str, list[bytes]]:
    """The lines of every table, of all accounts."""
    with one_moment():
        return {table.name: list(lines(table)) for table in tables()}


def empty() -> None:
    """Takes every row out of the database; the test's transaction brings them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in unguard(connection.vendor, [model._meta.db_table for model in FACTS]):
            cursor.execute(statement)
        with across_accounts():
            for table in reversed(tables()):
                cursor.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 a table's name


def poured_and_checked(name: str, line: bytes) -> None:
    """Pours a line, and has the database look at what its rows point to."""
    pour(TABLES[name], [line])
    connection.check_constraints()


def test_no_table_of_an_installation_is_left_out_and_each_follows_those_it_points_to() -> None:
    left_out = {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_session"}
    every = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert every - left_out == {*TABLES}
    told = [table.name for table in tables()]
    for table in tables():
        for field in table.model._meta.concrete_fields:
            to = field.related_model
            if isinstance(to, type) and to is not table.model:
                assert told.index(to._meta.db_table) < told.index(table.name)


def test_every_column_is_of_a_kind_that_is_known() -> None:
    assert {kind for table in tables() for kind in table.columns.values()} <= {
        "int", "bool", "day", "moment", "json", "bytes", "uuid", "text",
    }  # fmt: skip
    assert TABLES["claim_state"].key == "claim_id"
    assert (TABLES["entry"].is_owned, TABLES["person"].is_owned) == (True, False)
    share: Any = models.DecimalField(name="share")
    share.model, share.column = rows.Entry, "share"
    with pytest.raises(KravError, match=r"entry\.share is of a kind that backups do not know"):
        kind_of(share)


def test_a_row_is_told_in_words_that_either_database_understands(fjordbo: Account) -> None:
    told = [dict(zip(TABLES[name].columns, json.loads(everything()[name][-1]), strict=True)) for name in ("audit", "debtor")]
    assert (told[0]["account_id"], told[0]["actor"], told[0]["on"]) == (fjordbo.id, "ann", "2026-03-16")
    assert told[0]["at"] == "2026-03-16T06:30:15.250000Z"
    assert told[1]["name"] == "Øster Ås A/S"
    account = dict(zip(TABLES["account"].columns, json.loads(everything()["account"][-1]), strict=True))
    assert (account["quarantine"], account["lists"], account["money_known_until"]) == (False, None, None)


def test_rows_of_every_table_come_back_as_they_were(fjordbo: Account, nordlys: Account) -> None:
    mfa = apps.get_model("mfa", "Authenticator")
    mfa.objects.create(user=rows.User.objects.all()[0], type="totp", data={"secret": "å", "a": [1, None]})
    before, last = everything(), last_ids()
    with one_moment():
        totals = sums()
    assert all(before[model._meta.db_table] for model in FACTS)
    assert len(filled()) > len(FACTS)
    empty()
    assert filled() == []
    for table in tables():
        assert pour(table, before[table.name]) == len(before[table.name])
    assert everything() == before
    with one_moment():
        assert sums() == totals
    assert last_ids() == last
    with account_scope(fjordbo.id):
        assert rows.Audit.objects.get().at.utcoffset() is not None
        assert rows.Schedule.objects.filter(managers=True).count() == rows.Schedule.objects.count()


def test_what_accounts_come_to(fjordbo: Account, nordlys: Account) -> None:
    with one_moment():
        told = sums()
    assert [each for each in told if each.account == "fjordbo"] == [
        Sum("fjordbo", "credits", "email", 1),
        Sum("fjordbo", "entries", "DKK", 75_000),
        Sum("fjordbo", "open", "DKK", 75_000),
        Sum("fjordbo", "payments", "DKK", 50_000),
    ]
    assert {each.account for each in told} == {"fjordbo", "nordlys"}


def test_an_account_in_scope_takes_no_rows_of_another(fjordbo: Account, nordlys: Account) -> None:
    told = everything()["entry"]
    with pytest.raises(ScopeError), transaction.atomic(), account_scope(fjordbo.id):
        pour(TABLES["entry"], told)


def test_a_row_that_is_there_is_refused_by_the_database(fjordbo: Account) -> None:
    told = everything()["imported_file"]
    with pytest.raises(IntegrityError), transaction.atomic():
        pour(TABLES["imported_file"], told)


def test_a_row_that_points_nowhere_is_refused(fjordbo: Account) -> None:
    names = list(TABLES["debtor"].columns)
    row = json.loads(everything()["debtor"][-1])
    row[names.index("id")], row[names.index("account_id")] = 999_999_998, 999_999_999
    row[names.index("number")] = "18"
    with pytest.raises(IntegrityError), transaction.atomic():
        poured_and_checked("debtor", json.dumps(row).encode())


def test_the_next_row_is_counted_on_from_the_last(fjordbo: Account) -> None:
    before = last_ids()
    count_on_from({"debtor": before["debtor"] + 40})
    with account_scope(fjordbo.id):
        assert rows.Debtor.objects.create(number="19", name="Ås", kind="business").id == before["debtor"] + 41
    assert last_ids()["debtor"] == before["debtor"] + 41


@pytest.mark.django_db
def test_migrations_are_told_by_their_names() -> None:
    assert {"store.0001_initial", "store.0002_append_only"} <= {*migrations()}

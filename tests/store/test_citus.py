"""What a distributed PostgreSQL needs: every table leads with its account, and docs/citus.sql names every table."""

import re
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from krav.store import models as rows
from krav.store.scope import account_scope
from tests.store import cast
from tests.store.citus import keys, led, owned, shared, sql, ties

DOCS = Path(__file__).parents[2] / "docs"
ACROSS = {"turn_by_due": "whose turn it is, asked of all accounts at once"}
"""Indexes that are for questions across accounts."""


def test_what_is_asked_for_leads_with_the_account() -> None:
    for model in owned():
        others = {name for name, columns in led(model).items() if columns[0] != "account"}
        assert others <= ACROSS.keys(), model
    assert all(name in (DOCS / "citus.md").read_text() for name in ACROSS)


def test_no_table_of_an_account_points_to_another_accounts() -> None:
    """Both ends of such a foreign key know the account, so that it can carry it; from shared tables one leads back."""
    assert all("account_id" in {each.column for each in model._meta.concrete_fields} for model in owned())
    assert sum(1 for model in owned() for _ in ties(model)) > 60
    back = {f"{model._meta.db_table}.{column}" for model in shared() for column, *_ in ties(model)}
    assert back == {"debtor_code.letter_id"}
    assert all(name in (DOCS / "citus.md").read_text() for name in back)


def test_a_query_names_its_account() -> None:
    with account_scope(17):
        for model in owned():
            assert re.search(r'"account_id" = \(?17\)?', str(model._default_manager.all().query)), model


def test_the_file_is_about_every_table() -> None:
    """`python -m tests.store.citus > docs/citus.sql` writes it anew."""
    assert (DOCS / "citus.sql").read_text() == sql()


@pytest.mark.usefixtures("db")
def test_keys_can_lead_with_the_account() -> None:
    """What of the file is plain PostgreSQL is run there, with stand-ins for Citus' two functions, and taken back."""
    if connection.vendor != "postgresql":
        assert all(keys(model) for model in owned())
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for told in ("create_reference_table(text)", "create_distributed_table(text, text, colocate_with text DEFAULT '')"):
            cursor.execute(f"CREATE FUNCTION {told} RETURNS void LANGUAGE sql AS $$ SELECT $$")
        cursor.execute(sql())
        account = cast.fjordbo()
        cast.tell(account)
        other = cast.nordlys()
        cast.tell(other)
        with account_scope(account.id):
            stranger = rows.Debtor.objects.get()
        with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic(), account_scope(other.id):
            cast.write_letter(stranger, "L2")
        transaction.set_rollback(True)

"""What large lists ask is answered by an index, in its order: as SQLite tells its plans (see conftest)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from krav.actions.accounts import open_account
from krav.actions.cases import joining
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.limitation import MONTHS, SHOWS, STILL, Place, counts, lapsing
from krav.store.scope import account_scope
from tests.actions.cast import FJORDBO, IMPORTED, ledger, line, take

ON = date(2026, 11, 22)


@pytest.fixture
def owing(db: None) -> int:
    """A Danish creditor with one invoice that ends within a month."""
    account_id = open_account(FJORDBO, on=IMPORTED)
    take(account_id, ledger(line("901", "901,00", due="20.12.2023", issued="06.12.2023")))
    return account_id


def plans(captured: CaptureQueriesContext) -> list[str]:
    """How the database went about what was asked of the projection of claims."""
    told = []
    with connection.cursor() as cursor:
        for query in [each["sql"] for each in captured.captured_queries if "FROM \"claim_state\"" in each["sql"]]:
            cursor.execute(f"EXPLAIN QUERY PLAN {query}")
            told.append(" | ".join(row[-1] for row in cursor.fetchall()))
    return told


@pytest.mark.parametrize("show", SHOWS)
def test_one_plan_by_the_index_of_last_days(owing: int, show: str) -> None:
    after = Place(None if show == STILL else date(2026, 1, 1), 1)
    with account_scope(owing), CaptureQueriesContext(connection) as captured:
        lapsing(ON, show)
        lapsing(ON, show, after)
    found = plans(captured)
    assert len(found) == 2
    assert all("state_by_barred_day" in plan for plan in found), found
    assert not any("TEMP B-TREE FOR ORDER BY" in plan for plan in found), found


def test_all_counts_are_one_question(owing: int) -> None:
    with account_scope(owing), CaptureQueriesContext(connection) as captured:
        found = counts(ON)
    assert found == {**{str(months): 1 for months in MONTHS}, "over": 0}
    (plan,) = plans(captured)
    assert "state_by_barred_day" in plan


def test_what_a_case_may_gather_is_found_by_the_customer(owing: int) -> None:
    with account_scope(owing):
        claim_id, creditor = rows.Claim.objects.values_list("id", flat=True).get(), creditor_in_scope()
        with CaptureQueriesContext(connection) as captured:
            joining(claim_id, creditor, ON)
    found = [plan for plan in plans(captured) if "claim_state" in plan]
    assert found
    assert all("state_by_debtor" in plan for plan in found), found

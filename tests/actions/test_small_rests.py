"""Small rests of paid cases: given up by the policy's tolerance, and asked for again when money goes back."""

from datetime import date, timedelta

import pytest

from krav.actions.case_money import register_case_payment
from krav.actions.cases import one, open_case
from krav.actions.daily import run_day
from krav.actions.payments_by_hand import register_payment, take_back_payment
from krav.actions.policy import change_policy
from krav.claims.decide import reckon_claim
from krav.kernel.money import Minor
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from tests.actions.cast import ANN
from tests.actions.collect import claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)


@pytest.fixture
def case_id(fjordbo: int) -> int:
    """A case of two claims."""
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    change_policy(fjordbo, {"case_tolerance": 500}, on=EXPIRED, by=ANN)
    return open_case(fjordbo, list(claims_of(fjordbo).values()), on=EXPIRED, by=ANN)


def left(account_id: int, case_id: int) -> Minor:
    with account_scope(account_id):
        law = creditor_in_scope().country
        return sum(reckon_claim(claim, law, EXPIRED).total for claim in one(case_id).claims)


def status(account_id: int, case_id: int) -> str:
    with account_scope(account_id):
        return rows.CaseState.objects.get(pk=case_id).status


@pytest.mark.parametrize(("short", "stands"), [(500, "closed"), (501, "open")])
def test_a_case_short_of_the_tolerance_closes(fjordbo: int, case_id: int, short: int, stands: str) -> None:
    register_case_payment(fjordbo, case_id, left(fjordbo, case_id) - short, EXPIRED, on=EXPIRED, by=ANN)
    assert status(fjordbo, case_id) == stands
    assert left(fjordbo, case_id) == (0 if stands == "closed" else short)


def test_a_case_without_any_payment_is_not_given_up(fjordbo: int, case_id: int) -> None:
    run_day(fjordbo, on=EXPIRED + timedelta(days=1), by=ANN)
    assert status(fjordbo, case_id) == "open"


def test_the_daily_run_gives_up_what_a_payment_on_a_claim_left(fjordbo: int, case_id: int) -> None:
    claim = claims_of(fjordbo)["1001"]
    register_payment(fjordbo, claim, left(fjordbo, case_id) - 300, EXPIRED, on=EXPIRED, by=ANN)
    assert status(fjordbo, case_id) == "open"
    run_day(fjordbo, on=EXPIRED, by=ANN)
    assert status(fjordbo, case_id) == "closed"


def test_money_taken_back_asks_for_the_rest_again(fjordbo: int, case_id: int) -> None:
    before = left(fjordbo, case_id)
    payment = register_case_payment(fjordbo, case_id, before - 300, EXPIRED, on=EXPIRED, by=ANN)
    take_back_payment(fjordbo, payment, on=EXPIRED, by=ANN)
    assert (status(fjordbo, case_id), left(fjordbo, case_id)) == ("open", before)

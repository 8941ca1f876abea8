"""`krav correct`: a wrong sum put right, a letter that came back and a bankruptcy, from the command line."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.payments_by_hand import register_payment
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FJORDBO, IMPORTED
from tests.actions.collect import claims_of, owed, run_until
from tests.actions.test_returned import letter, sent
from tests.cli.command import krav, refusal

EXPIRED = date(2026, 5, 20)


@pytest.fixture
def ripe(db: None, settings: Settings, tmp_path: Path) -> int:
    """Two invoices whose notice has expired; all letters have left."""
    settings.KRAV_HOME, settings.KRAV_TODAY = tmp_path, EXPIRED
    account_id = open_account(FJORDBO, on=IMPORTED)
    owed(account_id)
    run_until(account_id, EXPIRED)
    sent(account_id)
    return account_id


def test_a_wrong_sum_is_listed_looked_at_and_put_right(ripe: int) -> None:
    register_payment(ripe, claims_of(ripe)["1001"], 500_000, date(2026, 4, 1), on=EXPIRED, by=ANN)
    (listed,) = krav("correct", "list", "fjordbo", "--json").data
    assert listed["number"] == "1001"
    found = krav("correct", "look", "fjordbo", "1001", "--json").data
    assert found["sends_letter"] is True
    assert float(found["letters"][-1]["demanded"]) - float(found["letters"][-1]["lawful"]) > 5000
    assert "Should have been" in krav("correct", "look", "fjordbo", "1001").out
    assert "one letter" in krav("correct", "make", "fjordbo", "1001").out
    assert krav("correct", "list", "fjordbo", "--json").data == []
    assert "put right" in refusal("correct", "make", "fjordbo", "1001")


@pytest.mark.parametrize(("option", "said"), [("--left", "has left."), ("--never-left", "is sent again.")])
def test_a_letter_that_may_have_left(ripe: int, option: str, said: str) -> None:
    found = letter(ripe, "inkassovarsel")
    assert "not known whether it left" in refusal("correct", "looked-up", "fjordbo", found.number, option)
    with account_scope(ripe):
        rows.Outbox.objects.filter(letter=found).update(state="ambiguous")
    assert krav("correct", "looked-up", "fjordbo", found.number, option).lines == [f"Letter {found.number} {said}"]
    assert "There is no such letter" in refusal("correct", "looked-up", "fjordbo", "1", option)


def test_a_letter_that_came_back_and_a_bankruptcy(ripe: int) -> None:
    number = letter(ripe, "inkassovarsel").number
    assert number in krav("correct", "came-back", "fjordbo", number, "moved").out
    assert "There is no such letter" in refusal("correct", "came-back", "fjordbo", "1", "moved")
    assert krav("correct", "trouble", "fjordbo", "17", "bankruptcy", "--until", "2026-07-20").lines == ["2 claims stopped."]
    assert "There is no such customer" in refusal("correct", "trouble", "fjordbo", "99", "death")
    assert "There is no claim on invoice 7" in refusal("correct", "look", "fjordbo", "7")

"""`krav credits`: packages put on sale, orders answered, purses shown."""

import pytest
from pytest_django import Settings

from krav.actions.accounts import open_account
from krav.actions.credit_orders import order_credits
from krav.store import models as rows
from krav.store.queries.credits import Owner
from tests.actions.cast import ANN, FJORDBO, IMPORTED
from tests.actions.credit import TODAY, selling
from tests.cli.command import krav


@pytest.fixture
def fjordbo(db: None, settings: Settings) -> int:
    selling(settings)
    settings.KRAV_TODAY = TODAY
    return open_account(FJORDBO, on=IMPORTED)


def test_sold_ordered_granted_and_paid(fjordbo: int) -> None:
    told = krav(
        "credits", "package", "l-100", "100 letters", 150000, "letter=100", "sms=5", "--country", "DK", "--days", 365
    )
    assert told.lines == ["l-100 is on sale from 2026-03-24."]
    order_credits(Owner(fjordbo), rows.Package.objects.get().pk, on=TODAY, by=ANN, key="one")
    assert "10001" in krav("credits").out
    assert krav("credits", "answer", "10001", "grant").lines == ["Order 10001: grant."]
    assert krav("credits", "answer", "10001", "paid").code in {0, None}
    found = krav("credits", "--json").data
    assert found["purses"] == [{"name": "Fjordbo ApS", "left": {"letter": 100, "sms": 5}}]
    assert found["orders"] == []
    assert "answered before" in krav("credits", "answer", "10001", "grant").err
    assert krav("credits", "answer", "10001", "cancel").code in {0, None}
    assert krav("credits", "--json").data["purses"][0]["left"] == {}


def test_given_once_for_a_key(fjordbo: int) -> None:
    for _ in range(2):
        assert krav("credits", "give", "fjordbo", "letter=3", "--key", "sorry").lines == ["fjordbo has them."]
    assert krav("credits", "--json").data["purses"][0]["left"] == {"letter": 3}


def test_a_package_ends_and_members_pay_less(fjordbo: int) -> None:
    krav("credits", "package", "l-1", "One", 2000, "letter=1", "--country", "DK")
    assert krav("credits", "end", "l-1", "2026-04-01").lines == ["l-1 is sold until 2026-04-01."]
    assert krav("credits", "discount", "fsr", "FSR", 1000, "--country", "DK").lines == ["FSR: 10.00 %."]
    assert "There is no package “l-2”." in krav("credits", "end", "l-2", "2026-04-01").err


@pytest.mark.parametrize("units", ["letter", "letter=x", "letter=-1", "fax=1", "letter=0"])
def test_units_that_are_none(fjordbo: int, units: str) -> None:
    told = krav("credits", "package", "l-1", "One", 2000, units, "--country", "DK")
    assert told.code == 2
    assert not rows.Package.objects.exists()


def test_no_such_order(fjordbo: int) -> None:
    assert "There is no order 7." in krav("credits", "answer", "7", "grant").err

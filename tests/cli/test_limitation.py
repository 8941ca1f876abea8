"""`krav limitation`: which claims end, and what each part of one counts from."""

from datetime import date

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from tests.actions.cast import FJORDBO, IMPORTED, ledger, line, take
from tests.cli.command import krav, refusal

pytestmark = pytest.mark.usefixtures("owing")


@pytest.fixture
def owing(db: None, settings: Settings) -> int:
    """A Danish creditor with one invoice that ends within a month."""
    account_id = open_account(FJORDBO, on=IMPORTED)
    take(account_id, ledger(line("901", "901,00", due="20.12.2023", issued="06.12.2023")))
    settings.KRAV_TODAY = date(2026, 11, 22)
    return account_id


def test_the_list_as_a_table_and_for_machines() -> None:
    assert "2026-12-20" in krav("limitation").out
    (found,) = krav("limitation", "fjordbo", "--show", "1", "--json").data
    assert (found["number"], found["barred_on"], found["balance"]) == ("901", "2026-12-20", "901.00")
    assert krav("limitation", "--show", "over", "--json").data == []


def test_the_parts_of_one_invoice() -> None:
    found = krav("limitation", "fjordbo", "--claim", "901", "--json").data
    assert found[0] == {
        "part": "invoice",
        "from": "2023-12-20",
        "last_day": "2026-12-20",
        "amount": "901.00",
        "section": "forældelsesloven §§ 2 og 3",
        "why": "From 2023-12-20 to 2026-12-20",
    }
    assert {each["part"] for each in found} == {"invoice", "interest"}


def test_an_invoice_that_nobody_knows_is_refused() -> None:
    assert "There is no invoice 999." in refusal("limitation", "fjordbo", "--claim", "999")
    assert "name it" in refusal("limitation", "--claim", "901")

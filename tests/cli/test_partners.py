"""`krav partners`: an agreement, what it would cost, the hand-over and back, and what was told."""

from datetime import date

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import FJORDBO, IMPORTED
from tests.actions.collect import owed, run_until
from tests.cli.command import krav

ON = date(2026, 5, 20)


@pytest.fixture
def ripe(db: None, settings: Settings, tmp_path: object) -> int:
    """The landlord with two claims whose notice has expired, on its day."""
    settings.KRAV_HOME, settings.KRAV_TODAY = tmp_path, ON
    account_id = open_account(FJORDBO, on=IMPORTED)
    owed(account_id)
    run_until(account_id, ON)
    with account_scope(account_id):
        rows.Outbox.objects.update(state="delivered")
    return account_id


def agreed() -> None:
    made = krav("partners", "agree", "fjordbo", "file", "--name", "Lund", "--prices", '{"percent": "10", "vat": "25"}')
    assert "with Lund." in made.out


def test_from_the_agreement_to_the_partner_and_back(ripe: int) -> None:
    agreed()
    (quote,) = krav("partners", "quote", "fjordbo", "1001", "1002", "--json").data
    assert (quote["invoices"], quote["if_paid"], quote["if_not"], quote["why_not"]) == (
        "1001, 1002",
        "1875.00 DKK",
        "0.00 DKK",
        "",
    )
    assert "1 handed over, 0 stay." in krav("partners", "hand-over", "fjordbo", "1001", "1002").out
    assert "1 cases and 0 words taken" in " ".join(krav("partners", "send", "fjordbo").out.split())
    (case,) = krav("partners", "list", "fjordbo", "--json").data["cases"]
    assert (case["case"], case["partner"], case["state"]) == ("S2026-0001", "Lund", "there")
    assert "asked to give it back" in krav("partners", "recall", "fjordbo", "S2026-0001", "--reason", "We talk.").out
    krav("partners", "send", "fjordbo")
    assert krav("partners", "list", "fjordbo", "--json").data["cases"] == []
    assert "1 handed over" in krav("partners", "hand-over", "fjordbo", "S2026-0001").out
    assert "is back; it had not left" in krav("partners", "recall", "fjordbo", "S2026-0001").out
    assert krav("partners", "news", "fjordbo", "--json").data == []
    assert krav("partners", "settlements", "fjordbo", "--json").data == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("quote", "fjordbo", "1001"), "has no collection partner"),
        (("agree", "fjordbo", "nobody"), "knows no collection partner called “nobody”"),
        (("agree", "fjordbo", "file", "--prices", "[1"), "a JSON object"),
        (("agree", "fjordbo", "file", "--prices", '{"percent": "140"}'), "a rate from 0 to 100"),
        (("agree", "fjordbo", "file", "--prices", '{"discount": 1}'), "has no price “discount”"),
        (("recall", "fjordbo", "S2026-0009"), "There is no case S2026-0009"),
        (("end", "fjordbo", "999999999"), "no such agreement"),
    ],
)
def test_what_cannot_be_is_said(ripe: int, words: tuple[str, ...], said: str) -> None:
    answer = krav("partners", *words)
    assert answer.code == 2
    assert said in answer.err

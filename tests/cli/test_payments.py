"""`krav payments`: what lies loose, its paying back and the undoing of that, from the command line."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from tests.actions.cast import FIRST, FJORDBO, IMPORTED, bank, credit, ledger, line, take
from tests.cli.command import krav, refusal


@pytest.fixture
def loose(db: None, settings: Settings, tmp_path: Path) -> int:
    """The number of a payment that nobody knows a place for."""
    settings.KRAV_HOME, settings.KRAV_TODAY = tmp_path, FIRST
    account_id = open_account(FJORDBO, on=IMPORTED)
    take(account_id, ledger(line("1001", "10.000,00")))
    take(account_id, bank(credit("77.00", on="2026-03-05", payer="Hvem A/S"), until="2026-03-06"), "bank.xml")
    (found,) = krav("payments", "loose", "fjordbo", "--json").data
    assert (found["loose"], found["payer_name"], found["received_on"]) == ("77.00", "Hvem A/S", "2026-03-05")
    return int(found["id"])


def test_it_is_paid_back_in_parts_and_that_is_undone(loose: int) -> None:
    back = krav("payments", "pay-back", "fjordbo", loose, "--amount", "50.00", "--on", "2026-03-06", "--note", "asked")
    assert back.lines == ["Paid back 50.00 DKK."]
    assert "27.00 DKK" in krav("payments", "loose", "fjordbo").out
    assert krav("payments", "pay-back", "fjordbo", loose).lines == ["Paid back 27.00 DKK."]
    assert krav("payments", "loose", "fjordbo", "--json").data == []
    assert krav("payments", "not-paid-back", "fjordbo", loose).lines == ["Not paid back 77.00 DKK; it waits for a place."]
    assert [each["loose"] for each in krav("payments", "loose", "fjordbo", "--json").data] == ["77.00"]


def test_what_cannot_be_says_so(loose: int) -> None:
    assert "Only 77.00 DKK" in refusal("payments", "pay-back", "fjordbo", loose, "--amount", "77.01")
    assert "the money came on" in refusal("payments", "pay-back", "fjordbo", loose, "--on", "2026-03-04")
    assert "has not come yet" in refusal("payments", "pay-back", "fjordbo", loose, "--on", "2026-03-10")
    assert "is loose" in refusal("payments", "pay-back", "fjordbo", 999_999_999)
    assert "was paid back" in refusal("payments", "not-paid-back", "fjordbo", loose)


def test_its_voucher_is_in_the_books(loose: int) -> None:
    krav("payments", "pay-back", "fjordbo", loose)
    said = krav("books", "fjordbo", "--from", "2026-03-01", "--until", "2026-03-31").out
    assert f"Betalt tilbage {FIRST}, Hvem A/S" in said
    assert "-77.00 DKK" in said

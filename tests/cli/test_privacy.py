"""`krav privacy`: what is kept, handing it out, erasing it, whose time is up; each refusal, and what the audit says."""

import json
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.payments_by_hand import register_payment
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FJORDBO, IMPORTED, ledger, line, take
from tests.cli.command import krav, refusal

SCHEMA = Path(__file__).parents[2] / "docs/schemas/debtor.schema.json"
UP = date(2032, 1, 1)


@pytest.fixture
def fjordbo(db: None, settings: Settings, tmp_path: Path) -> int:
    """A Danish creditor, long after one of its two customers paid."""
    settings.KRAV_HOME = tmp_path
    account_id = open_account(FJORDBO, on=IMPORTED)
    rigmor = line("5001", "300,00", due="20.03.2026", customer="51", name="Rigmor Kvistgaard", kind="privat")
    take(account_id, ledger(rigmor, line("5002", "400,00", due="20.03.2026", customer="52", name="Anden Kunde A/S")))
    with account_scope(account_id):
        claim = rows.Claim.objects.get(number="5001").pk
    register_payment(account_id, claim, 300_00, IMPORTED, on=IMPORTED, by=ANN)
    settings.KRAV_TODAY = UP
    return account_id


def audited(account_id: int, action: str) -> list[str]:
    with account_scope(account_id):
        return list(rows.Audit.objects.filter(action=action).values_list("actor", flat=True))


def names(account_id: int) -> list[str]:
    with account_scope(account_id):
        return list(rows.Debtor.objects.order_by("pk").values_list("name", flat=True))


def test_what_is_kept_and_what_keeps_it(fjordbo: int) -> None:
    told = krav("privacy", "show", "fjordbo", "51").out
    assert "The time is up since 2032-01-01 (bogføringsloven § 12, stk. 1)." in told
    assert "payment" in told
    assert "hand_over" not in told
    assert "2032-01-01" in krav("privacy", "show", "fjordbo", "51", "--on", "2031-12-31").out
    assert "The books must be kept" in krav("privacy", "show", "fjordbo", "51", "--on", "2031-12-31").out
    assert "Claims are open: 5002." in krav("privacy", "show", "fjordbo", "52").out
    assert audited(fjordbo, "export_customer") == []


def test_all_of_it_is_handed_out_and_the_audit_knows(fjordbo: int, tmp_path: Path) -> None:
    told = krav("privacy", "export", "fjordbo", "51")
    jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8"))).validate(told.data)
    assert (told.code, told.data["customer"], told.data["on"]) == (0, "51", "2032-01-01")
    assert "Anden Kunde" not in told.out
    file = tmp_path / "rigmor.json"
    assert krav("privacy", "export", "fjordbo", "51", "--to", file).out == ""
    assert json.loads(file.read_text("utf-8")) == told.data
    assert audited(fjordbo, "export_customer") == ["command line", "command line"]


def test_one_is_erased_once_and_only_where_nothing_keeps_it(fjordbo: int) -> None:
    assert "Claims are open: 5002." in refusal("privacy", "erase", "fjordbo", "52")
    assert audited(fjordbo, "erase_customer") == []
    with account_scope(fjordbo):
        debtor = rows.Debtor.objects.get(number="51").pk
    assert krav("privacy", "erase", "fjordbo", "51").lines == ["Erased."]
    assert names(fjordbo) == ["[erased]", "Anden Kunde A/S"]
    assert audited(fjordbo, "erase_customer") == ["command line"]
    assert "There is no such customer" in refusal("privacy", "erase", "fjordbo", "51")
    assert "was erased on 2032-01-01" in refusal("privacy", "erase", "fjordbo", f"[erased] {debtor}")


def test_a_day_too_early_it_says_until_when(fjordbo: int, settings: Settings) -> None:
    settings.KRAV_TODAY = date(2031, 12, 31)
    told = refusal("privacy", "erase", "fjordbo", "51")
    assert "bogføringsloven § 12" in told
    assert "2032-01-01" in told
    assert names(fjordbo) == ["Rigmor Kvistgaard", "Anden Kunde A/S"]


def test_whose_time_is_up_is_listed_and_only_erased_when_asked(fjordbo: int) -> None:
    assert "Rigmor Kvistgaard" in krav("privacy", "due", "fjordbo").out
    listed = [{"number": "51", "name": "Rigmor Kvistgaard", "since": "2032-01-01"}]
    assert krav("privacy", "due", "fjordbo", "--json").data == listed
    assert names(fjordbo) == ["Rigmor Kvistgaard", "Anden Kunde A/S"]
    assert krav("privacy", "due", "fjordbo", "--erase").lines == ["Erased: 1."]
    assert names(fjordbo) == ["[erased]", "Anden Kunde A/S"]
    assert krav("privacy", "due", "fjordbo", "--json").data == []
    assert audited(fjordbo, "erase_customer") == ["command line"]


def test_the_financial_year_moves_the_day(fjordbo: int, settings: Settings) -> None:
    settings.KRAV_TODAY = date(2031, 7, 1)
    assert krav("privacy", "due", "fjordbo", "--json").data == []
    krav("privacy", "set", "fjordbo", "--year-ends", "6", "--by-itself")
    assert [each["since"] for each in krav("privacy", "due", "fjordbo", "--json").data] == ["2031-07-01"]
    with account_scope(fjordbo):
        assert rows.Keeping.objects.get().by_itself
    assert audited(fjordbo, "change_keeping") == ["command line"]
    assert "13" in refusal("privacy", "set", "fjordbo", "--year-ends", "13")


@pytest.mark.parametrize("command", ["show", "export", "erase"])
def test_a_customer_or_an_account_that_is_not_there_is_refused(fjordbo: int, command: str) -> None:
    assert "There is no such customer in this account." in refusal("privacy", command, "fjordbo", "999999999")
    assert "nowhere" in refusal("privacy", command, "nowhere", "51")

"""`krav case write-off` and `krav vouchers`: shown before it is posted, listed, and taken back."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.cases import open_case
from krav.cli import losses
from tests.actions.cast import ANN, FJORDBO, IMPORTED
from tests.actions.collect import claims_of, owed, run_until

ON = "2026-05-26"
Say = Callable[[click.Command, str], str]


@pytest.fixture
def says(db: None, settings: Settings, tmp_path: Path) -> Say:
    """Runs commands on an account with a case of two claims whose notices have expired."""
    settings.KRAV_HOME = tmp_path
    account_id = open_account(FJORDBO, on=IMPORTED)
    owed(account_id)
    run_until(account_id, date(2026, 5, 20))
    open_case(account_id, [claims_of(account_id)["1001"]], on=date(2026, 5, 20), by=ANN)

    def say(command: click.Command, words: str) -> str:
        done = CliRunner().invoke(command, words.split(), catch_exceptions=False)
        assert (done.exit_code, done.stderr) == (0, "")
        return done.stdout

    return say


def test_a_case_is_shown_then_posted_then_taken_back(says: Say) -> None:
    asked = f"fjordbo S2026-0001 --ground vain_enforcement --confirm --on {ON}"
    assert "10 000.00 DKK" in says(losses.off, asked)
    assert "V-2026" not in says(losses.vouchers, "fjordbo")
    assert "V-2026-0001" in says(losses.off, f"{asked} --post")
    rows = list(csv.DictReader(says(losses.vouchers, "fjordbo --csv").splitlines(), delimiter=";"))
    assert [(row["account"], row["debit"], row["credit"]) for row in rows] == [
        ("3720", "10000.00", "0.00"), ("6902", "2500.00", "0.00"), ("5600", "0.00", "12500.00")
    ]  # fmt: skip
    assert "12500.00 DKK stands in the books again." in says(losses.vouchers, f"fjordbo --undo V-2026-0001 --on {ON}")
    assert '"number": "V-2026-0002"' in says(losses.vouchers, "fjordbo --json")


def test_an_invoice_that_may_not_be_says_why(says: Say) -> None:
    told = says(losses.off, f"fjordbo 1001 --ground small_claim --confirm --on {ON}")
    assert "own reminders are enough below 3000.00 DKK" in told
    assert "Den juridiske vejledning" in told

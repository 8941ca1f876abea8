"""`krav case plan`: what a person sees of a plan on the command line."""

from datetime import date

import pytest
from click.testing import CliRunner

from krav.actions.accounts import open_account
from krav.actions.cases import open_case
from krav.cli.plans import plan
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FJORDBO, IMPORTED, line
from tests.actions.collect import claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)
TERMS = ("--first", "2026-06-01", "--count", "3", "--on", "2026-05-20")


@pytest.fixture
def number(db: None) -> str:
    account_id = open_account(FJORDBO, on=IMPORTED)
    owed(account_id, line("1001", "3000,00", kind="privat"))
    run_until(account_id, EXPIRED)
    case_id = open_case(account_id, list(claims_of(account_id).values()), on=EXPIRED, by=ANN)
    with account_scope(account_id):
        return rows.Case.objects.get(pk=case_id).number


def told(*words: str) -> str:
    answer = CliRunner().invoke(plan, words, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_proposed_agreed_shown_and_ended(number: str) -> None:
    assert "1 121.00 DKK" in told("propose", "fjordbo", number, *TERMS)
    told("agree", "fjordbo", number, *TERMS, "--acknowledged", "2026-05-19", "--proof", "signed")
    assert "missed" in told("show", "fjordbo", number, "--on", "2026-06-08")
    told("end", "fjordbo", number, "--on", "2026-05-21")
    assert "has no plan that runs" in told("show", "fjordbo", number)
    with pytest.raises(KravError, match="No plan waits"):
        told("review", "fjordbo", number, "--on", "2026-05-22")

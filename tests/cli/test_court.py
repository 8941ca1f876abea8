"""`krav case package` and `krav case file`: what a court is told, and the whole case, as files."""

import json
from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.cases import open_case
from tests.actions.cast import ANN, FJORDBO, IMPORTED
from tests.actions.collect import claims_of, owed, run_until
from tests.cli.command import krav, refusal

EXPIRED = date(2026, 5, 20)
ANSWERS = {"court": "Retten i Viborg", "vat": "yes", "undisputed": "yes", "civil_case": "yes", "attachment": "not"}


@pytest.fixture
def case(db: None, settings: Settings, tmp_path: Path) -> str:
    """The number of a case of two claims whose notice has expired."""
    settings.KRAV_HOME, settings.KRAV_TODAY = tmp_path / "home", EXPIRED
    account = open_account(FJORDBO, on=IMPORTED)
    owed(account)
    run_until(account, EXPIRED)
    open_case(account, list(claims_of(account).values()), on=EXPIRED, by=ANN)
    return "S2026-0001"


def test_the_package_says_what_is_missing_and_goes_where_it_is_told(case: str, tmp_path: Path) -> None:
    said = krav("case", "package", "fjordbo", case, "betalingspaakrav").out
    assert "- Not answered yet: Fogedret. (retsplejeloven § 477 b)" in said
    told = tmp_path / "answers.json"
    told.write_text(json.dumps(ANSWERS))
    out = tmp_path / "out"
    said = krav("case", "package", "fjordbo", case, "betalingspaakrav", "--answers", told, "--folder", out).out
    assert "missing" not in said
    assert (out / f"{case}-betalingspaakrav.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((out / f"{case}-betalingspaakrav.json").read_text())["rubrik_3"] == {"fogedret": "Retten i Viborg"}


def test_the_whole_case_is_written(case: str, tmp_path: Path) -> None:
    for kind in ("pdf", "json", "csv"):
        assert krav("case", "file", "fjordbo", case, "--as", kind, "--folder", tmp_path).code == 0
    assert json.loads((tmp_path / f"{case}.json").read_text())["case"] == case


def test_what_is_not_there_is_refused(case: str) -> None:
    assert "There is no such case" in refusal("case", "file", "fjordbo", "S1999-0001")
    assert "There is no filing" in refusal("case", "package", "fjordbo", case, "forliksklage")

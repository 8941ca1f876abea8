"""`krav case new`: a case told in a file, with papers beside it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.claims.told import told_data
from krav.cli.elsewhere import new
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import IMPORTED, NORDLYS, everything
from tests.actions.elsewhere import NORWEGIAN, pdf, told_by_bank

Write = Callable[[Any], str]


@pytest.fixture
def nordlys(db: None, settings: Settings, tmp_path: Path) -> int:
    """A Norwegian account whose bank has told of every day."""
    settings.KRAV_HOME, settings.KRAV_TODAY = tmp_path / "home", None
    account_id = open_account(NORDLYS, on=IMPORTED)
    told_by_bank(account_id, "nordlys")
    return account_id


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Writes what is told into a file, and answers with its name."""

    def write(told: Any) -> str:  # noqa: ANN401 what JSON can say
        path = tmp_path / "case.json"
        path.write_text(json.dumps(told, default=str))
        return str(path)

    return write


def run(*words: str) -> str:
    done = CliRunner().invoke(new, [*words, "--on", "2026-11-23"], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_a_case_is_told_in_a_file(nordlys: int, written: Write, tmp_path: Path) -> None:
    (tmp_path / "Faktura 5031.pdf").write_bytes(pdf(2))
    told = told_data(NORWEGIAN)
    told["claims"][0]["paper"] = "Faktura 5031.pdf"
    case = json.loads(run("nordlys", written(told), "--json"))["case"]
    with account_scope(nordlys):
        assert rows.Case.objects.get().id == case
        assert rows.Letter.objects.get().total == 1_350_511
        assert rows.Attachment.objects.get().pages == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"claims": []}, "No invoice has been told of"),
        ({"invoices": []}, "There is no field invoices"),
        ({"customer": {"name": 7}}, "customer.name is 7; it should be text"),
        ({"claims": [{"number": "1"}]}, "claims.0.amount is missing"),
        ({"claims": {}}, "claims should be a list"),
        ({"payments": [{"claim": "5031", "amount": 1, "currency": "NOK", "on": "soon"}]}, "it should be a day"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(nordlys: int, written: Write, change: dict[str, Any], words: str) -> None:
    before = everything()
    with pytest.raises(KravError, match=words):
        run("nordlys", written(told_data(NORWEGIAN) | change))
    assert everything() == before


def test_a_file_that_is_no_json_or_names_no_paper(nordlys: int, written: Write, tmp_path: Path) -> None:
    with pytest.raises(KravError, match="should be a table"):
        run("nordlys", written([]))
    told = told_data(NORWEGIAN)
    told["claims"][0]["paper"] = "gone.pdf"
    with pytest.raises(KravError, match="There is no file"):
        run("nordlys", written(told))
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(KravError, match="is no JSON"):
        run("nordlys", str(tmp_path / "broken.json"))

"""`krav interest`: the list of who paid late, and the invoices with what the books are to say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from krav.cli.app import krav
from krav.formats import ubl
from krav.kernel.money import Money
from tests.actions.cast import bank, credit, fik, ledger, line
from tests.cli.papers import ACCOUNT

Say = Callable[..., str]
TODAY = "2026-05-04"


@pytest.fixture
def says(db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs commands on an account with two customers who paid 60 days late, one of them little."""
    settings.KRAV_HOME = tmp_path / "home"
    monkeypatch.chdir(tmp_path)
    small = line("1002", "1.000,00", customer="18", name="Birthe Prøve", kind="privat")
    Path("ledger.csv").write_bytes(ledger(line("1001", "30.000,00"), small))
    paid = (("30000.00", "1001"), ("1000.00", "1002"))
    entries = (credit(amount, on="2026-05-01", reference=fik(number), key=number) for amount, number in paid)
    Path("bank.xml").write_bytes(bank(*entries, until=TODAY))
    Path("fjordbo.toml").write_bytes(ACCOUNT)

    def say(command: str) -> str:
        done = CliRunner().invoke(krav, command.split(), catch_exceptions=False)
        assert (done.exit_code, done.stderr) == (0, "")
        return done.stdout

    say("init fjordbo.toml")
    say(f"import fjordbo ledger.csv --on {TODAY}")
    say(f"import fjordbo bank.xml --on {TODAY}")
    return say


def test_the_list_tells_who_is_ready_and_who_waits(says: Say) -> None:
    told = says(f"interest fjordbo --on {TODAY}").splitlines()
    assert [cell for cell in cells(told[2]) if cell != "1"] == ["Øster Ås ApS", "480.82 DKK", "ready"]
    assert [cell for cell in cells(told[3]) if cell != "1"] == ["Birthe Prøve", "16.03 DKK", "below the threshold"]


def cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.split("  ") if cell.strip()]


def test_issued_invoices_lie_in_the_folder_and_the_books_are_told(says: Say) -> None:
    told = says(f"interest fjordbo --issue --folder out --on {TODAY}")
    assert [cells(text)[2:] for text in told.splitlines()[1:3]] == [["5600", "480.82 DKK"], ["4360", "-480.82 DKK"]]
    assert told.endswith("1 interest invoices issued.\n")
    assert len(PdfReader(Path("out/900001.pdf")).pages) == 1
    (item,) = ubl.read(Path("out/900001.xml").read_bytes(), "f.xml").items
    assert item.amount == Money(48082, "DKK")
    assert "ready" not in says(f"interest fjordbo --on {TODAY}")

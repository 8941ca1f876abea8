"""`krav books` and `krav letters --document`: what goes out to other systems, as files."""

from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from lxml import etree
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.payments_by_hand import register_payment
from krav.cli import books, daily
from krav.kernel.refusal import KravError
from tests.actions.cast import ANN, FIRST, FJORDBO, IMPORTED
from tests.actions.collect import claims_of, owed, run_until


@pytest.fixture
def folder(db: None, settings: Settings, tmp_path: Path) -> Path:
    """An account that has sent its first letter and got a payment."""
    settings.KRAV_HOME = tmp_path
    account_id = open_account(FJORDBO, on=IMPORTED)
    owed(account_id)
    run_until(account_id, FIRST)
    register_payment(account_id, claims_of(account_id)["1001"], 500_00, date(2026, 3, 10), on=date(2026, 3, 10), by=ANN)
    return tmp_path


def say(command: click.Command, *words: str) -> str:
    done = CliRunner().invoke(command, words, catch_exceptions=False)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


PERIOD = ("fjordbo", "--from", "2026-03-01", "--until", "2026-03-31")


def test_the_vouchers_are_shown(folder: Path) -> None:
    said = say(books.books, *PERIOD)
    assert "Betaling 2026-03-10" in said
    assert "5820" in said
    assert "500.00 DKK" in said


def test_or_written_to_a_file(folder: Path) -> None:
    file = folder / "march.si"
    assert "1 vouchers of Fjordbo ApS" in " ".join(say(books.books, *PERIOD, "--format", "sie", "--to", str(file)).split())
    assert file.read_bytes().startswith(b"#FLAGGA 0\r\n")


def test_a_letter_is_written_as_an_electronic_document(folder: Path) -> None:
    file = folder / "letter.xml"
    say(daily.letters, "--account", "fjordbo", "--document", "2026-00001", "--to", str(file))
    assert etree.fromstring(file.read_bytes()).findtext("{*}ID") == "2026-00001"
    with pytest.raises(KravError, match="There is no letter 2026-09999"):
        say(daily.letters, "--document", "2026-09999")

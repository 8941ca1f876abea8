"""The command line from the first file to the last letter: tables for people, JSON for machines."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from krav.cli.app import krav
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import FIRST, bank, credit, everything, fik, ledger, line
from tests.cli.papers import ACCOUNT

Say = Callable[..., str]
LEDGER = ledger(
    line("1001", "10.000,00"),
    line("1003", "500,00", customer="18", name="Birthe [nord] Prøve :fire:", kind="privat"),
)


@pytest.fixture
def krav_says(db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Runs a command in a folder with the account's file and a ledger; it must succeed."""
    settings.KRAV_HOME = tmp_path / "home"
    monkeypatch.chdir(tmp_path)
    Path("fjordbo.toml").write_bytes(ACCOUNT)
    Path("ledger.csv").write_bytes(LEDGER)

    def say(command: str) -> str:
        done = CliRunner().invoke(krav, command.split(), catch_exceptions=False)
        assert (done.exit_code, done.stderr) == (0, "")
        return done.stdout

    return say


@pytest.fixture
def opened(krav_says: Say) -> Say:
    """The account is open and its ledger in."""
    krav_says("init fjordbo.toml")
    krav_says(f"import fjordbo ledger.csv --on {FIRST}")
    return krav_says


def told(text: str) -> list[list[str]]:
    """The lines of a table, cut where two blanks or more lie between the cells."""
    return [[cell for cell in text_line.split("  ") if cell.strip()] for text_line in text.splitlines()]


def data(text: str) -> Any:  # noqa: ANN401 whatever JSON can say
    """The answer as JSON; a number in it is a count, never an amount."""
    return json.loads(text, parse_float=pytest.fail)


def test_init_opens_the_account(krav_says: Say, tmp_path: Path) -> None:
    assert krav_says("init fjordbo.toml") == "fjordbo: Fjordbo ApS is open.\n"
    assert krav_says("init fjordbo.toml") == "fjordbo: Fjordbo ApS is open.\n"
    assert rows.Account.objects.get().texts_approved_by == "Ann"
    assert (tmp_path / "home").is_dir()


def test_import_says_what_it_took_and_how_it_read_it(krav_says: Say) -> None:
    krav_says("init fjordbo.toml")
    said = krav_says(f"import fjordbo ledger.csv --on {FIRST}")
    assert "ledger.csv: “Fakturanr.” is read as invoice_number" in said
    assert ["ledger.csv", "table", "2", "2", "0"] in [[cell.strip() for cell in cells] for cells in told(said)]
    again = data(krav_says(f"import fjordbo ledger.csv --on {FIRST} --json"))
    assert (again["ledger.csv"]["known_before"], again["ledger.csv"]["new"]) == (True, 0)


def test_a_dry_run_says_the_same_and_takes_nothing(krav_says: Say) -> None:
    krav_says("init fjordbo.toml")
    before = everything()
    said = krav_says("import fjordbo ledger.csv --dry-run")
    assert said.startswith("Dry run: nothing was imported")
    assert "“Beløb” is read as amount" in said
    assert data(krav_says("import fjordbo ledger.csv --dry-run --json"))["ledger.csv"]["new"] == 2
    assert everything() == before


def test_the_day_decides_and_sends(opened: Say, tmp_path: Path) -> None:
    said = opened(f"day --on {FIRST}")
    assert said.startswith("2026-03-09")
    assert "rykker_1 2" in said
    assert sorted(path.name for path in (tmp_path / "home/letters/fjordbo").iterdir()) == [
        "2026-00001-rykker_1.pdf",
        "2026-00002-rykker_1.pdf",
    ]
    again = data(opened(f"day --on {FIRST} --json"))
    assert again == {
        "fjordbo": {
            "letters": {}, "refused": {}, "stopped": None, "delivered": 0, "withdrawn": 0, "failed": 0, "ambiguous": 0,
        }
    }  # fmt: skip


def test_a_day_without_news_of_money_says_so(opened: Say) -> None:
    said = opened("day --on 2026-03-20")
    assert "fjordbo: News of payments end on 2026-03-09" in said
    stopped = data(opened("day --on 2026-03-20 --json"))["fjordbo"]["stopped"]
    assert stopped.startswith("News of payments end on 2026-03-09; at most 10 days may pass.")


def test_letters_are_listed_with_what_became_of_them(opened: Say) -> None:
    opened(f"day --on {FIRST}")
    assert data(opened("letters --json")) == {
        "fjordbo": [
            {
                "number": "2026-00001", "debtor": "Øster Ås ApS", "step": "rykker_1", "sent_on": "2026-03-09",
                "deadline_on": "2026-03-19", "total": "10428.70", "state": "delivered", "problem": "",
            },
            {
                "number": "2026-00002", "debtor": "Birthe [nord] Prøve :fire:", "step": "rykker_1", "sent_on": "2026-03-09",
                "deadline_on": "2026-03-19", "total": "600.93", "state": "delivered", "problem": "",
            },
        ]
    }  # fmt: skip
    said = opened("letters --account fjordbo")
    assert "10 428.70 DKK" in said
    assert "Birthe [nord] Prøve :fire:" in said


def test_status_counts_by_stage_and_lists_the_claims(opened: Say) -> None:
    opened(f"day --on {FIRST}")
    Path("bank.xml").write_bytes(bank(credit("600.93", on="2026-03-12", reference=fik("1003")), until="2026-03-12"))
    placed = data(opened("import fjordbo bank.xml --on 2026-03-12 --json"))["bank.xml"]
    assert (placed["format"], placed["placed"]) == ("camt.053", 1)
    assert data(opened("status --json"))["fjordbo"] == {
        "settled": 1,
        "stages": [{"stage": "rykker_1", "blocked": "", "claims": 1, "balance": "10410.00"}],
        "claims": [],
    }
    assert data(opened("status --account fjordbo --json"))["fjordbo"]["claims"] == [
        {
            "number": "1001", "debtor": "Øster Ås ApS", "due_on": "2026-03-02", "balance": "10410.00", "stage": "rykker_1",
            "next_step": "rykker_2", "next_on": "2026-03-24", "blocked": "",
        }
    ]  # fmt: skip
    said = opened("status --account fjordbo")
    assert "Fjordbo ApS · 1 settled" in said
    assert "10 410.00 DKK" in said


def test_names_are_printed_as_they_are(opened: Say) -> None:
    """What looks like a mark of the terminal's own language is a name here, and no error."""
    with account_scope(rows.Account.objects.get().id):
        rows.Debtor.objects.filter(number="17").update(name="A [/] B [bold] ApS")
    assert "A [/] B [bold] ApS" in opened("status --account fjordbo")


def test_explain_opens_the_sum_to_its_sources(opened: Say) -> None:
    opened(f"day --on {FIRST}")
    said = opened("explain 1001 --on 2026-03-19")
    assert said.splitlines()[0].endswith("on 2026-03-19: 10455.41")
    for part in ("Invoice of 2026-02-02: 10000.00", "10000.00 × 9.75 % × 17 / 365", "renteloven § 9 b", "source: "):
        assert part in said
    answer = data(opened("explain 1001 --on 2026-03-19 --account fjordbo --json"))
    assert (answer["total"], answer["currency"]) == ("10455.41", "DKK")
    assert sum(Decimal(part["amount"]) for part in answer["why"]["parts"]) == Decimal("10455.41")


def test_hold_and_lift(opened: Say) -> None:
    said = opened(f"hold fjordbo 1001 objection --on {FIRST}")
    with account_scope(rows.Account.objects.get().id):
        hold = rows.Hold.objects.get().id
    assert said == f"Hold {hold} stops invoice 1001.\n"
    assert data(opened(f"day --on {FIRST} --json"))["fjordbo"]["letters"] == {"rykker_1": 1}
    assert opened(f"lift fjordbo {hold} --on 2026-03-10") == f"Hold {hold} is lifted.\n"
    assert data(opened("day --on 2026-03-10 --json"))["fjordbo"]["letters"] == {"rykker_1": 1}
    opened("hold fjordbo 1003 promise --on 2026-03-11 --until 2026-04-15")
    assert data(opened("status --account fjordbo --json"))["fjordbo"]["claims"][1]["next_on"] == "2026-04-15"


def test_rebuild_writes_the_same_rows(opened: Say) -> None:
    opened(f"day --on {FIRST}")
    before = everything()
    with account_scope(rows.Account.objects.get().id):
        rows.ClaimState.objects.update(balance=0, stage="")
    assert opened("rebuild") == "fjordbo: 2 claims.\n"
    assert everything() == before


def test_quote_answers_people_and_machines(krav_says: Say) -> None:
    asked = "law quote --country dk --amount 12500.00 --due 2026-03-02 --on 2026-06-01 --debtor business"
    said = krav_says(asked)
    assert "12500.00 × 9.75 % × 91 / 365" in said
    assert "Interest runs on at 3.34 DKK a day." in said
    answer = data(krav_says(f"{asked} --json"))
    assert (answer["principal"], answer["interest"], answer["per_diem"], answer["on"]) == (
        "12500.00", "303.85", "3.34", "2026-06-01",
    )  # fmt: skip
    assert answer["interest_lines"] == [
        {"from": "2026-03-02", "until": "2026-06-01", "days": 91, "rate": "9.75", "basis": 365, "amount": "303.85"}
    ]

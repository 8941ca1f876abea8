"""`krav case` and `krav verify`: a case from its expired notices to its end, by commands."""

import json
from pathlib import Path

import pytest

from krav.actions.accounts import open_account
from tests.actions.cast import FJORDBO, IMPORTED
from tests.actions.collect import owed, run_until
from tests.actions.test_cases import EXPIRED
from tests.cli.command import krav, refusal


@pytest.fixture
def ripe(db: None) -> None:
    """A Danish creditor whose two claims have an expired notice."""
    account_id = open_account(FJORDBO, on=IMPORTED)
    owed(account_id)
    run_until(account_id, EXPIRED)


def test_a_case_is_opened_taken_further_closed_and_opened_again(ripe: None) -> None:
    assert "S2026-0001 is open" in krav("case", "open", "fjordbo", "1001", "1002", "--department", "12", "--on", EXPIRED).out
    (line,) = krav("case", "list", "fjordbo", "--json").data
    assert (line["case"], line["status"], line["next"]) == ("S2026-0001", "open", "inkassopaakrav")
    first, *others = krav("case", "show", "fjordbo", "S2026-0001", "--on", EXPIRED, "--json").data
    assert (first["step"], first["why_not"]) == ("inkassopaakrav", "")
    assert {each["step"] for each in others} == {"forligstilbud", "betalingspaakrav"}
    assert krav("case", "step", "fjordbo", "S2026-0001", "inkassopaakrav", "--on", EXPIRED).code == 0
    told = krav("case", "show", "fjordbo", "S2026-0001", "--on", EXPIRED).out
    assert "invoices 1001, 1002" in told
    krav("case", "close", "fjordbo", "S2026-0001", "--how", "given_up", "--on", EXPIRED)
    assert [each["case"] for each in krav("case", "list", "fjordbo", "--status", "closed", "--json").data] == ["S2026-0001"]
    krav("case", "reopen", "fjordbo", "S2026-0001", "--on", EXPIRED)
    assert [each["case"] for each in krav("case", "list", "fjordbo", "--json").data] == ["S2026-0001"]


def test_what_cannot_be_is_said_in_one_sentence(ripe: None) -> None:
    assert "no case S2026-0009" in refusal("case", "show", "fjordbo", "S2026-0009")
    assert "no claim on invoice 4711" in refusal("case", "open", "fjordbo", "4711", "--on", EXPIRED)
    krav("case", "open", "fjordbo", "1001", "--on", EXPIRED)
    assert "in a case" in refusal("case", "open", "fjordbo", "1001", "--on", EXPIRED)


def test_a_journal_is_exported_and_holds_against_its_export(ripe: None, tmp_path: Path) -> None:
    krav("case", "open", "fjordbo", "1001", "--send", "--on", EXPIRED)
    assert "1 journals, 0 of them broken" in krav("verify", "fjordbo", "--export", tmp_path).out
    kept = tmp_path / "fjordbo-S2026-0001.jsonl"
    assert json.loads(kept.read_text().splitlines()[0])["kind"] == "opened"
    krav("case", "withdraw", "fjordbo", "S2026-0001", "--reason", "by mistake", "--on", EXPIRED)
    (row,) = krav("verify", "fjordbo", "--case", "S2026-0001", "--against", kept, "--json").data
    assert row["fault"] == ""
    kept.write_text(kept.read_text().replace("opened", "closed"))
    changed = krav("verify", "fjordbo", "--case", "S2026-0001", "--against", kept)
    assert (changed.code, "Line 1 is not the one that was exported" in changed.out) == (2, True)
    assert "give its number with --case" in refusal("verify", "fjordbo", "--against", kept)

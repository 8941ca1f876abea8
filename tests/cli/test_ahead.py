"""`krav ahead`: a table for people, JSON for machines, and a sentence where the days make no sense."""

import pytest

from krav.actions.accounts import open_account
from krav.actions.holds import place_hold
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, FJORDBO, IMPORTED, SECOND, everything, ledger, line, take
from tests.cli.command import krav, refusal

LOOK = ("ahead", "--on", IMPORTED, "--until", SECOND)


@pytest.fixture
def owed(db: None) -> int:
    """A business and a person with an invoice each."""
    account_id = open_account(FJORDBO, on=IMPORTED)
    take(account_id, ledger(line("1001", "10.000,00"), line("1003", "500,00", customer="18", name="Birthe", kind="privat")))
    place_hold(account_id, "1003", "objection", on=IMPORTED, by=ANN)
    return account_id


def test_the_days_and_their_sums(owed: int) -> None:
    told = krav(*LOOK)
    assert (told.code, told.err) == (0, "")
    cells = [[cell.strip() for cell in text.split("  ") if cell.strip()] for text in told.lines]
    assert cells[0] == [f"fjordbo, {IMPORTED} to {SECOND}"]
    assert [str(FIRST), "rykker_1 1", "100.00 DKK", "310.00 DKK", "10 428.70 DKK"] in cells
    assert [str(IMPORTED), "on_hold 1", "0.00 DKK", "0.00 DKK", "0.00 DKK"] in cells
    assert cells[5][:2] == ["In all", "rykker_1 1, rykker_2 1"]
    assert told.lines[-1].startswith("No money is foretold")


def test_the_same_for_machines(owed: int) -> None:
    told = krav(*LOOK, "--account", "fjordbo", "--json").data["fjordbo"]
    assert [day["on"] for day in told["days"]] == [str(IMPORTED), str(FIRST), str(SECOND)]
    assert told["days"][1] == {
        "on": "2026-03-09", "currency": "DKK", "letters": {"rykker_1": 1}, "asked": {}, "stopped": {},
        "fees": "100.00", "compensation": "310.00", "demanded": "10428.70", "money": None,
    }  # fmt: skip
    assert told["totals"][0]["letters"] == {"rykker_1": 1, "rykker_2": 1}
    assert (told["days_to_last_step"], told["untold"]) == (None, 0)


def test_looking_changes_nothing(owed: int) -> None:
    before = everything()
    krav(*LOOK)
    assert everything() == before


def test_a_step_that_waits_for_a_yes_is_an_ask(owed: int) -> None:
    rows.Account.objects.update(policy='{"approval": ["rykker_2"]}')
    days = krav(*LOOK, "--json").data["fjordbo"]["days"]
    assert (days[2]["asked"], days[2]["letters"]) == ({"rykker_2": 1}, {})


def test_money_is_told_by_habit_where_there_is_enough_of_it(owed: int) -> None:
    """Of 40 invoices of a year ago 30 were paid on the fourth day after they fell due: so come three parts of 10.500 kr."""
    lines = [line(f"9{key:03}", "100,00", due="03.03.2025", issued="03.02.2025", customer=f"k{key}") for key in range(40)]
    take(owed, ledger(*lines))
    with account_scope(owed):
        for claim in rows.Claim.objects.filter(number__startswith="9")[:30]:
            rows.Entry.objects.create(claim=claim, kind="payment", amount=-100_00, on="2025-03-07", booked_on="2025-03-07")
            rows.ClaimState.objects.filter(claim=claim).update(settled_on="2025-03-07", next_on=None)
    until = ("ahead", "--on", "2026-03-03", "--until", "2026-03-06")
    days = krav(*until, "--json").data["fjordbo"]["days"]
    assert [(day["on"], day["money"]) for day in days if day["money"] != "0.00"] == [("2026-03-06", "7875.00")]
    assert "No money" not in krav(*until).out


def test_the_end_cannot_come_before_the_beginning(owed: int) -> None:
    said = refusal("ahead", "--on", "2026-03-06", "--until", "2026-03-05")
    assert said == "krav: The look ahead ends on 2026-03-05, before it begins on 2026-03-06.\n"

"""A hold stops a claim at once, an end or a lifting lets it go on, and both are kept as facts."""

from datetime import date

import pytest

from krav.actions.holds import lift_hold, lift_holds, place_hold, place_holds
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, DUE, FIRST, everything, ledger, line, take

LATER = date(2026, 4, 15)


@pytest.fixture
def owed(fjordbo: int) -> int:
    take(fjordbo, ledger(line("1001", "10.000,00"), line("1002", "5,00")), on=DUE)
    return fjordbo


def waits(account_id: int) -> tuple[str, str, date | None]:
    """What stops the first claim, its next step, and from when."""
    with account_scope(account_id):
        return rows.ClaimState.objects.values_list("blocked", "next_step", "next_on").get(claim__number="1001")


def test_a_hold_without_an_end(owed: int) -> None:
    hold = place_hold(owed, "1001", "objection", on=DUE, by=ANN)
    assert waits(owed) == ("on_hold", "rykker_1", None)
    with account_scope(owed):
        kept = rows.Hold.objects.values_list("id", "claim__number", "reason", "from_on", "until_on", "placed_by")
        assert kept.get() == (hold, "1001", "objection", DUE, None, "Ann")
    lift_hold(owed, hold, on=FIRST, by=ANN)
    assert waits(owed) == ("", "rykker_1", FIRST)
    with account_scope(owed):
        assert rows.HoldLift.objects.values_list("hold_id", "on", "lifted_by").get() == (hold, FIRST, "Ann")


def test_a_hold_up_to_a_day(owed: int) -> None:
    place_hold(owed, "1001", "promise", until_on=LATER, on=DUE, by=ANN)
    assert waits(owed) == ("on_hold", "rykker_1", LATER)


def test_two_holds_both_count(owed: int) -> None:
    first = place_hold(owed, "1001", "promise", until_on=LATER, on=DUE, by=ANN)
    second = place_hold(owed, "1001", "objection", on=DUE, by=ANN)
    assert first != second
    lift_hold(owed, second, on=DUE, by=ANN)
    assert waits(owed) == ("on_hold", "rykker_1", LATER)


def test_only_that_claim_is_stopped(owed: int) -> None:
    place_hold(owed, "1001", "objection", on=DUE, by=ANN)
    with account_scope(owed):
        assert rows.ClaimState.objects.get(claim__number="1002").blocked == ""


def test_what_makes_no_sense_is_refused_and_nothing_is_written(owed: int, nordlys: int) -> None:
    hold = place_hold(owed, "1001", "objection", on=DUE, by=ANN)
    before = everything()
    with pytest.raises(KravError, match="There is no claim on invoice 7 in this account"):
        place_hold(owed, "7", "objection", on=DUE, by=ANN)
    with pytest.raises(KravError, match="There is no claim on invoice 1001 in this account"):
        place_hold(nordlys, "1001", "objection", on=DUE, by=ANN)
    for until_on in (DUE, date(2026, 3, 1)):
        with pytest.raises(KravError, match=f"A hold from 2026-03-02 cannot end on {until_on}; give a later day"):
            place_hold(owed, "1001", "objection", until_on=until_on, on=DUE, by=ANN)
    with pytest.raises(KravError, match=f"There is no hold {hold} in force"):
        lift_hold(nordlys, hold, on=DUE, by=ANN)
    assert everything() == before
    lift_hold(owed, hold, on=DUE, by=ANN)
    with pytest.raises(KravError, match=f"There is no hold {hold} in force"):
        lift_hold(owed, hold, on=DUE, by=ANN)


def test_claims_stopped_together_go_on_together(owed: int) -> None:
    with account_scope(owed):
        ids = list(rows.Claim.objects.values_list("id", flat=True))
        rows.ClaimState.objects.filter(claim__number="1002").update(settled_on=DUE)
    assert place_holds(owed, [*ids, 999_999_999], "wait", LATER, on=DUE, by=ANN, key="k") == 1
    assert waits(owed) == ("on_hold", "rykker_1", LATER)
    assert lift_holds(owed, "k", on=FIRST, by=ANN) == 1
    assert waits(owed) == ("", "rykker_1", FIRST)
    assert lift_holds(owed, "k", on=FIRST, by=ANN) == 0


def test_claims_are_stopped_together_or_not_at_all(owed: int) -> None:
    with pytest.raises(KravError, match="None of the claims"):
        place_holds(owed, [999_999_999], "wait", LATER, on=DUE, by=ANN, key="k")
    with pytest.raises(KravError, match="give a later day"):
        place_holds(owed, [1], "wait", DUE, on=DUE, by=ANN, key="k")
    place_hold(owed, "1001", "promise", until_on=LATER, on=DUE, by=ANN, key="single")
    for placed in ("", "single", "none"):
        with pytest.raises(KravError, match="stopped together"):
            lift_holds(owed, placed, on=FIRST, by=ANN)

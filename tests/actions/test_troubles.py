"""Troubles of a debtor stop everything at once; a stop that has come to its end waits for a look and goes on by nobody."""

from datetime import date

import pytest

from krav.actions.cases import case_choices, one, open_case
from krav.actions.credits import credit_claim
from krav.actions.holds import lift_hold, place_hold
from krav.actions.troubles import REASONS, object_to, report_trouble
from krav.kernel.days import days_after
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.needs import Need, standing
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, bank, everything, line, run, take
from tests.actions.collect import claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)
LAST = date(2026, 3, 20)


@pytest.fixture
def two(fjordbo: int) -> int:
    """One customer with two invoices, and another with one."""
    another = line("1003", "500,00", customer="18", name="Birthe Prøve")
    owed(fjordbo, line("1001", "12500,00"), line("1002", "2500,00"), another)
    return fjordbo


def debtor(account_id: int, number: str = "17") -> int:
    with account_scope(account_id):
        return rows.Debtor.objects.get(number=number).id


def blocked(account_id: int) -> dict[str, str]:
    with account_scope(account_id):
        return dict(rows.ClaimState.objects.values_list("claim__number", "blocked"))


def lapsed(account_id: int, on: date) -> list[Need]:
    return [need for need in standing([account_id], on)[account_id].needs if need.kind == "hold_lapsed"]


@pytest.mark.parametrize("trouble", REASONS)
def test_everything_of_the_debtor_stops_and_nobody_else_s(two: int, trouble: str) -> None:
    assert report_trouble(two, debtor(two), trouble, note="court of Skagen", on=FIRST, by=ANN) == 2
    assert blocked(two) == {"1001": "on_hold", "1002": "on_hold", "1003": ""}
    with account_scope(two):
        assert set(rows.Hold.objects.values_list("reason", flat=True)) == {REASONS[trouble]}
        assert all(note.endswith("court of Skagen") for note in rows.Hold.objects.values_list("note", flat=True))
    assert run(two, FIRST).letters == {"rykker_1": 1}


def test_a_case_stops_with_its_claims(two: int) -> None:
    run_until(two, EXPIRED)
    ids = claims_of(two)
    case_id = open_case(two, [ids["1001"], ids["1002"]], on=EXPIRED, by=ANN)
    report_trouble(two, debtor(two), "bankruptcy", until_on=days_after(EXPIRED, 60), on=EXPIRED, by=ANN)
    with account_scope(two):
        found = case_choices(one(case_id), creditor_in_scope(), EXPIRED)
        assert rows.CaseState.objects.get().blocked == "on_hold"
        assert rows.CaseEvent.objects.filter(kind="hold").count() == 2
    assert {each.refusal.code for each in found if each.refusal} == {"on_hold"}
    assert len(found) == 3
    later = days_after(EXPIRED, 61)
    task = lapsed(two, later)[0]
    assert task.step == "insolvency"


def test_a_stop_with_an_end_lapses_to_review_and_goes_on_when_somebody_lifts_it(two: int) -> None:
    report_trouble(two, debtor(two), "address", until_on=LAST, on=FIRST, by=ANN)
    assert lapsed(two, days_after(LAST, -1)) == []
    take(two, bank(until=LAST.isoformat()), "bank.xml", LAST)
    assert [(need.what, need.step) for need in lapsed(two, LAST)] == [("1001", "address"), ("1002", "address")]
    assert {need.on for need in lapsed(two, LAST)} == {LAST}
    assert run(two, LAST).letters == {"rykker_1": 1}, "of the other customer"
    with account_scope(two):
        holds = list(rows.Hold.objects.values_list("id", flat=True))
    for hold in holds:
        lift_hold(two, hold, on=LAST, by=ANN)
    assert lapsed(two, LAST) == []
    assert run(two, LAST).letters == {"rykker_1": 1}


def test_a_promise_and_a_wait_end_by_themselves(two: int) -> None:
    place_hold(two, "1001", "promise", until_on=LAST, on=FIRST, by=ANN)
    place_hold(two, "1003", "wait", until_on=LAST, on=FIRST, by=ANN)
    run(two, FIRST)
    take(two, bank(until=LAST.isoformat()), "bank.xml", LAST)
    assert lapsed(two, LAST) == []
    assert run(two, LAST).letters == {"rykker_1": 2}


def test_a_wait_in_a_case_asks_for_a_look_as_nothing_goes_by_itself_there(two: int) -> None:
    run_until(two, EXPIRED)
    open_case(two, [claims_of(two)["1003"]], on=EXPIRED, by=ANN)
    place_hold(two, "1003", "wait", until_on=days_after(EXPIRED, 5), on=EXPIRED, by=ANN)
    assert [need.step for need in lapsed(two, days_after(EXPIRED, 5))] == ["wait"]


def test_an_objection_to_a_part_stops_that_invoice_and_the_rest_goes_on_once_the_part_is_credited(two: int) -> None:
    claim_id = claims_of(two)["1001"]
    hold = object_to(two, claim_id, "two lamps were broken", 200_000, on=FIRST, by=ANN)
    assert blocked(two) == {"1001": "on_hold", "1002": "", "1003": ""}
    with account_scope(two):
        assert rows.Hold.objects.get().note == "2000.00 DKK: two lamps were broken"
    credit_claim(two, claim_id, 200_000, None, "C1", on=FIRST, by=ANN)
    lift_hold(two, hold, on=FIRST, by=ANN)
    assert run(two, FIRST).letters == {"rykker_1": 2}
    with account_scope(two):
        assert rows.ClaimState.objects.get(claim__number="1001").balance == 1_250_000 - 200_000 + 31_000 + 10_000


def test_what_makes_no_sense_is_refused_and_nothing_is_written(two: int) -> None:
    before = everything()
    with pytest.raises(KravError, match="Krav knows no trouble “rich”"):
        report_trouble(two, debtor(two), "rich", on=FIRST, by=ANN)
    with pytest.raises(KravError, match="There is no such customer"):
        report_trouble(two, 999_999_999, "death", on=FIRST, by=ANN)
    with pytest.raises(KravError, match="give a later day"):
        report_trouble(two, debtor(two), "death", until_on=FIRST, on=FIRST, by=ANN)
    with pytest.raises(KravError, match="is owed; what is disputed lies between"):
        object_to(two, claims_of(two)["1001"], "all of it and more", 9_000_000, on=FIRST, by=ANN)
    with pytest.raises(KravError, match="There is no such claim"):
        object_to(two, 999_999_999, "", on=FIRST, by=ANN)
    assert everything() == before
    with account_scope(two):
        rows.ClaimState.objects.update(settled_on=FIRST)
    with pytest.raises(KravError, match="Nothing of this customer’s is open"):
        report_trouble(two, debtor(two), "death", on=FIRST, by=ANN)

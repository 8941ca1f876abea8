"""The row a list shows: rebuilt from the facts it is what the run wrote, and it says why nothing comes."""

from dataclasses import replace
from datetime import date

import pytest

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Hold
from krav.claims.state import State, state_of, state_with
from tests.claims.cast import COUNTRIES, DENMARK, DUE, POLICIES, after, ask, claim, credited, every_day, fee, paid, run

FIRST = date(2026, 3, 9)
BARRED = date(2029, 3, 2)
"""The last day on which the claim may be demanded."""
DANISH = POLICIES["DK"]


def state(told: Claim) -> State:
    return state_of(told, DENMARK, DANISH)


def held(*holds: Hold) -> State:
    return state(replace(claim(), holds=holds))


def test_a_new_invoice_waits_for_its_first_step() -> None:
    assert state(claim()) == State("", 1000000, None, "rykker_1", FIRST, "", BARRED)


@pytest.mark.parametrize("code", COUNTRIES)
def test_after_each_letter_the_state_is_what_the_facts_say(code: str) -> None:
    country, policy = COUNTRIES[code], POLICIES[code]
    told, states = claim(currency=country.currency), []
    for on in every_day(DUE, date(2026, 12, 31)):
        for letter in ask(code, [told], on).letters:
            reckoned = letter.taken[0].reckoning.plus(letter.taken[0].entries)
            told = after(told, letter)
            states.append(state_with(told, reckoned, on, country, policy))
            assert states[-1] == state_of(told, country, policy)
    assert [each.stage for each in states] == [step.key for step in policy.steps]
    assert [each.next_step for each in states] == [*(step.key for step in policy.steps[1:]), ""]
    assert states[-1].blocked == "ladder_ended"


def test_the_next_day_of_the_state_is_the_day_of_the_next_letter() -> None:
    (told,), _ = run("DK", [claim()], [FIRST])
    next_on = state(told).next_on
    assert next_on == date(2026, 3, 24)
    assert len(ask("DK", [told], next_on).letters) == 1


def test_the_balance_leaves_running_interest_out() -> None:
    (told,), _ = run("DK", [claim()], [FIRST])
    assert state(told).balance == 1010000
    assert reckon_claim(told, DENMARK, FIRST).total == 1011870


def test_a_paid_claim_is_settled_on_the_day_of_its_last_entry() -> None:
    assert state(claim(1000000, DUE, paid(1000000, DUE))) == State("", 0, DUE, "", None, "")
    assert state(claim(1000000, DUE, credited(1000000, DUE))).settled_on == DUE


def test_a_few_oere_of_costs_are_settled_too() -> None:
    late = date(2026, 3, 3)
    assert state(claim(300000, DUE, paid(300000, late, "principal"))).settled_on == late


def test_a_rest_within_the_tolerance_is_settled() -> None:
    assert state(claim(1000000, DUE, paid(999950, DUE))).settled_on == DUE


def test_money_too_much_is_a_negative_balance() -> None:
    assert state(claim(1000000, DUE, paid(1050000, DUE))) == State("", -50000, DUE, "", None, "")


def test_costs_alone_wait_for_a_person() -> None:
    told = claim(1000000, DUE, fee(10000, FIRST), paid(1000000, FIRST, "principal"))
    assert state(told) == State("", 10000, None, "", None, "only_costs_left")


def test_a_hold_moves_the_next_day() -> None:
    until = date(2026, 4, 1)
    assert held(Hold("objection", DUE, until)) == State("", 1000000, None, "rykker_1", until, "on_hold", BARRED)


def test_holds_that_touch_are_one() -> None:
    chain = (Hold("plan", date(2026, 4, 1), date(2026, 5, 4)), Hold("objection", DUE, date(2026, 4, 1)))
    assert held(*chain).next_on == date(2026, 5, 4)


def test_a_hold_that_ends_before_the_step_changes_nothing() -> None:
    assert held(Hold("objection", DUE, FIRST)) == state(claim())


def test_a_hold_without_an_end_has_no_next_day() -> None:
    assert held(Hold("objection", DUE)) == State("", 1000000, None, "rykker_1", None, "on_hold", BARRED)


def test_a_missing_rate_blocks_the_claim() -> None:
    told = claim(1000000, date(2026, 12, 1), fee(10000, date(2027, 1, 4)))
    assert state(told) == State("", 1000000, None, "", None, "not_in_force", date(2029, 12, 1))

"""A creditor's choices: the country's default under its own, and what does not exist refused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from krav.claims.interest_policy import InterestPolicy
from krav.claims.policy import Policy, read_policy
from krav.kernel.refusal import KravError
from krav.law.step import Step, StepKind
from tests.claims.cast import COUNTRIES, DENMARK, POLICIES

DANISH = POLICIES["DK"]


@pytest.mark.parametrize("code", COUNTRIES)
def test_without_a_choice_it_is_the_country_s_ladder(code: str) -> None:
    assert read_policy({}, COUNTRIES[code]) == Policy(steps=COUNTRIES[code].ladder)


def test_own_choices_lie_over_the_default() -> None:
    assert read_policy({"minimum": 20000, "channel": "email"}, DENMARK) == replace(DANISH, minimum=20000, channel="email")


def test_own_steps_take_the_place_of_all_of_the_default() -> None:
    row = {"key": "rykker_1", "wait_days": 8, "deadline_days": 14, "charges": False}
    assert read_policy({"steps": [row]}, DENMARK).steps == (Step("rykker_1", StepKind.REMINDER, 8, 14, charges=False),)


@pytest.mark.parametrize("row", [{"key": "rykker_9"}, {"key": "rykker_1", "kind": "notice"}, {"wait_days": 3}])
def test_a_step_the_country_does_not_know_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(KravError, match="step"):
        read_policy({"steps": [row]}, DENMARK)


@pytest.mark.parametrize("key", ["forligstilbud", "inkassopaakrav", "varsel_tvangsfullbyrdelse"])
def test_a_letter_of_a_case_is_no_step_of_a_policy(key: str) -> None:
    code = "NO" if key.startswith("varsel") else "DK"
    with pytest.raises(KravError, match=f"The step {key} belongs to a case"):
        read_policy({"steps": [{"key": key}]}, COUNTRIES[code])


@pytest.mark.parametrize(("code", "key"), [("NO", "betalingsoppfordring"), ("SE", "inkassokrav")])
def test_a_demand_that_a_ladder_takes_too_may_stand_in_a_policy(code: str, key: str) -> None:
    assert [step.key for step in read_policy({"steps": [{"key": key}]}, COUNTRIES[code]).steps] == [key]


def test_a_tolerance_that_would_settle_an_unpaid_invoice_is_refused() -> None:
    with pytest.raises(KravError, match="tolerance must be below its minimum"):
        read_policy({"tolerance": 5000}, DENMARK)


def test_a_choice_that_does_not_exist_is_refused_and_the_others_named() -> None:
    others = "approval, asked_waits, books, books_remind_days, case_tolerance"
    with pytest.raises(KravError, match=rf"The policy has no choice “reminders”\. It may set {others}"):
        read_policy({"minimum": 1, "reminders": 4}, DENMARK)


@pytest.mark.parametrize(("taken", "follows"), [("", "rykker_1"), ("rykker_1", "rykker_2"), ("rykker_3", "inkassovarsel")])
def test_a_step_follows_the_one_before_it(taken: str, follows: str) -> None:
    step = DANISH.step_after(taken)
    assert step is not None
    assert step.key == follows


def test_nothing_follows_the_last_step() -> None:
    assert DANISH.step_after("inkassovarsel") is None


@pytest.mark.parametrize(
    "choice",
    [{"channel": "fax"}, {"steps": []}, {"steps": "x"}, {"minimum": "5"}, {"postal_days": -1}, {"compensation": 1}],
)
def test_a_value_no_run_could_live_by_is_refused(choice: dict[str, object]) -> None:
    with pytest.raises(KravError, match=f"policy's {next(iter(choice))}"):
        read_policy(choice, DENMARK)


def test_a_step_taken_twice_is_refused() -> None:
    with pytest.raises(KravError, match="each of them once"):
        read_policy({"steps": [{"key": "rykker_1"}, {"key": "rykker_1"}]}, DENMARK)


# --- interest invoices


def test_choices_for_interest_invoices_lie_over_the_default() -> None:
    chosen = read_policy({"interest": {"rate": "8.50", "fee": 5000, "comment": "Tack"}}, DENMARK).interest
    assert chosen == InterestPolicy(rate=Decimal("8.5"), fee=5000, comment="Tack")
    assert chosen.threshold == 10000


@pytest.mark.parametrize("rate", [8.5, "eight", "0", -1, "1000", "8.123", "NaN", True, "Infinity"])
def test_a_rate_that_is_no_exact_rate_is_refused(rate: object) -> None:
    with pytest.raises(KravError, match="write per cent a year as text"):
        read_policy({"interest": {"rate": rate}}, DENMARK)


@pytest.mark.parametrize(
    ("choice", "wrong"),
    [
        ({"limit": 1}, "no choice “limit”"),
        ({"threshold": "100"}, "threshold is '100'"),
        ({"fee": -1}, "fee is -1"),
        ({"enabled": 1}, "enabled is 1"),
        ({"days_to_pay": 0}, "at least 1"),
        ({"comment": "x" * 401}, "longer than 400"),
        ("on", "table of choices"),
    ],
)
def test_a_choice_no_interest_invoice_could_live_by_is_refused(choice: object, wrong: str) -> None:
    with pytest.raises(KravError, match=wrong):
        read_policy({"interest": choice}, DENMARK)

"""A policy is judged step by step by the law of one day: the defaults break nothing, and every breach names its step."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from krav.claims.check import Breach, check_policy
from krav.claims.mend import breaches, mended
from krav.claims.policy import read_policy
from krav.law.step import DebtorKind
from tests.claims.cast import BUSINESS, CONSUMER, COUNTRIES, POLICIES

ON = date(2026, 9, 15)
DAYS = [date(2018, 1, 1) + timedelta(days=41 * count) for count in range(80)]
"""Workdays, weekends and holidays of nine years, every six weeks."""

Row = Mapping[str, Any]


def check(code: str, *steps: Row, debtor: DebtorKind = CONSUMER, on: date = ON, **more: object) -> tuple[Breach, ...]:
    chosen = {"steps": steps, **more} if steps else more
    return check_policy(COUNTRIES[code], read_policy(chosen, COUNTRIES[code]), debtor, on)


def told(*breaches: Breach) -> list[tuple[str, str]]:
    """The step each breach names, and its code."""
    assert all(breach.section and breach.source and breach.instead() for breach in breaches)
    return [(breach.step, breach.code) for breach in breaches]


def rykkere(**own: object) -> list[Row]:
    return [{"key": key, **own} for key in ("rykker_1", "rykker_2", "rykker_3", "inkassovarsel")]


@pytest.mark.parametrize("debtor", DebtorKind)
@pytest.mark.parametrize("code", COUNTRIES)
def test_the_default_policy_is_lawful_on_every_day(code: str, debtor: DebtorKind) -> None:
    assert [on for on in DAYS if check_policy(COUNTRIES[code], POLICIES[code], debtor, on)] == []


@pytest.mark.parametrize("debtor", DebtorKind)
@pytest.mark.parametrize("code", COUNTRIES)
def test_an_agreed_fee_or_no_compensation_makes_it_no_less_lawful(code: str, debtor: DebtorKind) -> None:
    chosen = replace(POLICIES[code], fee_agreed=True, compensation=False)
    assert [on for on in DAYS[-20:] if check_policy(COUNTRIES[code], chosen, debtor, on)] == []


def test_a_policy_saved_in_december_is_judged_by_the_law_of_december() -> None:
    """Its later steps fall in a year whose rates, fees and regime nobody knows: that stops them then, and not today."""
    assert [breach for code in COUNTRIES for breach in check(code, on=date(2026, 12, 31))] == []


def test_a_norwegian_policy_saved_under_an_unknown_regime_names_the_act() -> None:
    breaches = check("NO", on=date(2027, 1, 1))
    assert told(*breaches) == [("inkassovarsel", "regime"), ("betalingsoppfordring", "regime")]
    assert all("LOV-2026-05-22-19" in breach.section for breach in breaches)


def test_with_reminders_alone_it_is_lawful_then_too() -> None:
    assert check("NO", {"key": "betalingspaaminnelse"}, {"key": "purring"}, on=date(2027, 1, 1)) == ()


@pytest.mark.parametrize("debtor", DebtorKind)
def test_three_danish_fees_are_lawful_and_a_fourth_is_not(debtor: DebtorKind) -> None:
    assert check("DK", *rykkere(fee=10000)[:3], {"key": "inkassovarsel", "charges": False}, debtor=debtor) == ()
    assert told(*check("DK", *rykkere(fee=10000), debtor=debtor)) == [("inkassovarsel", "fee")]


def test_a_danish_fee_above_a_hundred_kroner_is_named_with_its_step() -> None:
    (breach,) = check("DK", {"key": "rykker_1", "fee": 15000})
    assert breach.said() == "rykker_1: A fee of 150.00 DKK is above the highest that is lawful."
    assert (breach.section, breach.instead()) == ("renteloven § 9 b, stk. 2", "at most 100.00 DKK")


def test_a_smaller_fee_than_the_law_s_is_lawful() -> None:
    assert check("DK", *rykkere(fee=5000)[:3]) == ()


def test_a_fee_on_a_step_that_charges_nothing_is_no_fee() -> None:
    assert check("DK", {"key": "rykker_1", "fee": 15000, "charges": False}) == ()


@pytest.mark.parametrize(
    ("code", "key", "days"), [("DK", "inkassovarsel", 9), ("NO", "inkassovarsel", 13), ("SE", "inkassokrav", 7)]
)
def test_a_deadline_that_is_too_short_is_named(code: str, key: str, days: int) -> None:
    (breach,) = check(code, {"key": key, "deadline_days": days})
    assert told(breach) == [(key, "deadline_too_short")]
    assert breach.instead() == f"a deadline of {days + 1} days or more"


def test_danish_fees_that_follow_too_soon_are_named_beside_the_deadline() -> None:
    breaches = check("DK", *rykkere(fee=10000, deadline_days=3)[:2], grace_bank_days=0)
    assert told(*breaches) == [("rykker_1", "deadline_too_short"), ("rykker_2", "deadline_too_short"), ("rykker_2", "fee")]


@pytest.mark.parametrize("first", ["purring", "betalingspaaminnelse"])
def test_a_norwegian_demand_without_a_notice_is_named(first: str) -> None:
    assert told(*check("NO", {"key": first}, {"key": "betalingsoppfordring"})) == [("betalingsoppfordring", "notice_first")]


def test_a_norwegian_fee_before_its_fourteen_days_is_named() -> None:
    (breach,) = check("NO", {"key": "purring", "wait_days": 5, "fee": 3800}, postal_days=0)
    assert told(breach) == [("purring", "fee")]
    assert breach.said().endswith("A letter may cost something from 14 days after the due day on.")


def test_the_fee_of_a_new_year_is_lawful_on_the_day_it_begins() -> None:
    assert check("NO", {"key": "purring", "fee": 3800}, on=date(2026, 1, 1)) == ()
    assert told(*check("NO", {"key": "purring", "fee": 3800}, on=date(2025, 12, 31))) == [("purring", "fee")]


def test_a_fee_of_a_year_nobody_knows_is_not_saved() -> None:
    assert told(*check("NO", {"key": "purring", "fee": 3800}, on=date(2027, 1, 1))) == [("purring", "not_in_force")]


@pytest.mark.parametrize("debtor", [CONSUMER, BUSINESS])
def test_a_swedish_reminder_fee_must_be_agreed(debtor: DebtorKind) -> None:
    row = {"key": "paminnelse_1", "fee": 6000}
    assert told(*check("SE", row, debtor=debtor)) == [("paminnelse_1", "fee")]
    assert check("SE", row, debtor=debtor, fee_agreed=True) == ()


@pytest.mark.parametrize(("code", "key", "fee"), [("NO", "purring", 3800), ("SE", "inkassokrav", 18000)])
def test_a_fee_gives_way_to_compensation_and_is_no_breach(code: str, key: str, fee: int) -> None:
    assert check(code, {"key": key, "fee": fee}, debtor=BUSINESS) == ()


def test_a_second_swedish_reminder_fee_is_named() -> None:
    rows = [{"key": "paminnelse_1", "fee": 6000}, {"key": "paminnelse_2", "fee": 6000}]
    assert told(*check("SE", *rows, fee_agreed=True)) == [("paminnelse_2", "fee")]


# --- interest invoices


@pytest.mark.parametrize(
    ("code", "rate", "section"),
    [("DK", "10.01", "renteloven"), ("NO", "12.26", "forsinkelsesrenteloven"), ("SE", "22.01", "konsumentkreditlagen")],
)
def test_an_own_rate_above_the_ceiling_is_refused_with_its_section(code: str, rate: str, section: str) -> None:
    (breach,) = check(code, interest={"rate": rate})
    assert breach.code == "rate"
    assert section in breach.section
    assert check(code, interest={"rate": rate[:-3]}) == ()


def test_a_fee_for_an_interest_invoice_must_have_been_agreed() -> None:
    assert [breach.code for breach in check("SE", interest={"fee": 5000})] == ["interest_fee"]
    assert check("SE", interest={"fee": 5000}, fee_agreed=True) == ()


def test_what_is_unlawful_with_interest_invoices_can_be_mended() -> None:
    policy = read_policy({"interest": {"rate": "30", "fee": 5000}}, COUNTRIES["SE"])
    found = breaches(COUNTRIES["SE"], policy, ON)
    assert {breach.code for breach in found} == {"rate", "interest_fee"}
    for breach in found:
        policy = mended(policy, breach, ON)
    assert policy.interest == replace(POLICIES["SE"].interest, rate=Decimal(22))
    assert breaches(COUNTRIES["SE"], policy, ON) == ()


def test_an_own_rate_is_refused_on_a_day_whose_ceiling_nobody_knows() -> None:
    (breach,) = [each for each in check("SE", interest={"rate": "9"}, on=date(2027, 3, 1)) if each.code == "not_in_force"]
    assert "2027" in str(breach)

"""Plans for payment by instalments: how a debt is divided, and what is paid, missed and due next."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from krav.claims.plan import Every, Instalment, Interest, Plan, Received, State, plan_data, propose, read_plan, standing
from krav.claims.policy import default_policy
from krav.countries import countries
from krav.kernel.bankdays import is_bank_day
from krav.kernel.refusal import KravError

DK, NO, SE = (countries()[code] for code in ("DK", "NO", "SE"))
POLICY = default_policy(DK)
AGREED = date(2026, 5, 20)
PLAN = Plan(
    AGREED,
    (Instalment(date(2026, 6, 1), 100000), Instalment(date(2026, 7, 1), 100000), Instalment(date(2026, 8, 3), 50050)),
    Interest.RUNS,
)


def said(
    *payments: tuple[str, int], on: str = "2026-06-02", owed: int | None = None, plan: Plan = PLAN
) -> list[tuple[int, str]]:
    came = [Received(date.fromisoformat(day), amount) for day, amount in payments]
    found = standing(plan, came, date.fromisoformat(on), DK, POLICY, owed)
    return [(part.paid, str(part.state)) for part in found.parts]


def test_a_debt_in_four_months_of_whole_crowns_and_a_rest() -> None:
    found = propose(1012345, date(2026, 5, 29), Every.MONTH, DK, count=4)
    assert found == (
        (date(2026, 5, 29), 253000), (date(2026, 6, 29), 253000), (date(2026, 7, 29), 253000), (date(2026, 8, 31), 253345),
    )  # fmt: skip


def test_a_debt_in_parts_of_a_thousand_every_fortnight() -> None:
    found = propose(312345, date(2026, 12, 11), Every.FORTNIGHT, SE, amount=100000, least=5000)
    assert [each.amount for each in found] == [100000, 100000, 100000, 12345]
    assert [each.due_on for each in found] == [date(2026, 12, 11), date(2026, 12, 28), date(2027, 1, 8), date(2027, 1, 22)]


def test_a_rest_below_the_least_goes_with_the_one_before() -> None:
    assert [each.amount for each in propose(302000, AGREED, Every.MONTH, NO, amount=100000, least=5000)] == [
        100000,
        100000,
        102000,
    ]


@pytest.mark.parametrize(
    ("total", "asked", "why"),
    [
        (100000, {"count": 1}, "this one would have 1"),
        (100000, {"count": 121}, "this one would have 121"),
        (100000, {"amount": 100000}, "this one would have 1"),
        (100000, {"count": 30}, "at least 50.00 DKK; these would be 33.00 DKK"),
        (100000, {"amount": 4000}, "at least 50.00 DKK; these would be 40.00 DKK"),
        (100000, {}, "how many"),
        (100000, {"count": 2, "amount": 50000}, "how many"),
    ],
)
def test_what_cannot_be_a_plan_is_refused(total: int, asked: dict[str, int], why: str) -> None:
    with pytest.raises(KravError, match=why):
        propose(total, AGREED, Every.MONTH, DK, least=5000, **asked)


@given(
    total=st.integers(20_000, 50_000_000),
    count=st.integers(2, 120),
    every=st.sampled_from(Every),
    first_on=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    country=st.sampled_from([DK, NO, SE]),
)
def test_instalments_sum_to_the_total_on_bank_days(total: int, count: int, every: Every, first_on: date, country) -> None:  # type: ignore[no-untyped-def]
    if total // count < 100:
        return
    found = propose(total, first_on, every, country, count=count)
    assert sum(each.amount for each in found) == total
    assert len(found) == count
    assert all(is_bank_day(each.due_on, country.closed) for each in found)
    assert [each.due_on for each in found] == sorted({each.due_on for each in found})


@given(total=st.integers(20_000, 5_000_000), amount=st.integers(5_000, 1_000_000))
def test_none_is_below_the_least(total: int, amount: int) -> None:
    try:
        found = propose(total, AGREED, Every.MONTH, DK, amount=amount, least=5000)
    except KravError:
        return
    assert sum(each.amount for each in found) == total
    assert min(each.amount for each in found) >= 5000


def test_an_instalment_is_open_then_missed_when_the_days_of_grace_are_over() -> None:
    assert said(on="2026-06-03")[0] == (0, "open")
    assert said(on="2026-06-04")[0] == (0, "missed")
    assert said(("2026-05-30", 100000), on="2026-06-04")[0] == (100000, "paid")


def test_a_payment_of_exactly_one_instalment_pays_it_and_no_other() -> None:
    assert said(("2026-05-29", 100000)) == [(100000, "paid"), (0, "open"), (0, "open")]


def test_money_goes_to_the_oldest_and_the_rest_to_the_next() -> None:
    assert said(("2026-05-29", 70000), ("2026-05-30", 60000)) == [(100000, "paid"), (30000, "partly"), (0, "open")]


def test_a_rest_within_the_tolerance_is_paid_and_what_is_above_all_is_overpaid() -> None:
    assert said(("2026-05-29", 99900))[0] == (99900, "paid")
    assert standing(PLAN, [Received(AGREED, 300000)], AGREED, DK, POLICY).overpaid == 300000 - PLAN.total


def test_money_that_went_back_opens_the_instalment_again() -> None:
    assert said(("2026-05-29", 100000), ("2026-06-01", -100000)) == [(0, "open"), (0, "open"), (0, "open")]


def test_what_is_next_and_on_which_day_the_plan_was_kept() -> None:
    whole = [Received(date(2026, 6, 1), 100000), Received(date(2026, 7, 20), 150050)]
    late = standing(PLAN, whole, date(2026, 6, 30), DK, POLICY)
    assert late.next
    assert (late.next.due_on, late.kept_on) == (date(2026, 7, 1), None)
    assert standing(PLAN, whole, date(2026, 7, 20), DK, POLICY).kept_on == date(2026, 7, 20)


def test_interest_that_ran_comes_with_the_last_instalment() -> None:
    found = standing(PLAN, [Received(date(2026, 6, 1), 100000)], date(2026, 6, 2), DK, POLICY, owed=150050 + 1234)
    assert [part.amount for part in found.parts] == [100000, 100000, 51284]


def test_interest_that_is_given_up_is_in_no_instalment() -> None:
    plan = Plan(AGREED, PLAN.instalments, Interest.WAIVED)
    assert said(("2026-06-01", 250050), owed=1234, plan=plan) == [(100000, "paid"), (100000, "paid"), (50050, "paid")]


def test_a_credit_note_takes_the_last_instalments_away() -> None:
    found = standing(PLAN, [], date(2026, 6, 2), DK, POLICY, owed=120000)
    assert [(part.due_on.month, part.amount) for part in found.parts] == [(6, 100000), (7, 20000)]


def test_nothing_owed_is_a_plan_that_was_kept() -> None:
    found = standing(PLAN, [Received(date(2026, 6, 1), 100000)], date(2026, 6, 2), DK, POLICY, owed=0)
    assert (found.next, found.kept_on, found.overpaid) == (None, date(2026, 6, 1), 0)


def test_an_instalment_of_an_ore_is_not_paid_before_the_one_that_comes_first() -> None:
    found = standing(PLAN, [Received(date(2026, 5, 20), 57)], date(2026, 5, 20), DK, POLICY, owed=99_944)
    assert [(part.amount, part.state) for part in found.parts] == [(100_000, State.PARTLY), (1, State.OPEN)]


payments = st.lists(st.tuples(st.dates(AGREED, date(2026, 9, 1)), st.integers(-150_000, 200_000)), max_size=8)


@given(payments, st.dates(AGREED, date(2026, 9, 30)), st.none() | st.integers(-100_000, 400_000))
@example(came=[(date(2026, 5, 20), 57)], on=date(2026, 5, 20), owed=99_944)
def test_payments_are_conserved(came: list[tuple[date, int]], on: date, owed: int | None) -> None:
    told = [Received(*each) for each in sorted(came)]
    found = standing(PLAN, told, on, DK, POLICY, owed)
    known = max(0, sum(each.amount for each in told if each.on <= on))
    assert found.paid + found.overpaid == known
    assert all(0 <= part.paid <= part.amount for part in found.parts)
    states = [part.state for part in found.parts]
    assert State.PAID not in states[states.index(found.next.state) :] if found.next and found.next.open > 100 else True
    if owed is not None:
        assert sum(part.open for part in found.parts) - found.overpaid == max(owed, -known)


def test_a_plan_is_read_as_it_was_written() -> None:
    plan = Plan(AGREED, PLAN.instalments, Interest.WAIVED, 17000, 500, AGREED)
    assert read_plan(AGREED, plan_data(plan)) == plan

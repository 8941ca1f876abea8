"""Denmark: what a letter may cost, when it is lawful and how long it gives, bank days, rates and what a payment covers."""

from datetime import date
from decimal import Decimal

import pytest

from krav.countries import country
from krav.law.dated import NotInForce
from krav.law.interest import Convention
from krav.law.step import Charges, DebtorKind, Situation, Step, StepKind, Terms

DENMARK = country("DK")
STEPS = {step.key: step for step in DENMARK.ladder}
DUE, ON = date(2026, 6, 1), date(2026, 6, 8)


def situation(
    debtor: DebtorKind = DebtorKind.CONSUMER,
    due_on: date = DUE,
    *,
    fee_days: tuple[date, ...] = (),
    wants_compensation: bool = True,
    compensation: int = 0,
) -> Situation:
    return Situation(debtor, due_on, (), fee_days, False, wants_compensation, 10000 * len(fee_days), compensation)


def charged(now: Situation, on: date = ON, step: str = "rykker_1") -> Charges:
    return DENMARK.charges(STEPS[step], now, on)


def amounts(charges: Charges) -> tuple[int, int]:
    fee, compensation = charges.fee, charges.compensation
    return fee.amount if fee else 0, compensation.amount if compensation else 0


# --- what a letter may cost


def test_a_reminder_costs_100_kroner_without_any_agreement() -> None:
    fee = charged(situation()).fee
    assert fee is not None
    assert (fee.label, fee.amount, fee.why.section) == ("reminder_fee", 10000, "renteloven § 9 b, stk. 2")


@pytest.mark.parametrize("step", STEPS)
def test_every_letter_of_the_ladder_may_carry_the_fee(step: str) -> None:
    assert amounts(charged(situation(), step=step)) == (10000, 0)


@pytest.mark.parametrize(("on", "fee"), [(date(2026, 6, 18), 0), (date(2026, 6, 19), 10000)])
def test_ten_full_days_lie_between_two_fees(on: date, fee: int) -> None:
    charges = charged(situation(fee_days=(date(2026, 6, 8),)), on, "rykker_2")
    assert amounts(charges) == (fee, 0)
    assert (charges.no_fee is None) is (fee > 0)


def test_the_spacing_counts_from_the_latest_fee_whatever_order_they_are_told_in() -> None:
    now = situation(fee_days=(date(2026, 6, 20), date(2026, 6, 8)))
    assert "was sent on 2026-06-20" in str(charged(now, date(2026, 6, 30), "rykker_3").no_fee)
    assert amounts(charged(now, date(2026, 7, 1), "rykker_3")) == (10000, 0)


def test_a_fourth_fee_is_never_charged_in_an_unbroken_arrears() -> None:
    now = situation(fee_days=(date(2026, 2, 10), date(2026, 3, 10), date(2026, 4, 10)))
    charges = charged(now, date(2026, 11, 2), "inkassovarsel")
    assert charges.fee is None
    assert str(charges.no_fee) == "3 reminders with a fee were already sent in this arrears. (renteloven § 9 b, stk. 2)"


@pytest.mark.parametrize("debtor", [DebtorKind.BUSINESS, DebtorKind.SOLE_TRADER, DebtorKind.PUBLIC])
def test_businesses_and_public_bodies_pay_310_kroner_beside_the_fee(debtor: DebtorKind) -> None:
    charges = charged(situation(debtor))
    assert amounts(charges) == (10000, 31000)
    assert charges.compensation is not None
    assert charges.compensation.label == "compensation"


def test_compensation_comes_also_where_no_fee_is_left() -> None:
    now = situation(DebtorKind.BUSINESS, fee_days=(date(2026, 2, 10), date(2026, 3, 10), date(2026, 4, 10)))
    assert amounts(charged(now)) == (0, 31000)


@pytest.mark.parametrize(
    "now",
    [
        situation(),
        situation(DebtorKind.BUSINESS, wants_compensation=False),
        situation(DebtorKind.BUSINESS, compensation=31000),
        situation(DebtorKind.BUSINESS, due_on=date(2013, 2, 28)),
    ],
    ids=["consumer", "not wanted", "charged before", "due before 1 March 2013"],
)
def test_there_is_no_compensation_for(now: Situation) -> None:
    assert amounts(charged(now)) == (10000, 0)


def test_compensation_begins_with_claims_due_on_1_march_2013() -> None:
    assert amounts(charged(situation(DebtorKind.BUSINESS, due_on=date(2013, 3, 1)))) == (10000, 31000)


def test_a_free_step_has_no_fee_and_says_why() -> None:
    free = Step("rykker_1", StepKind.REMINDER, 5, 10, charges=False)
    charges = DENMARK.charges(free, situation(), ON)
    assert (charges.fee, str(charges.no_fee)) == (None, "The policy charges no fee for this step.")


def test_fees_before_august_2002_are_unknown_and_refused() -> None:
    with pytest.raises(NotInForce, match=r"no value is known for 2002-07-31"):
        charged(situation(), date(2002, 7, 31))


# --- when a step is lawful, and how long it gives


def test_the_default_ladder_is_lawful() -> None:
    assert list(STEPS) == ["rykker_1", "rykker_2", "rykker_3", "inkassovarsel"]
    assert [step.kind for step in DENMARK.ladder] == ["reminder", "reminder", "reminder", "notice"]
    assert [DENMARK.obstacle(step, situation(), ON) for step in DENMARK.ladder] == [None] * 4


def test_nothing_is_sent_on_the_due_day() -> None:
    refusal = DENMARK.obstacle(STEPS["inkassovarsel"], situation(), DUE)
    assert refusal is not None
    assert (refusal.code, refusal.until) == ("too_early", date(2026, 6, 2))
    assert DENMARK.obstacle(STEPS["inkassovarsel"], situation(), date(2026, 6, 2)) is None


@pytest.mark.parametrize("kind", [StepKind.REMINDER, StepKind.NOTICE])
def test_ten_days_are_enough_and_nine_are_not(kind: StepKind) -> None:
    assert DENMARK.obstacle(Step("own", kind, 0, 10), situation(), ON) is None
    refusal = DENMARK.obstacle(Step("own", kind, 0, 9), situation(), ON)
    assert refusal is not None
    assert refusal.code == "deadline_too_short"
    assert "9 days; the law asks for at least 10" in refusal.said()


def test_the_day_of_sending_is_day_nought_of_the_deadline() -> None:
    assert DENMARK.deadline_on(STEPS["inkassovarsel"], date(2026, 6, 8)) == date(2026, 6, 18)


@pytest.mark.parametrize(
    ("sent_on", "deadline"),
    [
        (date(2026, 6, 10), date(2026, 6, 22)),  # a Saturday
        (date(2026, 5, 26), date(2026, 6, 8)),  # 5 June, a Friday
        (date(2026, 12, 14), date(2026, 12, 28)),  # Christmas Eve, Christmas Day and a week-end
    ],
)
def test_a_deadline_on_a_closed_day_moves_to_the_next_bank_day(sent_on: date, deadline: date) -> None:
    assert DENMARK.deadline_on(STEPS["rykker_1"], sent_on) == deadline


def test_a_next_step_follows_the_deadline_and_two_bank_days_for_money_under_way() -> None:
    assert DENMARK.acts_after(date(2026, 6, 18), 2) == date(2026, 6, 23)  # Friday, Monday; from Tuesday
    assert DENMARK.acts_after(date(2026, 6, 18), 0) == date(2026, 6, 19)


# --- days and rates


def test_the_banks_of_2026_are_closed_on_these_weekdays() -> None:
    assert {day for day in DENMARK.closed(2026) if day.weekday() < 5} == {
        date(2026, 1, 1),
        date(2026, 4, 2),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 14),
        date(2026, 5, 15),
        date(2026, 5, 25),
        date(2026, 6, 5),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 31),
    }


def test_store_bededag_was_closed_until_2023() -> None:
    assert date(2023, 5, 5) in DENMARK.closed(2023)
    assert date(2024, 4, 26) not in DENMARK.closed(2024)


def test_every_half_year_from_2002_to_2026_has_one_rate() -> None:
    values = DENMARK.book["interest.rate"].values
    assert (len(values), values[0].from_on, values[-1].until_on) == (49, date(2002, 7, 1), date(2027, 1, 1))
    assert all(value.from_on.day == 1 and value.from_on.month in {1, 7} for value in values)
    assert sum(value.value for value in values) == Decimal("71.30")


@pytest.mark.parametrize(
    ("due_on", "day", "percent"),
    [
        (date(2013, 2, 28), date(2013, 6, 30), "7.20"),
        (date(2013, 2, 28), date(2026, 12, 31), "9.00"),
        (date(2013, 3, 1), date(2013, 6, 30), "8.20"),
        (date(2021, 6, 1), date(2021, 7, 1), "7.65"),
        (date(2022, 1, 3), date(2022, 12, 31), "7.55"),
        (date(2026, 6, 1), date(2026, 6, 30), "9.75"),
        (date(2026, 6, 1), date(2026, 7, 1), "10.00"),
    ],
)
def test_the_rate_is_that_of_the_half_year_and_the_points_of_the_due_day(due_on: date, day: date, percent: str) -> None:
    assert DENMARK.rates(due_on).percent(day) == Decimal(percent)


def test_interest_into_2027_is_refused_until_the_rate_is_known() -> None:
    calendar = DENMARK.rates(DUE)
    assert calendar.factor(DUE, date(2026, 12, 31)) > 0
    with pytest.raises(NotInForce, match=r"no value is known for 2027-01-01; known is 2002-07-01 to 2027-01-01"):
        calendar.factor(DUE, date(2027, 1, 1))


def test_claims_due_before_august_2002_are_not_reckoned() -> None:
    with pytest.raises(NotInForce, match=r"interest\.margin: no value is known for 2002-07-31"):
        DENMARK.rates(date(2002, 7, 31))


def test_the_rate_that_one_source_alone_gives_says_so() -> None:
    doubtful = [value for value in DENMARK.book["interest.rate"].values if value.doubt]
    assert [(value.from_on, str(value.confidence)) for value in doubtful] == [(date(2026, 7, 1), "secondary")]


def test_a_day_is_a_part_of_its_own_calendar_year_unless_the_creditor_chose_otherwise() -> None:
    assert DENMARK.convention is Convention.ACT_ACT


def test_a_due_day_only_printed_on_the_invoice_starts_no_interest() -> None:
    sent, printed = date(2026, 2, 1), date(2026, 2, 15)
    assert DENMARK.interest_from(Terms(printed, due_agreed=True, sent_on=sent)) == printed
    assert DENMARK.interest_from(Terms(printed, due_agreed=False, sent_on=sent)) == date(2026, 3, 3)
    assert DENMARK.interest_from(Terms(date(2026, 4, 15), due_agreed=False, sent_on=sent)) == date(2026, 4, 15)


@pytest.mark.parametrize(
    ("label", "due_on", "sent_on", "value"),
    [("reminder_fee", date(2012, 1, 2), ON, "100 DKK"), ("compensation", DUE, date(2027, 1, 4), "310 DKK")],
)
def test_a_charge_is_explained_by_the_day_its_table_asks_for(label: str, due_on: date, sent_on: date, value: str) -> None:
    assert DENMARK.charge_why(label, due_on, sent_on).value == value


def test_letters_may_quote_the_fees_of_their_day() -> None:
    quoted = {name: str(amount) for name, amount in DENMARK.quoted(ON).items()}
    assert quoted == {"fee_max": "100.00 DKK", "collection_fee": "100.00 DKK", "court_fee": "750.00 DKK"}


# --- what a payment covers


@pytest.mark.parametrize("last", [None, *StepKind])
def test_a_payment_with_the_invoice_s_own_id_covers_that_invoice(last: StepKind | None) -> None:
    assert DENMARK.payment_aim(by_reference=True, last_letter=last) == "principal"
    assert DENMARK.payment_aim(by_reference=False, last_letter=last) == ""

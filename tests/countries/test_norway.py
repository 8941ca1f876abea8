"""Norwegian law told as stories: what a letter may cost, when it may leave, and the numbers printed on it."""

from datetime import date, timedelta

import pytest

from krav.countries import country
from krav.kernel.days import days_after
from krav.kernel.refusal import Refusal
from krav.law.dated import NotInForce
from krav.law.step import Charges, DebtorKind, PastLetter, Situation, Step, StepKind, Terms

NORWAY = country("NO")
PURRING, NOTICE, DEMAND = NORWAY.ladder
STEPS = {step.key: step for step in NORWAY.ladder}
FREE = Step("betalingspaaminnelse", StepKind.REMINDER, 5, 14, charges=False)
DUE = date(2026, 2, 10)


def sent(step: Step, on: date, *, days: int = 14, fee: int = 3800) -> PastLetter:
    return PastLetter(step.key, step.kind, on, days_after(on, days), fee)


def consumer(*letters: PastLetter, due: date = DUE) -> Situation:
    return Situation(DebtorKind.CONSUMER, due, letters, fees=sum(letter.fee for letter in letters))


def business(*letters: PastLetter, due: date = DUE, compensation: int = 0, wants: bool = True) -> Situation:
    fees = sum(letter.fee for letter in letters)
    return Situation(DebtorKind.BUSINESS, due, letters, wants_compensation=wants, fees=fees, compensation=compensation)


def amounts(charges: Charges) -> tuple[int, int]:
    """What the letter costs, and the compensation claimed with it."""
    fee, compensation = charges.fee, charges.compensation
    return fee.amount if fee else 0, compensation.amount if compensation else 0


def fee(charges: Charges) -> int:
    return amounts(charges)[0]


def refused(refusal: Refusal | None) -> Refusal:
    assert refusal is not None
    return refusal


# --- what a letter may cost


def test_the_three_letters_of_the_ladder_have_their_own_fees() -> None:
    situation = consumer(sent(PURRING, date(2026, 2, 24)))
    fees = [NORWAY.charges(step, situation, date(2026, 3, 30)).fee for step in NORWAY.ladder]
    assert [(charge.label, charge.amount) for charge in fees if charge] == [
        ("reminder_fee", 3800),
        ("notice_fee", 3800),
        ("demand_fee", 11300),
    ]


def test_a_fee_explains_its_share_its_sats_and_its_rounding() -> None:
    charged = NORWAY.charges(DEMAND, consumer(sent(PURRING, date(2026, 2, 24))), date(2026, 3, 30)).fee
    assert charged is not None
    why = charged.why
    assert why.arithmetic == "750 × 3/20 = 112.5, rounded to 113.00"
    assert (why.amount, why.value, why.valid_from) == ("113.00 NOK", "3/20 av inkassosatsen", date(2020, 10, 1))
    assert [(part.rule, part.value) for part in why.parts] == [
        ("Inkassosats", "750 NOK"),
        ("Gebyret avrundes til nærmeste", "1 NOK"),
    ]


def test_the_friendly_reminder_costs_nothing() -> None:
    assert NORWAY.charges(FREE, consumer(), date(2026, 3, 1)) == Charges(
        no_fee=Refusal("no_fee", "The policy charges no fee for this step.")
    )


@pytest.mark.parametrize(("on", "amount"), [(date(2026, 2, 23), 0), (date(2026, 2, 24), 3800)])
def test_a_fee_is_lawful_from_fourteen_days_after_the_due_day(on: date, amount: int) -> None:
    assert fee(NORWAY.charges(PURRING, consumer(), on)) == amount


def test_an_early_letter_says_why_it_is_free() -> None:
    charges = NORWAY.charges(PURRING, consumer(), date(2026, 2, 16))
    assert str(charges.no_fee) == "A letter may cost something from 14 days after the due day on. (inkassoforskriften § 1-2)"


@pytest.mark.parametrize(
    ("due", "on", "amount"),
    [
        (date(2020, 9, 30), date(2020, 10, 20), 7000),
        (date(2020, 10, 1), date(2020, 10, 20), 3500),
        (date(2025, 12, 1), date(2025, 12, 31), 3500),
        (date(2025, 12, 1), date(2026, 1, 1), 3800),
        (date(2025, 12, 1), date(2026, 12, 31), 3800),
        (date(2016, 1, 4), date(2016, 12, 31), 6700),
        (date(2016, 12, 1), date(2017, 1, 1), 7000),
        (date(2006, 11, 1), date(2006, 12, 31), 5500),
        (date(2006, 11, 1), date(2007, 1, 1), 5600),
    ],
)
def test_the_share_goes_by_the_due_day_and_the_sats_by_the_day_of_sending(due: date, on: date, amount: int) -> None:
    assert fee(NORWAY.charges(PURRING, consumer(due=due), on)) == amount


@pytest.mark.parametrize("on", [date(2008, 6, 1), date(2012, 6, 1), date(2027, 1, 1)])
def test_no_fee_is_guessed_in_a_year_whose_sats_is_unknown(on: date) -> None:
    with pytest.raises(NotInForce, match=r"fees\.sats: no value is known"):
        NORWAY.charges(PURRING, consumer(due=on - timedelta(60)), on)


def test_the_share_of_a_demand_for_old_claims_is_not_guessed() -> None:
    situation = consumer(sent(PURRING, date(2020, 10, 1)), due=date(2020, 9, 1))
    with pytest.raises(NotInForce, match=r"fees\.demand_share"):
        NORWAY.charges(DEMAND, situation, date(2020, 11, 2))


@pytest.mark.parametrize(("on", "amount"), [(date(2026, 3, 10), 0), (date(2026, 3, 11), 3800)])
def test_a_second_fee_waits_until_the_first_deadline_is_missed(on: date, amount: int) -> None:
    situation = consumer(sent(PURRING, date(2026, 2, 24)))
    assert fee(NORWAY.charges(NOTICE, situation, on)) == amount


def test_a_deadline_of_thirteen_days_carries_no_second_fee() -> None:
    situation = consumer(sent(PURRING, date(2026, 2, 24), days=13))
    charges = NORWAY.charges(NOTICE, situation, date(2026, 4, 1))
    reason = "No deadline of 14 days in the purring of 2026-02-24 was missed. (inkassoforskriften § 1-3)"
    assert str(charges.no_fee) == reason


def test_a_free_letter_does_not_count() -> None:
    situation = consumer(sent(FREE, date(2026, 2, 17), fee=0), sent(PURRING, date(2026, 2, 24)))
    assert fee(NORWAY.charges(NOTICE, situation, date(2026, 3, 12))) == 3800


@pytest.mark.parametrize("second", ["purring", "inkassovarsel"])
def test_a_third_small_fee_is_never_charged(second: str) -> None:
    situation = consumer(sent(PURRING, date(2026, 2, 24)), sent(STEPS[second], date(2026, 3, 12)))
    reasons = {str(NORWAY.charges(STEPS[key], situation, date(2026, 4, 1)).no_fee) for key in ("purring", "inkassovarsel")}
    assert reasons == {"2 reminders or notices with a fee were already sent. (inkassoforskriften § 1-3)"}


@pytest.mark.parametrize("key", ["purring", "inkassovarsel"])
def test_after_a_notice_with_a_fee_no_small_fee_follows(key: str) -> None:
    charges = NORWAY.charges(STEPS[key], consumer(sent(NOTICE, date(2026, 2, 24))), date(2026, 4, 1))
    reason = "A fee was charged for a notice; only a purring may precede a second fee. (inkassoforskriften § 1-3)"
    assert str(charges.no_fee) == reason


def test_a_demand_may_cost_something_after_a_free_notice() -> None:
    situation = consumer(sent(NOTICE, date(2026, 2, 17), fee=0))
    assert fee(NORWAY.charges(DEMAND, situation, date(2026, 3, 4))) == 11300


def test_a_demand_is_free_while_no_deadline_was_missed() -> None:
    situation = consumer(sent(NOTICE, date(2026, 2, 24)))
    charges = NORWAY.charges(DEMAND, situation, date(2026, 3, 10))
    assert str(charges.no_fee) == "No deadline of 14 days in a purring or notice was missed. (inkassoforskriften § 1-2)"


def test_a_second_demand_is_free() -> None:
    situation = consumer(sent(NOTICE, date(2026, 2, 24)), sent(DEMAND, date(2026, 3, 12), fee=11300))
    charges = NORWAY.charges(DEMAND, situation, date(2026, 5, 4))
    assert str(charges.no_fee) == "A demand with a fee was already sent on 2026-03-12. (inkassoforskriften § 1-3)"


@pytest.mark.parametrize(("on", "amount"), [(date(2026, 9, 12), 0), (date(2026, 9, 13), 3800)])
def test_the_count_begins_anew_when_six_months_have_passed(on: date, amount: int) -> None:
    situation = consumer(sent(PURRING, date(2026, 2, 24)), sent(NOTICE, date(2026, 3, 12)))
    assert fee(NORWAY.charges(PURRING, situation, on)) == amount


def test_a_count_that_began_anew_is_full_after_two_letters() -> None:
    days = [date(2025, 6, 2), date(2025, 6, 30), date(2026, 1, 12), date(2026, 2, 2)]
    situation = consumer(*(sent(PURRING, day) for day in days), due=date(2025, 5, 5))
    assert fee(NORWAY.charges(PURRING, situation, date(2026, 3, 2))) == 0


# --- compensation


@pytest.mark.parametrize("kind", [DebtorKind.BUSINESS, DebtorKind.PUBLIC, DebtorKind.SOLE_TRADER])
def test_whoever_is_no_consumer_owes_compensation_and_no_fee(kind: DebtorKind) -> None:
    charges = NORWAY.charges(PURRING, Situation(kind, DUE), date(2026, 2, 24))
    assert amounts(charges) == (0, 46000)
    assert str(charges.no_fee) == "Compensation takes the place of fees. (inkassoforskriften §§ 1-5 og 2-6)"


def test_a_consumer_never_owes_compensation() -> None:
    charges = NORWAY.charges(PURRING, consumer(), date(2026, 2, 24))
    assert amounts(charges) == (3800, 0)


@pytest.mark.parametrize(("due", "amount"), [(date(2026, 6, 30), 46000), (date(2026, 7, 1), 43000)])
def test_the_half_year_of_the_due_day_sets_the_compensation(due: date, amount: int) -> None:
    assert amounts(NORWAY.charges(PURRING, business(due=due), date(2026, 8, 22))) == (0, amount)


def test_compensation_waits_for_no_fourteen_days() -> None:
    assert amounts(NORWAY.charges(PURRING, business(), date(2026, 2, 11))) == (0, 46000)


def test_compensation_is_claimed_once_and_fees_stay_away() -> None:
    situation = business(sent(PURRING, date(2026, 2, 24), fee=0), compensation=46000)
    charges = NORWAY.charges(NOTICE, situation, date(2026, 3, 12))
    assert amounts(charges) == (0, 0)


def test_fees_charged_before_are_set_off() -> None:
    situation = business(sent(PURRING, date(2026, 2, 24)), sent(NOTICE, date(2026, 3, 12)))
    charges = NORWAY.charges(DEMAND, situation, date(2026, 3, 30))
    assert amounts(charges) == (0, 38400)
    assert charges.compensation is not None
    assert charges.compensation.why.arithmetic == "460.00 − 76.00 charged in fees = 384.00"


def test_fees_above_the_compensation_leave_nothing_to_add() -> None:
    situation = Situation(DebtorKind.BUSINESS, DUE, fees=46000)
    charges = NORWAY.charges(PURRING, situation, date(2026, 11, 2))
    assert amounts(charges) == (3800, 0)


def test_a_creditor_may_prefer_fees() -> None:
    charges = NORWAY.charges(PURRING, business(wants=False), date(2026, 2, 24))
    assert amounts(charges) == (3800, 0)


def test_a_free_step_claims_no_compensation() -> None:
    assert NORWAY.charges(FREE, business(), date(2026, 2, 24)).compensation is None


def test_before_july_2013_there_is_no_compensation() -> None:
    charges = NORWAY.charges(PURRING, business(due=date(2013, 6, 30)), date(2015, 3, 2))
    assert amounts(charges) == (6500, 0)


@pytest.mark.parametrize("due", [date(2013, 7, 1), date(2014, 7, 1), date(2017, 5, 2), date(2021, 6, 30), date(2027, 1, 1)])
def test_a_half_year_without_a_known_compensation_is_not_guessed(due: date) -> None:
    with pytest.raises(NotInForce, match=r"fees\.compensation"):
        NORWAY.charges(PURRING, business(due=due), days_after(due, 20))


# --- interest


def test_a_day_of_2027_stops_the_interest() -> None:
    with pytest.raises(NotInForce, match="1994-01-01 to 2027-01-01"):
        NORWAY.rates(DUE).factor(DUE, date(2027, 1, 2))


def test_every_half_year_is_a_line_of_its_own() -> None:
    lines = NORWAY.rates(DUE).lines(875_000, date(2026, 5, 30), date(2026, 8, 14))
    assert [(line.days, line.basis, line.amount) for line in lines] == [(32, 365, 9205), (44, 365, 12921)]


@pytest.mark.parametrize(
    ("terms", "starts"),
    [
        (Terms(DUE, True, date(2026, 1, 10)), DUE),
        (Terms(date(2026, 3, 16), False, date(2026, 3, 2)), date(2026, 4, 1)),
        (Terms(date(2026, 5, 15), False, date(2026, 3, 2)), date(2026, 5, 15)),
    ],
)
def test_interest_runs_from_the_due_day_or_thirty_days_after_the_demand(terms: Terms, starts: date) -> None:
    assert NORWAY.interest_from(terms) == starts


# --- when a step is lawful


def test_the_ladder_of_the_country_is_lawful() -> None:
    assert NORWAY.obstacle(PURRING, consumer(), date(2026, 2, 24)) is None
    assert NORWAY.obstacle(NOTICE, consumer(sent(PURRING, date(2026, 2, 24))), date(2026, 3, 12)) is None
    assert NORWAY.obstacle(DEMAND, consumer(sent(NOTICE, date(2026, 3, 12))), date(2026, 3, 30)) is None


@pytest.mark.parametrize("key", ["purring", "inkassovarsel"])
def test_nothing_is_sent_before_the_day_after_the_due_day(key: str) -> None:
    assert NORWAY.earliest_on(STEPS[key], consumer()) == date(2026, 2, 11)
    refusal = refused(NORWAY.obstacle(STEPS[key], consumer(), DUE))
    assert (refusal.code, refusal.until) == ("too_early", date(2026, 2, 11))


def test_a_demand_needs_a_notice() -> None:
    refusal = refused(NORWAY.obstacle(DEMAND, consumer(sent(PURRING, DUE)), date(2026, 4, 1)))
    assert (refusal.code, refusal.section, refusal.until) == ("notice_first", "inkassoloven § 10", None)


def test_a_notice_with_a_short_deadline_is_no_notice() -> None:
    situation = consumer(sent(NOTICE, date(2026, 3, 2), days=13))
    assert refused(NORWAY.obstacle(DEMAND, situation, date(2026, 4, 1))).code == "notice_first"


@pytest.mark.parametrize(("on", "until"), [(date(2026, 3, 26), date(2026, 3, 27)), (date(2026, 3, 27), None)])
def test_a_demand_waits_for_the_deadline_of_the_notice(on: date, until: date | None) -> None:
    refusal = NORWAY.obstacle(DEMAND, consumer(sent(NOTICE, date(2026, 3, 12))), on)
    assert (refusal.until if refusal else None) == until


def test_a_demand_waits_for_the_last_notice() -> None:
    situation = consumer(sent(NOTICE, date(2026, 3, 2)), sent(NOTICE, date(2026, 4, 1)))
    assert NORWAY.earliest_on(DEMAND, situation) == date(2026, 4, 16)


@pytest.mark.parametrize("key", ["purring", "inkassovarsel", "betalingsoppfordring"])
def test_a_deadline_of_thirteen_days_is_refused(key: str) -> None:
    short = Step(key, STEPS[key].kind, 0, 13)
    situation = consumer(sent(NOTICE, date(2026, 3, 2)))
    assert refused(NORWAY.obstacle(short, situation, date(2026, 4, 1))).code == "deadline_too_short"


@pytest.mark.parametrize("key", ["inkassovarsel", "betalingsoppfordring"])
def test_in_2027_the_creditors_own_notice_and_demand_wait_for_a_person(key: str) -> None:
    situation = consumer(sent(NOTICE, date(2026, 12, 1)), due=date(2026, 11, 2))
    assert NORWAY.obstacle(STEPS[key], situation, date(2026, 12, 31)) is None
    refusal = refused(NORWAY.obstacle(STEPS[key], situation, date(2027, 1, 1)))
    assert (refusal.code, refusal.until) == ("regime", None)
    assert "LOV-2026-05-22-19" in refusal.said()
    assert refusal.section == "inkassoloven §§ 9 og 10; ny inkassolov (LOV-2026-05-22-19) §§ 20 og 21"


def test_a_free_reminder_outlives_the_regime() -> None:
    situation = consumer(due=date(2026, 11, 2))
    assert NORWAY.obstacle(FREE, situation, date(2027, 1, 4)) is None
    assert NORWAY.charges(FREE, situation, date(2027, 1, 4)).fee is None


@pytest.mark.parametrize(
    ("on", "deadline"),
    [(date(2026, 3, 12), date(2026, 3, 26)), (date(2026, 3, 19), date(2026, 4, 2)), (date(2026, 5, 3), date(2026, 5, 17))],
)
def test_a_deadline_is_the_same_weekday_two_weeks_later_even_on_a_holiday(on: date, deadline: date) -> None:
    assert NORWAY.deadline_on(NOTICE, on) == deadline


def test_the_next_step_leaves_money_time_to_arrive() -> None:
    letter = sent(NOTICE, date(2026, 3, 19))
    assert letter.deadline_on == date(2026, 4, 2)
    assert NORWAY.acts_after(letter.deadline_on, 2) == date(2026, 4, 10)


def test_the_banks_of_2026() -> None:
    assert {day for day in NORWAY.closed(2026) if day.weekday() < 5} == {
        date(2026, 1, 1),
        date(2026, 4, 2),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 12, 25),
    }

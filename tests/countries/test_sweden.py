"""Sweden: what a letter may cost, when it is lawful and how long it gives, bank days, rates and what a payment covers."""

from datetime import date
from decimal import Decimal

import pytest

from krav.countries import country
from krav.law.dated import NotInForce
from krav.law.interest import Convention
from krav.law.step import Charges, DebtorKind, PastLetter, Situation, Step, StepKind, Terms

SWEDEN = country("SE")
STEPS = {step.key: step for step in SWEDEN.ladder}
DUE, ON = date(2026, 6, 30), date(2026, 8, 20)


def situation(
    debtor: DebtorKind = DebtorKind.CONSUMER,
    due_on: date = DUE,
    *,
    letters: tuple[PastLetter, ...] = (),
    fee_agreed: bool = False,
    wants_compensation: bool = True,
    fees: int = 0,
    compensation: int = 0,
) -> Situation:
    return Situation(debtor, due_on, letters, (), fee_agreed, wants_compensation, fees, compensation)


def letter(step: str, fee: int) -> PastLetter:
    return PastLetter(step, STEPS[step].kind, date(2026, 7, 10), date(2026, 7, 20), fee)


def charged(step: str, now: Situation, on: date = ON) -> Charges:
    return SWEDEN.charges(STEPS[step], now, on)


def amounts(charges: Charges) -> tuple[int, int]:
    fee, compensation = charges.fee, charges.compensation
    return fee.amount if fee else 0, compensation.amount if compensation else 0


# --- what a letter may cost


def test_a_reminder_costs_nothing_unless_the_fee_was_agreed() -> None:
    charges = charged("paminnelse_1", situation())
    assert amounts(charges) == (0, 0)
    assert "agreed when the debt arose" in str(charges.no_fee)


def test_an_agreed_reminder_fee_is_sixty_kronor_with_its_section() -> None:
    fee = charged("paminnelse_1", situation(fee_agreed=True)).fee
    assert fee is not None
    assert (fee.label, fee.amount, fee.why.section) == ("reminder_fee", 6000, "2 och 4 §§ lagen (1981:739)")


@pytest.mark.parametrize("step", ["paminnelse_2", "inkassovarning"])
def test_a_claim_bears_one_reminder_fee(step: str) -> None:
    now = situation(fee_agreed=True, letters=(letter("paminnelse_1", 6000),), fees=6000)
    charges = charged(step, now)
    assert amounts(charges) == (0, 0)
    assert "A reminder of this claim has had its fee" in str(charges.no_fee)


def test_an_inkassovarning_takes_the_reminder_fee_that_no_reminder_took() -> None:
    now = situation(fee_agreed=True, letters=(letter("paminnelse_1", 0),))
    charges = charged("inkassovarning", now)
    assert amounts(charges) == (6000, 0)
    assert charges.fee is not None
    assert charges.fee.label == "reminder_fee"


def test_an_inkassokrav_costs_180_kronor_without_any_agreement_and_beside_the_reminder() -> None:
    now = situation(letters=(letter("paminnelse_1", 6000),), fees=6000)
    charges = charged("inkassokrav", now)
    assert amounts(charges) == (18000, 0)
    assert charges.fee is not None
    assert charges.fee.label == "demand_cost"


def test_a_second_inkassokrav_is_free() -> None:
    charges = charged("inkassokrav", situation(letters=(letter("inkassokrav", 18000),), fees=18000))
    assert amounts(charges) == (0, 0)
    assert "An inkassokrav of this claim has had its fee" in str(charges.no_fee)


def test_a_step_that_charges_nothing_asks_for_no_compensation_either() -> None:
    step = Step("paminnelse_1", StepKind.REMINDER, 5, 10, charges=False)
    charges = SWEDEN.charges(step, situation(DebtorKind.BUSINESS, fee_agreed=True), ON)
    assert amounts(charges) == (0, 0)
    assert str(charges.no_fee) == "The policy charges nothing for this step."


@pytest.mark.parametrize("debtor", [DebtorKind.BUSINESS, DebtorKind.SOLE_TRADER, DebtorKind.PUBLIC])
def test_businesses_and_public_bodies_pay_450_kronor_in_place_of_fees(debtor: DebtorKind) -> None:
    charges = charged("inkassokrav", situation(debtor, fee_agreed=True))
    assert amounts(charges) == (0, 45000)
    assert charges.compensation is not None
    assert (charges.compensation.label, charges.compensation.why.arithmetic) == ("compensation", "")
    assert "in place of every fee" in str(charges.no_fee)


@pytest.mark.parametrize("step", STEPS)
def test_after_the_compensation_no_letter_costs_anything(step: str) -> None:
    now = situation(DebtorKind.BUSINESS, fee_agreed=True, compensation=45000)
    assert amounts(charged(step, now)) == (0, 0)


def test_fees_do_not_come_back_when_the_creditor_no_longer_wants_compensation() -> None:
    now = situation(DebtorKind.BUSINESS, fee_agreed=True, compensation=45000, wants_compensation=False)
    assert amounts(charged("inkassokrav", now)) == (0, 0)


def test_fees_already_charged_are_taken_off_the_compensation() -> None:
    now = situation(DebtorKind.BUSINESS, letters=(letter("paminnelse_1", 6000),), fees=6000)
    charges = charged("inkassokrav", now)
    assert amounts(charges) == (0, 39000)
    assert charges.compensation is not None
    assert charges.compensation.why.arithmetic == "450.00 − 60.00 = 390.00"


def test_fees_that_reach_the_compensation_leave_nothing_to_add() -> None:
    assert amounts(charged("inkassokrav", situation(DebtorKind.BUSINESS, fees=45000))) == (0, 0)


def test_a_consumer_never_pays_compensation() -> None:
    assert amounts(charged("inkassokrav", situation(wants_compensation=True))) == (18000, 0)


def test_a_business_whose_creditor_forgoes_compensation_pays_the_fees() -> None:
    now = situation(DebtorKind.BUSINESS, fee_agreed=True, wants_compensation=False)
    assert amounts(charged("paminnelse_1", now)) == (6000, 0)
    assert amounts(charged("inkassokrav", now)) == (18000, 0)


def test_compensation_begins_with_claims_due_on_16_march_2013() -> None:
    on = date(2013, 4, 2)
    assert amounts(charged("inkassokrav", situation(DebtorKind.BUSINESS, due_on=date(2013, 3, 15)), on)) == (18000, 0)
    assert amounts(charged("inkassokrav", situation(DebtorKind.BUSINESS, due_on=date(2013, 3, 16)), on)) == (0, 45000)


@pytest.mark.parametrize(
    ("on", "reminder", "demand"),
    [(date(2003, 7, 1), 5000, 16000), (date(2013, 3, 15), 5000, 16000), (date(2013, 3, 16), 6000, 18000)],
)
def test_fees_are_those_of_the_day_of_sending(on: date, reminder: int, demand: int) -> None:
    now = situation(due_on=date(2003, 6, 23), fee_agreed=True)
    assert amounts(charged("paminnelse_1", now, on)) == (reminder, 0)
    assert amounts(charged("inkassokrav", now, on)) == (demand, 0)


def test_fees_before_july_2003_are_unknown_and_refused() -> None:
    with pytest.raises(NotInForce, match=r"fees\.demand_count: no value is known for 2003-06-30"):
        charged("inkassokrav", situation(due_on=date(2003, 6, 1)), date(2003, 6, 30))


# --- when a step is lawful, and how long it gives


@pytest.mark.parametrize("step", STEPS)
def test_the_day_after_the_due_day_is_early_enough_for_every_step(step: str) -> None:
    assert SWEDEN.earliest_on(STEPS[step], situation()) == date(2026, 7, 1)
    assert SWEDEN.obstacle(STEPS[step], situation(), date(2026, 7, 1)) is None


def test_nothing_is_sent_on_the_due_day() -> None:
    refusal = SWEDEN.obstacle(STEPS["inkassokrav"], situation(), DUE)
    assert refusal is not None
    assert (refusal.code, refusal.until) == ("too_early", date(2026, 7, 1))


@pytest.mark.parametrize("kind", sorted({step.kind for step in SWEDEN.steps}))
def test_eight_days_are_enough_and_seven_are_not(kind: StepKind) -> None:
    assert SWEDEN.obstacle(Step("own", kind, 0, 8), situation(), ON) is None
    refusal = SWEDEN.obstacle(Step("own", kind, 0, 7), situation(), ON)
    assert refusal is not None
    assert refusal.code == "deadline_too_short"


def test_the_default_ladder_is_lawful_and_has_the_steps_of_the_letters() -> None:
    assert list(STEPS) == ["paminnelse_1", "paminnelse_2", "inkassovarning", "inkassokrav"]
    assert [step.kind for step in SWEDEN.ladder] == ["reminder", "reminder", "notice", "demand"]
    assert all(SWEDEN.obstacle(step, situation(), ON) is None for step in SWEDEN.ladder)


def test_a_deadline_on_a_closed_day_moves_to_the_next_bank_day() -> None:
    assert SWEDEN.deadline_on(STEPS["paminnelse_1"], date(2026, 6, 9)) == date(2026, 6, 22)  # Midsummer Eve, a Friday


@pytest.mark.parametrize(
    ("sent_on", "days", "deadline"),
    [
        (date(2026, 11, 24), 10, date(2026, 12, 4)),  # an ordinary week: ten days are more than six bank days
        (date(2026, 11, 24), 8, date(2026, 12, 2)),
        (date(2026, 12, 22), 10, date(2027, 1, 5)),  # arrives on 28 December; 29, 30, 4 and 5 are the four bank days
        (date(2026, 12, 22), 8, date(2027, 1, 5)),
        (date(2026, 4, 1), 8, date(2026, 4, 13)),  # Easter: arrives on 7 April; 8, 9, 10 and 13
    ],
)
def test_an_inkassokrav_leaves_four_bank_days_after_the_post(sent_on: date, days: int, deadline: date) -> None:
    assert SWEDEN.deadline_on(Step("inkassokrav", StepKind.DEMAND, 0, days), sent_on) == deadline


def test_a_reminder_needs_no_bank_days_for_the_post() -> None:
    assert SWEDEN.deadline_on(Step("paminnelse_1", StepKind.REMINDER, 5, 8), date(2026, 4, 1)) == date(2026, 4, 9)


# --- days and rates


def test_the_banks_of_2026_are_closed_on_these_weekdays() -> None:
    assert SWEDEN.closed(2026) == {
        date(2026, 1, 1),
        date(2026, 1, 6),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 6, 19),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 31),
    }


def test_whit_monday_was_closed_until_the_national_day_took_its_place() -> None:
    assert date(2004, 5, 31) in SWEDEN.closed(2004)
    assert date(2005, 5, 16) not in SWEDEN.closed(2005)
    assert date(2005, 6, 6) in SWEDEN.closed(2005)


def test_every_half_year_from_2002_to_2026_has_one_rate() -> None:
    values = SWEDEN.book["interest.rate"].values
    assert len(values) == 49
    assert (values[0].from_on, values[-1].until_on) == (date(2002, 7, 1), date(2027, 1, 1))
    assert sum(value.value for value in values) == Decimal("74.00")


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2012, 7, 1), "9.50"),
        (date(2016, 6, 30), "8.00"),
        (date(2016, 7, 1), "7.50"),
        (date(2024, 12, 31), "12.00"),
        (date(2025, 1, 1), "11.00"),
        (date(2026, 12, 31), "10.00"),
    ],
)
def test_the_rate_is_the_reference_rate_and_eight_points(day: date, percent: str) -> None:
    assert SWEDEN.rates(date(2012, 6, 1)).percent(day) == Decimal(percent)


def test_interest_into_2027_is_refused_until_the_rate_is_known() -> None:
    calendar = SWEDEN.rates(DUE)
    assert calendar.factor(DUE, date(2026, 12, 31)) > 0
    with pytest.raises(NotInForce, match=r"2027-01-01"):
        calendar.factor(DUE, date(2027, 1, 1))


def test_the_rate_of_2012_cites_the_decision_that_corrected_it() -> None:
    why = SWEDEN.book["interest.rate"].why(date(2012, 7, 1))
    assert "SFS 2012:533" in why.source
    assert "2012-06-29" in why.source


def test_rates_not_read_in_an_announcement_say_so() -> None:
    doubtful = [value for value in SWEDEN.book["interest.rate"].values if value.doubt]
    assert [value.from_on for value in doubtful] == [date(2026, 1, 1), date(2026, 7, 1)]
    assert {str(value.confidence) for value in doubtful} == {"secondary"}


def test_a_year_is_365_days_unless_the_creditor_chose_otherwise() -> None:
    assert SWEDEN.convention is Convention.ACT_365


def test_a_due_day_only_printed_on_the_invoice_starts_no_interest() -> None:
    sent, printed = date(2026, 2, 10), date(2026, 2, 25)
    assert SWEDEN.interest_from(Terms(printed, due_agreed=True, sent_on=sent)) == printed
    assert SWEDEN.interest_from(Terms(printed, due_agreed=False, sent_on=sent)) == date(2026, 3, 12)
    assert SWEDEN.interest_from(Terms(date(2026, 4, 15), due_agreed=False, sent_on=sent)) == date(2026, 4, 15)


# --- what a payment covers


@pytest.mark.parametrize("last", [None, StepKind.REMINDER, StepKind.NOTICE])
@pytest.mark.parametrize("by_reference", [True, False])
def test_before_an_inkassokrav_a_payment_settles_the_invoice(last: StepKind | None, by_reference: bool) -> None:
    assert SWEDEN.payment_aim(by_reference=by_reference, last_letter=last) == "principal"


@pytest.mark.parametrize("by_reference", [True, False])
def test_after_an_inkassokrav_costs_come_first(by_reference: bool) -> None:
    assert SWEDEN.payment_aim(by_reference=by_reference, last_letter=StepKind.DEMAND) == ""

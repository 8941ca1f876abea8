"""Limitation: the day a claim is barred in each country, what interrupts its period and what does not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from krav.claims.case import CaseKind, Happened
from krav.claims.interruptions import interruption
from krav.claims.ledger import Claim, Entry, EntryKind, Interruption
from krav.claims.limitation import events_of, explain_period, period_of, principal_barred_on, principal_period, warned
from krav.kernel.days import days_after, months_after
from krav.law.step import DebtorKind
from tests.claims.cast import BUSINESS, CONSUMER, COUNTRIES, DENMARK, NORWAY, SWEDEN, claim, credited, paid

EXPIRED = date(2023, 11, 20)
FOREVER = date.max


def interrupted(told: Claim, *events: tuple[str, date]) -> Claim:
    return replace(told, interruptions=tuple(Interruption(*event) for event in events))


def barred_on(code: str, told: Claim) -> date | None:
    return principal_barred_on(told, COUNTRIES[code])


def danish(*events: tuple[str, date], debtor: DebtorKind = CONSUMER) -> date | None:
    return barred_on("DK", interrupted(claim(due_on=EXPIRED, debtor=debtor), *events))


def swedish(*events: tuple[str, date], debtor: DebtorKind = CONSUMER) -> date | None:
    """Made on 6 November 2023."""
    return barred_on("SE", interrupted(claim(due_on=EXPIRED, debtor=debtor, currency="SEK"), *events))


# --- Denmark: T25 of the reference


def test_t25_three_years_from_the_end_of_the_deadline() -> None:
    assert danish() == date(2026, 11, 20)


def test_t25_filed_one_day_before_interrupts_and_one_day_after_does_not() -> None:
    assert danish(("filed", date(2026, 11, 19))) is None
    assert danish(("filed", date(2026, 11, 20))) is None
    assert danish(("filed", date(2026, 11, 21))) == date(2026, 11, 20)


def test_t25_endorsed_it_has_ten_years_and_later_interest_three() -> None:
    events = (("filed", date(2026, 11, 19)), ("ruled", date(2026, 12, 20)))
    assert danish(*events) == date(2036, 12, 20)
    told = events_of(interrupted(claim(due_on=EXPIRED), *events))
    before, after = (period_of(DENMARK, "interest", day, CONSUMER, told) for day in (date(2026, 12, 20), date(2026, 12, 21)))
    assert (before.last_on, after.last_on) == (date(2036, 12, 20), date(2029, 12, 21))


def test_a_filing_that_ends_without_a_decision_leaves_a_year() -> None:
    filed = ("filed", date(2026, 11, 19))
    assert danish(filed, ("ended", date(2027, 3, 1))) == date(2028, 3, 1)
    assert danish(filed, ("ended_served", date(2027, 3, 1))) == date(2028, 3, 1)


def test_a_filing_that_ends_early_takes_nothing_away() -> None:
    assert danish(("filed", date(2024, 1, 10)), ("ended", date(2024, 3, 1))) == date(2026, 11, 20)


def test_a_filing_the_creditor_withdrew_leaves_nothing_in_denmark() -> None:
    assert danish(("filed", date(2026, 11, 19)), ("withdrawn", date(2027, 3, 1))) == date(2026, 11, 20)


def test_a_decision_that_awards_nothing_is_no_title() -> None:
    assert danish(("filed", date(2026, 11, 19)), ("refused", date(2027, 3, 1))) == date(2026, 11, 20)


def test_a_written_acknowledgement_of_the_amount_gives_ten_years_in_denmark_another_three() -> None:
    assert danish(("written", date(2025, 5, 5))) == date(2035, 5, 5)
    assert danish(("acknowledged", date(2025, 5, 5))) == date(2028, 5, 5)


def test_the_new_period_is_as_long_as_the_one_interrupted_in_denmark() -> None:
    assert danish(("ruled", date(2025, 1, 1)), ("acknowledged", date(2030, 1, 1))) == date(2040, 1, 1)


def test_a_demand_that_was_received_does_nothing_in_denmark_and_norway() -> None:
    assert danish(("received", date(2025, 5, 5))) == date(2026, 11, 20)
    norwegian = interrupted(claim(due_on=EXPIRED, currency="NOK"), ("received", date(2025, 5, 5)))
    assert barred_on("NO", norwegian) == date(2026, 11, 20)


# --- Norway


def test_norway_three_years_from_the_due_day_and_ten_after_a_title() -> None:
    told = claim(due_on=EXPIRED, currency="NOK")
    assert barred_on("NO", told) == date(2026, 11, 20)
    assert barred_on("NO", interrupted(told, ("filed", date(2026, 2, 1)), ("ruled", date(2026, 6, 1)))) == date(2036, 6, 1)


def test_norway_reads_an_acknowledgement_after_a_title_as_three_years_and_takes_none_away() -> None:
    events = (("ruled", date(2026, 6, 1)), ("acknowledged", date(2030, 1, 1)))
    told = interrupted(claim(due_on=EXPIRED, currency="NOK"), *events)
    assert barred_on("NO", told) == date(2036, 6, 1)


# --- Sweden


def test_sweden_counts_from_the_day_the_claim_arose() -> None:
    assert swedish() == date(2026, 11, 6)
    assert swedish(debtor=BUSINESS) == date(2033, 11, 6)


def test_a_demand_counts_in_sweden_when_it_was_received_and_not_when_it_was_merely_sent() -> None:
    assert swedish(("received", date(2025, 5, 5))) == date(2028, 5, 5)
    sent = SWEDEN.book["limitation.effects"].on(EXPIRED)
    assert "received" in sent
    assert "sent" not in sent


def test_a_swedish_consumer_has_three_years_after_a_decision_too() -> None:
    filed = ("filed", date(2026, 5, 5))
    assert swedish(filed, ("ruled", date(2026, 9, 9))) == date(2029, 9, 9)
    assert swedish(filed, ("ruled", date(2026, 9, 9)), debtor=BUSINESS) == date(2036, 9, 9)


def test_proceedings_of_which_the_debtor_never_heard_leave_a_year_once() -> None:
    unserved = (("filed", date(2026, 5, 5)), ("ended", date(2027, 2, 1)))
    assert swedish(*unserved) == date(2028, 2, 1)
    again = (*unserved, ("filed", date(2028, 1, 5)), ("ended", date(2028, 6, 1)))
    assert swedish(*again) == date(2028, 2, 1)
    assert swedish(("filed", date(2026, 5, 5)), ("ended_served", date(2027, 2, 1))) == date(2030, 2, 1)


# --- money


@pytest.mark.parametrize(
    ("code", "currency", "anew"),
    [("DK", "DKK", date(2028, 5, 5)), ("NO", "NOK", date(2028, 5, 5)), ("SE", "SEK", date(2028, 5, 5))],
)
def test_a_part_payment_begins_the_period_anew_until_it_is_taken_back(code: str, currency: str, anew: date) -> None:
    came = paid(100000, date(2025, 5, 5))
    told = claim(1000000, EXPIRED, came, currency=currency)
    assert barred_on(code, told) == anew
    back = replace(told, entries=(*told.entries, paid(-100000, date(2025, 5, 9))))
    assert barred_on(code, back) == barred_on(code, claim(due_on=EXPIRED, currency=currency))


def test_a_credit_note_acknowledges_nothing() -> None:
    assert barred_on("DK", claim(1000000, EXPIRED, credited(100000, date(2025, 5, 5)))) == date(2026, 11, 20)


def test_a_payment_after_the_last_day_does_not_wake_the_claim() -> None:
    assert barred_on("DK", claim(1000000, EXPIRED, paid(100, date(2026, 11, 21)))) == date(2026, 11, 20)


def test_a_payment_acknowledges_no_fee_where_that_was_not_read() -> None:
    event, day = (Interruption("payment", date(2025, 5, 5)),), date(2024, 1, 1)
    found = {code: period_of(country, "fees", day, BUSINESS, event).last_on for code, country in COUNTRIES.items()}
    assert found == {"DK": date(2027, 1, 1), "NO": date(2027, 1, 1), "SE": date(2035, 5, 5)}


def test_a_claim_older_than_the_act_has_no_day_that_is_known() -> None:
    assert barred_on("DK", claim(due_on=date(2007, 12, 3))) is None


# --- what a case tells


@pytest.mark.parametrize(
    ("kind", "data", "means"),
    [
        (CaseKind.ACKNOWLEDGED, {"how": "signed", "written": True}, "written"),
        (CaseKind.ACKNOWLEDGED, {"how": "promise", "written": False}, "acknowledged"),
        (CaseKind.RECEIVED, {}, "received"),
        (CaseKind.FILED, {"filing": "betalingspaakrav"}, "filed"),
        (CaseKind.FILING_ENDED, {}, "ended"),
        (CaseKind.FILING_ENDED, {"served": True}, "ended_served"),
        (CaseKind.FILING_ENDED, {"withdrawn": True}, "withdrawn"),
        (CaseKind.RULED, {"awarded": 100000}, "ruled"),
        (CaseKind.RULED, {"awarded": 0}, "refused"),
        (CaseKind.PLAN, {"acknowledged_on": "2025-05-05"}, ""),
        (CaseKind.CLOSED, {"how": "paid"}, ""),
    ],
)
def test_a_line_of_a_case_means(kind: CaseKind, data: dict[str, object], means: str) -> None:
    found = interruption(Happened(kind, date(2025, 5, 5), data))
    assert found == (Interruption(means, date(2025, 5, 5)) if means else None)


# --- the explanation


def test_the_explanation_names_the_section_the_day_and_what_interrupted() -> None:
    told = interrupted(claim(due_on=EXPIRED), ("acknowledged", date(2025, 5, 5)))
    lines = "\n".join(explain_period(DENMARK, "principal", principal_period(told, DENMARK), told.debtor).lines())
    assert "forældelsesloven §§ 2 og 3" in lines
    assert "= From 2025-05-05 to 2028-05-05" in lines
    assert "The debtor acknowledged the debt on 2025-05-05" in lines
    assert "§§ 15-18" in lines


def test_after_a_title_the_explanation_is_that_of_the_title() -> None:
    told = interrupted(claim(due_on=EXPIRED, currency="NOK"), ("ruled", date(2026, 6, 1)))
    why = explain_period(NORWAY, "principal", principal_period(told, NORWAY), told.debtor)
    assert (why.section, why.value) == ("foreldelsesloven § 21", "10 år")


def test_while_a_court_has_the_claim_it_stands_still() -> None:
    told = interrupted(claim(due_on=EXPIRED), ("filed", date(2025, 5, 5)))
    why = explain_period(DENMARK, "principal", principal_period(told, DENMARK), told.debtor)
    assert why.said(why.arithmetic) == "It stands still since 2025-05-05"


def test_warnings_come_twelve_six_three_and_one_month_before() -> None:
    on = date(2026, 11, 22)
    assert warned(DENMARK, on) == (
        (on, date(2026, 12, 22)),
        (date(2027, 1, 23), date(2027, 2, 22)),
        (date(2027, 4, 23), date(2027, 5, 22)),
        (date(2027, 10, 23), date(2027, 11, 22)),
    )


# --- properties

DAYS = st.dates(date(2022, 1, 1), date(2040, 12, 31))
STEPS = st.tuples(st.sampled_from(["acknowledged", "written", "received", "payment", "filed"]), DAYS)
CODES = st.sampled_from(sorted(COUNTRIES))
KINDS = st.sampled_from([CONSUMER, BUSINESS])


def days(code: str, debtor: DebtorKind, events: list[tuple[str, date]], part: str = "principal") -> date:
    """The last day of a part that began in 2022; a claim before a court has no last day."""
    told = sorted((Interruption(*event) for event in events), key=lambda event: event.on)
    return period_of(COUNTRIES[code], part, date(2022, 6, 1), debtor, told).last_on or FOREVER


@given(CODES, KINDS, st.sampled_from(["principal", "interest", "fees"]), st.lists(STEPS, max_size=6), STEPS)
def test_no_interruption_brings_the_day_nearer(
    code: str, debtor: DebtorKind, part: str, events: list[tuple[str, date]], more: tuple[str, date]
) -> None:
    assert days(code, debtor, [*events, more], part) >= days(code, debtor, events, part)


@given(CODES, KINDS, st.lists(st.tuples(DAYS, st.integers(1, 900000)), max_size=5), DAYS, st.integers(1, 900000))
def test_a_payment_never_brings_the_day_nearer(
    code: str, debtor: DebtorKind, payments: list[tuple[date, int]], on: date, amount: int
) -> None:
    country = COUNTRIES[code]
    told = claim(1000000, date(2022, 6, 1), *(paid(minor, day) for day, minor in payments), debtor=debtor)
    more = replace(told, entries=(*told.entries, Entry(EntryKind.PAYMENT, -amount, on)))
    before, after = principal_barred_on(told, country), principal_barred_on(more, country)
    assert before
    assert after
    assert after >= before


@given(CODES, KINDS, st.lists(STEPS, max_size=6))
def test_the_last_day_is_never_before_the_uninterrupted_one_nor_later_than_ten_years_after_the_last_event(
    code: str, debtor: DebtorKind, events: list[tuple[str, date]]
) -> None:
    found = days(code, debtor, events)
    assert found >= days(code, debtor, [])
    last = max((on for _, on in events), default=date(2022, 6, 1))
    assert found == FOREVER or found <= months_after(max(last, date(2022, 6, 1)), 120)


@given(CODES, KINDS, st.lists(STEPS, max_size=4), DAYS)
def test_a_period_that_is_over_stays_over_whatever_happens_later_but_a_decision(
    code: str, debtor: DebtorKind, events: list[tuple[str, date]], later: date
) -> None:
    found = days(code, debtor, events)
    assume(found != FOREVER)
    late = [(kind, max(later, days_after(found, 1))) for kind in ("payment", "written", "received", "filed")]
    assert days(code, debtor, [*events, *late]) == found

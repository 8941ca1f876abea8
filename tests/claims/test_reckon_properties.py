"""What holds for every claim of every country, whatever happened to it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.claims.decide import reckon_claim
from krav.claims.explain import explain
from krav.claims.ledger import EntryKind
from krav.claims.reckon import interest_lines
from krav.kernel.days import ONE_DAY, year_length
from krav.law.interest import SCALE, Convention
from tests.claims.cast import COUNTRIES, DENMARK
from tests.claims.ledgers import SAME_EVERY_RUN, Told, accrued, codes, days, told


@SAME_EVERY_RUN
@given(codes, st.sampled_from(Convention), st.tuples(days, days, days))
def test_interest_adds_up_over_any_day_between(code: str, convention: Convention, three: tuple[date, date, date]) -> None:
    first, between, last = sorted(three)
    calendar = COUNTRIES[code].rates(first, convention)
    assert calendar.factor(first, last) == calendar.factor(first, between) + calendar.factor(between, last)


@SAME_EVERY_RUN
@given(codes, st.sampled_from(Convention), st.integers(1, 10**9), days, days)
def test_the_lines_of_a_span_add_up_to_its_interest(
    code: str, convention: Convention, principal: int, one: date, other: date
) -> None:
    first, last = sorted((one, other))
    calendar = COUNTRIES[code].rates(first, convention)
    lines = calendar.lines(principal, first, last)
    exact = principal * calendar.factor(first, last)
    allowed = SCALE * len(lines) if calendar.counting.round_each_line else SCALE
    assert abs(2 * (SCALE * sum(line.amount for line in lines) - exact)) <= allowed
    assert sum(line.days for line in lines) == convention.days(first, last)
    assert [line.to_on for line in lines[:-1]] == [line.from_on for line in lines[1:]]


@SAME_EVERY_RUN
@given(told())
def test_the_lines_of_a_claim_add_up_to_what_has_accrued(case: Told) -> None:
    country = COUNTRIES[case.code]
    start, calendar = country.interest_from(case.claim.terms), country.rates(case.claim.terms.due_on)
    lines = interest_lines(case.claim.entries, start, calendar, case.on)
    assert sum(line.amount for line in lines) == accrued(case, case.on)


@SAME_EVERY_RUN
@given(told())
def test_nothing_is_lost_and_nothing_made(case: Told) -> None:
    found = reckon_claim(case.claim, COUNTRIES[case.code], case.on)
    seen = sum(entry.amount for entry in case.claim.entries if entry.on <= case.on and entry.kind is not EntryKind.INTEREST)
    assert found.total == seen + found.accrued
    assert min(found.principal, found.interest, found.fees, found.compensation, found.overpaid) >= 0


@SAME_EVERY_RUN
@given(told(), st.integers(0, 60))
def test_interest_never_falls_as_days_pass(case: Told, later: int) -> None:
    assert accrued(case, case.on - timedelta(days=later)) <= accrued(case, case.on)


@SAME_EVERY_RUN
@given(told())
def test_money_that_stays_never_makes_the_interest_greater(case: Told) -> None:
    staying = [entry for entry in case.claim.entries if entry.kind is not EntryKind.PAYMENT or entry.amount < 0]
    without = [entry for entry in staying if entry.kind is not EntryKind.PAYMENT]
    paid, unpaid = (replace(case.claim, entries=tuple(entries)) for entries in (staying, without))
    assert reckon_claim(paid, DENMARK, case.on).accrued <= reckon_claim(unpaid, DENMARK, case.on).accrued


@SAME_EVERY_RUN
@given(told())
def test_the_explanation_adds_up_to_the_total(case: Told) -> None:
    movements = tuple(entry for entry in case.claim.entries if entry.kind not in {EntryKind.FEE, EntryKind.COMPENSATION})
    found, why = explain(replace(case.claim, entries=movements), COUNTRIES[case.code], case.on)
    assert sum(Decimal(part.amount) for part in why.parts) == Decimal(why.amount) == Decimal(found.total).scaleb(-2)


@SAME_EVERY_RUN
@given(st.sampled_from(["DK", "NO"]), st.dates(date(2003, 1, 1), date(2025, 12, 31)))
def test_365_days_never_bear_more_than_the_highest_yearly_rate(code: str, first: date) -> None:
    calendar, last = COUNTRIES[code].rates(first), first + timedelta(days=365)
    highest = max(calendar.percent(first + timedelta(days=count)) for count in range(366))
    assert calendar.factor(first, last) * 100 <= highest * SCALE


@pytest.mark.parametrize("year", range(2003, 2027))
def test_a_calendar_year_bears_exactly_its_yearly_rates(year: int) -> None:
    first, middle, last = date(year, 1, 1), date(year, 7, 1), date(year + 1, 1, 1)
    calendar = DENMARK.rates(date(2013, 3, 1))
    halves = (middle - first).days * calendar.percent(first) + (last - middle).days * calendar.percent(middle)
    assert calendar.factor(first - ONE_DAY, last - ONE_DAY) * 100 * year_length(year) == halves * SCALE

"""Civil days: months of unequal length, half-years, leap years, thirty-day months."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from krav.kernel.days import days_after, months_after, plain, thirty_360, year_length


def test_days_go_both_ways_and_over_a_leap_day() -> None:
    assert days_after(date(2024, 2, 28), 2) == date(2024, 3, 1)
    assert days_after(date(2024, 3, 1), -1) == date(2024, 2, 29)
    assert days_after(date(2026, 5, 1), 0) == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 2, 28), 12, date(2027, 2, 28)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 3, 31), -13, date(2025, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_month_s_last(day: date, count: int, later: date) -> None:
    assert months_after(day, count) == later


def test_leap_years() -> None:
    assert [year_length(year) for year in (1900, 2000, 2023, 2024)] == [365, 366, 365, 366]


def test_every_month_has_thirty_days_at_most_and_a_year_360() -> None:
    assert thirty_360(date(2027, 1, 1)) - thirty_360(date(2026, 1, 1)) == 360
    assert thirty_360(date(2026, 1, 31)) == thirty_360(date(2026, 1, 30))
    numbers = [thirty_360(date(2026, 1, 1) + timedelta(days=count)) for count in range(366)]
    assert {later - earlier for earlier, later in pairwise(numbers)} == {0, 1, 3}


@pytest.mark.parametrize(
    ("number", "text"),
    [("8.00", "8"), ("10.25", "10.25"), ("-0.50", "-0.5"), ("100", "100"), ("1E+2", "100"), ("0.00", "0"), ("1200", "1200")],
)
def test_a_number_is_printed_plainly(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text

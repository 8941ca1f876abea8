"""Bank days, with a year in which Thursday 2 and Friday 3 April and Monday 6 April are closed."""

from datetime import date

import pytest

from krav.kernel.bankdays import bank_days_after, is_bank_day, on_or_after


def closed(year: int) -> frozenset[date]:
    return frozenset({date(year, 4, 2), date(year, 4, 3), date(year, 4, 6), date(year, 1, 1)})


@pytest.mark.parametrize(
    ("day", "opens"), [(1, True), (2, False), (3, False), (4, False), (5, False), (6, False), (7, True)]
)
def test_banks_are_closed_on_week_ends_and_their_own_days(day: int, opens: bool) -> None:
    assert is_bank_day(date(2026, 4, day), closed) is opens


def test_an_open_day_stays_and_a_closed_one_moves_on() -> None:
    assert on_or_after(date(2026, 4, 1), closed) == date(2026, 4, 1)
    assert on_or_after(date(2026, 4, 2), closed) == date(2026, 4, 7)
    assert on_or_after(date(2026, 3, 28), closed) == date(2026, 3, 30)


def test_a_week_end_at_the_end_of_the_year_asks_the_next_year() -> None:
    assert on_or_after(date(2027, 1, 1), closed) == date(2027, 1, 4)
    assert bank_days_after(date(2026, 12, 31), 1, closed) == date(2027, 1, 4)


def test_bank_days_are_counted_from_the_day_after() -> None:
    assert bank_days_after(date(2026, 3, 30), 2, closed) == date(2026, 4, 1)
    assert bank_days_after(date(2026, 3, 31), 2, closed) == date(2026, 4, 7)
    assert bank_days_after(date(2026, 4, 4), 1, closed) == date(2026, 4, 7)


def test_no_bank_days_after_a_day_is_the_day_itself() -> None:
    assert bank_days_after(date(2026, 4, 4), 0, closed) == date(2026, 4, 4)

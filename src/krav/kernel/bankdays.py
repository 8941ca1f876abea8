"""Bank days, given the days a country's banks are closed."""

from collections.abc import Callable
from datetime import date

from krav.kernel.days import ONE_DAY

ClosedDays = Callable[[int], frozenset[date]]
"""The weekdays of a year on which the banks are closed."""


def is_bank_day(day: date, closed: ClosedDays) -> bool:
    """Whether the banks are open that day."""
    return day.weekday() < 5 and day not in closed(day.year)


def on_or_after(day: date, closed: ClosedDays) -> date:
    """The day itself when the banks are open, else the next day they are."""
    while not is_bank_day(day, closed):
        day += ONE_DAY
    return day


def bank_days_after(day: date, count: int, closed: ClosedDays) -> date:
    """The `count`-th bank day after the day; the day itself is never counted."""
    for _ in range(count):
        day = on_or_after(day + ONE_DAY, closed)
    return day

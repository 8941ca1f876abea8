"""Arithmetic of civil days."""

import calendar
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

ONE_DAY = timedelta(days=1)


def days_after(day: date, count: int) -> date:
    """The day `count` days later (earlier when negative)."""
    return day + timedelta(days=count)


def months_after(day: date, count: int) -> date:
    """The same day of the month `count` months later, or the month's last day where there is no such day.

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def year_length(year: int) -> int:
    """365, or 366 in a leap year."""
    return 366 if calendar.isleap(year) else 365


def thirty_360(day: date) -> int:
    """The day's number in a calendar of twelve months of thirty days (30E/360)."""
    return 360 * day.year + 30 * day.month + min(day.day, 30)


@lru_cache(maxsize=1024)
def plain(number: Decimal) -> str:
    """A number without exponent and without needless zeros: 8, 10.25, -0.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

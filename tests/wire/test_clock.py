"""The one clock, and the day that stands still."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import Settings

from krav.wire import clock


def test_a_day_that_stands_still_has_its_noon_at_any_hour(settings: Settings) -> None:
    settings.KRAV_TODAY = date(2026, 9, 29)
    assert (clock.today(), clock.hour()) == (date(2026, 9, 29), 12)


@pytest.mark.parametrize(
    ("at", "day", "told"),
    [
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30), "23:59"),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1), "00:00"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1), "00:00"),
    ],
)
def test_a_moment_has_the_day_and_the_hour_of_scandinavia(at: datetime, day: date, told: str) -> None:
    assert (clock.day_of(at), clock.told(at)) == (day, told)

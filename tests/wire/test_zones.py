"""Hours of the week by a place's clock, on the days on which it is moved too."""

from datetime import UTC, datetime, timedelta

import pytest

from krav.countries import countries
from krav.wire.zones import day_began, has_come, next_time, zones

COPENHAGEN = "Europe/Copenhagen"
SUNDAY = 6
SKIPPED = datetime(2026, 3, 29, 1, tzinfo=UTC)
"""The moment at which two o'clock is passed over and it is three."""
TWICE = datetime(2026, 10, 25, 0, tzinfo=UTC)
"""The first of two times that it is two o'clock."""


def test_every_country_names_a_zone_one_can_choose() -> None:
    assert {law.code: law.time_zone for law in countries().values()} == {
        "DK": COPENHAGEN, "NO": "Europe/Oslo", "SE": "Europe/Stockholm",
    }  # fmt: skip
    assert {law.time_zone for law in countries().values()} < set(zones())


def test_an_hour_that_is_skipped_comes_with_the_next() -> None:
    assert not has_come(SUNDAY, 2, COPENHAGEN, SKIPPED - timedelta(minutes=1))
    assert has_come(SUNDAY, 2, COPENHAGEN, SKIPPED)


def test_an_hour_that_comes_twice_has_come_with_the_first() -> None:
    assert not has_come(SUNDAY, 2, COPENHAGEN, TWICE - timedelta(minutes=1))
    assert has_come(SUNDAY, 2, COPENHAGEN, TWICE)
    assert has_come(SUNDAY, 2, COPENHAGEN, TWICE + timedelta(hours=1))
    assert not has_come(SUNDAY, 3, COPENHAGEN, TWICE + timedelta(hours=1, minutes=59))


@pytest.mark.parametrize(("day", "utc"), [(22, 7), (29, 6)])
def test_eight_o_clock_is_eight_in_summer_and_winter(day: int, utc: int) -> None:
    then = datetime(2026, 3, day, utc, tzinfo=UTC)
    assert has_come(SUNDAY, 8, COPENHAGEN, then)
    assert not has_come(SUNDAY, 8, COPENHAGEN, then - timedelta(minutes=1))
    assert next_time(SUNDAY, 8, COPENHAGEN, then - timedelta(days=2)) == then


def test_a_day_of_23_hours_began_at_its_own_midnight() -> None:
    assert day_began(SKIPPED + timedelta(hours=5), COPENHAGEN) == datetime(2026, 3, 28, 23, tzinfo=UTC)


def test_what_is_over_comes_in_a_week() -> None:
    now = datetime(2026, 3, 22, 9, tzinfo=UTC)
    assert next_time(SUNDAY, 8, COPENHAGEN, now).date() == now.date()
    assert next_time(SUNDAY, 8, COPENHAGEN, now, over=True) == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert next_time(0, 8, COPENHAGEN, now, over=True) == datetime(2026, 3, 23, 7, tzinfo=UTC)

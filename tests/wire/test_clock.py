"""The clock: moments in UTC, days as people in Scandinavia count them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from krav.wire import clock


def test_now_is_a_moment_in_utc() -> None:
    before = datetime.now(UTC)
    now = clock.now()
    assert now.utcoffset() is not None
    assert before <= now <= datetime.now(UTC)


def test_today_is_the_day_in_copenhagen() -> None:
    home = ZoneInfo("Europe/Copenhagen")
    before = datetime.now(home).date()
    assert before <= clock.today() <= datetime.now(home).date()

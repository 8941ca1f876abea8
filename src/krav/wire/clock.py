"""The only clock: everything else is told the day and the moment."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

_HOME = ZoneInfo("Europe/Copenhagen")  # one hour for Denmark, Norway and Sweden
_NOON = 12

Ticks = float
"""Seconds of a clock that never goes back, since some moment, or between two."""


def today() -> date:
    """The civil day in Scandinavia, or the one day that a demonstration stands still at."""
    return settings.KRAV_TODAY or datetime.now(_HOME).date()


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def told(at: datetime) -> str:
    """A moment as people in Scandinavia read it off a clock."""
    return f"{at.astimezone(_HOME):%H:%M}"


def day_of(at: datetime) -> date:
    """The civil day of a moment in Scandinavia."""
    return at.astimezone(_HOME).date()


def hour() -> int:
    """The hour of the day in Scandinavia; noon on the one day that a demonstration stands still at."""
    return _NOON if settings.KRAV_TODAY else datetime.now(_HOME).hour


def ticks() -> Ticks:
    """How far the clock that never goes back has come."""
    return time.monotonic()


def wait(seconds: float) -> None:
    """Lets so many seconds pass."""
    time.sleep(seconds)

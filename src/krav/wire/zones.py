"""Hours of the week as a place's own clock shows them, summer time and all."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

_NEAR = ("Europe/", "Atlantic/", "Arctic/")
_WEEK = 7


def zones() -> list[str]:
    """The places that an account may go by the clock of."""
    return sorted(name for name in available_timezones() if name.startswith(_NEAR) or name == "UTC")


def there(at: datetime, zone: str) -> datetime:
    """A moment as the place's clock shows it."""
    return at.astimezone(ZoneInfo(zone))


def day_began(now: datetime, zone: str) -> datetime:
    """When the place's day began."""
    return datetime.combine(there(now, zone).date(), time(), ZoneInfo(zone))


def has_come(weekday: int, hour: int, zone: str, now: datetime) -> bool:
    """Whether it is the weekday (0 Monday) at the place, and the hour or later; one that is skipped comes with the next."""
    local = there(now, zone)
    return local.weekday() == weekday and local.hour >= hour


def next_time(weekday: int, hour: int, zone: str, now: datetime, *, over: bool = False) -> datetime:
    """When the weekday and hour come next at the place: today too, unless today's is `over`."""
    local = there(now, zone)
    ahead = (weekday - local.weekday()) % _WEEK or (_WEEK if over else 0)
    return datetime.combine(local.date() + timedelta(ahead), time(hour), ZoneInfo(zone))

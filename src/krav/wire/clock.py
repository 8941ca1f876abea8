"""The only clock: everything else is told the day and the moment."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_HOME = ZoneInfo("Europe/Copenhagen")  # one hour for Denmark, Norway and Sweden


def today() -> date:
    """The civil day in Scandinavia."""
    return datetime.now(_HOME).date()


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)

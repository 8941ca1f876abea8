"""What a look found: one line with its code, what is so, and what mends it."""

from datetime import date, datetime
from typing import NamedTuple


class Finding(NamedTuple):
    """Something that is `wrong`, or else worth a person's look; `mend` is a command, a setting or a deed."""

    code: str
    what: str
    mend: str
    wrong: bool = True


class Now(NamedTuple):
    """When it is looked: the moment, the day, and whether the day's runs have had their time."""

    at: datetime
    on: date
    begun: bool


def listed(found: list[str] | dict[str, int], most: int = 5) -> str:
    """A few of many by name; how many each has, where that is told, and how many more there are."""
    names = [f"{name} ({count})" for name, count in found.items()] if isinstance(found, dict) else found
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more

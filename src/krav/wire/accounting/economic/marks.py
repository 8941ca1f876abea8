"""How far the books were read: the newest entry, and what stands open on customers' accounts beside the invoices.

e-conomic has no list of what changed. Whatever is booked gets a higher entry number than all before it; what is only
matched by hand gets no entry, but then a payment or credit note that stood open does so no longer, and its customer's
invoices are read again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from krav.wire.accounting.economic.reading import Entry


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the books. `entry` is the newest read, `oldest` the day of the oldest open invoice.

    `standing` are the rests of open entries by number, by accounting year. `after` is the last invoice that was read of
    the whole list; None when all of it was.
    """

    entry: int = 0
    oldest: str = ""
    standing: dict[str, dict[str, str]] = field(default_factory=dict)
    after: int | None = None

    def text(self) -> str:
        """As it is kept."""
        return json.dumps([self.entry, self.oldest, self.standing, self.after], separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> "Mark":
        """As it was kept."""
        entry, oldest, standing, after = json.loads(text)
        return cls(entry, oldest, standing, after)

    def oldest_of(self, days: Iterable[str]) -> str:
        """The oldest of its own day and others."""
        return min(filter(None, (self.oldest, *days)), default="")


def standing(entries: Iterable[Entry]) -> dict[str, dict[str, str]]:
    """The rests of entries that are open, as a mark keeps them."""
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        found.setdefault(entry.year, {})[str(entry.number)] = entry.rest
    return found


def gone(mark: Mark, now: dict[str, dict[str, str]]) -> dict[str, list[int]]:
    """The numbers of entries that stood open at a mark and do so no longer, by accounting year."""
    found = {year: [int(each) for each in old if each not in now.get(year, {})] for year, old in mark.standing.items()}
    return {year: numbers for year, numbers in found.items() if numbers}


def is_moved(entry: Entry, mark: Mark) -> bool:
    """Whether an open entry is new since a mark, or has another rest."""
    return mark.standing.get(entry.year, {}).get(str(entry.number)) != entry.rest

"""The address of a look ahead: until when, which day is open, and what another policy would have; a link is a saved view."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse

from krav.kernel.days import days_after

SPANS = (7, 30, 90)
"""How many days a look ahead is offered for; the first is the usual one of a large account, the second of others."""
MOST_DAYS = 184
LARGE = 20_000
"""With more open claims than this an account is large."""


@dataclass(frozen=True, slots=True)
class Address:
    """What is looked at. `day` is None where none is chosen, `after` the debtor that its page before ended with."""

    told: QueryDict
    from_on: date
    until: date
    day: date | None
    after: int

    @property
    def last(self) -> date:
        """The last day that can be looked at."""
        return days_after(self.from_on, MOST_DAYS)

    @property
    def spans(self) -> list[tuple[int, date]]:
        """The looks that are offered: days, and the last of them."""
        return [(days, days_after(self.from_on, days)) for days in SPANS]

    def query(self, **changes: object) -> str:
        """The address's question with some of it changed; where a day or a span is chosen, its list begins anew."""
        told = self.told.copy()
        for gone in ("after", "now", *(("day",) if "until" in changes else ())):
            told.pop(gone, None)
        for name, value in changes.items():
            told[name] = str(value)
        return told.urlencode()

    def clean(self, slug: str) -> str:
        """The page without another policy."""
        return f"{reverse('calendar', kwargs={'slug': slug})}?until={self.until}"

    def url(self, slug: str, **changes: object) -> str:
        """The page so changed."""
        return f"{reverse('calendar', kwargs={'slug': slug})}?{self.query(**changes)}"


def address(told: QueryDict, on: date, open_claims: int) -> Address:
    """The address as a reader's browser tells it; what makes no sense is as usual."""
    usual = days_after(on, SPANS[0] if open_claims > LARGE else SPANS[1])
    until = _day(told.get("until", ""), on, days_after(on, MOST_DAYS)) or usual
    after = told.get("after", "")
    debtor = int(after) if after.isdecimal() and len(after) < 19 else 0
    return Address(told, on, until, _day(told.get("day", ""), on, until), debtor)


def _day(text: str, first: date, last: date) -> date | None:
    """The day of a text, where it lies between the two."""
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return day if first <= day <= last else None
    return None

"""The strip of days: for each its letters, what waits for a yes, and the money expected, as bars beside figures."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from krav.claims.outlook import Outlook, Sums
from krav.countries import step_name
from krav.kernel.days import days_after
from krav.kernel.money import Money
from krav.store.load import Creditor
from krav.web import figures

UP, DOWN = 56, 26
"""How high the greatest bar of letters stands over the line, and how deep that of money hangs below it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. `letters_high`, `asked_high` and `money_deep` are the bars; `rests` is a day the banks are closed."""

    on: date
    weekday: str
    label: str
    url: str
    current: bool
    rests: bool
    letters: int
    asked: int
    stopped: int
    steps: tuple[tuple[str, int], ...]
    fees: Money
    demanded: Money
    money: Money
    letters_high: int
    asked_high: int
    money_deep: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing comes."""
        return not (self.letters or self.asked or self.stopped or self.money)


def strip(found: Outlook, creditor: Creditor, chosen: date | None, url: Callable[[date], str]) -> list[Cell]:
    """Every day of the outlook; amounts are those in the currency of the creditor's country."""
    currency = creditor.country.currency
    by_day: dict[date, dict[str, Sums]] = defaultdict(dict)
    for on, key, sums in found.days():
        by_day[on][key] = sums
    most = max((_count(day) for day in by_day.values()), default=0) or 1
    richest = max((day[currency].money for day in by_day.values() if currency in day), default=0) or 1
    days = (days_after(found.from_on, count) for count in range((found.until_on - found.from_on).days + 1))
    return [_cell(on, by_day[on], creditor, (most, richest), url(on), on == chosen) for on in days]


def _cell(on: date, day: dict[str, Sums], creditor: Creditor, most: tuple[int, int], url: str, current: bool) -> Cell:
    country = creditor.country
    own = day.get(country.currency) or Sums()
    letters = sum(sums.letters.total() for sums in day.values())
    asked = sum(sums.asked.total() for sums in day.values())
    rests = country.bank_day_from(on) != on
    return Cell(
        on=on,
        weekday=date_format(on, "D"),
        label=figures.monthday(on) if on.day == 1 and not rests else str(on.day),
        url=url,
        current=current,
        rests=rests,
        letters=letters,
        asked=asked,
        stopped=sum(sums.stopped.total() for sums in day.values()),
        steps=tuple(by_step(day.values(), creditor)),
        fees=Money(own.fees, country.currency),
        demanded=Money(own.demanded, country.currency),
        money=Money(own.money, country.currency),
        letters_high=_bar(letters, most[0], UP),
        asked_high=_bar(asked, most[0], UP),
        money_deep=_bar(own.money, most[1], DOWN),
    )


def by_step(sums: Iterable[Sums], creditor: Creditor) -> list[tuple[str, int]]:
    """How many letters of each step, by its name and in the order of the ladder."""
    counts = sum((each.letters for each in sums), Counter())
    own = [step.key for step in creditor.policy.steps if step.key in counts]
    return [(step_name(key, figures.reader()), counts[key]) for key in own]


def _count(day: dict[str, Sums]) -> int:
    return sum(sums.letters.total() + sums.asked.total() for sums in day.values())


def _bar(value: int, most: int, length: int) -> int:
    """A bar's length; the least that is not nothing can be seen."""
    return max(value * length // most, 2) if value else 0

"""Interest in constant time: a calendar of cumulated rate-days for one series of yearly rates and one convention.

The interest of any principal between two days is principal × (F[to] − F[from]) ÷ SCALE, exact in integers, and
rounded once a line. F counts each day with the rate of its own half-year and the length of its own year.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from krav.kernel.days import ONE_DAY, thirty_360, year_length
from krav.kernel.money import Minor, half_up
from krav.law.dated import NotInForce

RATE_UNITS = 10_000
"""Rate units in 100 %: a rate is known to a hundredth of a per cent."""

_YEARS = lcm(360, 365, 366)
"""A year in units in which a day of every convention is a whole number."""

SCALE = RATE_UNITS * _YEARS


class Convention(StrEnum):
    """How days become a part of a year."""

    ACT_ACT = "act/act"
    ACT_365 = "act/365"
    THIRTY_360 = "30e/360"

    def units(self, day: date, ends_on: date) -> int:
        """The year-units that the day adds; a day counted from its anchor ends on the day after."""
        if self is Convention.THIRTY_360:
            return (thirty_360(ends_on) - thirty_360(ends_on - ONE_DAY)) * (_YEARS // 360)
        return _YEARS // self.basis(day)

    def basis(self, day: date) -> int:
        """The number of days in the year the day lies in."""
        if self is Convention.ACT_ACT:
            return year_length(day.year)
        return 365 if self is Convention.ACT_365 else 360

    def days(self, from_on: date, to_on: date) -> int:
        """The days between two days."""
        if self is Convention.THIRTY_360:
            return thirty_360(to_on) - thirty_360(from_on)
        return (to_on - from_on).days


class Stretch(NamedTuple):
    """Days from `from_on` up to `until_on`, with one yearly rate in per cent; the source says where it was read."""

    from_on: date
    until_on: date
    percent: Decimal


class Line(NamedTuple):
    """One line of an interest reckoning: a stretch with one principal, one rate and one length of year."""

    from_on: date
    to_on: date
    days: int
    principal: Minor
    percent: Decimal
    basis: int
    amount: Minor


@dataclass(frozen=True)
class Counting:
    """How a country counts: convention, whether the anchor day itself bears interest, where it rounds.

    With `anchor_counts` a stretch is [from, to) and the first interest day is the anchor itself; without, it is (from, to]
    and the first interest day is the day after. `round_each_line` rounds every half-year's line and adds the rounded
    lines; without it the sum is rounded once and the lines share the remainder.
    """

    convention: Convention
    anchor_counts: bool
    round_each_line: bool


class RateCalendar:
    """Cumulated rate-days of one series of rates, for every day it is known."""

    def __init__(self, name: str, stretches: Sequence[Stretch], counting: Counting) -> None:
        """Builds the table; `stretches` follow each other without a gap."""
        self.name, self.stretches, self.counting = name, tuple(stretches), counting
        self._shift = timedelta(0) if counting.anchor_counts else ONE_DAY
        ends_after = ONE_DAY - self._shift
        self._first = (stretches[0].from_on - self._shift).toordinal()
        cumulated, table = 0, [0]
        self._cuts = [(stretch.from_on - self._shift).toordinal() for stretch in stretches]
        for stretch in stretches:
            rate = _units(stretch.percent)
            for ordinal in range(stretch.from_on.toordinal(), stretch.until_on.toordinal()):
                day = date.fromordinal(ordinal)
                cumulated += rate * counting.convention.units(day, day + ends_after)
                table.append(cumulated)
        self._table = table
        self._last = self._first + len(table) - 1

    def factor(self, from_on: date, to_on: date) -> int:
        """F[to] − F[from]: multiplied by a principal and divided by SCALE it is the interest.

        Raises:
            NotInForce: a day of the span has no rate.
        """
        start, end = from_on.toordinal(), to_on.toordinal()
        if start < self._first or end > self._last:
            raise NotInForce(self.name, from_on if start < self._first else to_on, self._known)
        return self._table[end - self._first] - self._table[start - self._first]

    def rounded(self, principal: Minor, from_on: date, to_on: date) -> Minor:
        """The interest of one principal, every half-year's part rounded: the sum of `lines` where each line is rounded."""
        self.factor(from_on, to_on)
        start, end = from_on.toordinal(), to_on.toordinal()
        cuts = self._cuts[bisect_right(self._cuts, start) : bisect_left(self._cuts, end)]
        marks = [self._table[ordinal - self._first] for ordinal in (start, *cuts, end)]
        return sum(half_up(principal * (later - earlier), SCALE) for earlier, later in pairwise(marks))

    def lines(self, principal: Minor, from_on: date, to_on: date) -> tuple[Line, ...]:
        """The interest of one principal between two days, a line for each half-year rate (or length of year)."""
        lines = []
        exact = shown = 0
        for start, end, percent in self._pieces(from_on, to_on):
            portion = principal * self.factor(start, end)
            exact += portion
            amount = half_up(portion, SCALE) if self.counting.round_each_line else half_up(exact, SCALE) - shown
            shown += amount
            convention = self.counting.convention
            days = convention.days(start, end)
            basis = convention.basis(start + self._shift)
            lines.append(Line(start, end, days, principal, percent, basis, amount))
        return tuple(lines)

    def percent(self, day: date) -> Decimal:
        """The yearly rate in force that day."""
        for stretch in reversed(self.stretches):
            if stretch.from_on <= day < stretch.until_on:
                return stretch.percent
        raise NotInForce(self.name, day, self._known)

    def _pieces(self, from_on: date, to_on: date) -> list[tuple[date, date, Decimal]]:
        """The span cut where the rate or the length of the year changes; every half-year where lines are rounded."""
        self.factor(from_on, to_on)
        pieces: list[tuple[date, date, Decimal]] = []
        for stretch in self.stretches:
            start, end = max(stretch.from_on - self._shift, from_on), min(stretch.until_on - self._shift, to_on)
            if start >= end:
                continue
            if pieces and self._continues(pieces[-1], start, stretch.percent):
                start = pieces.pop()[0]
            pieces.append((start, end, stretch.percent))
        return pieces

    def _continues(self, piece: tuple[date, date, Decimal], start: date, percent: Decimal) -> bool:
        """Whether a stretch may share the line of the piece before it."""
        basis = self.counting.convention.basis
        same_year = basis(piece[0] + self._shift) == basis(start + self._shift)
        return not self.counting.round_each_line and piece[2] == percent and same_year

    @property
    def _known(self) -> str:
        return f"{self.stretches[0].from_on} to {self.stretches[-1].until_on} (not included)"


def _units(percent: Decimal) -> int:
    units = percent * (RATE_UNITS // 100)
    if units != units.to_integral_value():
        raise ValueError(f"{percent} % has more than two decimals")
    return int(units)

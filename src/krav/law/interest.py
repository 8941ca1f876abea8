"""Interest in constant time: a calendar of cumulated rate-days for one series of yearly rates and one convention.

The interest of any principal between two days is principal × (F[to] − F[from]) ÷ SCALE, exact in integers, and
rounded once a line. F counts each day with the rate of its own half-year and the length of its own year.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
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


class _Run(NamedTuple):
    """Days from an ordinal on with one yearly rate and one length of year."""

    start: int
    percent: Decimal
    basis: int


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
        """Builds the table; `stretches` follow each other without a gap, and none passes the end of a year."""
        self.name, self.stretches, self.counting = name, tuple(stretches), counting
        self._shift = timedelta(0) if counting.anchor_counts else ONE_DAY
        self._first = (stretches[0].from_on - self._shift).toordinal()
        self._table = self._cumulated()
        self._length = len(self._table)
        self._runs = self._merged()
        self._cuts = [run.start for run in self._runs]

    def _cumulated(self) -> list[int]:
        convention, ends_after = self.counting.convention, ONE_DAY - self._shift
        cumulated, table = 0, [0]
        for stretch in self.stretches:
            rate = _units(stretch.percent)
            for ordinal in range(stretch.from_on.toordinal(), stretch.until_on.toordinal()):
                day = date.fromordinal(ordinal)
                cumulated += rate * convention.units(day, day + ends_after)
                table.append(cumulated)
        return table

    def _merged(self) -> list[_Run]:
        """The days with one rate and one length of year; every half-year apart where each line is rounded."""
        runs: list[_Run] = []
        for stretch in self.stretches:
            start = (stretch.from_on - self._shift).toordinal()
            run = _Run(start, stretch.percent, self.counting.convention.basis(stretch.from_on))
            if self.counting.round_each_line or not runs or runs[-1][1:] != run[1:]:
                runs.append(run)
        return runs

    def factor(self, from_on: date, to_on: date) -> int:
        """F[to] − F[from]: multiplied by a principal and divided by SCALE it is the interest.

        Raises:
            NotInForce: a day of the span has no rate.
        """
        return self.mark(to_on) - self.mark(from_on)

    def mark(self, day: date) -> int:
        """F of a day, for who takes many differences in turn.

        Raises:
            NotInForce: the day has no rate.
        """
        position = day.toordinal() - self._first
        if 0 <= position < self._length:
            return self._table[position]
        raise self._not_in_force(day)

    def rounded(self, principal: Minor, from_on: date, to_on: date) -> Minor:
        """The interest of one principal, every half-year's part rounded: the sum of `lines` where each line is rounded."""
        cuts = self._cuts[bisect_right(self._cuts, from_on.toordinal()) : bisect_left(self._cuts, to_on.toordinal())]
        marks = (self.mark(from_on), *(self._table[ordinal - self._first] for ordinal in cuts), self.mark(to_on))
        return sum(half_up(principal * (later - earlier), SCALE) for earlier, later in pairwise(marks))

    def lines(self, principal: Minor, from_on: date, to_on: date) -> tuple[Line, ...]:
        """The interest of one principal between two days, a line for each half-year rate (or length of year)."""
        return tuple(self.lines_of([(from_on, to_on, principal)]))

    def lines_of(self, spans: Iterable[tuple[date, date, Minor]]) -> Iterator[Line]:
        """The lines of spans with a principal each; where the sum is rounded once, lines are parts of the running sum."""
        each_line, days = self.counting.round_each_line, self.counting.convention.days
        exact = shown = 0
        for from_on, to_on, principal in spans:
            for start, end, run in self._pieces(from_on, to_on):
                portion = principal * self.factor(start, end)
                exact += portion
                amount = half_up(portion, SCALE) if each_line else half_up(exact, SCALE) - shown
                shown += amount
                yield Line(start, end, days(start, end), principal, run.percent, run.basis, amount)

    def percent(self, day: date) -> Decimal:
        """The yearly rate in force that day."""
        for stretch in reversed(self.stretches):
            if stretch.from_on <= day < stretch.until_on:
                return stretch.percent
        raise self._not_in_force(day)

    def _pieces(self, from_on: date, to_on: date) -> Iterator[tuple[date, date, _Run]]:
        """The span cut where the rate or the length of the year changes."""
        self.factor(from_on, to_on)
        end = to_on.toordinal()
        position = bisect_right(self._cuts, from_on.toordinal()) - 1
        while from_on < to_on:
            after = self._cuts[position + 1] if position + 1 < len(self._cuts) else end
            piece_end = to_on if after >= end else date.fromordinal(after)
            yield from_on, piece_end, self._runs[position]
            from_on, position = piece_end, position + 1

    def _not_in_force(self, day: date) -> NotInForce:
        return NotInForce(self.name, day, self.stretches[0].from_on, self.stretches[-1].until_on)


def _units(percent: Decimal) -> int:
    units = percent * (RATE_UNITS // 100)
    if units != units.to_integral_value():
        raise ValueError(f"{percent} % has more than two decimals")
    return int(units)

"""Whether the balance of a statement adds up from line to line, whichever way its lines are ordered."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from krav.formats.statement.bookings import Booking
from krav.kernel.money import Minor


class _Gap(NamedTuple):
    """How many lines added up before it, and the line that did not."""

    after: int
    booking: Booking


def first_gap(bookings: Sequence[Booking]) -> Booking | None:
    """The line whose balance is not the one before it and its amount; None where all add up.

    The days run up or down, and the lines within a day may run the other way; of the two readings the one that comes
    further counts. A line without a balance is counted along.
    """
    likely = _gap(bookings if _runs_up(bookings) else bookings[::-1])
    if likely is None:
        return None
    other = _gap(bookings[::-1] if _runs_up(bookings) else bookings)
    return None if other is None else max(likely, other, key=lambda gap: gap.after).booking


def _runs_up(bookings: Sequence[Booking]) -> bool:
    days = [booking.day for booking in bookings if booking.day]
    return not days or days[0] <= days[-1]


def _gap(bookings: Sequence[Booking]) -> _Gap | None:
    """The first gap when the days run up; a day is tried in both orders from every balance it may begin with."""
    before: set[Minor | None] = {None}
    after = 0
    for _, group in groupby(bookings, key=lambda booking: booking.day):
        day = list(group)
        ways = [_follow(way, balance) for way in (day, day[::-1]) for balance in before]
        before = {way for way in ways if not isinstance(way, _Gap)}
        if not before:
            gap = max((way for way in ways if isinstance(way, _Gap)), key=lambda gap: gap.after)
            return _Gap(after + gap.after, gap.booking)
        after += len(day)
    return None


def _follow(bookings: Sequence[Booking], balance: Minor | None) -> Minor | _Gap | None:
    """The balance after the lines, None where none is known; or the line at which it does not add up."""
    for place, booking in enumerate(bookings):
        if balance is not None:
            balance += booking.amount or 0
        if booking.balance is not None:
            if balance not in {None, booking.balance}:
                return _Gap(place, booking)
            balance = booking.balance
    return balance

"""Which letters with a fee count together, and when a deadline was missed (inkassoforskriften §§ 1-2 and 1-3)."""

from collections.abc import Iterable
from datetime import date

from krav.kernel.days import days_after, months_after
from krav.law.step import PastLetter


def fee_letters(letters: Iterable[PastLetter], months: int, on: date) -> list[PastLetter]:
    """The letters with a fee since the count last began; it begins anew when more than `months` passed without one."""
    counted: list[PastLetter] = []
    for letter in letters:
        if letter.fee > 0:
            counted = [*_unless_lapsed(counted, months, letter.sent_on), letter]
    return _unless_lapsed(counted, months, on)


def missed(letter: PastLetter, days: int, on: date) -> bool:
    """Whether the letter gave at least `days` days and they are over."""
    return on > letter.deadline_on >= days_after(letter.sent_on, days)


def _unless_lapsed(counted: list[PastLetter], months: int, on: date) -> list[PastLetter]:
    lapsed = counted and on > months_after(counted[-1].sent_on, months)
    return [] if lapsed else counted

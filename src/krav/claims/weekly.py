"""A weekly list as a value: what is ready for a step, to whom it was mailed, what was answered."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from krav.kernel.money import Money

STOP, ALLOW, CALL = ANSWERS = ("stop", "allow", "call")
"""What somebody may answer to a line: stop it, let it go, or ring the customer first."""

SILENCE = "silence"
"""The answer that nobody gave."""

GO, WAIT = SILENCES = ("go", "wait")
"""What silence means."""


class Sent(NamedTuple):
    """A letter that went before: its step and day."""

    step: str
    on: date


class Answer(NamedTuple):
    """What was answered to a line, by whom, through what; `refused` is why silence did not take the step."""

    answer: str
    by: str
    how: str
    at: datetime
    refused: str


class Line(NamedTuple):
    """A claim on a list: what was open of it when the list was made, and what had been sent. No answer: nobody has yet."""

    id: int
    claim_id: int
    debtor_id: int
    number: str
    customer: str
    due_on: date
    open: Money
    sent: tuple[Sent, ...]
    answer: Answer | None

    def late(self, on: date) -> int:
        """How many days past its due day it is."""
        return (on - self.due_on).days


class Head(NamedTuple):
    """A list without its lines."""

    id: int
    step: str
    to: str
    manager: str
    on: date
    answer_by: datetime
    silence: str
    made_at: datetime


class Counted(NamedTuple):
    """A list among others: its lines by their answer, empty for none yet, and what was open of all of them."""

    head: Head
    answers: Mapping[str, int]
    open: Money

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return sum(self.answers.values())


@dataclass(frozen=True, slots=True)
class WeeklyList:
    """A list with its lines, by customer."""

    head: Head
    lines: tuple[Line, ...]

    @property
    def unanswered(self) -> tuple[Line, ...]:
        """The lines that wait for an answer."""
        return tuple(line for line in self.lines if line.answer is None)

    @property
    def counted(self) -> Counted:
        """The list as one among others."""
        answers = Counter(line.answer.answer if line.answer else "" for line in self.lines)
        currency = self.lines[0].open.currency
        return Counted(self.head, answers, Money.total((line.open for line in self.lines), currency))

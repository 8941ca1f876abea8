"""A policy drawn as a staircase on a ruler of days, and told as letters to one example debtor."""

from dataclasses import dataclass
from datetime import date

from krav.claims.example import RULER, Example, example
from krav.claims.policy import Policy
from krav.countries import step_name
from krav.kernel.money import Money
from krav.law.country import Country
from krav.law.step import DebtorKind
from krav.web import figures
from krav.web.explained import said

_WIDTH, _LEFT, _RIGHT = 400, 8, 392
_TOP, _RISE, _FOOT = 18, 46, 34


@dataclass(frozen=True, slots=True)
class Tread:
    """One letter of the example; `x` and `y` are where its tread begins, `end` where the next one rises."""

    key: str
    name: str
    day: int
    on: date
    deadline_on: date
    fee: Money
    total: Money
    why_no_fee: str
    x: int
    y: int
    end: int
    turned: bool


@dataclass(frozen=True, slots=True)
class Staircase:
    """The drawing, and why no letter follows the last. `ticks` are the ruler's marks: where, and which day."""

    treads: tuple[Tread, ...]
    ticks: tuple[tuple[int, int], ...]
    width: int
    height: int
    floor: int
    due_on: date
    principal: Money
    ends: str

    @property
    def outline(self) -> str:
        """The stairs as a path, closed along the floor."""
        steps = "".join(f"V{tread.y}H{tread.end}" for tread in self.treads)
        return f"M{self.treads[0].x} {self.floor}{steps}V{self.floor}Z" if self.treads else ""


def staircase(country: Country, policy: Policy, debtor: DebtorKind, on: date) -> Staircase:
    """The staircase of a policy for a kind of debtor."""
    shown = example(country, policy, debtor, on)
    days = [(letter.sent_on - shown.due_on).days for letter in shown.letters]
    span = max(RULER, *(day + 20 for day in days)) if days else RULER
    floor = _TOP + _RISE * max(1, len(days))
    return Staircase(
        treads=_treads(shown, days, span, country),
        ticks=tuple((_place(day, span), day) for day in range(0, span + 1, 15 if span <= RULER else 30)),
        width=_WIDTH,
        height=floor + _FOOT,
        floor=floor,
        due_on=shown.due_on,
        principal=Money(shown.claim.face, country.currency),
        ends=said(shown.end.refusal, country.languages[0]) if shown.end else "",
    )


def _treads(shown: Example, days: list[int], span: int, country: Country) -> tuple[Tread, ...]:
    places = [*(_place(day, span) for day in days), _RIGHT]
    count = len(days)
    return tuple(
        Tread(
            key=letter.step.key,
            name=step_name(letter.step.key, figures.reader()),
            day=day,
            on=letter.sent_on,
            deadline_on=letter.deadline_on,
            fee=Money(letter.fee, letter.currency),
            total=Money(letter.total, letter.currency),
            why_no_fee=said(letter.no_fee, country.languages[0]) if letter.no_fee else "",
            x=places[index],
            y=_TOP + _RISE * (count - 1 - index),
            end=places[index + 1],
            turned=places[index] > _WIDTH * 5 // 9,
        )
        for index, (letter, day) in enumerate(zip(shown.letters, days, strict=True))
    )


def _place(day: int, span: int) -> int:
    return _LEFT + (_RIGHT - _LEFT) * day // span

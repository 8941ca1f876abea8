"""Values that hold for a stretch of days; a day outside the known stretches raises NotInForce."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from krav.kernel.days import plain
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.why import Why
from krav.law.source import Confidence, Source


class NotInForce(KravError):
    """No value is known for the day: nothing may be charged on it. Known is `first` up to, not including, `last`."""

    def __init__(self, name: str, day: date, first: date, last: date | None) -> None:
        phrase = "{table}: no value is known for {day}; known is from {first}. Add the value with its source."
        if last:
            phrase = (
                "{table}: no value is known for {day}; known is {first} to {last} (not included). "
                "Add the value with its source."
            )
        super().__init__(phrase, {"table": name, "day": day, "first": first, "last": last})
        self.name, self.day = name, day


@dataclass(frozen=True, slots=True)
class Value:
    """One dated value: in force from `from_on` up to, not including, `until_on` (None: open)."""

    value: Any
    from_on: date
    until_on: date | None
    source: Source
    confidence: Confidence
    doubt: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """All values of one rule, oldest first. `keyed_by` names the day that picks the value."""

    name: str
    title: str
    unit: str
    keyed_by: str
    ends: str
    values: tuple[Value, ...]

    @cached_property
    def _starts(self) -> list[date]:
        return [value.from_on for value in self.values]

    def at(self, day: date) -> Value:
        """The dated value in force that day.

        Raises:
            NotInForce: the day lies before the first, after the last, or between two values.
        """
        position = bisect_right(self._starts, day) - 1
        if position >= 0:
            found = self.values[position]
            if found.until_on is None or day < found.until_on:
                return found
        raise NotInForce(self.name, day, self.values[0].from_on, self.values[-1].until_on)

    def on(self, day: date) -> Any:  # noqa: ANN401 the table's unit says what it is
        """The bare value in force that day."""
        return self.at(day).value

    def number(self, day: date) -> Decimal:
        """The value in force that day, as an exact number."""
        value = self.on(day)
        if isinstance(value, Decimal):
            return value
        raise TypeError(f"{self.name} holds {type(value).__name__}, not a number")

    def money(self, day: date) -> Money:
        """The value in force that day as money; the unit is the currency."""
        return Money.of(self.number(day), self.unit)

    def why(self, day: date, rule: str = "") -> Why:
        """The explanation of the value in force that day; the same one for all days of a value."""
        found = self.at(day)
        known = self._whys.get((found.from_on, rule))
        if known is None:
            known = self._whys[found.from_on, rule] = self._why(found, rule)
        return known

    @cached_property
    def _whys(self) -> dict[tuple[date, str], Why]:
        return {}

    def _why(self, found: Value, rule: str) -> Why:
        shown = plain(found.value) if isinstance(found.value, Decimal) else str(found.value)
        return Why(
            rule=rule or self.title,
            section=found.source.section,
            value=f"{shown} {self.unit}".strip(),
            valid_from=found.from_on,
            source=found.source.read_in,
            publisher=found.source.publisher,
            checked_on=found.source.checked_on,
            confidence=str(found.confidence),
        )

    @property
    def known(self) -> str:
        """The stretch of days the table speaks for, in words."""
        last = self.values[-1].until_on
        return f"{self.values[0].from_on} to {last} (not included)" if last else f"from {self.values[0].from_on}"

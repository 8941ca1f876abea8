"""What a client used of credits in a period, and what a bookkeeper charges for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from krav.claims.packages import part
from krav.kernel.money import Minor


class Used(NamedTuple):
    """Units used for one thing, or given back (below zero), at what they were bought for. `what` names it for people."""

    on: date
    unit: str
    what: str
    count: int  # type: ignore[assignment]  # a tuple counts, too
    price: Minor

    @property
    def amount(self) -> Minor:
        """What they cost."""
        return self.count * self.price


class OfUnit(NamedTuple):
    """All units of a kind together."""

    unit: str
    count: int  # type: ignore[assignment]  # a tuple counts, too
    amount: Minor


@dataclass(frozen=True, slots=True)
class Usage:
    """A client's statement: its lines by day, and the firm's own mark-up in hundredths of a per cent. Without VAT."""

    client: str
    payer: str
    country: str
    currency: str
    from_on: date
    until_on: date
    markup: int
    lines: Sequence[Used]

    @property
    def cost(self) -> Minor:
        """What the units were bought for."""
        return sum(line.amount for line in self.lines)

    @property
    def extra(self) -> Minor:
        """What the firm puts on top."""
        return part(self.cost, self.markup)

    @property
    def total(self) -> Minor:
        """What the client is charged."""
        return self.cost + self.extra

    @property
    def by_unit(self) -> list[OfUnit]:
        """The sums of each kind, in the order they were first used."""
        found: dict[str, tuple[int, Minor]] = {}
        for line in self.lines:
            count, amount = found.get(line.unit, (0, 0))
            found[line.unit] = (count + line.count, amount + line.amount)
        return [OfUnit(unit, *sums) for unit, sums in found.items()]

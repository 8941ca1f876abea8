"""How long customers take to pay after each step, from an account's own history: the ground of every expected amount."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

WATCHED_DAYS = 60
"""How long a step is watched for its money; what comes later is nobody's habit."""

LEAST = 30
"""The fewest claims from which a habit is told; below it there is no figure."""

MILLION = 1_000_000


class Spell(NamedTuple):
    """What one claim did after a step (empty: after its due day): the days until it was paid in full.

    None where the next step or something other than money came first, or nothing within WATCHED_DAYS. Every spell has
    begun WATCHED_DAYS ago or earlier: younger ones would count the quick payers alone.
    """

    step: str
    paid_days: int | None


@dataclass(frozen=True, slots=True)
class Habit:
    """What customers did after one step: of `seen` claims, `paid[n]` were paid in full within n days and before the next."""

    seen: int
    paid: tuple[int, ...]

    def within(self, days: int) -> int:
        """The share paid within so many days, in millionths."""
        return self.paid[min(days, WATCHED_DAYS)] * MILLION // self.seen if days >= 0 else 0


def paid_after(history: Iterable[Spell]) -> dict[str, Habit]:
    """The habit after each step that enough claims have been through; a step with fewer than LEAST has none."""
    paid: dict[str, list[int]] = defaultdict(lambda: [0] * (WATCHED_DAYS + 1))
    seen: dict[str, int] = defaultdict(int)
    for step, days in history:
        seen[step] += 1
        if days is not None and days <= WATCHED_DAYS:
            paid[step][max(days, 0)] += 1
    return {step: Habit(count, tuple(accumulate(paid[step]))) for step, count in seen.items() if count >= LEAST}

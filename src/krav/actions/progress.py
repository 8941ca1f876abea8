"""How long work tells how far it has come, and is stopped."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Tell = Callable[[int, int], None]
"""Hears how much is done, and of how much; raises Stopped where the work shall not go on."""

T = TypeVar("T")
_EVERY = 500


class Stopped(Exception):
    """Somebody stopped the work; `by` says who. Whatever it had written is rolled back on the way out."""

    def __init__(self, by: str) -> None:
        super().__init__(f"stopped by {by}")
        self.by = by


def nobody(done: int, total: int) -> None:
    """Nobody listens."""


def told(rows: Iterable[T], tell: Tell, before: int, total: int) -> Iterator[T]:
    """The rows as they are; every few of them are told, counted on from what was done before."""
    for number, row in enumerate(rows, before):
        if number % _EVERY == 0:
            tell(number, total)
        yield row

"""How long work tells how far it has come."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Tell = Callable[[int, int], None]
"""Hears how much is done, and of how much."""

T = TypeVar("T")
_EVERY = 500


def nobody(done: int, total: int) -> None:
    """Nobody listens."""


def told(rows: Iterable[T], tell: Tell, before: int, total: int) -> Iterator[T]:
    """The rows as they are; every few of them are told, counted on from what was done before."""
    for number, row in enumerate(rows, before):
        if number % _EVERY == 0:
            tell(number, total)
        yield row

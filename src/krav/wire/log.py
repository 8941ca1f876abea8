"""What Krav tells of its own doings: events with facts in numbers and codes, never anybody's name, text or address."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import structlog
from structlog.contextvars import bound_contextvars

Fact = str | int | bool | None
Level = Literal["debug", "info", "warning", "error"]


def event(name: str, *, level: Level = "info", **facts: Fact) -> None:
    """Tells of something that happened. The facts must name nobody: ids, counts, codes, states."""
    getattr(structlog.get_logger("krav.event"), level)(name, **facts)


@contextmanager
def told_with(**facts: Fact) -> Iterator[None]:
    """Every line that is told inside bears these facts, too: an id of the request, of the account."""
    with bound_contextvars(**facts):
        yield

"""Until when something is held, by the database's own clock: those of two machines differ."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now


def for_seconds(seconds: int) -> Any:  # noqa: ANN401 an expression
    """The end of a lease that begins now."""
    return Now() + timedelta(seconds=seconds)


def is_held(way: str = "") -> Q:
    """Whether somebody holds it; `way` leads to it."""
    return Q(**{f"{way}held_until__gte": Now()})


def is_free(way: str = "") -> Q:
    """Whether nobody holds it; `way` leads to it."""
    return Q(**{f"{way}held_until__isnull": True}) | Q(**{f"{way}held_until__lt": Now()})

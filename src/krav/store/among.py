"""Many values in a query, past what Django does with each of a list: `id__in=Among(ids)`."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import models
from django.db.models.expressions import BaseExpression

_MOST = 20_000
"""So many values are asked for at once."""


class Among(models.Expression):
    """The values as one expression; all int, or all str."""

    output_field = models.TextField()

    def __init__(self, values: Iterable[Any]) -> None:
        super().__init__()
        self._values = sorted(set(values))

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def get_group_by_cols(self) -> list[BaseExpression]:
        """Values are no column, in a condition on sums either."""
        return []

    def as_sql(self, compiler: object, connection: object) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002 Django's own
        """SQLite unfolds one parameter."""
        return "(SELECT value FROM json_each(%s))", (json.dumps(self._values),)

    def as_postgresql(self, compiler: object, connection: object) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002 Django's own
        """A plain list: PostgreSQL hashes it, where a subquery is another table for its planner to guess about."""
        return f"({', '.join(['%s'] * len(self._values)) or 'NULL'})", tuple(self._values)


def chunks(values: Iterable[Any], most: int = _MOST) -> Iterator[Among]:
    """The values, each once and ascending, as many at a time as is good for memory."""
    left = iter(sorted(set(values)))
    while some := list(islice(left, most)):
        yield Among(some)

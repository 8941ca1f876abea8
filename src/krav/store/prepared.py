"""A query that is compiled once and asked of one account after the other: making its SQL costs more than answering it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import BigIntegerField, Expression, QuerySet

from krav.store.scope import account_in_scope, account_scope


class _Marked(int):
    """The account in scope, to be known again among a statement's other numbers."""


@contextmanager
def account_marked(account_id: int) -> Iterator[None]:
    """Puts an account in scope, in which queries may be prepared."""
    with account_scope(_Marked(account_id)):
        yield


class Blank(Expression):
    """A number that is filled in by its name when the query is asked."""

    output_field = BigIntegerField()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: object, connection: object) -> tuple[str, tuple[Any]]:  # noqa: ARG002 Django's own
        return "%s", (self,)


class Prepared:
    """The rows of a values_list of the account in scope; the account and the blanks are filled in each time it is asked.

    Made within `account_marked`. All else in the query is the same for every account it is asked of.
    """

    def __init__(self, query: QuerySet[Any, Any]) -> None:
        self._compiler = query.query.get_compiler(query.db)
        sql, params = self._compiler.as_sql()
        self._sql, self._params, self._blanks = sql, tuple(params), dict[str, int]()
        self._compiler.as_sql = self._filled  # as Django runs it, but made only once

    def rows(self, **blanks: int) -> list[tuple[Any, ...]]:
        """The answer for the account in scope."""
        self._blanks = blanks
        return [tuple(row) for row in self._compiler.results_iter(tuple_expected=True)]

    def _filled(self, *_: object, **__: object) -> tuple[str, tuple[Any, ...]]:
        return self._sql, tuple(map(self._value, self._params))

    def _value(self, param: Any) -> Any:  # noqa: ANN401 what the database takes
        if isinstance(param, _Marked):
            return account_in_scope()
        return self._blanks[param.name] if isinstance(param, Blank) else param

"""A query that is compiled once and asked again and again: making its SQL costs more than answering it."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from functools import wraps
from typing import Any

from django.db import connections
from django.db.models import BigIntegerField, BooleanField, CharField, DateField, Expression, F, Field, Q, QuerySet

from krav.store.scope import account_in_scope, account_scope


class _Marked(int):
    """The account in scope, to be known again among a statement's other numbers."""


@contextmanager
def account_marked(account_id: int) -> Iterator[None]:
    """Puts an account in scope, in which queries may be prepared."""
    with account_scope(_Marked(account_id)):
        yield


class Blank(Expression):
    """A number, or a day, that is filled in by its name when the query is asked."""

    output_field: "Field[Any, Any]" = BigIntegerField()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: object, connection: object) -> tuple[str, tuple[Any]]:  # noqa: ARG002 Django's own
        return "%s", (self,)


class BlankDay(Blank):
    """A day that is filled in."""

    output_field = DateField()


class BlankText(Blank):
    """A text that is filled in."""

    output_field = CharField()


class OneOf(Expression):
    """Whether a column is one of the numbers that are filled in by a name, however many they are."""

    output_field = BooleanField()

    def __init__(self, column: str, name: str) -> None:
        super().__init__()
        self.column: Any = F(column)
        self.name = name

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Any) -> None:  # noqa: ANN401 Django's own signature
        (self.column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ANN401, ARG002 Django's own
        column, params = compiler.compile(self.column)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, Blank(self.name))

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ANN401, ARG002 Django's own
        column, params = compiler.compile(self.column)
        return f"{column} = ANY(%s)", (*params, Blank(self.name))


class Prepared:
    """The rows of a values_list of the account in scope; the account and the blanks are filled in each time it is asked.

    Made within `account_marked`. All else in the query is the same for every account it is asked of. It may be kept, and
    asked by several threads.
    """

    def __init__(self, query: QuerySet[Any, Any]) -> None:
        self._compiler = query.query.get_compiler(query.db)
        sql, params = self._compiler.as_sql()
        self._sql, self._params = sql, tuple(params)

    def rows(self, **blanks: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 numbers, days and collections of numbers
        """The answer for the account in scope."""
        compiler = copy(self._compiler)
        compiler.connection = connections[compiler.using]
        vendor = compiler.connection.vendor
        filled = self._sql, tuple(_filled(param, blanks, vendor) for param in self._params)
        compiler.as_sql = lambda *_, **__: filled  # as Django runs it, but made only once
        return [tuple(row) for row in compiler.results_iter(tuple_expected=True)]


class Question:
    """A prepared query that is made when it is asked for the first time: a decorator of what makes it.

    Nothing in it may hang on the account, the day or the reader but what is filled in.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self.__doc__ = make.__doc__
        self._make = make
        self._made: Prepared | None = None

    def rows(self, **blanks: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 as Prepared
        """The answer for the account in scope."""
        if self._made is None:
            with account_marked(account_in_scope()):
                self._made = Prepared(self._make())
        return self._made.rows(**blanks)

    def number(self, **blanks: Any) -> int:  # noqa: ANN401 as Prepared
        """The answer where it is one number; 0 where there is none."""
        return next((row[0] for row in self.rows(**blanks)), 0)


class Facts:
    """Rows that hang on things of certain ids: a decorator of what makes their query from the condition on `column`.

    For ids at hand it is made once and kept; for ids that are a query themselves it is made around that.
    """

    def __init__(self, column: str) -> None:
        self._column = column

    def __call__(self, make: Callable[[Any], QuerySet[Any, Any]]) -> Callable[[Any], Iterable[tuple[Any, ...]]]:
        """The function that is asked with ids."""
        kept = Question(lambda: make(OneOf(self._column, "ids")))

        @wraps(make)
        def of(ids: Any) -> Iterable[tuple[Any, ...]]:  # noqa: ANN401 ids, or a query of them
            if isinstance(ids, QuerySet):
                return make(Q(**{f"{self._column}__in": ids}))
            return kept.rows(ids=list(ids))

        return of


def _filled(param: Any, blanks: dict[str, Any], vendor: str) -> Any:  # noqa: ANN401 what the database takes
    if isinstance(param, _Marked):
        return account_in_scope()
    if not isinstance(param, Blank):
        return param
    value = blanks[param.name]
    if isinstance(value, Collection) and not isinstance(value, str):
        return json.dumps(list(value)) if vendor == "sqlite" else list(value)
    return value.isoformat() if isinstance(value, date) and vendor == "sqlite" else value

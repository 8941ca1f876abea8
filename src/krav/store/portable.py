"""Rows of any table as lines of JSON, the same from either database, and back into either.

A line is a list of values in the order of the table's columns: days and moments (UTC) as ISO text, bytes as base64, what
the database keeps as JSON as it is. Tables of accounts are told account by account; both ways only some rows are in memory.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from krav.store.scope import Owned, account_scope
from krav.store.tables import Table
from krav.store.write import insert_many

_MANY = 5_000
"""So many rows are asked for at once."""

Way = Callable[[Any], Any]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def lines(table: Table) -> Iterator[bytes]:
    """The table's rows, each a line; of owned tables only what the scope lets be seen."""
    ways = [_reading(kind) for kind in table.columns.values()]
    names = ", ".join(_asked(name, kind) for name, kind in table.columns.items())
    order = ", ".join([*(['"account_id"'] if table.is_owned else []), _ordered(table)])
    sql = f'SELECT {names} FROM "{table.name}" ORDER BY {order}'  # noqa: S608 names of our own tables
    with connection.wrap_database_errors, closing(connection.chunked_cursor()) as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(_MANY):
            for row in rows:
                told = [None if value is None else way(value) for way, value in zip(ways, row, strict=True)]
                yield _encode(told).encode() + b"\n"


def pour(table: Table, told: Iterable[bytes]) -> int:
    """Inserts the rows that the lines tell, each account's inside its scope; answers with their number.

    Raises:
        DatabaseError: the database refuses a row.
    """
    rows = (json.loads(line) for line in told)
    if table.is_owned:
        place = list(table.columns).index("account_id")
        count = 0
        for account_id, own in groupby(rows, lambda row: int(row[place])):
            with account_scope(account_id):
                count += _written(table, own)
    else:
        count = _written(table, rows)
    if connection.vendor == "postgresql":  # which would keep in memory what it has yet to check
        with connection.wrap_database_errors, connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return count


def _written(table: Table, rows: Iterable[Sequence[Any]]) -> int:
    """The one place where told rows are written: past PostgreSQL's wall as any rows of the account in scope are, else COPY.

    SQLite's driver writes those of any table.
    """
    turned = _turned(rows, [(place, way) for place, kind in enumerate(table.columns.values()) if (way := _writing(kind))])
    names = ", ".join(f'"{name}"' for name in table.columns)
    if connection.vendor == "postgresql" and issubclass(table.model, Owned):
        place = list(table.columns).index("account_id")
        others = [name for name in table.columns if name != "account_id"]
        return insert_many(table.model, others, ((*row[:place], *row[place + 1 :]) for row in turned))
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
                for row in turned:
                    copy.write_row(row)
            return int(cursor.rowcount)
        values = ", ".join("?" * len(table.columns))
        sql = f'INSERT INTO "{table.name}" ({names}) VALUES ({values})'  # noqa: S608 names of our own tables
        return int(connection.connection.executemany(sql, turned).rowcount)


def _turned(rows: Iterable[Sequence[Any]], ways: Sequence[tuple[int, Way]]) -> Iterator[list[Any]]:
    """The rows as this database takes them."""
    for row in rows:
        values = list(row)
        for place, way in ways:
            if values[place] is not None:
                values[place] = way(values[place])
        yield values


def _asked(name: str, kind: str) -> str:
    """A column as it is asked for: SQLite's own text of a day or a moment is nearer to ours than what its driver makes."""
    if connection.vendor == "sqlite" and kind in {"day", "moment"}:
        return f'CAST("{name}" AS TEXT)'
    if connection.vendor == "sqlite" and kind == "bool":
        return f'CAST("{name}" AS INTEGER)'
    return f'"{name}"'


def _ordered(table: Table) -> str:
    """The key, sorted alike by every database."""
    by_bytes = connection.vendor == "postgresql" and table.columns[table.key] == "text"
    return f'"{table.key}" COLLATE "C"' if by_bytes else f'"{table.key}"'


def _reading(kind: str) -> Way:
    """From what this database answers to what is told."""
    ways: dict[str, Way] = {
        "int": int,
        "bool": bool,
        "day": lambda day: day.isoformat() if isinstance(day, date) else day,
        "moment": _moment,
        "json": lambda value: json.loads(value) if isinstance(value, str) else value,
        "bytes": lambda data: b64encode(bytes(data)).decode(),
        "uuid": lambda value: UUID(str(value)).hex,
        "text": str,
    }
    return ways[kind]


def _writing(kind: str) -> Way | None:
    """From what is told to what this database takes; none where that is the same."""
    ways: dict[str, Way] = {"json": _encode, "bytes": b64decode}
    if connection.vendor == "sqlite":
        ways["moment"] = lambda told: told[:-1].replace("T", " ")
    return ways.get(kind)


def _moment(at: Any) -> str:  # noqa: ANN401 text in SQLite, a moment in PostgreSQL
    """A moment in UTC: 2026-03-16T06:30:15.250000Z."""
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    plain = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return f"{plain.isoformat()}Z"

"""Rows written in bulk into the account in scope: COPY on PostgreSQL, the driver's own executemany on SQLite.

COPY does not go past the wall (`store.wall`): many rows are copied into a temporary table of the connection, which is made
once and emptied by each commit, and inserted from there; few are inserted at once.

Columns are the database's names (`debtor_id`, not `debtor`); all but `account_id` and a generated `id` are given.
Values are int, str, bool, date, aware datetime or None. `save` and Django's checks are passed over: types, lengths,
uniqueness and foreign keys are the database's to refuse, and then nothing of the call is written.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db import ProgrammingError, connection, models, transaction

from krav.store.models import FACTS
from krav.store.scope import Owned, ScopeError, account_in_scope

Row = Sequence[Any]

_FEW = 30
"""Fewer rows than these are quicker inserted by one statement of PostgreSQL's."""

_BEYOND_REACH = "42501"
"""PostgreSQL's word for a row that the wall keeps from this connection."""

_MANY = 2_000
"""So many rows at once and SQLite looks anew at a sample of the table, or it would choose its ways as for an empty one."""


def insert_many(model: type[Owned], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Inserts the rows as rows of the account in scope; answers with their number.

    Raises:
        ScopeError: no account is in scope, or `account_id` is among the columns.
        DatabaseError: the database refuses a row.
    """
    with transaction.atomic(), connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            return _write(_table(model), _names(columns), rows)
        return _executemany(model, columns, rows)


def upsert_many(model: type[Owned], key: str, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Inserts the rows; a row whose `key` is already there gets the new values instead. Answers with their number.

    `key` is one of the columns, unique in the database; no two of the rows have the same.

    Raises:
        TypeError: rows of the model are facts.
        ScopeError: as insert_many, or a key belongs to a row of another account.
        DatabaseError: the database refuses a row.
    """
    if model in FACTS:
        raise TypeError(f"Rows of {_table(model)} are facts: they are inserted and never replaced.")
    rows = list(rows)
    conflict = _conflict(_table(model), key, columns)
    with transaction.atomic(), connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            written = _merge(_table(model), _names(columns), rows, conflict)
        else:
            written = _executemany(model, columns, rows, conflict)
        if written != len(rows):
            raise ScopeError(f"{_table(model)}: {len(rows) - written} of {len(rows)} keys are another account's.")
    return written


def _merge(table: str, names: str, rows: Sequence[Row], conflict: str) -> int:
    """As _write; a row of another account with the same key is beyond reach, and PostgreSQL says so."""
    try:
        return _write(table, names, rows, conflict)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == _BEYOND_REACH:
            raise ScopeError(f"{table}: some of {len(rows)} keys are another account's.") from error
        raise


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids for rows that are yet to be inserted, ascending; no other writer is ever given one of them.

    PostgreSQL leaves gaps between them where another writer takes ids at the same time.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [_table(model), count])
            return [reserved for (reserved,) in cursor.fetchall()]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, _table(model)])
        counted = cursor.fetchone()
        if counted is None:  # the first rows of the table
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [_table(model), count])
        end = 1 + (counted[0] if counted else count)
        return range(end - count, end)


def _executemany(model: type[Owned], columns: Sequence[str], rows: Iterable[Row], conflict: str = "") -> int:
    """SQLite: the account stands in the statement; the adapters Django registers make ISO text of days."""
    values = ", ".join([str(account_in_scope()), *("?" * len(columns))])
    sql = f'INSERT INTO "{_table(model)}" ({_names(columns)}) VALUES ({values}) {conflict}'  # noqa: S608 names and the account
    moments = [place for place, name in enumerate(columns) if name in _moments(model)]
    done = connection.connection.executemany(sql, _in_utc(rows, moments) if moments else rows)
    if done.rowcount >= _MANY:
        connection.connection.execute("PRAGMA analysis_limit = 400")
        connection.connection.execute(f'ANALYZE "{_table(model)}"')
    return int(done.rowcount)


def _in_utc(rows: Iterable[Row], moments: Sequence[int]) -> Iterator[Row]:
    """The rows with their moments as Django writes them in SQLite."""
    for row in rows:
        values = list(row)
        for place in moments:
            values[place] = connection.ops.adapt_datetimefield_value(row[place])
        yield values


def _write(table: str, names: str, rows: Iterable[Row], conflict: str = "") -> int:
    """PostgreSQL: the rows in one statement, or through a temporary table."""
    account_id, coming = account_in_scope(), iter(rows)
    first = list(islice(coming, _FEW))
    if not first:
        return 0
    with connection.cursor() as cursor:
        if len(first) < _FEW:
            blanks = ", ".join(["(" + ", ".join(["%s"] * (1 + len(first[0]))) + ")"] * len(first))
            values = [value for row in first for value in (account_id, *row)]
            cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES {blanks} {conflict}', values)  # noqa: S608 only names
            return int(cursor.rowcount)
        incoming = _incoming(cursor, table)
        with cursor.copy(f"COPY {incoming} ({names}) FROM STDIN") as copy:
            for row in chain(first, coming):
                copy.write_row((account_id, *row))
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {incoming} {conflict}')  # noqa: S608 only names
        return int(cursor.rowcount)


def _incoming(cursor: Any, table: str) -> str:  # noqa: ANN401 Django's cursor
    """An empty temporary table of the same columns, all of which may be null; the connection knows what it has."""
    kept: Any = connection
    name = f'"incoming_{table}"'
    if name not in kept.made:
        like = f'SELECT * FROM "{table}" WITH NO DATA'  # noqa: S608 only names
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ON COMMIT DELETE ROWS AS {like}")
        kept.made.add(name)
    if name in kept.filled:
        cursor.execute(f"DELETE FROM pg_temp.{name}")  # noqa: S608 only names
    kept.filled.add(name)
    return f"pg_temp.{name}"


def _conflict(table: str, key: str, columns: Sequence[str]) -> str:
    """Replaces all but the key of a row that has it already, if that row is of the same account."""
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != key)
    return f'ON CONFLICT ("{key}") DO UPDATE SET {changes} WHERE "{table}".account_id = excluded.account_id'


def _names(columns: Sequence[str]) -> str:
    """The columns in SQL, led by the account's."""
    if "account_id" in columns:
        raise ScopeError("The column account_id is filled with the account in scope: leave it out.")
    return ", ".join(f'"{name}"' for name in ("account_id", *columns))


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table


def _moments(model: type[Owned]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if isinstance(field, models.DateTimeField)}

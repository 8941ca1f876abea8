"""The connection: Django's own, and one statement before the next one whenever another account is in scope than before.

The statement is sent beneath Django's query log. A rollback takes it back with all else, so it is told again after one.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.backends.postgresql import base as postgresql

from krav.store.reach import signed
from krav.store.scope import reach

Asked = Callable[[str | None], str]


class _Told:
    """A cursor that tells before it asks."""

    before: Asked | None = None
    opened_in: str | None = None
    """What could be reached where a cursor of the server was opened: its rows are reckoned when they are fetched."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 psycopg's own signature
        self._tell()
        return super().execute(*args, **kwargs)  # type: ignore[misc]

    def executemany(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 psycopg's own signature
        self._tell()
        super().executemany(*args, **kwargs)  # type: ignore[misc]

    def copy(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 psycopg's own signature
        self._tell()
        return super().copy(*args, **kwargs)  # type: ignore[misc]

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[Any]:  # noqa: ANN401 psycopg's own signature
        self._tell()
        return super().stream(*args, **kwargs)  # type: ignore[misc, no-any-return]

    def _tell(self) -> None:
        if self.before is not None:
            self.opened_in = self.before(None)


class Cursor(_Told, postgresql.Cursor):
    """A cursor of the client."""


class ServerBindingCursor(_Told, postgresql.ServerBindingCursor):
    """A cursor whose parameters travel by themselves."""


class ServerSideCursor(_Told, postgresql.ServerSideCursor):
    """A cursor of the server: it goes on reading in the scope in which it was opened."""

    def fetchone(self) -> Any:  # noqa: ANN401 psycopg's own signature
        self._tell_again()
        return super().fetchone()  # type: ignore[misc]

    def fetchmany(self, size: int = 0) -> Any:  # noqa: ANN401 psycopg's own signature
        self._tell_again()
        return super().fetchmany(size)  # type: ignore[misc]

    def fetchall(self) -> Any:  # noqa: ANN401 psycopg's own signature
        self._tell_again()
        return super().fetchall()  # type: ignore[misc]

    def _tell_again(self) -> None:
        if self.before is not None:
            self.before(self.opened_in)


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """A connection that knows what it was last told; nothing where that may have been taken back.

    And the temporary tables it has `made`, and those that were `filled` since the last commit, which empties them.
    """

    _told: str | None = None
    _backend = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*args, **kwargs)
        self.made: set[str] = set()
        self.filled: set[str] = set()

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        binds = params["cursor_factory"] is postgresql.ServerBindingCursor
        return params | {"cursor_factory": ServerBindingCursor if binds else Cursor}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401 psycopg's connection
        connection = super().get_new_connection(conn_params)
        self._told, self._backend = None, 0
        self.made.clear()
        self.filled.clear()
        return connection

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ANN401 psycopg's cursor
        cursor: Any = super().create_cursor(name)
        if isinstance(cursor, postgresql.ServerSideCursor):
            cursor.__class__ = ServerSideCursor
        cursor.before = self._tell
        return cursor

    def _tell(self, wanted: str | None) -> str:
        """Tells the connection what is in scope, or was where something was opened, unless it knows."""
        wanted = reach() if wanted is None else wanted
        if wanted != self._told:
            with self.connection.cursor() as cursor:
                if wanted and not self._backend:  # asked, because a pooler between answers for itself
                    self._backend = cursor.execute("SELECT pg_catalog.pg_backend_pid()").fetchone()[0]
                told = signed(wanted, self._backend)
                cursor.execute("SELECT pg_catalog.set_config('krav.account', %s, false)", [told])
            self._told = wanted
        return wanted

    def _commit(self) -> Any:  # noqa: ANN401 Django's own signature
        told, self._told = self._told, None
        done = super()._commit()  # type: ignore[misc]
        self._told = told
        self.filled.clear()
        return done

    def _rollback(self) -> Any:  # noqa: ANN401 Django's own signature
        self._told = None
        self.made.clear()
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._told = None
        self.made.clear()

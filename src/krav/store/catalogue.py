"""What the database says of itself: its version and settings, its tables' triggers and walls, the role that asks."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from krav.store.models import FACTS
from krav.store.scope import Owned


class Role(NamedTuple):
    """Who asks, on PostgreSQL. `passes`: a superuser, or with BYPASSRLS. `owns`: the tables are its own."""

    name: str
    passes: bool
    owns: bool


def is_postgres() -> bool:
    """Whether the database is PostgreSQL."""
    return connection.vendor == "postgresql"


def version() -> tuple[int, ...]:
    """The database's version: (15,) and more of PostgreSQL, (3, 45, 1) of SQLite."""
    if is_postgres():
        return divmod(int(_value("SHOW server_version_num")), 10_000)
    return tuple(int(part) for part in str(_value("SELECT sqlite_version()")).split("."))


def pending() -> list[str]:
    """The migrations of this Krav that the database has not had, as app.name; none where a newer Krav has been."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _known() if (app, name) not in applied)


def newer() -> list[str]:
    """The migrations of the store that the database has had and this Krav does not know."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app == "store" and (app, name) not in _known())


@cache
def _known() -> frozenset[tuple[str, str]]:
    """The migrations that this program brings; they stay the same while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations or ())


def file() -> Path | None:
    """SQLite's file; None where the database is in memory or a server's."""
    name = settings.DATABASES["default"]["NAME"] if connection.vendor == "sqlite" else ""
    actual = str(connection.settings_dict["NAME"])
    return Path(name) if name and str(name) == actual and Path(name).is_absolute() else None


def size() -> int:
    """The database in bytes."""
    if is_postgres():
        return int(_value("SELECT pg_database_size(current_database())"))
    return int(_value("PRAGMA page_count")) * int(_value("PRAGMA page_size"))


def setting(name: str) -> str:
    """A setting of PostgreSQL, or a pragma of SQLite; `name` is our own."""
    return str(_value(f"SHOW {name}" if is_postgres() else f"PRAGMA {name}"))


def now() -> datetime:
    """The moment by the database's own clock; SQLite's is this machine's."""
    if is_postgres():
        return _moment(_value("SELECT clock_timestamp()"))
    return datetime.fromisoformat(str(_value("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))).replace(tzinfo=UTC)


def role() -> Role:
    """The role that asks. PostgreSQL only."""
    owner = "coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('account')), false)"
    asked = f"SELECT current_user, rolsuper OR rolbypassrls, {owner} FROM pg_roles WHERE rolname = current_user"  # noqa: S608 our words
    return Role(*_rows(asked)[0])


def unguarded() -> list[str]:
    """The tables of facts that the database would let change."""
    tables = {model._meta.db_table for model in FACTS}
    if is_postgres():
        asked = (
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE proname = 'refuse_change' AND tgenabled IN ('O', 'A') AND relnamespace = current_schema()::regnamespace"
        )
        return sorted(tables - {str(name) for (name,) in _rows(asked)})
    found = _rows("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
    names = {(str(table), str(name)) for table, name in found}
    return sorted(table for table in tables if not {(table, f"{table}_no_{deed}") for deed in ("update", "delete")} <= names)


def unwalled() -> tuple[list[str], int]:
    """The tables of accounts without forced row-level security, and how many have it. PostgreSQL only."""
    tables = {model._meta.db_table for model in apps.get_app_config("store").get_models() if issubclass(model, Owned)}
    asked = (
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity "
        "AND relnamespace = current_schema()::regnamespace"
    )
    walled = {str(name) for (name,) in _rows(asked)}
    return sorted(tables - walled), len(tables & walled)


def _moment(value: Any) -> datetime:  # noqa: ANN401 what the driver gives
    if not isinstance(value, datetime):
        raise TypeError(f"The database answered {type(value).__name__} for a moment.")
    return value.astimezone(UTC)


def _value(asked: str) -> Any:  # noqa: ANN401 what the driver gives
    return _rows(asked)[0][0]


def _rows(asked: str) -> Sequence[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return list(cursor.fetchall())

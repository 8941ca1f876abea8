"""The roles of PostgreSQL: the owner of the tables, and the plain one of web and workers, which the wall holds."""

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from krav.kernel.refusal import KravError
from krav.store import wall
from krav.store.reach import pads
from krav.store.scope import across_accounts

OWNER = "owner"
"""The alias of the connection by which tables are made, where KRAV_DATABASE_OWNER_URL names one."""

PLAIN = "default"


class Standing(NamedTuple):
    """How the role of web and workers stands to the wall."""

    role: str
    is_owner: bool
    passes: bool


def maker() -> str:
    """The alias of the connection that makes tables."""
    return OWNER if OWNER in settings.DATABASES else PLAIN


def schema_of(connection: BaseDatabaseWrapper) -> str:
    """The schema of the tables, quoted: the one in which this connection makes them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])


def behind_the_wall(*tables: str) -> RunPython:
    """The operation of a migration that puts new tables with an `account_id` behind the wall."""

    def put_up(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in wall.wall(schema_of(schema_editor.connection), tables):
                schema_editor.execute(statement, params=None)

    def take_down(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in wall.no_wall(schema_of(schema_editor.connection), tables):
                schema_editor.execute(statement, params=None)

    return RunPython(put_up, take_down)


def keep_keys(connection: BaseDatabaseWrapper, *secrets: str) -> None:
    """Writes the wall's keys, as KRAV_SECRET_KEY gives them, or the secrets that are to follow it; by the owner."""
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for sql, params in wall.keys_kept(schema_of(connection), pads(*secrets)):
            cursor.execute(sql, params)


def let_in(secrets: Sequence[str]) -> None:
    """From now on the database believes processes with these secrets, and no others.

    Raises:
        KravError: this role does not own the tables.
    """
    owner = connections[maker()]
    if owner.vendor != "postgresql":
        return
    if maker() != OWNER and not standing().is_owner:
        raise KravError("Changing keys needs the owner of the tables: give its address as KRAV_DATABASE_OWNER_URL.")
    keep_keys(owner, *secrets)


def settle_roles() -> None:
    """After the migrations: the key as it is now, and the plain role's rights. Only the owner can; others look on.

    Raises:
        KravError: the wall's key is another one than this KRAV_SECRET_KEY gives, and this role may not write it.
    """
    owner = connections[maker()]
    if owner.vendor != "postgresql":
        return
    if maker() == OWNER or standing().is_owner:
        keep_keys(owner)
        role = settings.DATABASES[PLAIN]["USER"]
        if maker() == OWNER and role and role != settings.DATABASES[OWNER]["USER"]:
            with owner.cursor() as cursor:
                for statement in wall.grants(schema_of(owner), owner.ops.quote_name(role)):
                    cursor.execute(statement)
    check_key()


def check_key() -> None:
    """Whether the database believes what this process says of the account in scope; SQLite has no wall.

    Raises:
        KravError: it does not.
    """
    if connections[PLAIN].vendor != "postgresql":
        return
    with across_accounts(), connections[PLAIN].cursor() as cursor:
        cursor.execute("SELECT krav_reach()")
        if cursor.fetchone() != (0,):
            raise KravError(
                "The database does not know this KRAV_SECRET_KEY and shows no rows. Give every process the same one; "
                "where it was changed, run “krav init” with KRAV_DATABASE_OWNER_URL."
            )


def may_migrate() -> None:
    """Lets tables be brought up to date by their owner, or where nothing is to be done.

    Raises:
        KravError: tables are to be made or changed, and this role does not own them.
    """
    connection = connections[PLAIN]
    if connection.vendor != "postgresql" or maker() == OWNER or standing().is_owner:
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise KravError(
            f"The tables are to be brought up to date, and {standing().role} does not own them: "
            "run “krav init” with KRAV_DATABASE_OWNER_URL."
        )


def standing() -> Standing:
    """How the plain role stands; where the tables have yet to be made, whoever can make them will own them."""
    with connections[PLAIN].cursor() as cursor:
        owns = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('account')"
        role = "FROM pg_roles WHERE rolname = current_user"
        makes = "has_schema_privilege(current_schema(), 'CREATE')"
        cursor.execute(f"SELECT current_user, coalesce(({owns}), {makes}), rolsuper OR rolbypassrls {role}")
        return Standing(*cursor.fetchone())


def weaknesses() -> list[str]:
    """What makes the second wall weaker than it can be, and what to do, a sentence each; SQLite has no such wall."""
    if connections[PLAIN].vendor != "postgresql":
        return []
    found = standing()
    if found.passes:
        problem = f"{found.role} passes by row-level security: the wall between accounts does not hold it."
        return [f"{problem} Give KRAV_DATABASE_URL a role that is no superuser and has no BYPASSRLS."]
    if found.is_owner:
        problem = f"{found.role} owns the tables and could take down the wall between accounts."
        return [f"{problem} Give KRAV_DATABASE_URL a plain role, KRAV_DATABASE_OWNER_URL the owner, and run “krav init”."]
    return []

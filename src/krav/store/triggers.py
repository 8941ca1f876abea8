"""The SQL that keeps a table append-only: the database itself refuses to change or delete a row."""

from collections.abc import Iterable, Iterator

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told text := coalesce(current_setting('krav.account', true), '');
    seal text;
    filled boolean;
BEGIN
    IF to_regprocedure(format('%I.krav_seal(text)', TG_TABLE_SCHEMA)) IS NOT NULL THEN
        EXECUTE format('SELECT %I.krav_seal(''*'')', TG_TABLE_SCHEMA) INTO seal;
        PERFORM set_config('krav.account', coalesce(seal, ''), true);  -- rows behind the wall are rows
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO filled;
    PERFORM set_config('krav.account', told, true);
    IF filled THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$
"""


def guard(vendor: str, tables: Iterable[str]) -> Iterator[str]:
    """The statements that refuse UPDATE and DELETE, and on PostgreSQL TRUNCATE, of a table with rows from then on.

    Both databases answer with an integrity error, “<table> is append-only”. SQLite loses a table's triggers when a later
    migration rebuilds the table: guard it again there.
    """
    if vendor == "postgresql":
        yield _FUNCTION
        for table in tables:
            yield (
                f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
    else:
        for table in tables:
            for event in ("update", "delete"):
                yield (
                    f'CREATE TRIGGER {table}_no_{event} BEFORE {event} ON "{table}" '
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def unguard(vendor: str, tables: Iterable[str]) -> Iterator[str]:
    """The statements that take the triggers away again; PostgreSQL keeps the function, which does nothing by itself."""
    for table in tables:
        if vendor == "postgresql":
            yield f'DROP TRIGGER {table}_append_only ON "{table}"'
            yield f'DROP TRIGGER IF EXISTS {table}_erased_only ON "{table}"'
        else:
            yield f"DROP TRIGGER {table}_no_update"
            yield f"DROP TRIGGER {table}_no_delete"

"""The second wall, on PostgreSQL: row-level security that shows a connection the rows of one account, as statements.

What a connection may reach stands in its setting `krav.account`, sealed: `<account>.<backend>.<mac>`, with * for every
account. The keys lie in a table that only the tables' owner may read, so that nobody else can write a seal; each seal is
good for one backend of the server and no other. While keys are changed the old one is believed, too. `store.reach` makes
seals, `store.walled` hands them over.
"""

from collections.abc import Iterable, Iterator, Sequence

SETTING = "krav.account"

_KEY = """
CREATE TABLE IF NOT EXISTS {schema}.krav_wall (
    place smallint PRIMARY KEY,
    inner_pad bytea NOT NULL CHECK (length(inner_pad) = 64),
    outer_pad bytea NOT NULL CHECK (length(outer_pad) = 64)
)
"""

_REACH = """
CREATE OR REPLACE FUNCTION {schema}.krav_reach() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told text := current_setting('krav.account', true);
    reach text := split_part(told, '.', 1);
    backend text := split_part(told, '.', 2);
BEGIN
    IF told IS NULL OR told = '' THEN
        RETURN NULL;
    END IF;
    IF backend <> pg_backend_pid()::text AND NOT (backend = 'owner' AND session_user = current_user) THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM {schema}.krav_wall WHERE told = reach || '.' || backend || '.'
            || encode(sha256(outer_pad || sha256(inner_pad || convert_to(reach || '.' || backend, 'UTF8'))), 'hex')
    ) THEN
        RETURN NULL;
    END IF;
    RETURN CASE reach WHEN '*' THEN 0 ELSE reach::bigint END;
END
$$
"""

_SEAL = """
CREATE OR REPLACE FUNCTION {schema}.krav_seal(reach text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT said || '.' || encode(sha256(outer_pad || sha256(inner_pad || convert_to(said, 'UTF8'))), 'hex')
    FROM {schema}.krav_wall, LATERAL (SELECT reach || '.' || pg_backend_pid() AS said) AS what ORDER BY place LIMIT 1
$$
"""

_MAY = "account_id = (SELECT {schema}.krav_reach()) OR (SELECT true WHERE {schema}.krav_reach() = 0) IS NOT NULL"
"""Both are asked once a statement, the second only where a row is not the account's; the planner takes it for the rare case
that it is, and reckons with as many rows as without the wall."""


def foundation(schema: str) -> Iterator[str]:
    """The statements that make the key's table and the functions; run by the owner of the tables."""
    for statement in (_KEY, _REACH, _SEAL):
        yield statement.format(schema=schema)
    yield f"REVOKE ALL ON {schema}.krav_wall FROM PUBLIC"
    yield f"REVOKE ALL ON FUNCTION {schema}.krav_seal(text) FROM PUBLIC"


def wall(schema: str, tables: Iterable[str]) -> Iterator[str]:
    """The statements that put tables with an `account_id` behind the wall, for their owner, too."""
    may = _MAY.format(schema=schema)
    for table in tables:
        yield f'ALTER TABLE {schema}."{table}" ENABLE ROW LEVEL SECURITY'
        yield f'ALTER TABLE {schema}."{table}" FORCE ROW LEVEL SECURITY'
        yield f'CREATE POLICY krav_wall ON {schema}."{table}" USING ({may}) WITH CHECK ({may})'


def no_wall(schema: str, tables: Iterable[str]) -> Iterator[str]:
    """The statements that take tables from behind the wall."""
    for table in tables:
        yield f'DROP POLICY krav_wall ON {schema}."{table}"'
        yield f'ALTER TABLE {schema}."{table}" NO FORCE ROW LEVEL SECURITY'
        yield f'ALTER TABLE {schema}."{table}" DISABLE ROW LEVEL SECURITY'


def no_foundation(schema: str) -> Iterator[str]:
    """The statements that take the functions and the key away again."""
    yield f"DROP FUNCTION {schema}.krav_seal(text)"
    yield f"DROP FUNCTION {schema}.krav_reach()"
    yield f"DROP TABLE {schema}.krav_wall"


def keys_kept(schema: str, pads: Sequence[tuple[bytes, bytes]]) -> Iterator[tuple[str, list[int | bytes]]]:
    """The statements, with their parameters, that keep these keys and no other; each by its inner and its outer pad."""
    yield f"DELETE FROM {schema}.krav_wall", []  # noqa: S608 a schema's name
    for place, (inner, outer) in enumerate(pads):
        sql = f"INSERT INTO {schema}.krav_wall (place, inner_pad, outer_pad) VALUES (%s, %s, %s)"  # noqa: S608 a schema's name
        yield sql, [place, inner, outer]


def grants(schema: str, role: str) -> Iterator[str]:
    """The statements that give the role of web and workers its rights, names quoted; run by the owner after migrations."""
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}"
    yield f"REVOKE TRUNCATE, TRIGGER, REFERENCES ON ALL TABLES IN SCHEMA {schema} FROM {role}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"
    yield f"REVOKE ALL ON {schema}.krav_wall FROM {role}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON {schema}.django_migrations FROM {role}"
    yield f"REVOKE ALL ON FUNCTION {schema}.krav_seal(text) FROM {role}"

"""The second wall, tried with raw SQL by the role of web and workers: whatever it sends, it reaches one account, or none."""

import secrets
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from psycopg import errors, sql
from pytest_django import DjangoDbBlocker

from krav.store.reach import signed
from krav.store.scope import Owned
from tests.store.two import PLAIN, Raw, Two, copy_lines

OWNED = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Owned))
REFUSED = (errors.InsufficientPrivilege, errors.IntegrityConstraintViolation)


@pytest.fixture
def raw(two: Two) -> Iterator[Raw]:
    """A connection of the plain role that was told nothing."""
    with two.connect() as made:
        yield made


@pytest.fixture
def mine(two: Two, raw: Raw) -> Raw:
    """A connection of the plain role that may reach one account."""
    tell(raw, signed(str(two.mine), raw.info.backend_pid))
    return raw


def tell(raw: Raw, value: str) -> None:
    raw.execute("SELECT set_config('krav.account', %s, false)", [value])


def reached(raw: Raw) -> set[int]:
    return {row[0] for row in raw.execute("SELECT account_id FROM debtor UNION SELECT account_id FROM entry")}


def one(raw: Raw, query: str) -> Any:  # noqa: ANN401 what the database answers
    found = raw.execute(query.encode()).fetchone()
    return found[0] if found else None


def test_the_role_is_plain_and_owns_nothing(raw: Raw) -> None:
    about = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert one(raw, about) is False
    assert one(raw, "SELECT count(*) FROM pg_class WHERE relowner = (SELECT current_user::regrole)") == 0


@pytest.mark.django_db
def test_every_table_of_accounts_is_behind_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity AND relforcerowsecurity AND (SELECT count(*) = 1 AND bool_and(polcmd = '*' "
            "AND polqual IS NOT NULL AND polwithcheck IS NOT NULL) FROM pg_policy WHERE polrelid = pg_class.oid) "
            "FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r'",
            [OWNED],
        )
        assert sorted(name for name, held in cursor.fetchall() if held) == OWNED


@pytest.mark.parametrize("table", OWNED)
def test_nothing_is_read_but_what_is_in_reach(two: Two, raw: Raw, table: str) -> None:
    query = sql.SQL("SELECT DISTINCT account_id FROM {}").format(sql.Identifier(table))
    assert raw.execute(query).fetchall() == []
    tell(raw, signed(str(two.mine), raw.info.backend_pid))
    assert raw.execute(query).fetchall() == [(two.mine,)]
    tell(raw, signed("*", raw.info.backend_pid))
    assert {row[0] for row in raw.execute(query)} == {two.mine, two.other}
    tell(raw, "")
    assert raw.execute(query).fetchall() == []


def test_the_other_account_is_not_joined_counted_or_copied(two: Two, mine: Raw) -> None:
    joined = "SELECT count(*) FROM account a JOIN claim c ON c.account_id = a.id JOIN entry e ON e.claim_id = c.id"
    assert one(mine, f"{joined} WHERE a.id = {two.other}") == 0
    assert one(mine, f"{joined} WHERE a.id = {two.mine}") == 2
    assert one(mine, "SELECT count(*) FROM debtor WHERE account_id <> 0 OR true") == 1
    assert one(mine, "SELECT count(*) FROM debtor TABLESAMPLE SYSTEM (100)") == 1
    for copied in ("COPY debtor TO STDOUT", "COPY (SELECT * FROM debtor) TO STDOUT"):
        with mine.cursor().copy(copied.encode()) as copy:
            assert [str(two.mine).encode() in row.split(b"\t") for row in copy_lines(copy)] == [True]


def test_a_function_of_one_s_own_sees_no_more(two: Two, mine: Raw) -> None:
    peep = "CREATE FUNCTION pg_temp.peep() RETURNS SETOF bigint LANGUAGE sql SECURITY DEFINER"
    mine.execute(peep.encode() + b" AS 'SELECT account_id FROM debtor'")
    assert mine.execute("SELECT pg_temp.peep()").fetchall() == [(two.mine,)]
    mine.execute("CREATE FUNCTION pg_temp.tell(debtor) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN "
                 "RAISE EXCEPTION 'seen %', $1.account_id; END $$")  # fmt: skip
    with pytest.raises(errors.RaiseException, match=rf"seen {two.mine}\b"):
        mine.execute("SELECT count(*) FROM debtor WHERE pg_temp.tell(debtor)")
    tell(mine, "")
    assert one(mine, "SELECT count(*) FROM debtor WHERE pg_temp.tell(debtor)") == 0


def test_nothing_of_the_other_account_is_written_changed_or_deleted(two: Two, mine: Raw) -> None:
    for statement in (
        "UPDATE debtor SET account_id = %s",
        "INSERT INTO outbox (account_id, letter_id, channel, state) SELECT %s, letter_id, 'sms', 'queued' FROM outbox",
    ):
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            mine.execute(statement.encode(), [two.other])
    assert mine.execute("UPDATE debtor SET name = 'x' WHERE account_id = %s", [two.other]).rowcount == 0
    assert mine.execute("DELETE FROM outbox WHERE account_id = %s", [two.other]).rowcount == 0
    assert mine.execute("UPDATE debtor SET name = name").rowcount == 1


def forged(two: Two, raw: Raw) -> list[str]:
    """What somebody could write into the setting: ids, other keys, other backends, seals cut and put together."""
    pid = raw.info.backend_pid
    mine, other = signed(str(two.mine), pid), signed(str(two.other), pid + 1)
    with two.connect() as another:
        elsewhere = signed(str(two.other), another.info.backend_pid)
    mac = mine.rpartition(".")[2]
    by_owner = signed("*", "owner")
    return [
        str(two.other), "*", "0", f"{two.other}.{pid}", f"{two.other}.{pid}.", f"{two.other}.{pid}.{mac}", f"*.{pid}.{mac}",
        f"{two.other}.{pid}.{secrets.token_hex(32)}", f"{mine}.{two.other}", f" {two.other}.{pid}.{mac}", other, elsewhere,
        by_owner, f"*.owner.{mac}", f"{two.other}.owner.{mac}", "....", "*..", f"'; SELECT 1; --{mac}", f"*.{pid}.NULL",
    ]  # fmt: skip


def test_a_forged_or_replayed_setting_reaches_nothing(two: Two, raw: Raw) -> None:
    for value in forged(two, raw):
        tell(raw, value)
        assert reached(raw) == set(), value
    tell(raw, signed(str(two.mine), raw.info.backend_pid))
    assert reached(raw) == {two.mine}


def test_a_table_in_the_way_of_the_key_s_is_not_read(two: Two, raw: Raw) -> None:
    pad = "decode(repeat('00', 64), 'hex')"
    raw.execute(f"CREATE TEMP TABLE krav_wall AS SELECT true AS one, {pad} AS inner_pad, {pad} AS outer_pad".encode())
    raw.execute("SET search_path = pg_temp, public")
    said = f"{two.other}.{raw.info.backend_pid}"
    mac = one(raw, f"SELECT encode(sha256({pad} || sha256({pad} || convert_to('{said}', 'UTF8'))), 'hex')")
    tell(raw, f"{said}.{mac}")
    assert one(raw, "SELECT count(*) FROM public.debtor") == 0


DOORS = [
    "SELECT * FROM krav_wall", "UPDATE krav_wall SET inner_pad = outer_pad", "DELETE FROM krav_wall",
    "SELECT krav_seal('*')",
    "COPY krav_wall TO STDOUT", "TRUNCATE debtor CASCADE", "TRUNCATE entry", "ALTER TABLE debtor DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE debtor NO FORCE ROW LEVEL SECURITY", "DROP POLICY krav_wall ON debtor",
    "CREATE POLICY mine ON debtor USING (true)", "ALTER POLICY krav_wall ON debtor USING (true)",
    "ALTER TABLE entry DISABLE TRIGGER ALL", "ALTER TABLE entry DISABLE TRIGGER entry_append_only",
    "DROP TRIGGER entry_append_only ON entry", "SET session_replication_role = replica", "DROP TABLE debtor",
    "UPDATE entry SET amount = 0", "DELETE FROM entry", "SET ROLE postgres", "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE krav_web BYPASSRLS", "GRANT SELECT ON krav_wall TO krav_web", "DELETE FROM django_migrations",
    "CREATE OR REPLACE FUNCTION krav_reach() RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE TRIGGER t BEFORE INSERT ON debtor EXECUTE FUNCTION refuse_change()", "CREATE VIEW peep AS SELECT * FROM debtor",
]  # fmt: skip


@pytest.mark.parametrize("statement", DOORS)
def test_no_door_opens(two: Two, mine: Raw, statement: str) -> None:
    with pytest.raises(REFUSED):
        mine.execute(statement.encode())
    assert reached(mine) == {two.mine}


@pytest.mark.django_db
def test_nor_may_it_become_the_owner(mine: Raw) -> None:
    owner = connection.settings_dict["USER"]
    for statement in (f'SET ROLE "{owner}"', f'SET SESSION AUTHORIZATION "{owner}"'):
        with pytest.raises(errors.InsufficientPrivilege):
            mine.execute(statement.encode())


def test_row_security_off_is_an_error_and_no_way(mine: Raw) -> None:
    mine.execute("SET row_security = off")
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        mine.execute("SELECT * FROM debtor")


def test_facts_behind_the_wall_are_not_emptied_by_their_owner(two: Two, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM entry")
        assert cursor.fetchone() == (0,)
        with pytest.raises(Exception, match="entry is append-only"):
            cursor.execute("TRUNCATE entry CASCADE")
        cursor.execute("SELECT count(*) FROM entry")
        assert cursor.fetchone() == (0,)


def test_the_owner_s_own_seal_is_good_for_a_copy(two: Two, raw: Raw) -> None:
    about = connection.settings_dict
    told = f"-c krav.account={signed('*', 'owner')}"
    place = f"host={about['HOST']} port={about['PORT']} dbname={about['NAME']} user={about['USER']}"
    with psycopg.connect(place, options=told, autocommit=True) as copying:
        assert reached(copying) == {two.mine, two.other}
    with psycopg.connect(place.replace(f"user={about['USER']}", f"user={PLAIN}"), options=told) as plain:
        assert reached(plain) == set()

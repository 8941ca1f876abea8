"""The SQL that lets exactly an erasure through to a table of facts: personal columns become signs, nothing else moves.

An erasure of the account must be written before. A DELETE, and an UPDATE that changes nothing or anything else, are refused
as before.
"""

from collections.abc import Iterator, Mapping, Sequence

MEMBERS = "members"
"""Of a JSON object whose shape is needed, members become a sign: those of people's words, or with the customer's."""

_MEMBER_SIGNS = ("[erased]", "", "{}", "[]")

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    now jsonb := to_jsonb(NEW);
    place int := 0;
    name text;
    sign text;
BEGIN
    IF was = now OR NOT EXISTS (SELECT FROM erasure WHERE account_id = OLD.account_id) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    WHILE place < TG_NARGS LOOP
        name := TG_ARGV[place];
        sign := TG_ARGV[place + 1];
        IF was->>name IS DISTINCT FROM now->>name AND (CASE
            WHEN sign <> 'members' THEN now->>name IS DISTINCT FROM sign
            ELSE EXISTS (
                SELECT FROM jsonb_each_text((was->>name)::jsonb) AS b (key, value)
                FULL JOIN jsonb_each_text((now->>name)::jsonb) AS a (key, value) USING (key)
                WHERE b.value IS DISTINCT FROM a.value
                AND (b.key IS NULL OR a.value IS NULL OR a.value NOT IN ('[erased]', '', '{}', '[]'))
            )
        END) THEN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        was := was - name;
        now := now - name;
        place := place + 2;
    END LOOP;
    IF was <> now THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$
"""


def let_erase(vendor: str, table: str, columns: Sequence[str], signs: Mapping[str, str]) -> Iterator[str]:
    """The statements after which a guarded table lets its personal columns become their signs; `columns` are all it has."""
    if vendor == "postgresql":
        yield _FUNCTION
        yield f'DROP TRIGGER {table}_append_only ON "{table}"'
        yield (
            f'CREATE TRIGGER {table}_append_only BEFORE DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        told = ", ".join(f"'{name}', '{sign}'" for name, sign in signs.items())
        yield (
            f'CREATE TRIGGER {table}_erased_only BEFORE UPDATE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION refuse_but_erasure({told})"
        )
    else:
        yield f"DROP TRIGGER {table}_no_update"
        yield (
            f'CREATE TRIGGER {table}_no_update BEFORE UPDATE ON "{table}" WHEN NOT ({_allowed(columns, signs)}) '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def forbid_erasing(vendor: str, table: str) -> Iterator[str]:
    """The statements that guard the table as before."""
    if vendor == "postgresql":
        yield f'DROP TRIGGER {table}_erased_only ON "{table}"'
        yield f'DROP TRIGGER {table}_append_only ON "{table}"'
        yield (
            f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    else:
        yield f"DROP TRIGGER {table}_no_update"
        yield (
            f'CREATE TRIGGER {table}_no_update BEFORE UPDATE ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _allowed(columns: Sequence[str], signs: Mapping[str, str]) -> str:
    """SQLite's words for a row of which only personal columns changed, to their signs, and at least one did."""
    kept = [f'OLD."{name}" IS NEW."{name}"' for name in columns if name not in signs]
    gone = [_member_wise(name) if sign == MEMBERS else _whole(name, sign) for name, sign in signs.items()]
    some = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in signs)
    known = "EXISTS (SELECT 1 FROM erasure WHERE erasure.account_id = OLD.account_id)"
    return " AND ".join([*kept, *gone, f"({some})", known])


def _whole(name: str, sign: str) -> str:
    return f'(OLD."{name}" IS NEW."{name}" OR NEW."{name}" = \'{sign}\')'


def _member_wise(name: str) -> str:
    """No member came or went, and each is as it was or a sign."""
    signs = ", ".join(f"'{sign}'" for sign in _MEMBER_SIGNS)
    old, new = f'json_each(OLD."{name}")', f'json_each(NEW."{name}")'
    as_many = f"(SELECT COUNT(*) FROM {old}) = (SELECT COUNT(*) FROM {new})"  # noqa: S608 the registry's names
    other = f"b.key IS NULL OR (a.value IS NOT b.value AND a.value NOT IN ({signs}))"
    none = f"NOT EXISTS (SELECT 1 FROM {new} AS a LEFT JOIN {old} AS b ON a.key = b.key WHERE {other})"  # noqa: S608 the same
    return f'(OLD."{name}" IS NEW."{name}" OR ({as_many} AND {none}))'

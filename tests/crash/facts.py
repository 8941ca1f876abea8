"""All that came of a life, such that two lives can be compared: rows by what they say, not by their numbers or moments."""

import json
import re
from bisect import bisect_right
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection

from krav.actions.unsure import HOLD as DOUBT
from krav.store.queries.journals import journals
from krav.store.scope import account_scope
from krav.store.tables import Table, tables
from krav.store.verify import verify

Facts = dict[str, list[str]]

WORKINGS = {
    "turn", "chore", "heartbeat", "run_phase", "audit", "upload", "import_report", "django_migrations", "setup", "user",
}  # fmt: skip
"""Tables that tell how the work went and not what came of it; of the audit, what people asked for by a form is told."""

RETRIES = {
    "account": {"moved"},
    "outbox": {"tries", "problem"}, "hand_over": {"tries", "problem", "key", "seen"}, "partner_word": {"tries", "problem"},
    "case_event": {"fact", "hash", "before", "seq"}, "books_posted": {"name", "tries", "problem"}, "connection": {"rights"},
}  # fmt: skip
"""Columns that tell how often something was tried or changed, made-up keys, and what hangs on rows' numbers and moments."""


_HOURS = re.compile(r"(?<=\d{4}-\d\d-\d\d)T[0-9:.]+(Z|[+-]\d\d:\d\d)")
_IDS = re.compile(r'("\w*_?ids?": ?)(\d+|\[[\d, ]*\])')
_PRINTS = re.compile(r'("data": ?"|"S\d{4}-\d{4}\.pdf", ?"application/pdf", ?")[0-9a-f]{64}')
"""Within texts of JSON: at which hour of its day something was, the numbers of rows, prints of papers that tell hours."""


def facts(home: Path, account_id: int) -> Facts:
    """Every table's rows, the faults of the journals, and the files of the home with their contents."""
    told: Facts = {}
    said: dict[tuple[str, Any], str] = {}
    with account_scope(account_id):
        for table in tables():
            rows = _rows(table, said)
            if table.name not in WORKINGS:
                told[table.name] = sorted(rows)
        told["journals"] = [str(fault) for case_id, _ in journals("") for fault in verify(case_id)]
        told["asked by people"] = sorted({" ".join(map(str, row)) for row in _asked()})
    told["files"] = sorted(_file(home, path) for path in home.rglob("*") if _is_told(home, path))
    return told


def _rows(table: Table, said: dict[tuple[str, Any], str]) -> list[str]:
    """What each row says; a row that it points to stands in it by what that one says."""
    fields = {str(field.column): field for field in table.model._meta.concrete_fields}
    names = ", ".join(f'"{name}"' for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{table.name}"')  # noqa: S608 names of our own tables
        found = cursor.fetchall()
        cursor.execute('SELECT "id" FROM "entry" ORDER BY "id"')
        entries = [number for (number,) in cursor.fetchall()]
    made: list[str] = []
    for row in found:
        values = dict(zip(fields, row, strict=True))
        if _waits(table.name, values, said):
            continue
        if table.name == "letter":  # the number of a row, of which what was taken back leaves gaps
            values["entries_to"] = bisect_right(entries, values["entries_to"])
        told: dict[str, Any] = {}
        for name, value in values.items():
            to: Any = fields[name].related_model
            if to is not None:
                target = said.get((to._meta.db_table, value), "")
                told[name] = value and sha256(target.encode()).hexdigest()[:12]
            elif name != table.key and table.columns[name] != "moment" and name not in RETRIES.get(table.name, ()):
                told[name] = _same(str(value))
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        said[table.name, values[table.key]] = text
        made.append(text)
    return made


def _waits(table: str, values: dict[str, Any], said: dict[tuple[str, Any], str]) -> bool:
    """Whether it is a claim's waiting until somebody had looked a letter up, or the end of that."""
    if table == "case_event" and values["kind"] in {"hold", "hold_lift"}:
        return DOUBT in str(values["data"])
    if table == "hold_lift":
        return ("hold", values["hold_id"]) not in said
    return table == "hold" and values["reason"] == DOUBT


def _same(text: str) -> str:
    """What a text says without what another life may say otherwise."""
    return _PRINTS.sub(r"\1", _IDS.sub(r"\1", _HOURS.sub("", text)))


def _asked() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT action, actor, \"on\" FROM audit WHERE key <> ''")
        return list(cursor.fetchall())


def _is_told(home: Path, path: Path) -> bool:
    """Not the database, the keys, caches, or drafts of the moment a process died in."""
    inside = path.relative_to(home).parts
    return path.is_file() and inside[0] in {"letters", "inbox", "papers", "files", "attachments"} and not _is_draft(path)


def _is_draft(path: Path) -> bool:
    return path.name.startswith((".", "tmp"))


def _file(home: Path, path: Path) -> str:
    return f"{path.relative_to(home)} {sha256(path.read_bytes()).hexdigest()[:16]}"


def differences(calm: Facts, other: Facts) -> list[str]:
    """What one says and the other does not."""
    found: list[str] = []
    for name in sorted(calm.keys() | other.keys()):
        mine, theirs = list(calm.get(name, ())), list(other.get(name, ()))
        for each in list(mine):
            if each in theirs:
                mine.remove(each)
                theirs.remove(each)
        found += [f"{name}: missing {each}" for each in mine] + [f"{name}: too much {each}" for each in theirs]
    return found

"""Numbers of persons: masked where they stood, and sealed beside that; where nothing needs them whole, only masked or gone."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from krav.countries import masked_number
from krav.store import numbers

_MANY, _AT_ONCE = 2_000, 200
_PARTY_NUMBER = 2
"""Where the company number stands in a party of a hand-over's file."""


def seal(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Seals customers' numbers, drafts and hand-overs; what is sealed stays as it is."""
    alias = schema_editor.connection.alias
    _each(apps, alias, "Debtor", ("company_number", "sealed_number"), _debtor)
    _each(apps, alias, "CaseDraft", ("data",), _draft)
    _each(apps, alias, "HandOver", ("file",), _file)
    with _unguarded(schema_editor, "payment"):
        _each(apps, alias, "Payment", ("payer_number",), _payer)
    with _unguarded(schema_editor, "dispatch"):
        _each(apps, alias, "Dispatch", ("address",), _address, channel="digital")


def open_again(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Opens what is sealed."""
    alias = schema_editor.connection.alias
    _each(apps, alias, "Debtor", ("company_number", "sealed_number"), _open_debtor)
    _each(apps, alias, "CaseDraft", ("data",), _open_draft)
    _each(apps, alias, "HandOver", ("file",), _open_file)


def _each(
    apps: StateApps, alias: str, model: str, columns: tuple[str, ...], change: Any, **only: str
) -> None:
    """Changes rows in bulk; `change` says whether it did something to one."""
    table = apps.get_model("store", model).objects.using(alias)
    last = 0
    while rows := list(table.filter(pk__gt=last, **only).exclude(**{columns[0]: ""}).order_by("pk")[:_MANY]):
        last = rows[-1].pk
        fields = [*columns, *(["number"] if model == "Debtor" else [])]
        table.bulk_update([row for row in rows if change(row)], fields, batch_size=_AT_ONCE)


def _debtor(row: Any) -> bool:
    shown, sealed = numbers.kept(row.company_number)
    if not sealed:
        return False
    if row.number == row.company_number:
        row.number = numbers.stand_in(sealed)
    row.company_number, row.sealed_number = shown, sealed
    return True


def _open_debtor(row: Any) -> bool:
    if not row.sealed_number:
        return False
    named = row.number == numbers.stand_in(row.sealed_number)
    row.company_number, row.sealed_number = numbers.opened(row.sealed_number), ""
    row.number = row.company_number if named else row.number
    return True


def _draft(row: Any) -> bool:
    before, row.data = row.data, numbers.draft_text(numbers.draft_told(row.data))
    return bool(row.data != before)


def _open_draft(row: Any) -> bool:
    before, row.data = row.data, json.dumps(numbers.draft_told(row.data), ensure_ascii=False, sort_keys=True)
    return bool(row.data != before)


def _file(row: Any) -> bool:
    told = json.loads(row.file)
    if "sealed" in told or not told.get("debtor"):
        return False
    shown, sealed = numbers.kept(told["debtor"][_PARTY_NUMBER])
    if sealed:
        told["debtor"][_PARTY_NUMBER], told["sealed"] = shown, sealed
        row.file = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return bool(sealed)


def _open_file(row: Any) -> bool:
    told = json.loads(row.file)
    sealed = told.pop("sealed", "")
    if sealed:
        told["debtor"][_PARTY_NUMBER] = numbers.opened(sealed)
        row.file = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return bool(sealed)


def _payer(row: Any) -> bool:
    was, row.payer_number = row.payer_number, "" if masked_number(row.payer_number) else row.payer_number
    return bool(was != row.payer_number)


def _address(row: Any) -> bool:
    was, row.address = row.address, masked_number(row.address) or row.address
    return bool(was != row.address)


@contextmanager
def _unguarded(schema_editor: BaseDatabaseSchemaEditor, table: str) -> Iterator[None]:
    """A table of facts open to changes for a moment, then guarded by the same trigger as before."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER {table}_erased_only')
        yield
        schema_editor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER {table}_erased_only')
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [f"{table}_no_update"])
        (guard,) = cursor.fetchone()
    schema_editor.execute(f"DROP TRIGGER {table}_no_update", params=None)
    yield
    schema_editor.execute(guard, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0016_moved")]

    operations = [
        migrations.AddField("debtor", "sealed_number", models.TextField(blank=True, default="", db_default="")),
        migrations.RunPython(seal, open_again),
    ]

"""Facts are inserted, never updated and never deleted."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from krav.store.triggers import guard, unguard

TABLES = (
    "audit", "claim", "dispatch", "entry", "hold", "hold_lift", "imported_file", "interest_credit", "interest_invoice",
    "interest_line", "letter", "letter_claim", "note", "payment", "withdrawal",
)  # fmt: skip


def put_up(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guard(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


def take_down(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in unguard(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]

"""The facts of cases are inserted, never updated and never deleted."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from krav.store.triggers import guard, unguard

TABLES = ("attachment", "case_claim", "case_event", "collection_case", "returned", "sent_elsewhere", "voucher")


def put_up(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guard(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


def take_down(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in unguard(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0003_cases")]

    operations = [migrations.RunPython(put_up, take_down)]

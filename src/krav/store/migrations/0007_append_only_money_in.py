"""What was matched, paid back and reported is a fact; SQLite, which built the payments anew, is told again that they are."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from krav.store.triggers import guard, unguard

TABLES = ("import_report", "matched", "paid_back")
REBUILT = ("payment",)


def put_up(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for statement in guard(vendor, TABLES if vendor == "postgresql" else (*TABLES, *REBUILT)):
        schema_editor.execute(statement, params=None)


def take_down(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for statement in unguard(vendor, TABLES if vendor == "postgresql" else (*TABLES, *REBUILT)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0006_money_in")]

    operations = [migrations.RunPython(put_up, take_down)]

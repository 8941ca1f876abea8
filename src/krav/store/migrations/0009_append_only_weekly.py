"""What was listed for an answer, and the answers, are facts."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from krav.store.triggers import guard, unguard

TABLES = ("weekly_list", "weekly_line", "weekly_answer")


def put_up(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guard(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


def take_down(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in unguard(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0008_connections")]

    operations = [migrations.RunPython(put_up, take_down)]

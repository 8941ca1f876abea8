"""What partners, carriers and debtors told, and how credits moved, are facts."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from krav.store.triggers import guard, unguard

TABLES = (
    "credit_line", "credit_move", "debtor_answer", "debtor_word", "operator_look", "partner_news", "partner_notice",
    "partner_payment", "print_run", "print_run_letter", "receipt", "settlement", "settlement_look",
)  # fmt: skip


def put_up(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guard(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


def take_down(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in unguard(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0010_partners")]

    operations = [migrations.RunPython(put_up, take_down)]

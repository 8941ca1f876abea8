"""The second wall on PostgreSQL: no connection sees rows of an account that it was not let to reach."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from krav.store.reach import pads
from krav.store.roles import schema_of
from krav.store.triggers import guard
from krav.store.wall import foundation, keys_kept, no_foundation, no_wall, wall


def owned(apps: StateApps) -> list[str]:
    """The tables that lead with their account, as the models stand here: what `Owned` gives them is their manager's name."""
    return sorted(model._meta.db_table for model in apps.get_models() if model._meta.base_manager_name == "objects")


def put_up(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema = schema_of(schema_editor.connection)
    for statement in (*foundation(schema), *guard("postgresql", ()), *wall(schema, owned(apps))):
        schema_editor.execute(statement, params=None)
    for sql, params in keys_kept(schema, pads()):
        schema_editor.execute(sql, params or None)


def take_down(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema = schema_of(schema_editor.connection)
    for statement in (*no_wall(schema, owned(apps)), *no_foundation(schema)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0013_privacy")]

    operations = [migrations.RunPython(put_up, take_down)]

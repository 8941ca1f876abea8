"""Every account has a turn, so that any number of workers may share the work.

The accounts that are there are due at once.
"""

from datetime import UTC, datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def give_turns(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    accounts, turns = apps.get_model("store", "Account"), apps.get_model("store", "Turn")
    ids = accounts.objects.using(alias).order_by("id").values_list("id", flat=True)
    turns.objects.using(alias).bulk_create([turns(account_id=account_id, due_at=LONG_AGO) for account_id in ids])


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_append_only_partners"),
    ]

    operations = [
        migrations.CreateModel(
            name="Chore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField()),
                ("held_by", models.CharField(blank=True, default="", max_length=80)),
                ("held_until", models.DateTimeField(null=True)),
                ("fence", models.BigIntegerField(default=0)),
                ("name", models.CharField(max_length=20, unique=True)),
            ],
            options={
                "db_table": "chore",
            },
        ),
        migrations.AlterField(
            model_name="heartbeat",
            name="name",
            field=models.CharField(max_length=120, unique=True),
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField()),
                ("held_by", models.CharField(blank=True, default="", max_length=80)),
                ("held_until", models.DateTimeField(null=True)),
                ("fence", models.BigIntegerField(default=0)),
                ("pauses", models.TextField(default="{}")),
                (
                    "account",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="store.account"),
                ),
            ],
            options={
                "db_table": "turn",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(models.F("due_at"), name="turn_by_due")],
                "constraints": [models.UniqueConstraint(models.F("account"), name="turn_once")],
            },
        ),
        migrations.RunPython(give_turns, migrations.RunPython.noop),
    ]

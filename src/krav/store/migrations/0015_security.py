"""Accounts that ask for a second step, old keys of debtors' links, and the secrets of second steps sealed."""

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SECRET = ("secret", "seed")
SEALED = "gAAAA"


def seal(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Seals what apps and recovery codes are made of; what is sealed stays as it is."""
    rows = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    changed = []
    for row in rows.iterator():
        open_ = {name: row.data[name] for name in SECRET if not row.data.get(name, SEALED).startswith(SEALED)}
        if open_:
            row.data |= {name: Fernet(settings.KRAV_SEAL).encrypt(value.encode()).decode() for name, value in open_.items()}
            changed.append(row)
    rows.bulk_update(changed, ["data"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("store", "0014_row_level_security"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [
        migrations.AddField("account", "second_step", models.BooleanField(default=False, db_default=False)),
        migrations.CreateModel(
            name="LinkKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "link_key"},
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]

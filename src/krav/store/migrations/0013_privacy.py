"""Erasures are facts, and facts let what is personal in them be erased, and nothing else."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from krav.store.erasing import forbid_erasing, let_erase
from krav.store.triggers import guard, unguard

TABLES = ("erasure",)
ERASABLE = {
    "attachment": {"name": "[erased]"},
    "audit": {"data": "members"},
    "case_event": {"data": "members"},
    "claim": {"description": ""},
    "debtor_answer": {"text": ""},
    "debtor_word": {"text": "", "data": "{}", "reach": ""},
    "dispatch": {"address": "[erased]"},
    "hold": {"note": ""},
    "import_report": {"data": "{}"},
    "imported_file": {"name": "[erased]"},
    "interest_credit": {"reason": "[erased]"},
    "interest_invoice": {"comment": ""},
    "note": {"text": "[erased]"},
    "operator_look": {"what": "[erased]"},
    "paid_back": {"note": ""},
    "partner_news": {"words": "", "data": "{}", "refused": ""},
    "payment": {"references": "[]", "texts": "[]", "payer_name": "", "payer_account": "", "payer_number": ""},
    "receipt": {"words": ""},
    "returned": {"reason": "[erased]"},
    "sent_elsewhere": {"address": ""},
    "settlement": {"data": "{}", "differences": "[]"},
    "settlement_look": {"note": ""},
    "voucher": {"text": "[erased]"},
    "withdrawal": {"reason": "[erased]"},
}


def put_up(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    models_by_table = {model._meta.db_table: model for model in apps.get_models()}
    for statement in guard(vendor, TABLES):
        schema_editor.execute(statement, params=None)
    for table, signs in ERASABLE.items():
        columns = [str(field.column) for field in models_by_table[table]._meta.concrete_fields]
        for statement in let_erase(vendor, table, columns, signs):
            schema_editor.execute(statement, params=None)


def take_down(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for table in ERASABLE:
        for statement in forbid_erasing(vendor, table):
            schema_editor.execute(statement, params=None)
    for statement in unguard(vendor, TABLES):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0012_turns'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=254)),
                ('section', models.CharField(max_length=200)),
                ('since_on', models.DateField()),
                ('kinds', models.TextField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.account')),
                ('debtor', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='store.debtor')),
            ],
            options={
                'db_table': 'erasure',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ErasedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=300)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.account')),
                ('erasure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='store.erasure')),
            ],
            options={
                'db_table': 'erased_file',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Keeping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year_ends', models.SmallIntegerField(default=12)),
                ('by_itself', models.BooleanField(default=False)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='store.account')),
            ],
            options={
                'db_table': 'keeping',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(models.F('account'), name='keeping_once')],
            },
        ),
        migrations.RunPython(put_up, take_down),
    ]

"""The second wall on PostgreSQL: no connection sees rows of an account that it was not let to reach."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from krav.store.reach import pads
from krav.store.roles import schema_of
from krav.store.triggers import guard
from krav.store.wall import foundation, key_kept, no_foundation, no_wall, wall

TABLES = (
    "agreement", "attachment", "audit", "books_item", "books_posted", "carrier", "case_claim", "case_draft", "case_event",
    "case_state", "claim", "claim_state", "collection_case", "connection", "debtor", "debtor_answer", "debtor_word",
    "delivery", "dispatch", "entry", "hand_over", "hold", "hold_lift", "import_report", "imported_file",
    "interest_credit", "interest_invoice", "interest_line", "interest_order", "interest_order_item", "letter",
    "letter_claim", "loose_payment", "matched", "note", "operator_look", "outbox", "paid_back", "partner_news",
    "partner_notice", "partner_payment", "partner_word", "payment", "pending_payment", "print_run", "print_run_letter",
    "receipt", "returned", "run_phase", "schedule", "sent_elsewhere", "settlement", "settlement_look", "upload",
    "voucher", "webhook", "weekly_answer", "weekly_line", "weekly_list", "withdrawal",
)  # fmt: skip


def put_up(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema = schema_of(schema_editor.connection)
    for statement in (*foundation(schema), *guard("postgresql", ()), *wall(schema, TABLES)):
        schema_editor.execute(statement, params=None)
    schema_editor.execute(key_kept(schema), pads())


def take_down(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema = schema_of(schema_editor.connection)
    for statement in (*no_wall(schema, TABLES), *no_foundation(schema)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0011_append_only_partners")]

    operations = [migrations.RunPython(put_up, take_down)]

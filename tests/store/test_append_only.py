"""Facts are inserted and never changed: the database itself refuses, whoever asks."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from krav.store.models import FACTS, Account, Claim, ClaimState, Debtor, Entry, ImportedFile, Outbox
from krav.store.scope import Owned

pytestmark = pytest.mark.usefixtures("at_fjordbo")

NO_CHANGE = {"id": models.F("id")}
EMPTYING = {"postgresql": 'TRUNCATE "{}" CASCADE', "sqlite": 'DELETE FROM "{}"'}


def refused(model: type[Owned]) -> pytest.RaisesExc[IntegrityError]:
    """Expects the database's refusal, which names the table."""
    return pytest.raises(IntegrityError, match=rf"^{model._meta.db_table} is append-only")


@pytest.mark.parametrize("model", FACTS)
def test_an_update_is_refused(model: type[Owned]) -> None:
    with refused(model), transaction.atomic():
        model.objects.update(**NO_CHANGE)
    with refused(model), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET id = id')  # noqa: S608 a table's name


@pytest.mark.parametrize("model", FACTS)
def test_a_delete_is_refused(model: type[Owned]) -> None:
    with refused(model), transaction.atomic():
        model.objects.all()._raw_delete(using="default")
    with refused(model), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id > 0')  # noqa: S608 a table's name
    assert model.objects.exists()


@pytest.mark.parametrize("model", FACTS)
def test_a_table_with_facts_cannot_be_emptied(model: type[Owned]) -> None:
    connection.check_constraints()
    with refused(model), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EMPTYING[connection.vendor].format(model._meta.db_table))


def test_a_changed_row_cannot_be_saved() -> None:
    entry = Entry.objects.get(kind="invoice")
    entry.amount = 1
    with refused(Entry), transaction.atomic():
        entry.save()
    with refused(Entry), transaction.atomic():
        entry.delete()
    entry.refresh_from_db()
    assert entry.amount == 125_000


def test_a_conflict_does_not_replace_a_fact(at_fjordbo: Account) -> None:
    known = ImportedFile.objects.get()
    again = ImportedFile(account=at_fjordbo, sha256=known.sha256, name="other", imported_on=known.imported_on, items=0)
    with refused(ImportedFile), transaction.atomic():
        ImportedFile.objects.bulk_create(
            [again], update_conflicts=True, unique_fields=["account", "sha256"], update_fields=["name"]
        )
    assert ImportedFile.objects.get().name == known.name


def test_what_is_no_fact_may_change(at_fjordbo: Account) -> None:
    assert ClaimState.objects.update(balance=1) == 1
    assert Outbox.objects.update(state="sending") == 1
    assert Debtor.objects.update(name="Vester Ås A/S") == 1
    assert Account.objects.filter(pk=at_fjordbo.pk).update(money_known_until=Claim.objects.get().due_on) == 1
    assert ClaimState.objects.all().delete() == (1, {"store.ClaimState": 1})


@pytest.mark.usefixtures("real_transactions")
@pytest.mark.parametrize("_", ["at first", "after the tables were emptied"])
def test_facts_are_guarded_where_transactions_are_real(_: str) -> None:
    with refused(Entry):
        Entry.objects.update(amount=1)
    with refused(Entry), connection.cursor() as cursor:
        cursor.execute(EMPTYING[connection.vendor].format("entry"))

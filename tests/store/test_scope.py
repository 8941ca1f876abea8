"""One account in scope: nothing of another is read, written, changed or deleted, by whatever way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Count

from krav.store.models import Account, Claim, ClaimState, Debtor, Entry, Outbox
from krav.store.scope import ScopeError, account_in_scope, account_scope
from krav.store.write import insert_many, upsert_many

WITHOUT_SCOPE = [
    Claim.objects.count,
    Claim.objects.all,
    lambda: list(Claim.objects.filter(id__in=[])),
    Claim._base_manager.first,
    Claim._default_manager.exists,
    lambda: list(Account.objects.get(slug="fjordbo").claim_set.all()),
    lambda: Debtor.objects.create(number="18", name="x"),
    lambda: Debtor(number="18", name="x", account_id=1).save(),
    lambda: Debtor.objects.bulk_create([Debtor(number="18", name="x", account_id=1)]),
    lambda: insert_many(Entry, ["claim_id"], []),
    lambda: upsert_many(ClaimState, "claim_id", ["claim_id", "stage"], []),
]


@pytest.mark.usefixtures("fjordbo")
@pytest.mark.parametrize("act", WITHOUT_SCOPE)
def test_without_a_scope_nothing_is_read_or_written(act: Callable[[], object]) -> None:
    with pytest.raises(ScopeError, match="No account is in scope"):
        act()


def test_rows_of_the_account_are_seen_and_no_others(at_fjordbo: Account) -> None:
    assert {claim.account_id for claim in Claim.objects.all()} == {at_fjordbo.id}
    assert Claim.objects.aggregate(found=Count("id")) == {"found": 1}
    assert Claim._base_manager.count() == 1


@pytest.mark.usefixtures("at_fjordbo")
def test_the_other_account_s_rows_are_not_there(nordlys: Account, stranger: Debtor) -> None:
    assert Debtor.objects.filter(pk=stranger.pk).exists() is False
    assert Debtor.objects.in_bulk([stranger.pk]) == {}
    assert list(nordlys.debtor_set.all()) == []
    assert list(stranger.claim_set.all()) == []
    with pytest.raises(Debtor.DoesNotExist):
        stranger.refresh_from_db()


def test_a_foreign_key_does_not_lead_across(at_fjordbo: Account, stranger: Debtor) -> None:
    with pytest.raises(ObjectDoesNotExist):
        _ = Claim(account=at_fjordbo, debtor_id=stranger.pk).debtor


def test_a_query_does_not_carry_its_account_out_of_the_scope(fjordbo: Account, nordlys: Account) -> None:
    with account_scope(fjordbo.id):
        claims = Claim.objects.order_by("id")
    with pytest.raises(ScopeError):
        list(claims)
    with account_scope(nordlys.id):
        assert {claim.account_id for claim in claims} == {nordlys.id}


def test_what_is_created_is_the_account_s_own(at_fjordbo: Account) -> None:
    Debtor.objects.create(number="18", name="x")
    Debtor.objects.get_or_create(number="19")
    Debtor.objects.bulk_create(Debtor(number=number, account=at_fjordbo) for number in ("20", "21"))
    numbers = Debtor.objects.order_by("number").values_list("account_id", "number")
    assert list(numbers) == [(at_fjordbo.id, number) for number in ("17", "18", "19", "20", "21")]


WRITES: list[Callable[[Debtor], object]] = [
    lambda stranger: Debtor.objects.create(number="18", name="x", account=stranger.account),
    lambda stranger: Debtor.objects.create(number="18", name="x", account_id=stranger.account_id),
    lambda stranger: Debtor.objects.get_or_create(number="18", account=stranger.account),
    lambda stranger: Debtor.objects.update_or_create(number="18", account_id=stranger.account_id),
    lambda stranger: Debtor.objects.bulk_create(Debtor(number=n, account=stranger.account) for n in "89"),
    lambda stranger: Debtor.objects.bulk_update([stranger], ["name"]),
    lambda stranger: stranger.account.debtor_set.create(number="18", name="x"),
    lambda stranger: stranger.account.debtor_set.add(Debtor.objects.get(), bulk=True),
    lambda stranger: stranger.save(),
    lambda stranger: stranger.save(update_fields=["name"]),
    lambda stranger: stranger.delete(),
    lambda stranger: Debtor.objects.update(account=stranger.account),
    lambda stranger: Debtor.objects.update(account_id=stranger.account_id),
    lambda _: Debtor.objects.raw("SELECT * FROM debtor"),
    lambda stranger: insert_many(Debtor, ["account_id", "number"], [(stranger.account_id, "18")]),
]


@pytest.mark.parametrize("write", WRITES)
def test_no_write_reaches_the_other_account(
    at_fjordbo: Account, stranger: Debtor, write: Callable[[Debtor], object]
) -> None:
    with pytest.raises(ScopeError), transaction.atomic():
        write(stranger)
    assert list(Debtor.objects.values_list("account_id", "number")) == [(at_fjordbo.id, "17")]


def test_a_row_cannot_be_taken_over(at_fjordbo: Account, stranger: Debtor) -> None:
    stranger.account_id = at_fjordbo.id
    with pytest.raises(IntegrityError), transaction.atomic():
        stranger.save()
    with pytest.raises(DatabaseError, match="did not affect any rows"), transaction.atomic():
        stranger.save(update_fields=["account"])


def test_a_change_and_a_delete_stop_at_the_account(fjordbo: Account, nordlys: Account) -> None:
    with account_scope(fjordbo.id):
        assert Outbox.objects.update(state="sending") == 1
        assert Outbox.objects.all().delete() == (1, {"store.Outbox": 1})
    with account_scope(nordlys.id):
        assert Outbox.objects.get().state == "queued"


def test_scopes_nest_only_within_an_account(fjordbo: Account, nordlys: Account) -> None:
    with account_scope(fjordbo.id):
        with account_scope(fjordbo.id):
            assert account_in_scope() == fjordbo.id
        with pytest.raises(ScopeError, match=f"Account {fjordbo.id} is in scope"), account_scope(nordlys.id):
            pass
        assert account_in_scope() == fjordbo.id
    with account_scope(nordlys.id):
        assert account_in_scope() == nordlys.id


def test_a_scope_ends_with_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), account_scope(1):
        _ = 1 // 0
    with pytest.raises(ScopeError):
        account_in_scope()


def test_a_scope_is_of_its_thread() -> None:
    with account_scope(1), ThreadPoolExecutor() as pool, pytest.raises(ScopeError):
        pool.submit(account_in_scope).result()

"""The projection is written over by its key, and only within the account."""

import pytest

from krav.store.models import FACTS, Account, Claim, ClaimState, Debtor
from krav.store.scope import Owned, ScopeError, account_scope
from krav.store.write import upsert_many
from tests.store.cast import DUE, SENT, open_claim

COLUMNS = ("claim_id", "debtor_id", "due_on", "stage", "balance", "settled_on", "next_step", "next_on", "blocked")


def state(claim: Claim, balance: int, stage: str = "") -> tuple[object, ...]:
    settled = None if balance else SENT
    return (claim.id, claim.debtor_id, DUE, stage, balance, settled, "", DUE if balance else None, "")


@pytest.mark.usefixtures("at_fjordbo")
def test_new_rows_are_inserted_and_old_ones_replaced() -> None:
    old, new = Claim.objects.get(), open_claim(Debtor.objects.get(), "1002")
    assert upsert_many(ClaimState, "claim_id", COLUMNS, [state(old, 0), state(new, 900, "reminder-1")]) == 2
    found = ClaimState.objects.order_by("claim_id").values_list(*COLUMNS)
    assert list(found) == [state(old, 0), state(new, 900, "reminder-1")]


@pytest.mark.usefixtures("at_fjordbo")
def test_columns_left_out_stay_as_they_are() -> None:
    claim = Claim.objects.get()
    columns = ("claim_id", "debtor_id", "due_on", "balance", "stage", "next_step", "blocked")
    upsert_many(ClaimState, "claim_id", columns, [(claim.id, claim.debtor_id, DUE, 5, "x", "y", "z")])
    assert ClaimState.objects.values_list("balance", "stage", "next_on").get() == (5, "x", SENT)


@pytest.mark.usefixtures("at_fjordbo")
def test_it_may_run_twice_in_one_transaction() -> None:
    claim = Claim.objects.get()
    for balance in (7, 8):
        assert upsert_many(ClaimState, "claim_id", COLUMNS, iter([state(claim, balance)])) == 1
    assert ClaimState.objects.get().balance == 8
    assert upsert_many(ClaimState, "claim_id", COLUMNS, []) == 0


def test_a_key_of_another_account_is_refused_and_nothing_written(fjordbo: Account, nordlys: Account) -> None:
    with account_scope(nordlys.id):
        other = Claim.objects.get()
    with account_scope(fjordbo.id):
        own = Claim.objects.get()
        with pytest.raises(ScopeError, match="claim_state: 1 of 2 keys"):
            upsert_many(ClaimState, "claim_id", COLUMNS, [state(own, 1), state(other, 1)])
        assert ClaimState.objects.get().balance == 75_000
    with account_scope(nordlys.id):
        assert ClaimState.objects.get().balance == 75_000


@pytest.mark.parametrize("model", FACTS)
@pytest.mark.usefixtures("at_fjordbo")
def test_facts_are_never_replaced(model: type[Owned]) -> None:
    with pytest.raises(TypeError, match="are facts"):
        upsert_many(model, "id", ["id"], [])

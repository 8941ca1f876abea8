"""Credit notes by hand: what was never owed bears no interest and was no cause for a letter."""

from datetime import date

import pytest

from krav.actions.credits import credit_claim
from krav.actions.debtors import change_debtor
from krav.claims.decide import reckon_claim
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries.claims import claim_of
from krav.store.scope import account_scope
from tests.actions.cast import ANN, DUE, FIRST, SECOND, ledger, line, run, take

LATER = date(2026, 4, 20)


@pytest.fixture
def owed(fjordbo: int) -> int:
    """One invoice of 1.000,00 to a business, due on DUE."""
    take(fjordbo, ledger(line("1001", "1.000,00")), on=DUE)
    return fjordbo


def credit(account_id: int, amount: int, effective: date | None = None, on: date = FIRST, key: str = "") -> None:
    with account_scope(account_id):
        claim_id = rows.Claim.objects.get(number="1001").pk
    credit_claim(account_id, claim_id, amount, effective, "K12", on=on, by=ANN, key=key)


def reckoned(account_id: int, on: date = LATER) -> tuple[int, int]:
    """Principal and interest."""
    with account_scope(account_id):
        claim = claim_of("1001")
        assert claim is not None
        found = reckon_claim(claim, country("DK"), on)
        return found.principal, found.interest


def test_never_owed_bears_no_interest(owed: int) -> None:
    interest = reckoned(owed)[1]
    credit(owed, 50_000)
    principal, left = reckoned(owed)
    assert principal == 50_000
    assert abs(2 * left - interest) <= 1


def test_from_a_later_day_interest_until_then_stays(owed: int) -> None:
    full = reckoned(owed)[1]
    credit(owed, 50_000, FIRST)
    half = reckoned(owed)[1]
    assert (full + 1) // 2 < half < full


def test_credited_in_full_the_letters_cost_nothing(owed: int) -> None:
    run(owed, FIRST)
    credit(owed, 100_000, on=SECOND)
    with account_scope(owed):
        state = rows.ClaimState.objects.get()
        assert (state.balance, state.settled_on is None) == (0, False)


def test_the_ledgers_own_line_about_it_is_known(owed: int) -> None:
    credit(owed, 50_000)
    assert take(owed, ledger(line("K12", "-500,00", due="", credits="1001")), on=SECOND).new == 0
    assert take(owed, ledger(line("K12", "-500,00", due="")), on=SECOND).new == 0


def test_more_than_is_open_or_a_day_that_cannot_be_is_refused(owed: int) -> None:
    with pytest.raises(KravError, match=r"1000\.00 DKK of the invoice is open"):
        credit(owed, 100_001)
    for day in (date(2026, 1, 31), SECOND):
        with pytest.raises(KravError, match="takes effect between 2026-02-02"):
            credit(owed, 100, day)
    assert reckoned(owed)[0] == 100_000


def test_a_customers_kind_moves_its_claims_and_says_what_changed(owed: int) -> None:
    with account_scope(owed):
        debtor = rows.Debtor.objects.get()
    change_debtor(owed, debtor.pk, {"kind": "", "email": "ny@oster.example", "city": debtor.city}, on=FIRST, by=ANN)
    with account_scope(owed):
        changed = rows.Debtor.objects.get()
        assert (changed.kind, changed.email, changed.name) == ("", "ny@oster.example", debtor.name)
        assert (
            rows.Audit.objects.get(action="change_debtor").data
            == '{"changed": ["email", "kind"], "customer": "17", "kind": ""}'
        )
        claim = claim_of("1001")
        assert claim is not None
        assert claim.debtor.is_consumer
    for told in ({"kind": "alien"}, {"language": "xx"}, {"number": "9"}, {"city": "x" * 61}):
        with pytest.raises(KravError, match="cannot be"):
            change_debtor(owed, debtor.pk, told, on=FIRST, by=ANN)

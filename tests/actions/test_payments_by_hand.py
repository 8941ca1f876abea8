"""Money by hand: registered, placed, taken off and taken back; every time as if it had always been so."""

from datetime import date

import pytest

from krav.actions.payments_by_hand import place_payment, register_payment, take_back_payment, unplace_payment
from krav.actions.rebuild import rebuild
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor, DoneBefore
from krav.claims.decide import reckon_claim
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.claims import claim_of
from krav.store.queries.loose import loose_payments
from krav.store.queries.payments import payment_lines
from krav.store.scope import account_scope
from tests.actions.cast import ANN, DUE, FIRST, SECOND, bank, credit, everything, fik, ledger, line, run, take

LATER = date(2026, 4, 20)


@pytest.fixture
def owed(fjordbo: int) -> int:
    """The landlord with two invoices to one business and one to a person, all due on DUE."""
    take(
        fjordbo,
        ledger(
            line("1001", "1.000,00"),
            line("1002", "2.000,00"),
            line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat"),
        ),
        on=DUE,
    )
    return fjordbo


def id_of(account_id: int, number: str) -> int:
    with account_scope(account_id):
        return rows.Claim.objects.get(number=number).pk


def total(account_id: int, number: str, on: date) -> int:
    with account_scope(account_id):
        claim = claim_of(number)
        assert claim is not None
        return reckon_claim(claim, country("DK"), on).total


def balances(account_id: int) -> dict[str, int]:
    with account_scope(account_id):
        still_open = rows.ClaimState.objects.filter(settled_on__isnull=True)
        return dict(still_open.values_list("claim__number", "balance"))


def loose(account_id: int) -> list[tuple[int, int]]:
    """The amount and the loose part of each loose payment."""
    with account_scope(account_id):
        return [(each.amount.minor, each.loose.minor) for each in loose_payments()]


def register(account_id: int, number: str, amount: int, received_on: date = DUE, key: str = "", on: date = FIRST) -> int:
    return register_payment(account_id, id_of(account_id, number), amount, received_on, text="Cash", on=on, by=ANN, key=key)


def place(account_id: int, *numbers: str) -> int:
    with account_scope(account_id):
        payment_id = loose_payments()[0].id
    return place_payment(account_id, payment_id, [id_of(account_id, each) for each in numbers], on=FIRST, by=ANN)


def test_a_payment_by_hand_lowers_the_claim_it_is_told_of(owed: int) -> None:
    payment_id = register(owed, "1001", 60_000)
    assert balances(owed) == {"1001": 40_000, "1002": 200_000, "1003": 50_000}
    with account_scope(owed):
        row = rows.Payment.objects.get(pk=payment_id)
        assert (row.amount, row.received_on, row.texts, row.file_id) == (60_000, DUE, '["Cash"]', None)
        assert row.key.startswith("hand:")


def test_what_is_more_covers_the_customers_others_and_then_stays_loose(owed: int) -> None:
    register(owed, "1003", 80_000)
    assert (balances(owed), loose(owed)) == ({"1001": 100_000, "1002": 200_000}, [(80_000, 30_000)])
    register(owed, "1001", 150_000)
    assert balances(owed) == {"1002": 150_000}


def test_money_of_an_earlier_day_takes_back_the_charges_it_overtakes(owed: int) -> None:
    run(owed, FIRST)
    assert total(owed, "1003", SECOND) > 60_000
    register(owed, "1003", 50_000, on=SECOND)
    assert total(owed, "1003", SECOND) == 0


def test_the_state_of_a_claim_moves_when_another_of_its_letter_is_paid(owed: int) -> None:
    run(owed, FIRST)
    register(owed, "1001", 100_000, on=SECOND)
    assert balances(owed)["1001"] > 0
    register(owed, "1002", 200_000, on=SECOND)
    before = everything()
    rebuild(owed, on=SECOND, by=ANN)
    assert everything() == before
    assert balances(owed) == {"1003": balances(owed)["1003"]}


def test_the_same_form_twice_is_one_payment(owed: int) -> None:
    register(owed, "1001", 60_000, key="form")
    with pytest.raises(DoneBefore):
        register(owed, "1001", 60_000, key="form")
    assert balances(owed)["1001"] == 40_000


def test_what_cannot_be_a_payment_is_refused(owed: int) -> None:
    with pytest.raises(KravError, match="more than zero"):
        register(owed, "1001", 0)
    with pytest.raises(KravError, match="has not come yet"):
        register(owed, "1001", 100, LATER)
    with pytest.raises(KravError, match="no such claim"):
        register_payment(owed, 999_999, 100, DUE, on=FIRST, by=ANN)
    with pytest.raises(Forbidden):
        register_payment(owed, id_of(owed, "1001"), 100, DUE, on=FIRST, by=Actor("guest@x.example", Role.GUEST))
    assert loose(owed) == []


def test_another_accounts_claim_is_no_claim(owed: int, nordlys: int) -> None:
    with pytest.raises(KravError, match="no such claim"):
        register_payment(nordlys, id_of(owed, "1001"), 100, DUE, on=FIRST, by=ANN)


def test_a_payment_taken_back_leaves_everything_as_it_was(owed: int) -> None:
    before = {number: total(owed, number, LATER) for number in ("1001", "1002")}
    payment_id = register(owed, "1001", 150_000)
    take_back_payment(owed, payment_id, on=FIRST, by=ANN)
    assert {number: total(owed, number, LATER) for number in before} == before
    assert loose(owed) == []
    with account_scope(owed):
        assert [(each.by_hand, each.taken_back, each.numbers) for each in payment_lines()] == [(True, True, ())]
    with pytest.raises(KravError, match="taken back before"):
        take_back_payment(owed, payment_id, on=FIRST, by=ANN)


def test_the_banks_own_payment_cannot_be_taken_back(owed: int) -> None:
    take(owed, bank(credit("600.00", on="2026-03-02", reference=fik("1001")), until="2026-03-04"), "bank.xml")
    with account_scope(owed):
        payment_id = rows.Payment.objects.get().pk
    with pytest.raises(KravError, match="by hand"):
        take_back_payment(owed, payment_id, on=FIRST, by=ANN)


def test_a_loose_payment_goes_to_the_claims_that_were_chosen_and_no_others(owed: int) -> None:
    take(owed, bank(credit("1200.00", on="2026-03-02", payer="Somebody Else"), until="2026-03-04"), "bank.xml")
    assert place(owed, "1003") == 50_000
    assert loose(owed) == [(120_000, 70_000)]
    assert place(owed, "1002") == 70_000
    assert (balances(owed), loose(owed)) == ({"1001": 100_000, "1002": 130_000}, [])


def test_one_payment_for_two_customers(owed: int) -> None:
    take(owed, bank(credit("1500.00", on="2026-03-02", text="for us both"), until="2026-03-04"), "bank.xml")
    assert place(owed, "1003", "1001") == 150_000
    assert balances(owed) == {"1002": 200_000}


def test_a_payment_placed_wrongly_moves_to_another_claim(owed: int) -> None:
    before = total(owed, "1001", LATER)
    take(owed, bank(credit("600.00", on="2026-03-02", reference=fik("1001")), until="2026-03-04"), "bank.xml")
    with account_scope(owed):
        payment_id = rows.Payment.objects.get().pk
    assert unplace_payment(owed, payment_id, on=FIRST, by=ANN) == 60_000
    assert (total(owed, "1001", LATER), loose(owed)) == (before, [(60_000, 60_000)])
    assert place(owed, "1002") == 60_000
    assert balances(owed) == {"1001": 100_000, "1002": 140_000, "1003": 50_000}
    with account_scope(owed):
        assert [(each.numbers, each.placed.minor) for each in payment_lines()] == [(("1002",), 60_000)]


def test_money_the_bank_took_back_without_a_reference_opens_the_claim_it_is_given_to(owed: int) -> None:
    take(owed, bank(credit("500.00", on="2026-03-02", reference=fik("1003")), until="2026-03-04"), "bank.xml")
    assert "1003" not in balances(owed)
    take(owed, bank(credit("500.00", on="2026-03-05", back=True), until="2026-03-06"), "next.xml")
    assert loose(owed) == [(-50_000, -50_000)]
    assert place(owed, "1003") == -50_000
    assert (balances(owed)["1003"], loose(owed)) == (50_000, [])


def test_what_is_placed_or_owes_nothing_says_so(owed: int) -> None:
    take(owed, bank(credit("900.00", on="2026-03-02", text="?"), until="2026-03-04"), "bank.xml")
    place(owed, "1003")
    with pytest.raises(KravError, match="Nothing is owed"):
        place(owed, "1003")
    place(owed, "1001")
    with account_scope(owed):
        payment_id = rows.Payment.objects.get().pk
    with pytest.raises(KravError, match="is loose"):
        place_payment(owed, payment_id, [id_of(owed, "1002")], on=FIRST, by=ANN)
    unplace_payment(owed, payment_id, on=FIRST, by=ANN)
    with pytest.raises(KravError, match="is placed"):
        unplace_payment(owed, payment_id, on=FIRST, by=ANN)

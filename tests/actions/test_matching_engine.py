"""Money finds its claims and says why; money told of twice counts once; what was undone is forgotten."""

from datetime import date
from typing import Any

import pytest

from krav.actions.accounts import change_account
from krav.actions.payments import take_in
from krav.actions.payments_by_hand import place_payment, unplace_payment
from krav.actions.rebuild import rebuild
from krav.actions.unit import unit
from krav.formats.values import PaymentIn, ShareIn
from krav.kernel.money import Money
from krav.store import models as rows
from krav.store.queries.loose import best_guesses, loose_payments
from krav.store.queries.payments import payment_lines
from krav.store.scope import account_scope
from tests.actions.cast import ANN, DUE, FIK, FIRST, bank, credit, everything, ledger, line, run, take

DAY = date(2026, 3, 4)


@pytest.fixture
def owed(fjordbo: int) -> int:
    """Two invoices of a business, one of a person, all due on DUE, and a credit note."""
    take(
        fjordbo,
        ledger(
            line("1001", "1.000,00"),
            line("1002", "2.000,00"),
            line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat"),
            line("K7", "-200,00"),
        ),
        on=DUE,
    )
    return fjordbo


def came(minor: int, key: str, on: date = DAY, **told: object) -> PaymentIn:
    """A payment of so much."""
    return PaymentIn(on, Money(minor, "DKK"), key, "", **told)  # type: ignore[arg-type]


def got(account_id: int, *payments: PaymentIn, on: date = FIRST) -> tuple[int, int, int]:
    """Takes payments in; how many were new, placed and known."""
    with unit(account_id, "import", on=on, by=ANN) as work:
        taken = take_in(work, payments, None)
    return taken.new, taken.placed, len(taken.known)


def balances(account_id: int) -> dict[str, int]:
    with account_scope(account_id):
        return dict(rows.ClaimState.objects.filter(settled_on__isnull=True).values_list("claim__number", "balance"))


def whys(account_id: int) -> list[tuple[str, int, str]]:
    with account_scope(account_id):
        return list(rows.Matched.objects.order_by("id").values_list("reason", "confidence", "by"))


def loose(account_id: int) -> list[tuple[int, int]]:
    with account_scope(account_id):
        return [(each.id, each.loose.minor) for each in loose_payments()]


def test_every_placement_says_why_and_by_whom(owed: int) -> None:
    assert got(owed, came(60_000, "a", references=(FIK["1001"],)), came(7_700, "b"))[:2] == (2, 1)
    ((money, _),) = loose(owed)
    with account_scope(owed):
        person = rows.Claim.objects.get(number="1003").pk
    place_payment(owed, money, [person], on=FIRST, by=ANN)
    assert whys(owed) == [("reference", 97, ""), ("person", 100, "Ann")]
    with account_scope(owed):
        lines = {each.amount.minor: (each.reason, each.confidence, each.placed_by) for each in payment_lines()}
    assert lines == {60_000: ("reference", 97, ""), 7_700: ("person", 100, "Ann")}
    unplace_payment(owed, money, on=FIRST, by=ANN)
    with account_scope(owed):
        assert {each.reason for each in payment_lines() if not each.numbers} == {""}


def test_the_payers_division_nets_the_credit_note_and_comes_off_whole(owed: int) -> None:
    before = balances(owed)
    shares = (
        ShareIn(FIK["1002"], Money(200_000, "DKK")), ShareIn(FIK["1001"], Money(40_000, "DKK")),
        ShareIn("K7", Money(-20_000, "DKK")),
    )  # fmt: skip
    assert got(owed, came(220_000, "a", shares=shares))[:2] == (1, 1)
    assert balances(owed) == {"1001": 60_000, "1003": 50_000}
    with account_scope(owed):
        money = rows.Payment.objects.get().pk
        state = everything()
    rebuild(owed, on=FIRST, by=ANN)
    assert everything() == state
    assert unplace_payment(owed, money, on=FIRST, by=ANN) == 220_000
    assert balances(owed) == before


def test_invoice_and_credit_note_named_in_the_text(owed: int) -> None:
    assert got(owed, came(180_000, "a", texts=("1002 minus K7",), on=DUE))[1] == 0  # two signs in a text name nothing
    assert got(owed, came(280_000, "b", payer_name="ØSTER ÅS", on=DUE))[1] == 1
    assert balances(owed) == {"1003": 50_000}
    assert whys(owed) == [("all name", 97, "")] * 3


def test_a_claim_paid_twice_is_paid_once(owed: int) -> None:
    first, second, third = (came(100_000, key, DUE, references=(FIK["1001"],), payer_name="Øster Ås ApS") for key in "abc")
    assert got(owed, first, second)[:2] == (2, 1)
    assert got(owed, third)[:2] == (1, 0)
    assert balances(owed) == {"1002": 200_000, "1003": 50_000, "K7": -20_000}


def test_another_customers_reference_waits_for_a_person(owed: int) -> None:
    assert got(owed, came(50_000, "a", on=DUE, references=(FIK["1001"],), payer_name="Birthe Prøve"))[1] == 0
    with account_scope(owed):
        (payment,) = loose_payments()
        found = best_guesses(payment, FIRST)
    assert [(each.claims[0].number, each.doubt) for each in found[:2]] == [("1001", "other_customer"), ("1003", "several")]


def test_the_lump_is_taken_back_when_its_details_come(owed: int) -> None:
    got(owed, came(150_000, "lump", bank_entry="e1", references=(FIK["1001"],)))
    assert loose(owed)[:1] == [] or balances(owed)["1002"] < 200_000
    details = (
        came(100_000, "one", bank_entry="e1", references=(FIK["1001"],), on=DUE),
        came(50_000, "two", bank_entry="e1", references=(FIK["1003"],), on=DUE),
    )
    assert got(owed, *details) == (2, 2, 0)
    assert balances(owed) == {"1002": 200_000, "K7": -20_000}
    assert loose(owed) == []
    assert got(owed, came(150_000, "another lump", bank_entry="e1")) == (0, 0, 1)
    assert got(owed, *details) == (0, 0, 2)
    with account_scope(owed):
        assert sum(rows.Payment.objects.values_list("amount", flat=True)) == 150_000
        assert [each.taken_back for each in payment_lines()].count(True) == 1
    state = everything()
    rebuild(owed, on=FIRST, by=ANN)
    assert everything() == state


def test_one_entry_told_by_statement_and_notice_is_one_payment_the_fuller_one(owed: int) -> None:
    got(owed, came(50_000, "plain", bank_entry="e2", on=DUE))
    assert got(owed, came(50_000, "full", bank_entry="e2", on=DUE, references=(FIK["1003"],))) == (1, 1, 0)
    assert got(owed, came(50_000, "again", bank_entry="e2", on=DUE)) == (0, 0, 1)
    assert "1003" not in balances(owed)
    assert loose(owed) == []


def test_an_entry_of_another_sum_is_another_money(owed: int) -> None:
    got(owed, came(50_000, "a", bank_entry="1"))
    assert got(owed, came(70_000, "b", bank_entry="1"))[0] == 1


def test_a_return_opens_the_claims_its_payment_had_paid(owed: int) -> None:
    told = {"payer_account": "99991234", "payer_name": "Øster Ås ApS"}
    got(owed, came(280_000, "a", on=DUE, **told))
    assert balances(owed) == {"1003": 50_000}
    assert got(owed, came(-280_000, "b", on=DAY, **told))[:2] == (1, 1)
    assert balances(owed) == {"1001": 80_000, "1002": 200_000, "1003": 50_000}  # the credit note stays set off
    assert [reason for reason, _, _ in whys(owed)][-1] == "returned"
    assert got(owed, came(-280_000, "c", on=DAY, **told))[:2] == (1, 0)


def test_money_that_came_and_went_in_one_file(owed: int) -> None:
    told = {"payer_name": "Birthe Prøve"}
    assert got(owed, came(50_000, "a", on=DUE, **told), came(-50_000, "b", on=DAY, **told))[:2] == (2, 2)
    assert balances(owed)["1003"] == 50_000


def test_who_paid_before_is_remembered_and_forgotten_when_it_is_undone(owed: int) -> None:
    account = {"payer_account": "12340000999", "payer_name": "Mandanten KB"}
    assert got(owed, came(50_000, "a", on=DUE, **account))[1] == 0
    ((money, _),) = loose(owed)
    with account_scope(owed):
        person = rows.Claim.objects.get(number="1003").pk
    take(owed, ledger(line("1011", "300,00", customer="18", name="Birthe Prøve"), line("1012", "400,00", customer="18")))
    place_payment(owed, money, [person], on=FIRST, by=ANN)
    assert got(owed, came(30_000, "b", on=DUE, **account))[1] == 1
    assert whys(owed)[-1] == ("amount account", 97, "")
    with account_scope(owed):
        paid = list(rows.Payment.objects.order_by("id").values_list("id", flat=True))
    for each in paid:
        unplace_payment(owed, each, on=FIRST, by=ANN)
    assert got(owed, came(40_000, "c", on=DUE, **account))[1] == 0


def test_money_of_a_day_whose_rates_nobody_knows_waits(owed: int) -> None:
    assert got(owed, came(100_000, "a", on=date(2090, 3, 4), references=(FIK["1001"],)))[:2] == (1, 0)
    assert [left for _, left in loose(owed)] == [100_000]


def test_what_a_letter_asked_for_is_paid_by_its_amount_and_the_payer(owed: int) -> None:
    run(owed, FIRST)
    with account_scope(owed):
        total = rows.Letter.objects.get(debtor__name="Birthe Prøve").total
    assert got(owed, came(total, "a", on=FIRST, payer_name="Birthe Prøve"))[1] == 1
    assert "1003" not in balances(owed)


def test_the_questions_asked_do_not_grow_with_the_payments(owed: int, django_assert_max_num_queries: object) -> None:
    payments = [came(1_000 + serial, f"k{serial}", texts=(f"nr {serial + 5000}",), payer_name="X") for serial in range(60)]
    with django_assert_max_num_queries(70):  # type: ignore[operator]
        got(owed, *payments)


@pytest.mark.parametrize(
    "told",
    [
        {"references": ("RF401001",)},
        {"references": ("rf40 1001",)},
        {"references": ("RF401001 thanks",)},
        {"texts": ("Invoice RF40 1001.",)},
        {"texts": ("for rf40", "1001")},
    ],
)
def test_an_rf_reference_is_issued_and_found_however_it_is_written(fjordbo: int, told: dict[str, Any]) -> None:
    change_account(fjordbo, {"scheme": {"reference": "rf", "iban": "DK5000400440116243"}}, on=DUE, by=ANN)
    take(fjordbo, ledger(line("1001", "1.000,00"), line("1002", "1.000,00", customer="18", name="Birthe Prøve")), on=DUE)
    with account_scope(fjordbo):
        assert set(rows.Claim.objects.values_list("reference", flat=True)) == {"RF401001", "RF131002"}
    assert got(fjordbo, came(100_000, "a", **told))[:2] == (1, 1)
    assert balances(fjordbo) == {"1002": 100_000}
    other = credit("1000.00", on="2026-03-05", reference="RF13 1002", key="b")
    assert take(fjordbo, bank(other, until="2026-03-05", account="DK5000400440116243"), "iban.xml").placed == 1
    assert balances(fjordbo) == {}

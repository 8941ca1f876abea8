"""Money under way: told of by the bank, waited for, booked, told of anew, or waited for no more."""

from datetime import date

import pytest

from krav.actions.pending import replace
from krav.actions.unit import unit
from krav.formats.values import PaymentIn, StatementIn
from krav.kernel.money import Money
from krav.store import models as rows
from krav.store.queries.needs import standing
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, IMPORTED, bank, ledger, line, run, take

EARLY, LATER, WAITED_FOR = IMPORTED, date(2026, 3, 9), date(2026, 3, 13)
"""The day of the statement, the next one's, and the fifth bank day after the first."""


@pytest.fixture
def owed(fjordbo: int) -> int:
    """One late invoice, and the bank's news up to the day it may be reminded of."""
    take(fjordbo, ledger(line("1001", "10.000,00"), line("1002", "700,00", customer="18", name="Birthe Prøve")))
    take(fjordbo, bank(until=EARLY.isoformat()), "bank.xml")
    return fjordbo


def money(amount: int, key: str = "p1", name: str = "Somebody") -> PaymentIn:
    return PaymentIn(EARLY, Money(amount, "DKK"), key, "entry 1", payer_name=name)


def told(account_id: int, *pending: PaymentIn, until: date = EARLY, booked: tuple[PaymentIn, ...] = ()) -> None:
    with unit(account_id, "import", on=FIRST, by=ANN) as work:
        replace(work, [StatementIn(booked, "camt", "9999 0001234567", "DKK", until, pending=pending)])


def waiting(account_id: int) -> list[tuple[str, date, int]]:
    with account_scope(account_id):
        return list(rows.PendingPayment.objects.order_by("id").values_list("key", "until_on", "amount"))


def test_only_the_customer_it_may_be_from_waits_and_until_five_bank_days(owed: int) -> None:
    told(owed, money(10_000_00))
    report = run(owed, FIRST)
    assert (report.letters, report.refused) == ({"rykker_1": 1}, {"in_transit": 1})
    assert run(owed, date(2026, 3, 12)).letters == {}
    assert run(owed, WAITED_FOR).letters == {"rykker_1": 1}


def test_what_is_waited_for_no_more_needs_a_person(owed: int) -> None:
    told(owed, money(10_000_00))
    kinds = [[need.kind for need in standing([owed], on)[owed].needs] for on in (date(2026, 3, 12), WAITED_FOR)]
    assert ["in_transit" in found for found in kinds] == [False, True]


def test_it_goes_when_it_is_booked_and_only_as_often_as_it_is(owed: int) -> None:
    told(owed, money(500_00), money(500_00, "p2"), money(700_00, "p3"))
    told(owed, until=LATER, booked=(money(500_00, "b1"),))
    assert waiting(owed) == [("p2", EARLY, 500_00), ("p3", EARLY, 700_00)]


def test_a_later_list_of_money_under_way_stands_in_its_stead(owed: int) -> None:
    told(owed, money(500_00), money(700_00, "p2"))
    told(owed, money(700_00, "p2"), until=LATER)
    assert waiting(owed) == [("p2", LATER, 700_00)]


def test_a_statement_that_tells_of_none_leaves_it_until_it_is_too_old(owed: int) -> None:
    told(owed, money(500_00))
    told(owed, until=date(2026, 3, 12))
    assert len(waiting(owed)) == 1
    told(owed, until=WAITED_FOR)
    assert waiting(owed) == []


def test_a_statement_older_than_what_is_known_tells_nothing(owed: int) -> None:
    told(owed, money(500_00), until=LATER)
    told(owed, money(900_00, "p2"))
    assert waiting(owed) == [("p1", LATER, 500_00)]

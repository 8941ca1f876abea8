"""A letter's promise: its total, paid by its deadline, settles everything in it; a day later interest has run on."""

from datetime import date

import pytest

from krav.store import models as rows
from krav.store.queries.loose import loose_payments
from krav.store.scope import account_scope
from tests.actions.cast import FIRST, bank, credit, fik, ledger, line, ocr, run, take

TOTAL = {"1001": 10_000_000 + 100_00 + 310_00 + 186_99, "both": 3_000_000 + 100_00 + 2 * 310_00 + 56_10}
"""What the first letter asks for: principal, fee, compensation, and 7 days of 9,75 % to the øre."""


@pytest.fixture
def asked(fjordbo: int) -> int:
    """A big invoice to a business after its first letter, sent on FIRST with its deadline on 19 March."""
    take(fjordbo, ledger(line("1001", "100.000,00")), on=FIRST)
    run(fjordbo, FIRST)
    return fjordbo


@pytest.fixture
def asked_for_two(fjordbo: int) -> int:
    """Two invoices of one business in one letter."""
    take(fjordbo, ledger(line("1001", "10.000,00"), line("1002", "20.000,00")), on=FIRST)
    run(fjordbo, FIRST)
    return fjordbo


def pay(account_id: int, number: str, minor: int, on: str) -> None:
    data = bank(credit(f"{minor // 100}.{minor % 100:02}", on=on, reference=fik(number), key=f"{on}-{number}"), until=on)
    take(account_id, data, f"{on}-{number}.xml")


def unsettled(account_id: int) -> list[str]:
    with account_scope(account_id):
        found = rows.ClaimState.objects.filter(settled_on__isnull=True).order_by("claim_id")
        return list(found.values_list("claim__number", flat=True))


def waived(account_id: int) -> int:
    with account_scope(account_id):
        return sum(rows.Entry.objects.filter(kind="waiver").values_list("amount", flat=True))


def test_the_letter_asks_for_what_the_test_expects(asked: int) -> None:
    with account_scope(asked):
        assert rows.Letter.objects.get().total == TOTAL["1001"]


def test_paid_on_the_deadline_settles_and_waives_the_interest_since(asked: int) -> None:
    pay(asked, "1001", TOTAL["1001"], "2026-03-19")
    assert unsettled(asked) == []
    assert waived(asked) == -267_12  # ten days more on 100.000: 454,11 less 186,99


def test_paid_the_day_after_does_not(asked: int) -> None:
    pay(asked, "1001", TOTAL["1001"], "2026-03-20")
    assert unsettled(asked) == ["1001"]
    assert waived(asked) == 0


def test_less_than_the_total_waives_nothing(asked: int) -> None:
    pay(asked, "1001", TOTAL["1001"] - 1, "2026-03-19")
    assert unsettled(asked) == ["1001"]
    assert waived(asked) == 0


def test_two_payments_that_reach_the_total_in_time_settle(asked: int) -> None:
    pay(asked, "1001", 5_000_000, "2026-03-12")
    pay(asked, "1001", TOTAL["1001"] - 5_000_000, "2026-03-19")
    assert unsettled(asked) == []


def test_one_payment_settles_all_invoices_of_the_letter(asked_for_two: int) -> None:
    with account_scope(asked_for_two):
        assert rows.Letter.objects.get().total == TOTAL["both"]
    pay(asked_for_two, "1001", TOTAL["both"], "2026-03-18")
    assert unsettled(asked_for_two) == []
    with account_scope(asked_for_two):
        assert loose_payments() == []


@pytest.mark.parametrize("day", ["2026-03-09", "2026-03-10"], ids=["which settles it", "which leaves a day of interest"])
def test_an_invoice_each_settles_all_invoices_of_the_letter(asked_for_two: int, day: str) -> None:
    """The first payment is one invoice's part of the letter; the second completes the total."""
    part = 1_000_000 + 100_00 + 310_00 + 18_70
    pay(asked_for_two, "1001", part, day)
    pay(asked_for_two, "1002", TOTAL["both"] - part, "2026-03-19")
    assert unsettled(asked_for_two) == []


def test_interest_paid_with_the_first_part_is_given_back_with_the_last(nordlys: int) -> None:
    """In Norway a payment covers interest first, so a part paid early has paid interest that the promise gives up."""
    on = date(2026, 3, 18)
    take(nordlys, ledger(line("2001", "100.000,00")), on=on)
    run(nordlys, on)
    with account_scope(nordlys):
        total = rows.Letter.objects.get().total
    take(nordlys, ocr(("000020016", 5_000_000), on="250326"), "first.txt")
    take(nordlys, ocr(("000020016", total - 5_000_000), on="010426"), "last.txt")
    assert unsettled(nordlys) == []
    with account_scope(nordlys):
        assert rows.ClaimState.objects.get().balance == 0

"""What a claim comes to on a day: each branch of the walk along its entries, with amounts worked by hand."""

from dataclasses import replace
from datetime import date

import pytest

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Entry, EntryKind
from krav.claims.reckon import Reckoning
from krav.law.dated import NotInForce
from tests.claims.cast import DENMARK, DUE, claim, credited, fee, paid

# 36 500.00 at 9.75 % bears 9.75 a day until 30 June 2026, 10.00 after.
FACE = 3650000
ON = date(2026, 3, 12)


def reckoned(*entries: Entry, on: date = ON) -> Reckoning:
    return reckon_claim(claim(FACE, DUE, *entries), DENMARK, on)


def test_interest_runs_on_the_principal_alone() -> None:
    assert reckoned(fee(10000, date(2026, 3, 5))) == Reckoning(FACE, 9750, 10000, 0, 9750)


def test_on_the_due_day_and_before_it_there_is_no_interest() -> None:
    assert reckoned(on=DUE) == reckoned(on=date(2026, 2, 20)) == Reckoning(principal=FACE)


def test_before_the_invoice_nothing_is_owed() -> None:
    assert reckoned(on=date(2026, 2, 1)) == Reckoning()


def test_money_covers_fees_then_compensation_then_interest_then_principal() -> None:
    costs = (fee(10000, date(2026, 3, 5)), Entry(EntryKind.COMPENSATION, 31000, date(2026, 3, 5)))
    assert reckoned(*costs, paid(10000, ON)) == Reckoning(FACE, 9750, 0, 31000, 9750)
    assert reckoned(*costs, paid(41000, ON)) == Reckoning(FACE, 9750, 0, 0, 9750)
    assert reckoned(*costs, paid(45000, ON)) == Reckoning(FACE, 5750, 0, 0, 9750)
    assert reckoned(*costs, paid(50750 + 100, ON)) == Reckoning(FACE - 100, 0, 0, 0, 9750)


def test_money_aimed_at_the_principal_leaves_costs_and_interest() -> None:
    found = reckoned(fee(10000, date(2026, 3, 5)), paid(FACE, ON, "principal"), on=date(2026, 6, 1))
    assert found == Reckoning(0, 9750, 10000, 0, 9750)
    assert found.total == 19750


def test_more_than_the_principal_aimed_at_it_covers_the_costs_too() -> None:
    assert reckoned(fee(10000, date(2026, 3, 5)), paid(FACE + 15000, ON, "principal")) == Reckoning(0, 4750, 0, 0, 9750)


def test_half_paid_half_the_interest_from_the_day_after() -> None:
    half = paid(FACE // 2, date(2026, 3, 7), "principal")
    assert reckoned(half).accrued == 4875 + 2438


def test_a_fee_of_the_day_is_covered_by_the_money_of_the_day() -> None:
    letter_first = reckoned(fee(10000, ON), paid(5000, ON))
    money_first = reckoned(paid(5000, ON), fee(10000, ON))
    assert letter_first == Reckoning(FACE, 9750, 5000, 0, 9750)
    assert money_first == Reckoning(FACE, 4750, 10000, 0, 9750)
    assert letter_first.total == money_first.total


def test_money_before_the_invoice_waits_for_it() -> None:
    early = paid(1000000, date(2026, 2, 1))
    assert reckoned(early, on=date(2026, 2, 10)).total == -1000000
    assert reckoned(early, on=DUE) == Reckoning(principal=FACE - 1000000)


def test_money_before_a_fee_waits_for_it() -> None:
    assert reckoned(paid(FACE + 4000, DUE), fee(10000, ON)) == Reckoning(0, 0, 6000, 0, 0)


def test_what_lies_over_is_the_debtor_s() -> None:
    found = reckoned(paid(FACE + 2500, DUE))
    assert (found.overpaid, found.total) == (2500, -2500)


def test_entries_of_later_days_are_not_seen() -> None:
    assert reckoned(paid(FACE, date(2026, 3, 13))) == reckoned()


def test_a_credit_note_lowers_the_principal_from_its_day() -> None:
    assert reckoned(credited(FACE, date(2026, 3, 7))) == Reckoning(0, 5 * 975, 0, 0, 5 * 975)


def test_a_credit_note_from_the_start_leaves_no_interest() -> None:
    assert reckoned(credited(FACE, date(2026, 2, 16))) == Reckoning()


def test_a_credit_greater_than_the_principal_covers_the_costs() -> None:
    found = reckoned(fee(10000, date(2026, 3, 5)), paid(FACE, date(2026, 3, 7), "principal"), credited(12000, ON))
    assert found == Reckoning(0, 5 * 975 - 2000, 0, 0, 5 * 975)


def test_a_credit_after_all_is_paid_is_money_back() -> None:
    assert reckoned(paid(FACE, DUE), credited(50000, ON)).total == -50000


def test_a_payment_taken_back_stands_open_again() -> None:
    returned = reckoned(fee(10000, date(2026, 3, 5)), paid(FACE + 19750, ON), paid(-FACE - 19750, ON))
    assert returned == Reckoning(FACE, 9750, 10000, 0, 9750)


def test_a_payment_taken_back_in_part_returns_the_principal_first() -> None:
    returned = reckoned(fee(10000, date(2026, 3, 5)), paid(FACE, ON), paid(-30000, ON))
    assert returned == Reckoning(19750 + 30000, 0, 0, 0, 9750)


def test_a_payment_taken_back_opens_no_fee_that_was_taken_back_before_it() -> None:
    charged, given_up = fee(10000, date(2026, 3, 5)), fee(-10000, date(2026, 3, 9))
    returned = reckoned(charged, paid(10000, date(2026, 3, 6)), given_up, paid(-10000, ON))
    assert (returned.fees, returned.total) == (0, FACE + returned.accrued)


def test_money_that_lies_over_is_taken_back_first() -> None:
    assert reckoned(paid(FACE + 5000, DUE), paid(-5000, ON)) == Reckoning()


def test_between_payment_and_return_no_interest_runs() -> None:
    bounced = (paid(FACE, date(2026, 3, 7), "principal"), paid(-FACE, date(2026, 3, 10)))
    assert reckoned(*bounced).accrued == 5 * 975 + 2 * 975


def test_a_waiver_gives_up_interest_and_nothing_else() -> None:
    waived = Entry(EntryKind.WAIVER, -4000, ON)
    assert reckoned(waived) == Reckoning(FACE, 5750, 0, 0, 9750)


def test_interest_given_up_that_was_paid_already_covers_the_principal() -> None:
    waived = Entry(EntryKind.WAIVER, -4000, ON)
    assert reckoned(paid(9750, ON), waived) == Reckoning(FACE - 4000, 0, 0, 0, 9750)


def test_demanded_interest_is_a_note_and_changes_nothing() -> None:
    assert reckoned(Entry(EntryKind.INTEREST, 9750, ON, label="interest")) == reckoned()


def test_the_order_in_which_facts_are_told_does_not_matter() -> None:
    facts = (fee(10000, date(2026, 3, 5)), paid(20000, date(2026, 3, 8)), credited(90000, date(2026, 3, 9)))
    assert reckoned(*facts) == reckoned(*reversed(facts))


def test_a_missing_rate_is_refused_while_the_principal_is_open() -> None:
    with pytest.raises(NotInForce):
        reckoned(on=date(2027, 1, 1))


def test_a_paid_claim_needs_no_rate() -> None:
    assert reckoned(paid(FACE, DUE), on=date(2030, 1, 1)).total == 0


def test_a_claim_without_a_due_day_agreed_waits_thirty_days() -> None:
    unsure = claim(FACE)
    unsure = replace(unsure, terms=unsure.terms._replace(due_agreed=False))  # sent on 16 February
    assert reckon_claim(unsure, DENMARK, date(2026, 3, 18)).accrued == 0
    assert reckon_claim(unsure, DENMARK, date(2026, 3, 19)).accrued == 975

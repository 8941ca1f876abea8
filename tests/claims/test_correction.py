"""What letters asked for against what they should have asked for; the amounts of a peer's own tests (cases 83 to 87)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from krav.claims.correction import (
    LABEL,
    Parts,
    Told,
    correction,
    corrections,
    owed_back,
    parts_of,
    taken_back,
    unearned,
    with_entries,
)
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.countries import country
from krav.law.interest import Convention
from krav.law.step import DebtorKind, PastLetter, Terms

DK = country("DK")
DUE, VALUE, CLAIMED = date(2026, 1, 31), date(2026, 2, 15), date(2026, 3, 31)
FIRST = DK.ladder[0]


def lent(*entries: Entry) -> Claim:
    """100,000 at ten per cent a year between businesses, due on 31 January; interest of 1,616.44 asked for on 31 March."""
    asked = Entry(EntryKind.INTEREST, 161_644, CLAIMED, label="interest")
    return Claim(
        1, 1, "1001", "DKK", Terms(DUE, True, DUE), DebtorKind.BUSINESS,
        entries=(Entry(EntryKind.INVOICE, 10_000_000, DUE), asked, *entries),
        convention=Convention.ACT_365, contract_rate=Decimal(10),
    )  # fmt: skip


def told(then: Claim, now: Claim, on: date = CLAIMED, deadline_on: date = date(2026, 4, 10)) -> Told:
    return Told(7, "2026-00007", FIRST, on, deadline_on, (then,), (now,), Relation())


def test_a_back_dated_payment_shows_what_was_asked_for_too_much() -> None:
    """Case 83: 50,000 with value date 15 February, told of after the claim of 31 March."""
    now = lent(Entry(EntryKind.PAYMENT, -5_000_000, VALUE, "principal"))
    found = correction(told(lent(), now), DK)
    assert found
    assert found.demanded == Parts(principal=10_000_000, interest=161_644)
    assert found.lawful == Parts(principal=5_000_000, interest=101_370)
    assert found.demanded.less(found.lawful).interest == 60_274
    assert found.over == 5_060_274


def test_until_the_interest_has_caught_up_no_more_is_asked_for() -> None:
    """Case 83: on 1 May 1,438.36 has run, 178.08 less than was asked for."""
    now = lent(Entry(EntryKind.PAYMENT, -5_000_000, VALUE, "principal"))
    assert reckon_claim(now, DK, date(2026, 5, 1)).accrued == 143_836
    assert unearned(now, DK, date(2026, 5, 1)) == 17_808
    assert unearned(now, DK, date(2026, 6, 30)) == 0


def test_what_is_taken_back_makes_the_next_claim_right() -> None:
    """Cases 84 and 85: 602.74 taken back; the claim of 30 May then asks for 821.92, net 1,835.62."""
    now = lent(Entry(EntryKind.PAYMENT, -5_000_000, VALUE, "principal"))
    back = taken_back(now, DK, CLAIMED, date(2026, 5, 1))
    assert back == Entry(EntryKind.INTEREST, -60_274, date(2026, 5, 1), label=LABEL)
    (righted,) = with_entries([now], [(now.id, back)])
    assert unearned(righted, DK, date(2026, 5, 1)) == 0
    later = reckon_claim(righted, DK, date(2026, 5, 30)).accrued
    assert later - righted.charged(EntryKind.INTEREST) == 82_192
    assert later == 183_562
    assert taken_back(righted, DK, CLAIMED, date(2026, 5, 1)) is None


def test_what_was_paid_in_cash_is_owed_back() -> None:
    """Case 87: everything paid on 31 March, then 50,000 credited from 15 February: 602.74 of the interest was never owed."""
    paid = Entry(EntryKind.PAYMENT, -10_161_644, CLAIMED)
    now = lent(paid, Entry(EntryKind.CREDIT, -5_000_000, VALUE))
    found = correction(told(lent(), now), DK)
    assert found
    assert found.demanded.interest - 101_370 == 60_274
    assert owed_back([now], DK, CLAIMED) == {1: 5_000_000 + 60_274}
    interest_only = lent(Entry(EntryKind.PAYMENT, -161_644, CLAIMED), Entry(EntryKind.CREDIT, -5_000_000, VALUE))
    assert owed_back([interest_only], DK, CLAIMED) == {}, "what is still owed takes it first"
    assert reckon_claim(interest_only, DK, CLAIMED).total == 5_000_000 - 60_274


def test_a_letter_that_is_right_needs_nothing() -> None:
    assert correction(told(lent(), lent()), DK) is None
    later = lent(Entry(EntryKind.PAYMENT, -5_000_000, date(2026, 4, 1), "principal"))
    assert corrections([told(lent(), later)], DK) == ()


def test_a_letter_that_asked_for_too_little_takes_nothing_back() -> None:
    paid = lent(Entry(EntryKind.PAYMENT, -5_000_000, VALUE, "principal"))
    never = lent(*paid.entries[2:], Entry(EntryKind.PAYMENT, 5_000_000, VALUE, "principal"))
    found = correction(told(paid, never), DK)
    assert found
    assert found.over == -5_060_274
    assert not found.entries
    assert taken_back(never, DK, CLAIMED, date(2026, 5, 1)) is None


def charged(*entries: Entry, debtor: DebtorKind = DebtorKind.BUSINESS) -> Claim:
    """10,000 due on 2 March, and a reminder of the 16th for 100 and 310."""
    sent_on = date(2026, 3, 16)
    invoice, fee = Entry(EntryKind.INVOICE, 1_000_000, DUE), Entry(EntryKind.FEE, 10_000, sent_on, label="reminder_fee")
    compensation = Entry(EntryKind.COMPENSATION, 31_000, sent_on, label="compensation")
    letter = PastLetter(FIRST.key, FIRST.kind, sent_on, date(2026, 3, 26), 10_000)
    due = Terms(date(2026, 3, 2), True, DUE)
    return Claim(2, 1, "1002", "DKK", due, debtor, entries=(invoice, fee, compensation, *entries), letters=(letter,))


def test_a_consumer_owes_no_compensation_whoever_it_was_taken_for() -> None:
    then, now = charged(), charged(debtor=DebtorKind.CONSUMER)
    found = correction(told(then, now, date(2026, 3, 16)), DK)
    assert found
    assert found.entries == ((2, Entry(EntryKind.COMPENSATION, -31_000, date(2026, 3, 16), label="compensation")),)
    assert found.over == 31_000
    assert found.lawful.fees == 10_000


def test_a_letter_about_what_was_paid_may_charge_nothing() -> None:
    paid = Entry(EntryKind.PAYMENT, -1_000_000, date(2026, 3, 10), "principal")
    found = correction(told(charged(), charged(paid), date(2026, 3, 16)), DK)
    assert found
    assert [entry.amount for _, entry in found.entries] == [-10_000, -31_000]
    assert found.lawful.total == found.lawful.interest
    (righted,) = with_entries([charged(paid)], found.entries)
    again = correction(told(charged(), righted, date(2026, 3, 16)), DK)
    assert again
    assert not again.entries, "what was taken back is not taken back twice"


def test_what_nobody_knows_the_rate_of_is_not_corrected() -> None:
    unknown = replace(lent(), contract_rate=None, terms=Terms(date(2029, 1, 1), True, date(2029, 1, 1)))
    paid = replace(unknown, entries=(*unknown.entries, Entry(EntryKind.PAYMENT, -1, date(2029, 1, 2))))
    assert correction(told(unknown, paid, date(2029, 6, 1)), DK) is None


@pytest.mark.parametrize("on", [CLAIMED, date(2026, 5, 1), date(2026, 6, 30)])
def test_the_parts_are_the_total(on: date) -> None:
    claim = lent(Entry(EntryKind.PAYMENT, -11_000_000, VALUE), Entry(EntryKind.COSTS, 5_000, VALUE))
    assert parts_of([claim], DK, on).total == reckon_claim(claim, DK, on).total

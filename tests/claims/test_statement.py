"""A statement of account: opening, moves and interest come to what is owed at the end, whatever the period."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.claims.statement import account_of, ages
from tests.claims.cast import DENMARK, DUE, claim, fee, paid

MAY = date(2026, 5, 29)


def credit_note(amount: int, on: date, matched: int = 0) -> Claim:
    """An item below zero, partly matched."""
    note = claim(-amount, on + timedelta(days=14), number="K7", key=2)
    return Claim(2, 7, "K7", "DKK", note.terms, entries=(*note.entries, Entry(EntryKind.CREDIT, matched, on, label="1001")))


DEBT = claim(1000000, DUE, fee(10000, date(2026, 3, 16)), paid(300000, date(2026, 4, 1)))


def test_the_moves_of_the_period_with_what_came_before_and_interest_last() -> None:
    found = account_of([DEBT], DENMARK, date(2026, 3, 1), MAY)
    assert found.opening == 1000000
    assert [(move.kind, move.number, move.amount) for move in found.moves] == [
        ("fee", "1001", 10000),
        ("payment", "1001", -300000),
    ]
    assert found.interest == reckon_claim(DEBT, DENMARK, MAY).accrued
    assert found.closing == found.opening + sum(move.amount for move in found.moves) + found.interest


def test_both_days_of_the_period_count() -> None:
    found = account_of([DEBT], DENMARK, date(2026, 3, 16), date(2026, 4, 1))
    assert [move.on for move in found.moves] == [date(2026, 3, 16), date(2026, 4, 1)]


def test_a_payment_that_was_undone_on_its_day_is_not_told() -> None:
    day = date(2026, 3, 20)
    debt = claim(1000000, DUE, paid(5000, day), paid(-5000, day))
    assert [move.kind for move in account_of([debt], DENMARK, date(2026, 1, 1), MAY).moves] == ["invoice"]


def test_of_a_matched_credit_note_only_the_rest_is_told() -> None:
    rest = account_of([credit_note(40000, date(2026, 3, 5), matched=15000)], DENMARK, date(2026, 3, 1), MAY)
    assert [(move.kind, move.amount) for move in rest.moves] == [("credit", -25000)]
    assert [(item.number, item.owed) for item in rest.still_open] == [("K7", -25000)]
    whole = account_of([credit_note(40000, date(2026, 3, 5), matched=40000)], DENMARK, date(2026, 3, 1), MAY)
    assert (whole.moves, whole.still_open, whole.closing) == ((), (), 0)


def test_the_open_items_are_aged_by_their_due_day() -> None:
    on = date(2026, 6, 1)
    late = ((0, 1), (1, 10), (30, 100), (31, 1000), (90, 10000), (91, 100000), (-5, 1000000))
    assert ages(((on - timedelta(days=days), owed) for days, owed in late), on) == [1000001, 110, 1000, 10000, 100000]


@given(st.integers(0, 120), st.integers(0, 60))
def test_two_periods_that_touch_are_one(start: int, length: int) -> None:
    first = date(2026, 2, 1) + timedelta(days=start)
    middle = first + timedelta(days=length)
    one = account_of([DEBT], DENMARK, first, middle)
    two = account_of([DEBT], DENMARK, middle + timedelta(days=1), MAY + timedelta(days=100))
    assert one.closing == two.opening
    assert one.closing == one.opening + sum(move.amount for move in one.moves) + one.interest


def test_a_period_before_everything_is_empty() -> None:
    found = account_of([DEBT], DENMARK, date(2025, 1, 1), date(2025, 12, 31))
    assert (found.opening, found.moves, found.interest, found.closing, found.still_open) == (0, (), 0, 0, ())

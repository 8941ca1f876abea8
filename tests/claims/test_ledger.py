"""Claims as facts: what was charged, when a stop is in force, and when an unbroken arrears began."""

from datetime import date

import pytest

from krav.claims.ledger import EntryKind, Hold, arrears_from
from tests.claims.cast import DUE, claim, fee, paid

JAN, FEB, MAR, APR = (date(2026, month, 10) for month in (1, 2, 3, 4))


def test_a_claim_sums_what_was_charged_of_a_kind() -> None:
    told = claim(1000000, DUE, fee(10000, MAR), fee(10000, APR), paid(5000, APR))
    assert (told.face, told.charged(EntryKind.FEE), told.charged(EntryKind.PAYMENT)) == (1000000, 20000, -5000)


def test_a_hold_ends_before_its_last_day_and_one_without_end_never() -> None:
    hold = Hold("objection", FEB, MAR)
    assert [hold.covers(day) for day in (JAN, FEB, date(2026, 3, 9), MAR)] == [False, True, True, False]
    assert Hold("objection", FEB).covers(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("spans", "began"),
    [
        ([], APR),
        ([(JAN, None)], JAN),
        ([(JAN, FEB)], APR),  # settled: there is no arrears
        ([(JAN, FEB), (FEB, None)], JAN),  # settled the day the next fell due: unbroken
        ([(JAN, date(2026, 2, 9)), (FEB, None)], FEB),  # a day between: broken
        ([(FEB, None), (JAN, MAR)], JAN),
        ([(JAN, FEB), (FEB, MAR), (MAR, None)], JAN),
        ([(MAR, None), (FEB, None), (JAN, None)], JAN),
        ([(date(2026, 4, 11), None)], APR),  # not due yet
    ],
)
def test_the_unbroken_arrears_began(spans: list[tuple[date, date | None]], began: date) -> None:
    assert arrears_from(spans, APR) == began

"""A dated value holds on its days and on no other: outside them nothing may be charged."""

from datetime import date
from decimal import Decimal

import pytest

from krav.kernel.money import Money
from krav.law.dated import NotInForce, Table, Value
from krav.law.source import Confidence, Source

SOURCE = Source("§ 9 b", "the act", date(2026, 11, 21))


def value(amount: object, from_on: date, until_on: date | None = None) -> Value:
    return Value(amount, from_on, until_on, SOURCE, Confidence.VERIFIED)


FEES = Table(
    "fees.fee",
    "Fee",
    "DKK",
    "day of sending",
    "when repealed",
    (
        value(Decimal(50), date(2002, 8, 1), date(2013, 3, 1)),
        value(Decimal(60), date(2013, 3, 1), date(2020, 1, 1)),
        value(Decimal("62.50"), date(2021, 1, 1)),
    ),
)


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2002, 8, 1), "50"),
        (date(2013, 2, 28), "50"),
        (date(2013, 3, 1), "60"),
        (date(2019, 12, 31), "60"),
        (date(2021, 1, 1), "62.50"),
        (date(2099, 1, 1), "62.50"),
    ],
)
def test_the_value_is_that_of_the_day(day: date, amount: str) -> None:
    assert FEES.number(day) == FEES.on(day) == Decimal(amount)
    assert FEES.money(day) == Money.of(amount, "DKK")


@pytest.mark.parametrize("day", [date(2002, 7, 31), date(2020, 1, 1), date(2020, 12, 31)])
def test_before_the_first_day_and_in_a_gap_nothing_is_in_force(day: date) -> None:
    with pytest.raises(NotInForce) as missing:
        FEES.at(day)
    assert str(missing.value) == (
        f"fees.fee: no value is known for {day}; known is from 2002-08-01. Add the value with its source."
    )
    assert (missing.value.name, missing.value.day) == ("fees.fee", day)


def test_after_the_last_known_day_nothing_is_in_force() -> None:
    half = value(Decimal(2), date(2026, 7, 1), date(2027, 1, 1))
    rate = Table("interest.rate", "Rate", "%", "each day", "each period", (half,))
    assert rate.number(date(2026, 12, 31)) == 2
    with pytest.raises(NotInForce, match=r"known is 2026-07-01 to 2027-01-01 \(not included\)"):
        rate.number(date(2027, 1, 1))


def test_a_value_that_is_no_number_is_not_taken_for_one() -> None:
    moves = Table("deadlines.moves", "Moves", "", "day of sending", "when repealed", (value(True, date(2002, 8, 1)),))
    assert moves.on(date(2026, 1, 1)) is True
    with pytest.raises(TypeError, match=r"deadlines\.moves holds bool, not a number"):
        moves.number(date(2026, 1, 1))


def test_a_value_explains_itself() -> None:
    why = FEES.why(date(2026, 1, 5))
    assert (why.rule, why.section, why.value, why.valid_from) == ("Fee", "§ 9 b", "62.5 DKK", date(2021, 1, 1))
    assert (why.source, why.checked_on, why.confidence) == ("the act", date(2026, 11, 21), "verified")
    assert FEES.why(date(2026, 1, 5), "Reminder").rule == "Reminder"

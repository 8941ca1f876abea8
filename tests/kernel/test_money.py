"""Money is exact: whole minor units of one currency, and nothing is rounded unless it is asked for."""

from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krav.kernel.money import Money, MoneyError, half_up

SAME_EVERY_RUN = settings(derandomize=True, deadline=None, max_examples=500)
EXACT = Context(prec=80)


@pytest.mark.parametrize(
    ("amount", "minor"),
    [("12500.00", 1250000), ("0.01", 1), ("-3.5", -350), (7, 700), (Decimal("1E+2"), 10000), ("1.000", 100), ("-0", 0)],
)
def test_money_of_a_decimal_amount(amount: Decimal | str | int, minor: int) -> None:
    assert Money.of(amount, "DKK") == Money(minor, "DKK")


@pytest.mark.parametrize("amount", ["0.001", "12.345", Decimal("1E-3")])
def test_a_third_decimal_is_refused_and_not_rounded(amount: Decimal | str) -> None:
    with pytest.raises(MoneyError, match="has more than two decimals"):
        Money.of(amount, "DKK")


@pytest.mark.parametrize("currency", ["dkk", "kr", "DKKK", "", "D1K"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(MoneyError, match="is not a currency code of three capital letters"):
        Money.of(1, currency)


def test_money_of_one_currency_is_added_taken_away_and_compared() -> None:
    ten, three = Money(1000, "SEK"), Money(300, "SEK")
    assert (ten + three, ten - three, -ten) == (Money(1300, "SEK"), Money(700, "SEK"), Money(-1000, "SEK"))
    assert three < ten
    assert three <= ten
    assert sorted([ten, three, -ten]) == [-ten, three, ten]
    assert max(ten, three) == ten


def test_nothing_is_false_and_everything_else_true() -> None:
    assert not Money(0, "SEK")
    assert Money(-1, "SEK")


@pytest.mark.parametrize("act", ["__add__", "__sub__", "__lt__", "__le__"])
def test_two_currencies_are_never_mixed(act: str) -> None:
    with pytest.raises(MoneyError, match=r"1\.00 NOK and 1\.00 SEK are of two currencies"):
        getattr(Money(100, "NOK"), act)(Money(100, "SEK"))


def test_a_total_of_parts_and_of_none() -> None:
    assert Money.total([Money(100, "NOK"), Money(-30, "NOK")], "NOK") == Money(70, "NOK")
    assert Money.total([], "NOK") == Money(0, "NOK")
    with pytest.raises(MoneyError):
        Money.total([Money(100, "SEK")], "NOK")


@pytest.mark.parametrize(("minor", "text"), [(1250000, "12500.00 DKK"), (5, "0.05 DKK"), (-5, "-0.05 DKK"), (0, "0.00 DKK")])
def test_money_is_printed_with_two_decimals(minor: int, text: str) -> None:
    assert str(Money(minor, "DKK")) == text


@SAME_EVERY_RUN
@given(st.integers(-(10**15), 10**15))
def test_a_decimal_amount_comes_back_as_it_was(minor: int) -> None:
    money = Money(minor, "DKK")
    assert Money.of(money.decimal, "DKK") == money


@SAME_EVERY_RUN
@given(st.integers(-(10**24), 10**24), st.integers(1, 10**12))
def test_half_up_is_decimal_s_own(numerator: int, denominator: int) -> None:
    exact = EXACT.divide(Decimal(numerator), Decimal(denominator))
    assert half_up(numerator, denominator) == int(exact.quantize(Decimal(1), ROUND_HALF_UP, EXACT))


@SAME_EVERY_RUN
@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_half_is_rounded_away_from_nought(whole: int, half: int) -> None:
    numerator, denominator = (2 * whole + 1) * half, 2 * half
    assert half_up(numerator, denominator) == whole + 1
    assert half_up(-numerator, denominator) == -whole - 1
    assert half_up(numerator - 1, denominator) == whole

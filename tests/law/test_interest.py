"""Interest by cumulated rate-days: the conventions, the first and last interest day, and where lines are rounded."""

from datetime import date
from decimal import Decimal

import pytest

from krav.countries import country
from krav.law.dated import NotInForce
from krav.law.interest import SCALE, Convention, Counting, Line, RateCalendar, Stretch

YEARS = [
    Stretch(date(2023, 7, 1), date(2024, 1, 1), Decimal("10.00")),
    Stretch(date(2024, 1, 1), date(2024, 7, 1), Decimal("12.00")),
    Stretch(date(2024, 7, 1), date(2025, 1, 1), Decimal("12.00")),
    Stretch(date(2025, 1, 1), date(2025, 7, 1), Decimal("11.75")),
]
ACT_ACT, ACT_365, THIRTY = Convention.ACT_ACT, Convention.ACT_365, Convention.THIRTY_360


def calendar(convention: Convention = ACT_ACT, *, anchor: bool = False, each_line: bool = False) -> RateCalendar:
    return RateCalendar("interest.rate", YEARS, Counting(convention, anchor, each_line))


def units(convention: Convention, from_on: date, to_on: date) -> Decimal:
    """Interest on 100.00 with every digit."""
    return Decimal(calendar(convention).factor(from_on, to_on)) * 100 / SCALE


def test_the_day_after_the_anchor_is_the_first_interest_day_unless_the_anchor_counts() -> None:
    last, first = date(2023, 12, 31), date(2024, 1, 1)
    assert calendar(ACT_365).factor(last, first) * 36500 == 12 * SCALE
    assert calendar(ACT_365, anchor=True).factor(last, first) * 36500 == 10 * SCALE


@pytest.mark.parametrize(("convention", "days"), [(ACT_ACT, 366), (ACT_365, 365), (THIRTY, 360)])
def test_a_day_of_a_leap_year_is_its_part_of_the_year(convention: Convention, days: int) -> None:
    assert calendar(convention).factor(date(2024, 3, 4), date(2024, 3, 5)) * 100 * days == 12 * SCALE


@pytest.mark.parametrize(
    ("from_on", "to_on", "days"),
    [
        (date(2024, 1, 30), date(2024, 1, 31), 0),  # the 31st counts as the 30th
        (date(2024, 1, 31), date(2024, 2, 1), 1),
        (date(2024, 2, 28), date(2024, 3, 1), 3),  # February is filled up to thirty days
        (date(2024, 2, 29), date(2024, 3, 1), 2),
        (date(2025, 2, 28), date(2025, 3, 1), 3),
        (date(2023, 12, 31), date(2024, 12, 31), 360),
        (date(2024, 1, 15), date(2024, 7, 15), 180),
    ],
)
def test_months_have_thirty_days(from_on: date, to_on: date, days: int) -> None:
    assert THIRTY.days(from_on, to_on) == days
    flat = [Stretch(date(2023, 7, 1), date(2025, 7, 1), Decimal(12))]
    rates = RateCalendar("flat", flat, Counting(THIRTY, anchor_counts=False, round_each_line=False))
    assert rates.factor(from_on, to_on) * 100 * 360 == 12 * days * SCALE


def test_each_day_bears_the_rate_of_its_own_half_year() -> None:
    assert units(ACT_365, date(2023, 12, 30), date(2024, 1, 2)) * 365 == Decimal(10 + 12 + 12)
    assert units(ACT_ACT, date(2023, 12, 31), date(2024, 12, 31)) == 12


def test_lines_are_cut_where_rate_or_length_of_year_changes() -> None:
    found = calendar().lines(1000000, date(2023, 12, 11), date(2025, 1, 10))
    cut = [(line.days, str(line.percent), line.basis) for line in found]
    assert cut == [(20, "10.00", 365), (366, "12.00", 366), (10, "11.75", 365)]
    assert found[0] == Line(date(2023, 12, 11), date(2023, 12, 31), 20, 1000000, Decimal("10.00"), 365, 5479)


def test_one_rate_over_two_lengths_of_year_is_two_lines() -> None:
    found = country("DK").rates(date(2015, 8, 3)).lines(100, date(2015, 12, 1), date(2016, 1, 31))
    assert [(line.days, str(line.percent), line.basis) for line in found] == [(30, "8.05", 365), (31, "8.05", 366)]


def test_a_fixed_year_joins_half_years_of_one_rate() -> None:
    assert [line.days for line in calendar(ACT_365).lines(100, date(2024, 1, 31), date(2024, 8, 31))] == [213]


def test_where_lines_are_rounded_every_half_year_is_a_line() -> None:
    found = calendar(each_line=True).lines(1000000, date(2024, 1, 31), date(2024, 8, 31))
    assert [line.days for line in found] == [151, 62]


def test_rounded_once_the_lines_share_the_remainder() -> None:
    """1.534 and 1.836 are 3.370: rounded apart they would be a cent more than their sum."""
    span = (date(2023, 12, 29), date(2024, 1, 2))
    assert [line.amount for line in calendar().lines(2800, *span)] == [2, 1]
    assert [line.amount for line in calendar(each_line=True).lines(2800, *span)] == [2, 2]


def test_the_sum_of_rounded_lines_is_had_without_the_lines() -> None:
    rates = calendar(each_line=True)
    for principal in (1, 4700, 5550, 123456789):
        lines = rates.lines(principal, date(2023, 8, 13), date(2025, 3, 1))
        assert rates.rounded(principal, date(2023, 8, 13), date(2025, 3, 1)) == sum(line.amount for line in lines)


def test_no_days_no_line() -> None:
    assert calendar().lines(100, date(2024, 3, 1), date(2024, 3, 1)) == ()
    assert calendar().factor(date(2024, 3, 1), date(2024, 3, 1)) == 0


@pytest.mark.parametrize(
    ("anchor", "first", "last"),
    [(False, date(2023, 6, 30), date(2025, 6, 30)), (True, date(2023, 7, 1), date(2025, 7, 1))],
)
def test_a_span_with_an_unknown_day_is_refused(anchor: bool, first: date, last: date) -> None:
    rates = calendar(anchor=anchor)
    assert rates.factor(first, last) > 0
    for from_on, to_on, named in ((date(2023, 6, 29), last, "2023-06-29"), (first, date(2025, 7, 2), "2025-07-02")):
        with pytest.raises(NotInForce, match=rf"for {named}; known is 2023-07-01 to 2025-07-01 \(not included\)"):
            rates.factor(from_on, to_on)
        with pytest.raises(NotInForce):
            rates.lines(100, from_on, to_on)


def test_the_rate_of_a_day() -> None:
    assert [calendar().percent(day) for day in (date(2023, 12, 31), date(2024, 1, 1))] == [10, 12]
    with pytest.raises(NotInForce):
        calendar().percent(date(2025, 7, 1))


def test_a_rate_of_three_decimals_is_refused() -> None:
    with pytest.raises(ValueError, match=r"8\.125 % has more than two decimals"):
        RateCalendar("x", [Stretch(date(2024, 1, 1), date(2024, 7, 1), Decimal("8.125"))], calendar().counting)


def test_the_enforcement_authority_s_norwegian_example_line_by_line() -> None:
    """Five lines of a petition: the principal falls with two payments, the rate with the half-year."""
    rates = country("NO").rates(date(2024, 6, 15))
    petition = [
        (1000000, date(2024, 6, 15), date(2024, 6, 27), 4098),
        (800000, date(2024, 6, 27), date(2025, 3, 10), 69996),
        (300000, date(2025, 3, 10), date(2025, 7, 1), 11610),
        (300000, date(2025, 7, 1), date(2025, 11, 21), 14398),
        (300000, date(2025, 8, 14), date(2025, 11, 21), 9968),
    ]
    for principal, from_on, to_on, amount in petition:
        assert rates.rounded(principal, from_on, to_on) == amount

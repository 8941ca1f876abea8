"""A settlement against its own arithmetic, the payments told before, and the prices agreed."""

from datetime import date
from decimal import Decimal

import pytest

from krav.claims.partner import Parts, Prices, SettledCase, SettlementIn
from krav.claims.settlement import Known, compare

PRICES = Prices("DKK", percent=Decimal(10), least=5_000, interest=Decimal(50), vat=Decimal(25))
PAID = Parts(100_000, 2_000, 0, 3_000)
KEPT, FEE = 3_000 + 1_000, 10_000
VAT = (FEE + 1_000) // 4
RIGHT = SettledCase("R1", PAID, KEPT, FEE, 0, 0, VAT, PAID.total - KEPT - FEE - VAT)


def of(*cases: SettledCase, out: int | None = None, currency: str = "DKK") -> SettlementIn:
    return SettlementIn("7", date(2026, 6, 1), currency, cases, sum(c.paid_out for c in cases) if out is None else out)


def codes(told: SettlementIn, known: Known | None = None, prices: Prices | None = PRICES) -> list[str]:
    return [each.code for each in compare(told, {"R1": known or Known("S1", PAID)}, prices, "DKK")]


def test_one_in_which_all_agrees_has_no_difference() -> None:
    assert codes(of(RIGHT)) == []


def test_an_ore_of_rounding_is_none() -> None:
    assert codes(of(RIGHT._replace(vat=VAT + 1, paid_out=RIGHT.paid_out - 1))) == []


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (RIGHT._replace(paid_out=RIGHT.paid_out - 500), ["sum_case"]),
        (RIGHT._replace(commission=FEE + 2_000, paid_out=RIGHT.paid_out - 2_000), ["commission", "vat"]),
        (RIGHT._replace(start=9_900, vat=VAT + 2_475, paid_out=RIGHT.paid_out - 12_375), ["start"]),
        (RIGHT._replace(other=4_000, vat=VAT + 1_000, paid_out=RIGHT.paid_out - 5_000), ["other"]),
        (RIGHT._replace(kept=KEPT + 700, vat=VAT + 175, paid_out=RIGHT.paid_out - 875), ["kept"]),
        (RIGHT._replace(vat=VAT + 300, paid_out=RIGHT.paid_out - 300), ["vat"]),
        (RIGHT._replace(reference="R9"), ["unknown_case"]),
    ],
)
def test_what_does_not_agree_is_named(case: SettledCase, expected: list[str]) -> None:
    assert codes(of(case)) == expected


def test_money_of_which_no_payment_was_told_is_named_by_its_part() -> None:
    less = Known("S1", PAID._replace(principal=90_000, costs=0))
    assert codes(of(RIGHT), less) == ["collected_principal", "collected_costs"]
    assert codes(of(RIGHT), less, None) == ["collected_principal", "collected_costs"]


def test_a_second_settlement_takes_the_first_into_account() -> None:
    both = Known("S1", PAID.plus(PAID), settled=PAID, commission=FEE)
    assert codes(of(RIGHT), both) == []
    assert "commission" in codes(of(RIGHT), Known("S1", PAID.plus(PAID), settled=PAID, commission=FEE + 5_000))


def test_the_sum_of_the_cases_is_what_is_paid_out() -> None:
    (found,) = compare(of(RIGHT, out=1), {"R1": Known("S1", PAID)}, PRICES, "DKK")
    assert (found.code, found.expected, found.told) == ("sum", RIGHT.paid_out, 1)


def test_another_currency_is_the_one_difference() -> None:
    assert codes(of(RIGHT, currency="NOK")) == ["currency"]


def test_a_difference_says_why() -> None:
    (found,) = compare(of(RIGHT._replace(paid_out=0, reference="R1"), out=0), {"R1": Known("S1", PAID)}, None, "DKK")
    assert list(found.why.lines())[1] == "  = 1050.00 DKK − 40.00 DKK − 100.00 DKK − 27.50 DKK"

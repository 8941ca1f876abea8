"""What a partner costs by what was agreed, and what prices can be."""

from decimal import Decimal

import pytest

from krav.claims.partner import (
    Parts,
    Prices,
    QuoteLine,
    checked,
    commission,
    explain,
    prices_data,
    quote,
    quote_data,
    read_prices,
    read_quote,
    with_vat,
)
from krav.kernel.refusal import KravError

PRICES = Prices("DKK", 0, Decimal(10), 30_000, Decimal(50), Decimal(100), 25_000, Decimal(25))
OWED = Parts(1_250_000, 10_001, 20_000)


def test_no_start_fee_and_ten_per_cent_of_what_is_collected() -> None:
    lines = {line.code: (line.amount, line.when) for line in quote(PRICES, OWED).lines}
    assert lines == {
        "start": (0, "always"),
        "commission": (125_000, "paid"),
        "interest": (5_001, "paid"),
        "fees": (20_000, "paid"),
        "recall": (25_000, "recalled"),
    }
    assert with_vat(quote(PRICES, OWED), QuoteLine("commission", 125_000, "paid")) == 156_250


@pytest.mark.parametrize(("principal", "due"), [(0, 0), (1, 30_000), (300_000, 30_000), (300_010, 30_001)])
def test_a_commission_has_its_least_once_anything_is_collected(principal: int, due: int) -> None:
    assert commission(PRICES, principal) == due


def test_each_line_explains_itself() -> None:
    small = Parts(100_000)
    said = {line.code: next(iter(list(explain(PRICES, small, line).lines())[1:]), "") for line in quote(PRICES, small).lines}
    assert said["commission"] == "  = 10 % of the principal of 1000.00 DKK, at least 300.00 DKK"
    assert explain(PRICES, OWED, QuoteLine("fees", 20_000, "paid")).amount == "200.00"


def test_prices_and_quotes_are_kept_exactly() -> None:
    assert read_prices(prices_data(PRICES)) == PRICES
    assert read_quote(quote_data(quote(PRICES, OWED))) == quote(PRICES, OWED)
    assert (read_prices("{}"), read_quote("{}")) == (None, None)


@pytest.mark.parametrize(
    "told", [{"start": -1}, {"start": "5"}, {"percent": "101"}, {"percent": "ti"}, {"vat": "NaN"}, {"interst": "5"}]
)
def test_prices_that_cannot_be_are_refused(told: dict[str, object]) -> None:
    with pytest.raises(KravError):
        checked(told, "DKK")
    assert checked({"percent": "12.5", "start": 100}, "SEK") == Prices("SEK", 100, Decimal("12.5"))

"""What collecting may cost in Denmark: every row of bilag 1 and 2 at its edges, VAT, the days between two versions."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from krav.countries import country
from krav.law.step import DebtorKind

DENMARK = country("DK")
ON = date(2026, 11, 2)
LAST = [1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000]
"""The last krone of each closed band."""

PUBLISHED = [
    ("collector", date(2002, 8, 1), [300, 500, 700, 900, 1200, 1600, 2000, 2700, 4500], "1"),
    ("collector", date(2009, 7, 1), [350, 600, 850, 1100, 1450, 1950, 2450, 3300, 5500], "1"),
    ("collector", date(2016, 7, 1), [400, 700, 1000, 1300, 1700, 2250, 2850, 3850, 6400], "1"),
    ("own", date(2002, 8, 1), [200, 350, 450, 600, 800, 1000, 1300, 1800, 3000], "0.67"),
    ("own", date(2016, 7, 1), [300, 500, 650, 850, 1150, 1400, 1850, 2550, 4250], "0.67"),
]
"""The amounts as printed, oldest first, and the percentage of what lies above half a million."""


def costs(
    base: str, due_on: date = ON, *, creditor_vat: bool = True, debtor: DebtorKind = DebtorKind.CONSUMER
) -> dict[str, Decimal]:
    charges = DENMARK.costs(int(Decimal(base) * 100), due_on, ON, debtor, creditor_vat=creditor_vat)
    return {charge.label: Decimal(charge.amount) / 100 for charge in charges}


def edges() -> Iterator[tuple[str, date, str, int]]:
    """The first and last øre of every closed band of every version, and what it costs."""
    for label, day, amounts, _ in PUBLISHED:
        bands = pairwise([0, *LAST])
        for (before, last), amount in zip(bands, amounts, strict=True):
            yield label, day, f"{before + 1}.00" if before else "0.01", amount
            yield label, day, f"{last}.00", amount
            yield label, day, f"{last}.99", amount


@pytest.mark.parametrize(("label", "day", "base", "amount"), list(edges()))
def test_every_printed_row_holds_from_its_first_ore_to_its_last(label: str, day: date, base: str, amount: int) -> None:
    assert costs(base, day)[label] == amount


@pytest.mark.parametrize(("label", "day", "amounts", "percent"), PUBLISHED)
def test_above_half_a_million_a_share_of_the_rest_is_added(label: str, day: date, amounts: list[int], percent: str) -> None:
    assert costs("501000.00", day)[label] == amounts[-1] + Decimal(percent) * 10
    assert costs("1500000.00", day)[label] == amounts[-1] + Decimal(percent) * 10000


def test_a_maximum_is_rounded_down_to_the_ore() -> None:
    assert costs("500001.00") == {"collector": Decimal("6400.01"), "own": Decimal("4250.00")}  # 0.0067
    assert costs("500001.99") == {"collector": Decimal("6400.01"), "own": Decimal("4250.01")}  # 0.0199 and 0.013333
    assert costs("500001.99", creditor_vat=False)["collector"] == Decimal("8000.02")  # 8000.024875


@pytest.mark.parametrize(
    ("base", "net", "gross", "own"),
    [
        ("1000", "400", "500", "300"),
        ("1001", "700", "875", "500"),
        ("12500", "1700", "2125", "1150"),
        ("25000", "1700", "2125", "1150"),
        ("50001", "2850", "3562.50", "1850"),
        ("500000", "6400", "8000", "4250"),
        ("750000", "8900", "11125", "5925"),
    ],
)
def test_vat_is_added_where_the_creditor_cannot_deduct_it_never_to_own(base: str, net: str, gross: str, own: str) -> None:
    assert costs(base) == {"collector": Decimal(net), "own": Decimal(own)}
    assert costs(base, creditor_vat=False) == {"collector": Decimal(gross), "own": Decimal(own)}


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2002, 7, 31), {}),
        (date(2002, 8, 1), {"collector": 1200, "own": 800}),
        (date(2009, 6, 30), {"collector": 1200, "own": 800}),
        (date(2009, 7, 1), {"collector": 1450}),
        (date(2016, 6, 30), {"collector": 1450}),
        (date(2016, 7, 1), {"collector": 1700, "own": 1150}),
        (date(2026, 11, 2), {"collector": 1700, "own": 1150}),
    ],
)
def test_the_due_day_picks_the_version_and_what_is_unknown_is_not_charged(day: date, found: dict[str, int]) -> None:
    assert costs("12500", day) == found


@pytest.mark.parametrize("debtor", DebtorKind)
def test_the_amounts_are_the_same_for_every_debtor(debtor: DebtorKind) -> None:
    assert costs("12500", debtor=debtor) == {"collector": 1700, "own": 1150}


def test_what_bears_no_principal_costs_nothing() -> None:
    assert DENMARK.costs(0, ON, ON, DebtorKind.CONSUMER, creditor_vat=True) == ()
    assert DENMARK.costs(-100, ON, ON, DebtorKind.CONSUMER, creditor_vat=False) == ()


def test_default_interest_is_no_part_of_the_claim_that_picks_the_band() -> None:
    assert "morarenter" in DENMARK.book["tariffs.not_base"].on(ON)
    assert costs("24990")["collector"] == 1700  # and 900 of interest beside it does not lift it to 2 250
    assert costs("25890")["collector"] == 2250


def test_the_business_ceiling_gave_way_to_real_costs_in_2013() -> None:
    binding = DENMARK.book["tariffs.binding"]
    assert binding.on(date(2013, 2, 28)) == ("consumer", "business", "sole_trader", "public")
    assert binding.on(date(2013, 3, 1)) == ("consumer",)


def test_a_charge_shows_its_band_and_a_sum_to_repeat() -> None:
    collector, own = DENMARK.costs(75000000, ON, ON, DebtorKind.CONSUMER, creditor_vat=False)
    assert collector.why.value == "fordring over 500000 kr."
    assert collector.why.arithmetic == "(6400 + 1 % × 250000.00) + 25 % moms = 11125.00"
    assert [part.value for part in collector.why.parts] == ["25 %"]
    assert (own.why.arithmetic, own.why.parts) == ("4250 + 0.67 % × 250000.00 = 5925.00", ())
    assert own.why.amount == "5925.00 DKK"


def test_a_charge_within_a_band_shows_the_band_alone() -> None:
    first, _ = DENMARK.costs(100099, ON, ON, DebtorKind.CONSUMER, creditor_vat=True)
    assert (first.why.value, first.why.arithmetic) == ("fordring 0–1000 kr.", "400 = 400.00")
    second, _ = DENMARK.costs(100100, ON, ON, DebtorKind.CONSUMER, creditor_vat=False)
    assert (second.why.value, second.why.arithmetic) == ("fordring 1001–2500 kr.", "700 + 25 % moms = 875.00")


def test_a_handover_costs_the_consumer_the_fee_once_and_the_collector_s_amount() -> None:
    letters, interest = Decimal(12500) + 300, Decimal("141.35")
    fee = DENMARK.book["fees.collection_fee"].number(ON)
    assert letters + interest + fee + costs("12500")["collector"] == Decimal("14741.35")
    assert DENMARK.book["fees.collection_fee_count"].number(ON) == 1

"""What a collector and the court may cost in Norway: every published row, every edge of a band to the øre."""

from datetime import date
from typing import NamedTuple

import pytest

from krav.countries import country
from krav.countries.norway.rules import Rules
from krav.kernel.money import Money
from krav.law.dated import NotInForce
from krav.law.step import Charge, DebtorKind

NORWAY = country("NO")
CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS
CUT = date(2020, 10, 1)
DUE, PAID = date(2026, 2, 10), date(2026, 6, 1)


class Tariff(NamedTuple):
    """A published tariff: the last day of its sats, who owes it and to whom, and light and heavy of its bands."""

    paid_on: date
    debtor: DebtorKind
    creditor_vat: bool
    light: str
    heavy: str


LIMITS = ["500.00", "1000.00", "2500.00", "10000.00", "50000.00", "250000.00"]
OLD_LIMITS = ["2500.00", "10000.00", "50000.00", "250000.00"]

SATS_750 = date(2026, 12, 31)
SATS_700 = date(2025, 12, 31)
TARIFFS = {
    "2026, consumer, creditor with VAT": Tariff(
        SATS_750, CONSUMER, True,
        "187.50 262.50 300.00 600.00 1200.00 2700.00 5400.00",
        "375.00 525.00 600.00 1200.00 2400.00 5400.00 10800.00",
    ),
    "2026, consumer, creditor without VAT": Tariff(
        SATS_750, CONSUMER, False,
        "234.38 328.13 375.00 750.00 1500.00 3375.00 6750.00",
        "468.75 656.25 750.00 1500.00 3000.00 6750.00 13500.00",
    ),
    "2026, business, creditor with VAT": Tariff(
        SATS_750, BUSINESS, True,
        "281.25 393.75 450.00 900.00 1800.00 4050.00 8100.00",
        "562.50 787.50 900.00 1800.00 3600.00 8100.00 16200.00",
    ),
    "2026, business, creditor without VAT": Tariff(
        SATS_750, BUSINESS, False,
        "351.56 492.19 562.50 1125.00 2250.00 5062.50 10125.00",
        "703.13 984.38 1125.00 2250.00 4500.00 10125.00 20250.00",
    ),
    "2025, consumer, creditor with VAT": Tariff(
        SATS_700, CONSUMER, True,
        "175.00 245.00 280.00 560.00 1120.00 2520.00 5040.00",
        "350.00 490.00 560.00 1120.00 2240.00 5040.00 10080.00",
    ),
    "2025, consumer, creditor without VAT": Tariff(
        SATS_700, CONSUMER, False,
        "218.75 306.25 350.00 700.00 1400.00 3150.00 6300.00",
        "437.50 612.50 700.00 1400.00 2800.00 6300.00 12600.00",
    ),
    "2025, business, creditor with VAT": Tariff(
        SATS_700, BUSINESS, True,
        "262.50 367.50 420.00 840.00 1680.00 3780.00 7560.00",
        "525.00 735.00 840.00 1680.00 3360.00 7560.00 15120.00",
    ),
    "2025, business, creditor without VAT": Tariff(
        SATS_700, BUSINESS, False,
        "328.13 459.38 525.00 1050.00 2100.00 4725.00 9450.00",
        "656.25 918.75 1050.00 2100.00 4200.00 9450.00 18900.00",
    ),
}  # fmt: skip
OLD = Tariff(
    date(2020, 12, 31), CONSUMER, True,
    "350.00 700.00 1400.00 2800.00 5600.00",
    "700.00 1400.00 2800.00 5600.00 11200.00",
)  # fmt: skip


def minor(amount: str) -> int:
    return Money.of(amount, "NOK").minor


def amounts(charges: tuple[Charge, ...]) -> dict[str, int]:
    return {charge.label: charge.amount for charge in charges}


def salaer(base: int, tariff: Tariff, due: date) -> tuple[int, int]:
    """Light and heavy salær of a claim of so many øre."""
    found = amounts(NORWAY.costs(base, due, tariff.paid_on, tariff.debtor, creditor_vat=tariff.creditor_vat))
    return found["light"], found["heavy"]


def bands(tariff: Tariff) -> list[tuple[int, int]]:
    return list(zip(map(minor, tariff.light.split()), map(minor, tariff.heavy.split()), strict=True))


@pytest.mark.parametrize("name", TARIFFS)
@pytest.mark.parametrize("band", range(7))
def test_every_row_to_the_oere_of_its_limits(name: str, band: int) -> None:
    tariff = TARIFFS[name]
    first = minor(LIMITS[band - 1]) + 1 if band else 1
    last = minor(LIMITS[band]) if band < len(LIMITS) else 10**12
    assert {salaer(base, tariff, CUT) for base in (first, last)} == {bands(tariff)[band]}


@pytest.mark.parametrize("band", range(5))
def test_a_claim_due_before_the_cut_keeps_the_old_rows(band: int) -> None:
    first = minor(OLD_LIMITS[band - 1]) + 1 if band else 1
    last = minor(OLD_LIMITS[band]) if band < len(OLD_LIMITS) else 10**12
    assert {salaer(base, OLD, date(2020, 9, 30)) for base in (first, last)} == {bands(OLD)[band]}


def test_the_cut_of_2020_goes_by_the_due_day() -> None:
    tariff = TARIFFS["2025, consumer, creditor with VAT"]
    assert [salaer(minor("500.00"), tariff, due) for due in (date(2020, 9, 30), CUT)] == [(35000, 70000), (17500, 35000)]


@pytest.mark.parametrize(("paid", "light"), [(date(2025, 12, 31), 56000), (date(2026, 1, 1), 60000)])
def test_the_sats_goes_by_the_day_the_principal_is_paid(paid: date, light: int) -> None:
    charges = NORWAY.costs(minor("4990.00"), date(2025, 9, 1), paid, CONSUMER, creditor_vat=True)
    assert amounts(charges)["light"] == light


@pytest.mark.parametrize("debtor", [DebtorKind.BUSINESS, DebtorKind.SOLE_TRADER, DebtorKind.PUBLIC])
def test_whoever_is_no_consumer_pays_half_as_much_again(debtor: DebtorKind) -> None:
    charges = NORWAY.costs(minor("4990.00"), DUE, PAID, debtor, creditor_vat=True)
    assert amounts(charges) == {"light": 90000, "heavy": 180000, "plan": 112500}


@pytest.mark.parametrize(("creditor_vat", "plan"), [(True, 112500), (False, 140625)])
def test_a_plan_of_more_than_four_instalments_adds_one_and_a_half_sats(creditor_vat: bool, plan: int) -> None:
    charges = NORWAY.costs(minor("4990.00"), DUE, PAID, CONSUMER, creditor_vat=creditor_vat)
    assert amounts(charges)["plan"] == plan
    assert charges[-1].why.value == "1.5 av inkassosatsen, mer enn 4 avdrag"


@pytest.mark.parametrize(
    ("paid", "labels"), [(date(2025, 12, 31), ["light", "heavy"]), (date(2026, 1, 1), ["light", "heavy", "plan"])]
)
def test_the_addition_of_a_plan_is_known_from_2026(paid: date, labels: list[str]) -> None:
    charges = NORWAY.costs(minor("4990.00"), date(2025, 9, 1), paid, CONSUMER, creditor_vat=True)
    assert [charge.label for charge in charges] == labels


def test_three_invoices_of_one_debtor_are_one_claim() -> None:
    alone = NORWAY.costs(minor("399.00"), DUE, PAID, CONSUMER, creditor_vat=True)
    merged = NORWAY.costs(3 * minor("399.00"), DUE, PAID, CONSUMER, creditor_vat=True)
    assert (3 * amounts(alone)["light"], amounts(merged)["light"]) == (56250, 30000)


def test_salaer_explains_its_band_and_its_arithmetic() -> None:
    light, heavy, _ = NORWAY.costs(minor("1000.00"), DUE, PAID, BUSINESS, creditor_vat=False)
    assert light.why.value == "lett salær: 0.525 av inkassosatsen, krav over 500 t.o.m. 1000 NOK"
    assert light.why.arithmetic == "750 × 0.525 × 1.25 = 492.1875, rounded to 492.19"
    assert heavy.why.arithmetic == "750 × 1.05 × 1.25 = 984.375, rounded to 984.38"
    assert [part.value for part in light.why.parts] == ["750 NOK", "25 %", "0.01 NOK"]
    assert (light.why.section, light.why.confidence) == ("inkassoforskriften § 2-2", "secondary")


def test_the_last_band_has_no_upper_limit_to_name() -> None:
    light = NORWAY.costs(minor("250000.01"), DUE, PAID, CONSUMER, creditor_vat=True)[0]
    assert light.why.value == "lett salær: 7.2 av inkassosatsen, krav over 250000 NOK"
    assert light.why.arithmetic == "750 × 7.2 = 5400, rounded to 5400.00"


@pytest.mark.parametrize("base", [0, -1])
def test_a_claim_of_nothing_costs_nothing(base: int) -> None:
    assert NORWAY.costs(base, DUE, PAID, CONSUMER, creditor_vat=True) == ()


def test_salaer_of_2027_is_not_guessed() -> None:
    with pytest.raises(NotInForce, match=r"fees\.sats"):
        NORWAY.costs(minor("4990.00"), DUE, date(2027, 1, 1), CONSUMER, creditor_vat=True)


def test_the_old_rows_for_businesses_are_not_guessed() -> None:
    with pytest.raises(NotInForce, match=r"tariffs\.business"):
        NORWAY.costs(minor("4990.00"), date(2020, 9, 30), PAID, BUSINESS, creditor_vat=True)


# --- court


@pytest.mark.parametrize(
    ("year", "amount"),
    [(2017, 1049), (2018, 1130), (2019, 1150), (2020, 1172), (2021, 1199), (2022, 1223), (2023, 1243), (2024, 1277),
     (2025, 1314), (2026, 1345)],
)  # fmt: skip
def test_rettsgebyret_of_every_year(year: int, amount: int) -> None:
    table = NORWAY.book["court.rettsgebyr"]
    assert [table.number(day) for day in (date(year, 1, 1), date(year, 12, 31))] == [amount, amount]


@pytest.mark.parametrize("day", [date(2016, 12, 31), date(2027, 1, 1)])
def test_rettsgebyret_of_another_year_is_not_guessed(day: date) -> None:
    with pytest.raises(NotInForce, match=r"court\.rettsgebyr"):
        NORWAY.book["court.rettsgebyr"].at(day)


@pytest.mark.parametrize(
    ("step", "day", "amount"),
    [
        ("conciliation_fee", date(2026, 3, 2), "1479.00"),
        ("attachment_fee", date(2026, 3, 2), "1627.00"),
        ("coverage_fee", date(2026, 3, 2), "538.00"),
        ("bankruptcy_service_fee", date(2026, 3, 2), "538.00"),
        ("sale_fee", date(2026, 3, 2), "2824.00"),
        ("sale_done_fee", date(2026, 3, 2), "1345.00"),
        ("own_costs", date(2026, 3, 2), "1345.00"),
        ("attachment_fee", date(2025, 12, 31), "1589.00"),
        ("conciliation_fee", date(2022, 1, 1), "1345.00"),
    ],
)
def test_a_court_fee_is_rounded_down_to_whole_kroner(step: str, day: date, amount: str) -> None:
    assert isinstance(NORWAY, Rules)
    assert NORWAY.court_fee(step, day).amount == minor(amount)


def test_a_court_fee_explains_its_multiple() -> None:
    assert isinstance(NORWAY, Rules)
    why = NORWAY.court_fee("attachment_fee", date(2026, 3, 2)).why
    assert why.arithmetic == "1345 × 1.21 = 1627.45, rounded down to 1627.00"
    assert (why.value, [part.value for part in why.parts]) == ("1.21 av rettsgebyret", ["1345 NOK", "1 NOK"])


@pytest.mark.parametrize("day", [date(2020, 12, 31), date(2021, 12, 31)])
def test_before_2022_the_rounding_is_not_known(day: date) -> None:
    assert isinstance(NORWAY, Rules)
    with pytest.raises(NotInForce, match=r"court\.\w+"):
        NORWAY.court_fee("attachment_fee", day)


def test_the_multiple_that_must_be_confirmed_says_so() -> None:
    assert "1.54" in NORWAY.book["court.conciliation_fee"].at(date(2026, 3, 2)).doubt

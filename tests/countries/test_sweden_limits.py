"""Sweden's limits: what a plan costs, when a claim is barred, the highest rate, what a debtor is, what a loss gives back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from krav.countries import country
from krav.countries.sweden import giro, references
from krav.kernel.refusal import KravError
from krav.law.dated import NotInForce
from krav.law.step import DebtorKind

SWEDEN = country("SE")
BOOK = SWEDEN.book
CONSUMER, BUSINESS, SOLE_TRADER, PUBLIC = DebtorKind.CONSUMER, DebtorKind.BUSINESS, DebtorKind.SOLE_TRADER, DebtorKind.PUBLIC
TODAY = date(2026, 11, 21)


# --- what collecting costs


def costs(debtor: DebtorKind, due_on: date, on: date, base: int = 1_000_000) -> list[tuple[str, int]]:
    found = SWEDEN.costs(base, due_on, on, debtor, creditor_vat=False)
    return [(charge.label, charge.amount) for charge in found]


@pytest.mark.parametrize(
    ("on", "amount"), [(date(2003, 7, 1), 15000), (date(2013, 3, 15), 15000), (date(2013, 3, 16), 17000), (TODAY, 17000)]
)
def test_a_plan_costs_what_the_day_it_is_sent_says(on: date, amount: int) -> None:
    assert costs(CONSUMER, date(2003, 6, 1), on) == [("plan", amount)]


@pytest.mark.parametrize("base", [1, 100_00, 10_000_000_00])
def test_a_plan_costs_the_same_whatever_the_claim(base: int) -> None:
    assert costs(CONSUMER, TODAY, TODAY, base) == [("plan", 17000)]


def test_a_creditor_who_cannot_deduct_vat_adds_none() -> None:
    assert [charge.amount for charge in SWEDEN.costs(1, TODAY, TODAY, CONSUMER, creditor_vat=True)] == [17000]


@pytest.mark.parametrize("debtor", [BUSINESS, SOLE_TRADER, PUBLIC])
def test_who_compensates_pays_for_no_plan(debtor: DebtorKind) -> None:
    assert costs(debtor, date(2013, 3, 15), TODAY) == [("plan", 17000)]
    assert costs(debtor, date(2013, 3, 16), TODAY) == []


def test_a_plan_before_july_2003_is_refused() -> None:
    with pytest.raises(NotInForce, match=r"tariffs\.plan: no value is known for 2003-06-30"):
        costs(CONSUMER, date(2003, 6, 1), date(2003, 6, 30))


def test_the_cost_of_a_plan_in_the_ledger_explains_itself_and_so_does_a_fee() -> None:
    plan = SWEDEN.charge_why("plan", date(2013, 1, 31), date(2013, 3, 16))
    assert (plan.value, plan.section) == ("170 SEK", "3 § 2 och 4 § lagen (1981:739)")
    assert SWEDEN.charge_why("reminder_fee", date(2013, 1, 31), date(2013, 3, 15)).value == "50 SEK"


def test_compensation_exceeds_all_that_it_replaces() -> None:
    replaced = [BOOK[name].money(TODAY).minor for name in ("fees.reminder_fee", "fees.demand_cost", "tariffs.plan")]
    assert len(replaced) == len(BOOK["fees.compensation_replaces"].on(TODAY))
    assert sum(replaced) < BOOK["fees.compensation"].money(TODAY).minor


# --- limitation


@pytest.mark.parametrize("part", ["principal", "interest", "fees", "title"])
@pytest.mark.parametrize(("debtor", "years"), [(CONSUMER, 3), (BUSINESS, 10), (SOLE_TRADER, 10), (PUBLIC, 10)])
def test_every_part_is_barred_after_three_years_or_ten(part: str, debtor: DebtorKind, years: int) -> None:
    barred_on, why = SWEDEN.barred_on(part, date(2026, 6, 30), debtor)
    assert barred_on == date(2026 + years, 6, 30)
    assert (why.value, why.confidence) == (f"{years} år", "verified")


def test_a_period_begun_on_a_leap_day_ends_on_the_last_of_february() -> None:
    assert SWEDEN.barred_on("principal", date(2024, 2, 29), CONSUMER)[0] == date(2027, 2, 28)
    assert SWEDEN.barred_on("principal", date(2024, 2, 29), BUSINESS)[0] == date(2034, 2, 28)


def test_a_decision_gives_a_consumer_no_longer_period() -> None:
    why = SWEDEN.barred_on("title", TODAY, CONSUMER)[1]
    assert why.section == "6 och 7 §§ preskriptionslagen (1981:130)"


def test_limitation_is_interrupted_in_the_ways_of_the_act() -> None:
    ways = BOOK["limitation.interrupts"].on(TODAY)
    assert len(ways) == 9
    assert "gäldenären får ett skriftligt krav eller en skriftlig erinran" in ways
    assert "fordran åberopas hos Kronofogden" in ways


# --- ceilings


@pytest.mark.parametrize(
    ("on", "highest"),
    [
        (date(2018, 9, 1), "39.50"),  # the reference rate was −0.50
        (date(2019, 6, 30), "39.50"),
        (date(2019, 7, 1), "40.00"),
        (date(2025, 2, 28), "43.00"),
        (date(2025, 3, 1), "23.00"),
        (date(2025, 6, 30), "23.00"),
        (date(2025, 7, 1), "22.00"),
        (date(2026, 12, 31), "22.00"),
    ],
)
def test_a_consumer_pays_at_most_the_reference_rate_and_the_points_of_the_day(on: date, highest: str) -> None:
    found = SWEDEN.ceiling(CONSUMER, date(2018, 8, 1), on)
    assert found is not None
    assert found[0] == Decimal(highest)
    assert found[1].section == "19 a § konsumentkreditlagen (2010:1846)"


def test_there_was_no_ceiling_before_september_2018_and_no_rate_is_known_after_2026() -> None:
    assert SWEDEN.ceiling(CONSUMER, date(2018, 8, 1), date(2018, 8, 31)) is None
    with pytest.raises(NotInForce, match=r"interest\.rate"):
        SWEDEN.ceiling(CONSUMER, TODAY, date(2027, 1, 1))


@pytest.mark.parametrize("debtor", [BUSINESS, SOLE_TRADER, PUBLIC])
def test_the_rate_of_businesses_and_public_bodies_has_no_ceiling(debtor: DebtorKind) -> None:
    assert SWEDEN.ceiling(debtor, TODAY, TODAY) is None


def test_the_statutory_rate_has_always_been_below_the_ceiling() -> None:
    for value in BOOK["interest.rate"].values:
        if value.from_on < date(2019, 1, 1):
            continue
        found = SWEDEN.ceiling(CONSUMER, value.from_on, value.from_on)
        assert found is not None
        assert SWEDEN.rates(value.from_on).percent(value.from_on) < found[0]


def test_a_public_body_may_not_agree_less_than_the_statutory_rate() -> None:
    assert BOOK["ceilings.rate_floor_public"].on(TODAY) == "statutory"


# --- who and what


@pytest.mark.parametrize("debtor", DebtorKind)
def test_what_a_debtor_is_agrees_with_what_the_rules_charge(debtor: DebtorKind) -> None:
    kind: dict[str, Any] = BOOK[f"debtors.{debtor}"].on(TODAY)
    assert kind["protected"] is debtor.is_consumer
    assert kind["compensation"] is (costs(debtor, TODAY, TODAY) == [])
    assert kind["interest_notice"] is BOOK["accrual.notice_needed"].on(TODAY)[str(debtor)]
    assert f"limitation.{kind['limitation']}" in BOOK.tables


def test_a_demand_has_the_eight_elements_of_section_5() -> None:
    elements = BOOK["notices.demand"].on(TODAY)
    assert len(elements) == 8
    assert all("(5 § " in element for element in elements)


def test_only_the_inkassokrav_and_what_follows_it_are_collection_measures() -> None:
    classes = BOOK["collection.letter_classes"].on(TODAY)
    assert [each["letter"] for each in classes if each["measure"]] == ["inkassokrav", "kronofogdevarning"]
    assert {f"fees.{each['cost']}" for each in classes if each["cost"]} <= set(BOOK.tables)


def test_finansinspektionen_supervises_since_2024() -> None:
    assert BOOK["collection.supervisor"].on(date(2024, 1, 1))["authority"] == "Finansinspektionen"
    with pytest.raises(NotInForce):
        BOOK["collection.supervisor"].at(date(2023, 12, 31))


def test_bgmax_is_gone_after_27_november_2026() -> None:
    assert "BgMax" in BOOK["payments.bank_files"].on(date(2026, 11, 27))
    assert BOOK["payments.bank_files"].on(date(2026, 11, 28)) == ("camt.054", "camt.053")


@pytest.mark.parametrize("account", ["bankgiro", "plusgiro"])
def test_the_lengths_of_references_in_the_table_are_those_of_the_code(account: str) -> None:
    shortest, longest = (int(each) for each in BOOK["payments.ocr_length"].on(TODAY)[account])
    assert len(references.ocr("1" * (longest - 1), "hard", account=account)) == longest
    with pytest.raises(KravError):
        references.ocr("1" * longest, "hard", account=account)
    assert len(references.ocr("1" * (shortest - 1), "hard", account=account)) == shortest


def test_the_lengths_of_giro_numbers_in_the_table_are_those_of_the_code() -> None:
    assert BOOK["payments.giro_length"].on(TODAY) == {"bankgiro": (7, 8), "plusgiro": (2, 8)}
    assert (giro.bankgiro("1609908"), giro.bankgiro("50501055")) == ("160-9908", "5050-1055")
    assert (giro.plusgiro("42"), giro.plusgiro("12345674")) == ("4-2", "123 45 67-4")


# --- bad debts


def loss(gross: str, account: str = "vat") -> tuple[Decimal, Decimal]:
    """The net loss and the VAT that comes back, of an amount lost with VAT at the account's rate."""
    rate = BOOK["writeoff.vat_rates"].on(TODAY)[account]
    vat = (Decimal(gross) * rate / (100 + rate)).quantize(Decimal("0.01")) * BOOK["writeoff.vat_relief"].number(TODAY)
    return Decimal(gross) - vat, vat


@pytest.mark.parametrize(
    ("gross", "account", "net", "vat"),
    [
        ("12500.00", "vat", "10000.00", "2500.00"),
        ("7500.00", "vat", "6000.00", "1500.00"),
        ("5000.00", "vat", "4000.00", "1000.00"),
        ("11200.00", "vat_12", "10000.00", "1200.00"),
        ("10600.00", "vat_6", "10000.00", "600.00"),
        ("1250.00", "vat", "1000.00", "250.00"),
    ],
)
def test_the_published_vouchers_come_out_of_the_tables(gross: str, account: str, net: str, vat: str) -> None:
    assert loss(gross, account) == (Decimal(net), Decimal(vat))


def test_a_certain_loss_is_6351_and_a_feared_one_6352() -> None:
    accounts = BOOK["writeoff.accounts"].on(TODAY)
    assert (accounts["receivable"], accounts["loss"], accounts["doubtful_loss"]) == ("1510", "6351", "6352")
    assert (accounts["doubtful_receivable"], accounts["allowance"], accounts["vat"]) == ("1515", "1519", "2611")


def test_every_booking_names_accounts_that_are_there_and_a_feared_loss_leaves_vat_alone() -> None:
    accounts, bookings = BOOK["writeoff.accounts"].on(TODAY), BOOK["writeoff.bookings"].on(TODAY)
    assert {name for each in bookings for name in (*each["debit"], *each["credit"])} <= accounts.keys()
    sides = {each["event"]: (each["debit"], each["credit"]) for each in bookings}
    assert sides["befarad förlust"] == (("doubtful_loss",), ("allowance",))
    assert sides["konstaterad förlust"] == (("loss", "vat"), ("receivable",))
    assert sides["betalning av avskriven fordran"] == (("bank",), ("loss", "vat"))


# --- what is coming


def test_what_is_pending_says_its_act_its_changes_and_its_doubt() -> None:
    pending = [table for name, table in BOOK.tables.items() if name.startswith("pending.")]
    assert len(pending) == 4
    for table in pending:
        assert {"act", "changes"} <= table.values[-1].value.keys()
        assert table.values[-1].doubt


def test_the_consumer_credit_act_was_planned_for_20_november_2026() -> None:
    assert BOOK["pending.consumer_credit"].on(TODAY)["planned_on"] == date(2026, 11, 20)

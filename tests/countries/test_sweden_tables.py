"""Sweden's tables: where each is, and every amount and number on its day and on the day before each change."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from krav.countries import country
from krav.law.dated import NotInForce

SWEDEN = country("SE")
BOOK = SWEDEN.book
TODAY = date(2026, 11, 21)

REFERENCE = {
    "0.11 Letter-date rule for fees": ["fees.letter_day"],
    "1.1 Statute: räntelag (1975:635)": [
        "terms.longest_business", "terms.longer_business", "terms.longest_public", "terms.longest_inspection",
        "terms.exempt", "terms.agreed", "accrual.agreed_start", "interest.demand_days", "accrual.demand_months",
        "accrual.notice_needed", "accrual.damages_days", "accrual.latest_start", "accrual.void_terms",
        "interest.margin", "accrual.return_margin", "ceilings.rate_floor_public", "accrual.continued",
        "accrual.adjustment", "accrual.rounding", "accrual.bears", "accrual.payment_day", "accrual.bank_day_grace",
        "ceilings.rate_consumer", "ceilings.total_consumer", "ceilings.total_consumer_exempt",
        "ceilings.other_compensation", "ceilings.credit", "plans.interest",
    ],
    "1.2 Riksbank reference rate, complete": ["interest.rate", "pending.rate_2027"],
    "2.1 Rules": [
        "fees.reminder_fee", "fees.demand_cost", "tariffs.plan", "tariffs.plan_conditions", "fees.compensation",
        "tariffs.other_costs", "fees.void_terms", "scope.collector_costs", "scope.plan_fee", "scope.excluded",
        "plans.complete",
    ],
    "2.2 Amounts over time": ["fees.reminder_fee", "fees.demand_cost", "tariffs.plan", "fees.compensation", "fees.vat"],
    "2.3 How often": ["fees.reminder_count", "fees.demand_count", "fees.merged", "plans.cost"],
    "2.4 450 kr in detail": ["fees.compensation_replaces", "fees.compensation_count"],
    "3 Inkassolag (1974:182)": [
        "case.opens", "case.gathers", "collection.measure", "collection.permit_needed", "collection.permit_free",
        "collection.permit_years",
        "collection.conduct", "notices.demand", "collection.gate", "collection.doubtful", "collection.client_money",
        "collection.registers", "collection.secrecy", "collection.supervisor", "collection.penalty",
        "collection.damages", "collection.trade_code", "collection.bank_credit", "pending.collection_rules",
    ],
    "3.1 § 5: what an inkassokrav must contain": ["notices.demand", "notices.demand_practice"],
    "3.2 Response time": [
        "deadlines.demand", "deadlines.demand_bank_days", "deadlines.post_bank_days", "deadlines.reminder",
        "deadlines.notice", "deadlines.moves", "collection.before_demand",
    ],
    "3.3 Disputed claims": ["collection.disputed"],
    "3.4 Terms: påminnelse / inkassovarning / inkassokrav": ["collection.letter_classes"],
    "4 Kronofogden": [
        "court.application_fee", "court.european_order_fee", "court.own_work", "court.own_work_handrackning",
        "court.refunded", "court.enforcement_fee", "court.enforcement_fee_minimum", "court.enforcement_fee_reduction",
        "court.eviction_fee", "court.eviction_fee_total", "court.supplement_small", "court.supplement",
        "court.late_interest_minimum", "court.unfounded", "court.objection_days", "court.electronic_filing",
        "notices.payment_order", "notices.payment_order_costs_only", "debtors.remarks",
    ],
    "5.1 Preskriptionslag (1981:130)": [
        "limitation.principal", "limitation.principal_consumer", "limitation.interest", "limitation.interest_consumer",
        "limitation.fees", "limitation.fees_consumer", "limitation.title", "limitation.title_consumer",
        "limitation.interrupts", "limitation.restart", "limitation.provisional", "limitation.set_off",
        "limitation.void_terms", "limitation.starts", "limitation.effects", "limitation.payment_acknowledges",
        "limitation.falls_with_principal", "limitation.warn_months", "plans.acknowledgement",
    ],
    "5.2 Order of allocation": ["payments.between_debts", "payments.within_debt"],
    "7.1 OCR reference": ["payments.ocr_length", "payments.ocr_levels"],
    "7.2 BgMax": ["payments.bank_files", "pending.bgmax"],
    "7.4 Giro numbers, Swish, Autogiro": ["payments.giro_length", "payments.swish"],
    "7.5 Identity numbers": [
        "debtors.id_numbers", "debtors.first_digits", "debtors.consumer", "debtors.business", "debtors.sole_trader",
        "debtors.public", "debtors.estate",
    ],
    "8.1 VAT": [
        "writeoff.vat_relief", "writeoff.vat_again", "writeoff.vat_conditions", "writeoff.vat_period",
        "writeoff.vat_return", "writeoff.established", "writeoff.not_a_loss",
    ],
    "8.2 Accounts (BAS)": ["writeoff.accounts", "writeoff.vat_rates"],
    "8.3 Worked vouchers": ["writeoff.bookings", "writeoff.balances"],
    "10.2 Letter structures": [
        "notices.invoice", "notices.reminder", "notices.notice", "notices.demand", "notices.interest_invoice",
        "notices.payment_order", "notices.plan",
    ],
    "12.1 Convention": ["interest.counting"],
    "13 Uncertainties": ["pending.consumer_credit"],
    "whose name stands beside the creditor's": [
        "branding.reminder", "branding.notice", "branding.demand", "branding.agency",
    ],
    "how long what is known is kept": ["retention.books", "retention.claims"],
    "how letters may go": ["sending.reminder", "sending.notice", "sending.demand", "sending.hours"],
    "beyond the reference": ["court.summons", "court.summons_small", "court.small_claim_limit"],
}

ELSEWHERE = {
    "6.3 Edge cases": "src/krav/countries/sweden/cases/edges.toml",
    "10.1 Glossary": "HOUSE.md",
    "12.2 Cases": "src/krav/countries/sweden/cases/interest.toml",
}


def test_every_table_of_the_reference_is_in_the_book_and_every_table_of_the_book_in_the_reference() -> None:
    assert {name for names in REFERENCE.values() for name in names} == set(BOOK.tables)


@pytest.mark.parametrize("path", ELSEWHERE.values())
def test_a_table_that_is_no_law_has_its_file(path: str) -> None:
    assert (Path(__file__).parents[2] / path).read_text().strip()


# --- what is known, and how well


def test_whatever_is_not_verified_says_what_is_doubtful() -> None:
    silent = [
        (table.name, value.from_on)
        for table in BOOK.tables.values()
        for value in table.values
        if value.confidence != "verified" and not value.doubt
    ]
    assert silent == []


def test_every_value_was_checked_on_one_day_and_names_where_it_was_read() -> None:
    sources = {value.source for table in BOOK.tables.values() for value in table.values}
    assert {source.checked_on for source in sources} == {TODAY}
    assert all(source.section and source.read_in for source in sources)


ROWS = """
2002-07-01 4.50 2003-01-01 4.00 2003-07-01 3.00 2004-01-01 3.00 2004-07-01 2.00 2005-01-01 2.00 2005-07-01 1.50
2006-01-01 1.50 2006-07-01 2.50 2007-01-01 3.00 2007-07-01 3.50 2008-01-01 4.00 2008-07-01 4.50 2009-01-01 2.00
2009-07-01 0.50 2010-01-01 0.50 2010-07-01 0.50 2011-01-01 1.50 2011-07-01 2.00 2012-01-01 2.00 2012-07-01 1.50
2013-01-01 1.00 2013-07-01 1.00 2014-01-01 1.00 2014-07-01 1.00 2015-01-01 0.00 2015-07-01 0.00 2016-01-01 0.00
2016-07-01 -0.50 2017-01-01 -0.50 2017-07-01 -0.50 2018-01-01 -0.50 2018-07-01 -0.50 2019-01-01 -0.50 2019-07-01 0.00
2020-01-01 0.00 2020-07-01 0.00 2021-01-01 0.00 2021-07-01 0.00 2022-01-01 0.00 2022-07-01 0.50 2023-01-01 2.50
2023-07-01 3.50 2024-01-01 4.00 2024-07-01 4.00 2025-01-01 3.00 2025-07-01 2.00 2026-01-01 2.00 2026-07-01 2.00
"""


def test_the_reference_rate_is_the_published_table_row_by_row() -> None:
    words = ROWS.split()
    rows = [(date.fromisoformat(day), Decimal(rate)) for day, rate in zip(words[::2], words[1::2], strict=True)]
    assert [(value.from_on, value.value) for value in BOOK["interest.rate"].values] == rows


def test_each_half_year_keeps_its_rate_to_its_last_day() -> None:
    for earlier, later in pairwise(BOOK["interest.rate"].values):
        last = date.fromordinal(later.from_on.toordinal() - 1)
        assert BOOK["interest.rate"].number(last) == earlier.value


def test_every_rate_is_a_whole_number_of_the_step_the_act_rounds_to() -> None:
    step = BOOK["accrual.rounding"].number(TODAY)
    assert [value.from_on for value in BOOK["interest.rate"].values if value.value % step] == []


# --- amounts: the day before each change, the day itself, and the gap before the first


AMOUNTS = {
    "fees.reminder_fee": [(date(2003, 7, 1), 5000), (date(2013, 3, 15), 5000), (date(2013, 3, 16), 6000), (TODAY, 6000)],
    "fees.demand_cost": [(date(2003, 7, 1), 16000), (date(2013, 3, 15), 16000), (date(2013, 3, 16), 18000), (TODAY, 18000)],
    "tariffs.plan": [(date(2003, 7, 1), 15000), (date(2013, 3, 15), 15000), (date(2013, 3, 16), 17000), (TODAY, 17000)],
    "fees.compensation": [(date(2013, 3, 16), 45000), (TODAY, 45000)],
    "court.application_fee": [(date(2008, 12, 12), 30000), (TODAY, 30000)],
    "court.european_order_fee": [(date(2008, 12, 12), 30000)],
    "court.own_work": [(date(2014, 1, 1), 38000)],
    "court.own_work_handrackning": [(date(2014, 1, 1), 42000)],
    "court.late_interest_minimum": [(date(1998, 7, 1), 10000)],
    "court.supplement_small": [(date(2019, 6, 26), 60000)],
    "court.supplement": [(date(2019, 6, 26), 250000)],
    "court.summons_small": [(date(2019, 6, 26), 90000)],
    "court.summons": [(date(2019, 6, 26), 280000)],
    "court.enforcement_fee": [(date(2017, 7, 1), 60000)],
    "court.enforcement_fee_minimum": [(date(2008, 1, 1), 10000)],
    "court.enforcement_fee_reduction": [(date(2008, 1, 1), 10000)],
    "court.eviction_fee": [(date(2017, 7, 1), 30000)],
    "court.eviction_fee_total": [(date(2017, 7, 1), 300000)],
}


@pytest.mark.parametrize(("name", "day", "minor"), [(name, *row) for name, rows in AMOUNTS.items() for row in rows])
def test_an_amount_on_its_day(name: str, day: date, minor: int) -> None:
    assert BOOK[name].money(day).minor == minor


@pytest.mark.parametrize("name", AMOUNTS)
def test_the_day_before_the_first_known_amount_is_refused(name: str) -> None:
    first = AMOUNTS[name][0][0]
    with pytest.raises(NotInForce):
        BOOK[name].at(date.fromordinal(first.toordinal() - 1))


@pytest.mark.parametrize(
    ("name", "day", "number"),
    [
        ("interest.margin", date(2000, 7, 1), "8"),
        ("accrual.return_margin", date(2002, 7, 1), "2"),
        ("accrual.demand_months", date(2002, 6, 30), "1"),
        ("interest.demand_days", date(2002, 7, 1), "30"),
        ("accrual.damages_days", date(2002, 7, 1), "30"),
        ("accrual.rounding", date(2002, 7, 1), "0.5"),
        ("terms.longest_business", date(2013, 3, 16), "30"),
        ("terms.longest_public", date(2013, 3, 16), "30"),
        ("terms.longest_inspection", date(2013, 3, 16), "30"),
        ("ceilings.total_consumer", date(2025, 3, 1), "1"),
        ("ceilings.total_consumer_exempt", date(2025, 3, 1), "0.02"),
        ("collection.permit_years", date(2024, 1, 1), "10"),
        ("court.objection_days", TODAY, "10"),
        ("court.small_claim_limit", TODAY, "0.5"),
        ("deadlines.demand", TODAY, "8"),
        ("deadlines.demand_bank_days", TODAY, "4"),
        ("fees.reminder_count", TODAY, "1"),
        ("fees.demand_count", TODAY, "1"),
        ("fees.compensation_count", TODAY, "1"),
        ("fees.merged", TODAY, "1"),
        ("fees.vat", TODAY, "0"),
        ("limitation.provisional", TODAY, "1"),
        ("writeoff.vat_relief", date(2023, 7, 1), "1"),
        ("writeoff.vat_again", date(2023, 7, 1), "1"),
    ],
)
def test_a_number_on_its_day(name: str, day: date, number: str) -> None:
    assert BOOK[name].number(day) == Decimal(number)


@pytest.mark.parametrize("name", ["terms.longest_business", "accrual.void_terms", "ceilings.rate_floor_public"])
def test_the_rules_of_2013_begin_on_16_march(name: str) -> None:
    assert BOOK[name].values[0].from_on == date(2013, 3, 16)


def test_the_month_of_the_older_act_ended_as_the_thirty_days_began() -> None:
    with pytest.raises(NotInForce):
        BOOK["accrual.demand_months"].at(date(2002, 7, 1))

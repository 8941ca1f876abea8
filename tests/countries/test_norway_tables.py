"""Norway's law as data: every table of the reference is in the book, every published row is exact, every gap stays a gap."""

from datetime import date
from decimal import Decimal

import pytest

from krav.countries import country
from krav.kernel.days import ONE_DAY, days_after, months_after
from krav.law.dated import NotInForce
from krav.law.source import Confidence
from krav.law.step import DebtorKind
from tests.house.tree import ROOT

NORWAY = country("NO")
BOOK = NORWAY.book

# The tables of the reference by section, and where they are. Sections 10 and 13 are about tools and sources.
PLACES = {
    "0.1 The things that shape the design": "regime.own_notice pending.half_year_2027",
    "0.2 Calendar": "terms.holidays deadlines.moves",
    "1.1 The rule": "interest.demand_days interest.policy_addition interest.set_by interest.no_interest_when"
    " interest.on_interest notices.interest_demand ceilings.rate_consumer"
    " ceilings.charges_consumer ceilings.consumer_reduction ceilings.unreasonable terms.business_days terms.public_days"
    " plans.interest",
    "1.2 Rate table": "interest.rate",
    "1.3 Standard compensation": "fees.compensation fees.compensation_euro fees.compensation_offset",
    "1.4 Day count, start day, rounding": "interest.counting interest.other_counts interest.on_costs terms.paid_when"
    " ceilings.interest_in_principal",
    "2.1 Inkassosats": "fees.sats",
    "2.2 The fees a creditor may charge": "fees.reminder_share fees.notice_share fees.demand_share fees.rounding"
    " fees.first_days fees.missed_deadline fees.reminder_count fees.demand_count fees.again_months"
    " fees.lost_when fees.actual_costs fees.vat deadlines.reminder terms.letter_deadline_kept scope.plan_fee"
    " notices.electronic ceilings.invoice_fee_consumer",
    "3.1 Inkassovarsel": "case.opens deadlines.notice notices.inkassovarsel notices.may_be_varied",
    "3.2 Betalingsoppfordring": "deadlines.demand notices.betalingsoppfordring court.demand_months",
    "3.3 Salær, basis": "tariffs.base",
    "3.3 Salær, consumer": "tariffs.consumer",
    "3.3 Salær, non-consumer": "tariffs.business",
    "3.3 Salær, 2026 in NOK": "tariffs.vat_addition tariffs.rounding",
    "3.3 Egeninkasso": "scope.collector_costs scope.excluded",
    "3.3 Salær, conditions": "tariffs.light_when tariffs.heavy_after_days tariffs.beside tariffs.own_work"
    " tariffs.nothing_for tariffs.debtors tariffs.plan tariffs.lost_when plans.cost",
    "3.4 Samordning": "tariffs.merging case.gathers",
    "4 The new inkassolov": "pending.collection_act regime.own_notice",
    "5 Egeninkasso versus fremmedinkasso": "regime.own_collection regime.licence regime.bookkeeper regime.client_funds"
    " regime.security",
    "6.1 Route": "court.enforcement_notice_days court.enforcement_notice_after_due court.judgment_notice_years court.basis"
    " court.bankruptcy_notice court.own_costs court.conciliation_costs notices.prosessvarsel notices.konkursvarsel",
    "6.2 ELAN / ELSA": "court.petition_system court.petition_rules pending.petition_transition",
    "6.3 Rettsgebyr": "court.rettsgebyr",
    "6.3 Multiples": "court.conciliation_fee court.attachment_fee court.coverage_fee court.bankruptcy_service_fee"
    " court.sale_fee court.sale_done_fee court.rounding pending.court_fees",
    "7.1 Foreldelse": "limitation.principal limitation.interest limitation.fees limitation.loan limitation.title"
    " limitation.extra_years limitation.interrupts limitation.does_not_interrupt limitation.falls_with_principal"
    " limitation.warn_months limitation.starts limitation.effects limitation.payment_acknowledges limitation.restart"
    " limitation.provisional plans.acknowledgement",
    "7.2 Allocation order": "terms.allocation",
    "7.3 Tolerance": "writeoff.tolerance writeoff.residual_note_from",
    "8.1 KID": "debtors.kid",
    "8.3 AvtaleGiro, eFaktura, Vipps": "terms.avtalegiro terms.vipps",
    "8.4 Organisasjonsnummer, bank account, fødselsnummer": "debtors.company_number debtors.account debtors.personal_number"
    " debtors.consumer debtors.business debtors.sole_trader debtors.public pending.personal_number",
    "9 Bad debt, VAT, bookkeeping": "writeoff.relief_share writeoff.relief_condition writeoff.lost_when writeoff.months"
    " writeoff.reminders writeoff.evidence writeoff.paid_later writeoff.accounts writeoff.not_a_loss writeoff.vat_rates",
    "11.2 Letter structure": "notices.betalingspaaminnelse_custom notices.purring notices.purring_custom"
    " notices.inkassovarsel notices.inkassovarsel_custom notices.betalingsoppfordring notices.varsel_4_18"
    " notices.varsel_4_18_custom",
    "2.3 Whose name beside the creditor's": "branding.reminder branding.notice branding.demand branding.agency",
    "How long what is known is kept": "retention.books retention.claims",
    "2.2 How it may go": "sending.reminder sending.notice sending.demand sending.demand_consumer sending.enforcement"
    " sending.hours",
    "13 Open points": "pending.collection_regulation_2024",
}
ELSEWHERE = {
    "8.2 OCR giro file": "src/krav/formats/ocr_giro/file.py",
    "11.1 NB → EN": "HOUSE.md",
    "12 Worked examples": "src/krav/countries/norway/cases/interest.toml",
}

RATES = """
1994-01-01 12.00 2004-01-01 9.25 2004-07-01 8.75 2005-01-01 8.75 2005-07-01 9.00 2006-01-01 9.25 2006-07-01 9.75
2007-01-01 10.50 2007-07-01 11.50 2008-01-01 12.25 2008-07-01 12.75 2009-01-01 10.00 2009-07-01 8.25 2010-01-01 8.75
2010-07-01 9.00 2011-01-01 9.00 2011-07-01 9.25 2012-01-01 8.75 2012-07-01 8.50 2013-01-01 8.50 2013-07-01 9.50
2014-01-01 9.50 2014-07-01 9.50 2015-01-01 9.25 2015-07-01 9.00 2016-01-01 8.75 2016-07-01 8.50 2017-01-01 8.50
2017-07-01 8.50 2018-01-01 8.50 2018-07-01 8.50 2019-01-01 8.75 2019-07-01 9.25 2020-01-01 9.50 2020-07-01 8.00
2021-01-01 8.00 2021-07-01 8.00 2022-01-01 8.50 2022-07-01 9.25 2023-01-01 10.75 2023-07-01 11.75 2024-01-01 12.50
2024-07-01 12.50 2025-01-01 12.50 2025-07-01 12.25 2026-01-01 12.00 2026-07-01 12.25
"""
REGULATIONS = """
2022-07-01 FOR-2022-06-24-1178 2023-07-01 FOR-2023-06-22-1075 2024-01-01 FOR-2023-12-14-2043
2024-07-01 FOR-2024-06-26-1320 2025-01-01 FOR-2024-12-19-3279 2025-07-01 FOR-2025-06-23-1321
2026-01-01 FOR-2025-12-18-2658 2026-07-01 FOR-2026-06-25-1372
"""
COMPENSATION = """
2014-01-01 320 2015-07-01 330 2016-07-01 370 2018-01-01 380 2018-07-01 380 2019-01-01 380 2019-07-01 390 2020-01-01 400
2020-07-01 430 2021-07-01 400 2022-01-01 390 2022-07-01 400 2023-01-01 410 2023-07-01 460 2024-01-01 470 2024-07-01 460
2025-01-01 470 2025-07-01 460 2026-01-01 460 2026-07-01 430
"""
SATS = """
2006-01-01 550 2007-01-01 560 2009-01-01 590 2010-01-01 600 2013-01-01 630 2015-01-01 650 2016-01-01 670 2017-01-01 700
2018-01-01 700 2020-10-01 700 2025-01-01 700 2026-01-01 750
"""


def rows(text: str) -> list[tuple[date, str]]:
    """The days of a published table and what stands beside each."""
    words = text.split()
    return [(date.fromisoformat(day), value) for day, value in zip(words[::2], words[1::2], strict=True)]


# --- nothing is missing


@pytest.mark.parametrize("section", PLACES)
def test_every_table_of_the_reference_is_in_the_book(section: str) -> None:
    assert [name for name in PLACES[section].split() if name not in BOOK.tables] == []


def test_every_table_of_the_book_is_from_the_reference() -> None:
    assert BOOK.tables.keys() - set(" ".join(PLACES.values()).split()) == set()


@pytest.mark.parametrize("section", ELSEWHERE)
def test_what_is_no_dated_value_has_its_place(section: str) -> None:
    assert (ROOT / ELSEWHERE[section]).exists()


def test_what_is_from_memory_says_its_doubt() -> None:
    values = [(table.name, value) for table in BOOK.tables.values() for value in table.values]
    assert [name for name, value in values if value.confidence is Confidence.MEMORY and not value.doubt] == []


# --- published rows


@pytest.mark.parametrize(("day", "percent"), rows(RATES))
def test_the_rate_of_every_half_year(day: date, percent: str) -> None:
    last = days_after(months_after(day, 6), -1)
    assert [BOOK["interest.rate"].number(each) for each in (day, last)] == [Decimal(percent), Decimal(percent)]


def test_the_rate_stood_at_twelve_for_ten_years() -> None:
    assert {BOOK["interest.rate"].number(date(year, month, 1)) for year in range(1994, 2004) for month in (1, 7)} == {12}


@pytest.mark.parametrize(("day", "number"), rows(REGULATIONS))
def test_the_regulation_that_set_the_rate_is_its_source(day: date, number: str) -> None:
    assert BOOK["interest.rate"].at(day).source.section.endswith(number)


@pytest.mark.parametrize(("day", "amount"), rows(COMPENSATION))
def test_the_compensation_of_every_half_year_that_was_found(day: date, amount: str) -> None:
    last = days_after(months_after(day, 6), -1)
    assert [BOOK["fees.compensation"].number(each) for each in (day, last)] == [Decimal(amount), Decimal(amount)]


@pytest.mark.parametrize(("day", "amount"), rows(SATS))
def test_the_sats_of_every_year_that_was_found(day: date, amount: str) -> None:
    assert [BOOK["fees.sats"].number(each) for each in (day, date(day.year, 12, 31))] == [Decimal(amount), Decimal(amount)]


@pytest.mark.parametrize(
    ("table", "days"),
    [
        ("interest.rate", [date(1993, 12, 31), date(2027, 1, 1)]),
        (
            "fees.compensation",
            [date(2013, 7, 1), date(2014, 7, 1), date(2015, 6, 30), date(2016, 1, 1), date(2016, 6, 30), date(2017, 1, 1),
             date(2017, 12, 31), date(2021, 1, 1), date(2021, 6, 30), date(2027, 1, 1)],
        ),
        ("fees.sats", [date(2005, 12, 31), date(2008, 1, 1), date(2008, 12, 31), date(2011, 1, 1), date(2012, 12, 31),
                       date(2014, 1, 1), date(2014, 12, 31), date(2027, 1, 1)]),
        ("regime.own_notice", [date(2027, 1, 1)]),
        ("court.petition_system", [date(2025, 12, 31), date(2027, 1, 1)]),
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_guessed(table: str, days: list[date]) -> None:
    for day in days:
        with pytest.raises(NotInForce, match=table):
            BOOK[table].at(day)


# --- day before, day after


@pytest.mark.parametrize(
    ("table", "day", "before", "after"),
    [
        ("interest.policy_addition", date(2013, 7, 1), 7, 8),
        ("interest.set_by", date(2025, 6, 18), "Finansdepartementet", "Finanstilsynet"),
        ("fees.rounding", date(2026, 1, 1), Decimal("0.01"), 1),
        ("fees.reminder_share", date(2020, 10, 1), {"part": 1, "of": 10}, {"part": 1, "of": 20}),
        ("fees.notice_share", date(2020, 10, 1), {"part": 1, "of": 10}, {"part": 1, "of": 20}),
        ("notices.electronic", date(2017, 4, 18), False, True),
        ("court.conciliation_fee", date(2022, 1, 1), Decimal("1.15"), Decimal("1.1")),
        ("court.attachment_fee", date(2022, 1, 1), Decimal("1.25"), Decimal("1.21")),
    ],
)
def test_a_change_of_the_law_takes_effect_on_its_day(table: str, day: date, before: object, after: object) -> None:
    assert [BOOK[table].on(days_after(day, -1)), BOOK[table].on(day)] == [before, after]


@pytest.mark.parametrize(("day", "remainders"), [(date(2031, 12, 31), (0,)), (date(2032, 1, 1), (0, 1, 2, 3))])
def test_from_2032_the_first_sum_of_a_fodselsnummer_may_leave_up_to_three(day: date, remainders: tuple[int, ...]) -> None:
    number = BOOK["debtors.personal_number"].on(day)
    assert (number["first_remainders"], number["second_remainders"]) == (remainders, (0,))


# --- limits


@pytest.mark.parametrize(
    ("part", "starts", "barred"),
    [
        ("principal", date(2026, 2, 10), date(2029, 2, 10)),
        ("principal", date(2024, 2, 29), date(2027, 2, 28)),
        ("interest", date(2026, 12, 31), date(2029, 12, 31)),
        ("fees", date(2026, 3, 12), date(2029, 3, 12)),
        ("loan", date(2026, 2, 10), date(2036, 2, 10)),
        ("title", date(2024, 2, 29), date(2034, 2, 28)),
    ],
)
@pytest.mark.parametrize("debtor", DebtorKind)
def test_claims_lapse_after_three_years_and_titles_after_ten(
    part: str, starts: date, barred: date, debtor: DebtorKind
) -> None:
    day, why = NORWAY.barred_on(part, starts, debtor)
    assert (day, why.section.startswith("foreldelsesloven")) == (barred, True)


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2026, 6, 30), date(2026, 7, 1)])
def test_a_consumer_never_owes_more_than_the_statutory_rate(day: date) -> None:
    ceiling = NORWAY.ceiling(DebtorKind.CONSUMER, date(2003, 1, 2), day)
    assert ceiling is not None
    assert ceiling[0] == BOOK["interest.rate"].number(day)
    assert ceiling[1].section == "forsinkelsesrenteloven §§ 3 og 4 c"


@pytest.mark.parametrize("debtor", [DebtorKind.BUSINESS, DebtorKind.SOLE_TRADER, DebtorKind.PUBLIC])
def test_other_rates_are_free(debtor: DebtorKind) -> None:
    assert NORWAY.ceiling(debtor, date(2026, 1, 2), date(2026, 2, 2)) is None


def test_the_limits_of_the_reference() -> None:
    on = date(2026, 11, 21)
    limits = {
        "terms.business_days": 60, "terms.public_days": 30, "interest.demand_days": 30, "fees.first_days": 14,
        "fees.again_months": 6, "fees.reminder_count": 2, "fees.demand_count": 1, "deadlines.notice": 14,
        "deadlines.demand": 14, "tariffs.heavy_after_days": 28, "court.demand_months": 6,
        "court.enforcement_notice_days": 14,
        "court.enforcement_notice_after_due": 0, "court.judgment_notice_years": 1, "limitation.extra_years": 1,
        "writeoff.months": 6, "writeoff.reminders": 3, "writeoff.tolerance": 50, "fees.compensation_euro": 40,
    }  # fmt: skip
    assert {name: BOOK[name].number(on) for name in limits} == limits


def test_a_demand_of_september_turns_heavy_in_october_and_stale_in_march() -> None:
    sent = date(2026, 9, 1)
    deadline = days_after(sent, int(BOOK["deadlines.demand"].number(sent)))
    assert deadline == date(2026, 9, 15)
    heavy = days_after(deadline, int(BOOK["tariffs.heavy_after_days"].number(sent))) + ONE_DAY
    assert heavy == days_after(sent, 43) == date(2026, 10, 14)
    assert months_after(sent, int(BOOK["court.demand_months"].number(sent))) == date(2027, 3, 1)


def test_a_notice_of_enforcement_waits_two_weeks_from_sending() -> None:
    sent = date(2026, 9, 1)
    assert days_after(sent, int(BOOK["court.enforcement_notice_days"].number(sent))) == date(2026, 9, 15)


def test_a_loss_gives_vat_relief_half_a_year_after_the_due_day() -> None:
    due = date(2026, 2, 10)
    assert months_after(due, int(BOOK["writeoff.months"].number(due))) == date(2026, 8, 10)
    accounts = BOOK["writeoff.accounts"].on(due)
    assert [accounts[each] for each in ("loss", "vat", "receivable")] == ["7830", "2700", "1500"]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_table_of_holidays_is_the_calendar(year: int) -> None:
    rule = BOOK["terms.holidays"].on(date(year, 1, 1))
    easter = {2024: date(2024, 3, 31), 2025: date(2025, 4, 20), 2026: date(2026, 4, 5)}[year]
    fixed = {date.fromisoformat(f"{year}-{day}") for day in rule["fixed"]}
    assert NORWAY.closed(year) == fixed | {days_after(easter, int(count)) for count in rule["from_easter"]}


def test_the_new_act_is_pending_and_open() -> None:
    pending = BOOK["pending.collection_act"].at(date(2026, 5, 22))
    assert pending.value["act"] == "LOV-2026-05-22-19"
    assert pending.value["review_by"] == date(2026, 12, 31)
    assert (pending.value["answer_days"], pending.value["client_funds_days"]) == (7, 14)
    assert pending.doubt.startswith("“Kongen bestemmer”")


def test_a_demand_must_say_what_section_10_lists() -> None:
    required = BOOK["notices.betalingsoppfordring"].on(date(2026, 3, 30))
    assert [part[:2] for part in required] == ["a)", "b)", "c)", "d)", "e)", "f)", "op"]

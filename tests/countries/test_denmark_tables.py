"""The rest of Danish law as tables: courts, limitation, ceilings, write-off, and where each section of the law stands."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from krav.countries import country
from krav.kernel.money import half_up
from krav.law.dated import NotInForce
from krav.law.step import DebtorKind, StepKind

DENMARK = country("DK")
BOOK = DENMARK.book
ON = date(2026, 11, 2)

LAW = {
    "1.1 Statute": [
        "interest.margin", "interest.demand_days", "terms.interest_starts", "terms.information_days",
        "terms.never_before_due", "terms.higher_rate_kept", "terms.business_days", "terms.public_days",
        "terms.consumer_shorter", "terms.bears_interest", "terms.interest_warning", "ceilings.rate_consumer",
        "ceilings.margin_lowest", "ceilings.mandatory", "plans.interest",
    ],
    "3.3 Whose name beside the creditor's": [
        "branding.reminder", "branding.notice", "branding.demand", "branding.agency",
    ],
    "how long what is known is kept": ["retention.books", "retention.claims"],
    "3.2 How it may go": ["sending.reminder", "sending.notice", "sending.demand", "sending.offer", "sending.hours"],
    "1.2 Reference rate table": ["interest.rate", "pending.reference_rate"],
    "1.3 Day count": ["interest.counting"],
    "1.4 Consumer vs business in one table": [
        "debtors.consumer", "debtors.business", "debtors.sole_trader", "debtors.public", "debtors.unknown",
    ],
    "2.1 Rykkergebyr": [
        "fees.reminder_fee", "fees.reminder_count", "fees.reminder_spacing", "fees.reminder_spacing_statute",
        "fees.reminder_scope", "fees.reminder_unit", "fees.higher_fee_agreed", "ceilings.fees_consumer",
    ],
    "2.2 Inkassogebyr": ["fees.collection_fee", "fees.collection_fee_count"],
    "2.3 Kompensationsbeløb": ["fees.compensation", "fees.compensation_count", "notices.compensation"],
    "2.4 VAT": ["fees.fee_vat", "fees.interest_vat"],
    "2.5 Fee-eligibility check": [
        "fees.no_fee", "payments.grace_bank_days", "scope.excluded", "scope.plan_fee", "scope.collector_costs",
    ],
    "3.1 Inkassoloven": [
        "collectors.activity", "collectors.exempt", "collectors.authorisation", "collectors.bad_practice",
        "collectors.visits", "notices.notice", "notices.notice_exception", "deadlines.notice",
    ],
    "3.2 Mandatory content, made concrete": [
        "notices.notice_practice", "notices.notice_form", "notices.notice_address", "notices.demand",
        "deadlines.moves", "deadlines.demand", "case.opens",
    ],
    "3.3 When own collection needs it": ["notices.notice_own_collection"],
    "3.4 Bookkeepers acting for clients": ["collectors.bookkeeper", "court.representatives"],
    "4 Extrajudicial collection costs": [
        "tariffs.collector", "tariffs.own", "tariffs.vat", "tariffs.base", "tariffs.not_base", "tariffs.times",
        "tariffs.merged", "tariffs.binding", "tariffs.conditions", "tariffs.own_conditions",
        "notices.offer", "deadlines.offer", "case.gathers", "plans.cost",
    ],
    "5.1 Betalingspåkrav": [
        "court.payment_order_limit", "court.payment_order_conditions", "court.payment_order_contents",
        "court.objection_days", "court.payment_order_form", "court.not_in_dispute", "pending.digital_filing",
    ],
    "5.2 Court fees": [
        "court.payment_order_fee", "court.enforcement_fee", "court.enforcement_fee_months", "court.civil_fee",
        "court.hearing_fee", "court.hearing_dropped_weeks", "court.bankruptcy_fee",
    ],
    "5.3 Awarded costs": ["court.awarded_costs", "pending.landsret_tariffs"],
    "5.4 Small claims": ["court.small_claims_limit", "court.not_in_dispute"],
    "5.5 Enforcement": ["court.titles", "court.retry_months", "plans.enforcement"],
    "6 Limitation": [
        "limitation.principal", "limitation.interest", "limitation.fees", "limitation.title",
        "limitation.interest_after_title", "limitation.titles", "limitation.interrupts",
        "limitation.does_not_interrupt", "limitation.restart", "limitation.provisional", "limitation.warn_months",
        "limitation.starts", "limitation.effects", "limitation.payment_acknowledges", "limitation.falls_with_principal",
        "plans.acknowledgement",
    ],
    "7 Allocation of payments": [
        "payments.debtor_directs", "payments.order", "payments.timely", "payments.rest_days",
        "payments.rounding_rest", "payments.smallest_reminded", "notices.total_settles",
    ],
    "8.1 FIK": ["payments.cards", "payments.creditor_digits"],
    "8.4 CVR / CPR": ["debtors.numbers"],
    "9.1 Momsloven § 27(6)": [
        "writeoff.share", "writeoff.vat_rate", "writeoff.vat_share", "writeoff.recovery_share",
        "writeoff.conditions", "writeoff.reported", "writeoff.vat_rates",
    ],
    "9.2 When is the loss established?": [
        "writeoff.established", "writeoff.other_creditor_months", "writeoff.small_limit",
        "writeoff.small_conditions", "writeoff.trade_ceased_years", "writeoff.large_conditions",
        "writeoff.not_a_loss", "pending.small_limit",
    ],
    "9.3 e-conomic standard accounts": ["writeoff.accounts"],
    "10.6 Credit registers": ["collectors.register_reminders"],
    "11.2 Letter structures": [
        "notices.every_letter", "notices.friendly", "notices.reminder", "notices.settlement", "notices.closing",
        "deadlines.reminder", "plans.consumer_credit",
    ],
    "15 Open questions": ["pending.amendments", "pending.margin"],
}
"""Every section of the law's reference that holds law, and the tables it stands in; formats and letters are code."""

OPEN_QUESTIONS = {
    "reference rate of 1 July 2026": ("interest.rate", date(2026, 7, 1)),
    "bookkeepers and authorisation": ("collectors.bookkeeper", ON),
    "tariffs of the high courts": ("court.awarded_costs", ON),
    "filing with the fogedret": ("pending.digital_filing", date(2026, 11, 21)),
    "is day ten enough": ("fees.reminder_spacing", ON),
    "deadline on a rest day": ("deadlines.moves", ON),
    "bilag 2": ("tariffs.own", ON),
    "several invoices in one case": ("tariffs.merged", ON),
    "the limit of 3 000 kr": ("writeoff.small_limit", ON),
    "amendments of 2025 and 2026": ("pending.amendments", date(2026, 11, 21)),
    "first day of the small-claims limit": ("court.small_claims_limit", ON),
    "day count": ("interest.counting", ON),
}


@pytest.mark.parametrize("section", LAW)
def test_every_section_of_the_law_stands_in_the_book(section: str) -> None:
    assert [name for name in LAW[section] if name not in BOOK.tables] == []


def test_every_table_of_the_book_belongs_to_a_section() -> None:
    assert set(BOOK.tables) - {name for names in LAW.values() for name in names} == set()


@pytest.mark.parametrize(("name", "day"), OPEN_QUESTIONS.values(), ids=OPEN_QUESTIONS)
def test_an_open_question_says_so_where_its_value_is(name: str, day: date) -> None:
    assert BOOK[name].at(day).doubt


def test_what_was_not_read_but_remembered_always_says_what_is_open() -> None:
    values = [(name, value) for name, table in BOOK.tables.items() for value in table.values if name != "interest.rate"]
    assert [name for name, value in values if value.confidence == "memory" and not value.doubt] == []


def test_every_change_of_a_value_takes_effect_on_its_day_and_not_the_day_before() -> None:
    for table in BOOK.tables.values():
        for earlier, later in pairwise(table.values):
            assert table.at(later.from_on) is later
            if earlier.until_on == later.from_on:
                assert table.at(later.from_on - timedelta(days=1)) is earlier


# --- courts


def band(table: str, value: str) -> Decimal:
    """The amount of the first band that holds the value; øre above a limit are above it."""
    rows: tuple[dict[str, Any], ...] = BOOK[table].on(ON)
    return next(Decimal(row["amount"]) for row in rows if "upto" not in row or Decimal(value) <= row["upto"])


@pytest.mark.parametrize("table", ["court.payment_order_fee", "court.enforcement_fee"])
def test_the_fogedret_costs_750_kroner_from_october_2021(table: str) -> None:
    assert str(BOOK[table].money(date(2021, 10, 1))) == "750.00 DKK"
    with pytest.raises(NotInForce, match=r"2021-09-30"):
        BOOK[table].money(date(2021, 9, 30))


@pytest.mark.parametrize(
    ("value", "filing", "hearing"),
    [
        ("100000.00", 750, 0), ("100000.01", 1500, 3000), ("250000.00", 1500, 3000), ("250000.01", 1500, 8000),
        ("500000.00", 1500, 8000), ("500000.01", 1500, 14000), ("1000000.00", 1500, 14000), ("1000000.01", 1500, 35000),
        ("2000000.00", 1500, 35000), ("2000000.01", 1500, 60000), ("3000000.00", 1500, 60000), ("3000000.01", 1500, 85000),
        ("4000000.00", 1500, 85000), ("4000000.01", 1500, 110000), ("5000000.00", 1500, 110000),
        ("5000000.01", 1500, 135000), ("6000000.00", 1500, 135000), ("6000000.01", 1500, 160000),
    ],
)  # fmt: skip
def test_a_civil_case_costs_by_its_value(value: str, filing: int, hearing: int) -> None:
    assert [band("court.civil_fee", value), band("court.hearing_fee", value)] == [Decimal(filing), Decimal(hearing)]


@pytest.mark.parametrize(
    ("table", "day", "value"),
    [
        ("court.payment_order_limit", date(2005, 1, 1), 50000),
        ("court.payment_order_limit", date(2011, 9, 30), 50000),
        ("court.payment_order_limit", date(2011, 10, 1), 100000),
        ("court.small_claims_limit", date(2024, 6, 14), 50000),
        ("court.small_claims_limit", date(2024, 6, 15), 100000),
        ("court.bankruptcy_fee", ON, 1500),
        ("court.enforcement_fee_months", ON, 12),
        ("court.hearing_dropped_weeks", ON, 2),
        ("court.objection_days", ON, 14),
        ("court.retry_months", ON, 6),
        ("fees.collection_fee", ON, 100),
        ("fees.reminder_spacing_statute", ON, 10),
        ("fees.compensation_count", ON, 1),
        ("fees.fee_vat", ON, 0),
        ("fees.interest_vat", ON, 0),
        ("ceilings.fees_consumer", ON, 400),
        ("ceilings.margin_lowest", date(2013, 3, 1), 8),
        ("terms.business_days", ON, 30),
        ("terms.public_days", ON, 30),
        ("terms.consumer_shorter", ON, 30),
        ("terms.information_days", ON, 30),
        ("collectors.register_reminders", ON, 3),
        ("payments.grace_bank_days", ON, 2),
        ("payments.rounding_rest", ON, 1),
        ("writeoff.recovery_share", ON, 80),
        ("writeoff.other_creditor_months", ON, 6),
        ("writeoff.small_limit", ON, 3000),
        ("writeoff.trade_ceased_years", ON, 1),
    ],
)
def test_a_limit_of_the_law(table: str, day: date, value: int) -> None:
    assert BOOK[table].number(day) == value


def test_reminder_fees_were_widened_from_consumers_to_everyone_in_2002() -> None:
    scope = BOOK["fees.reminder_scope"]
    assert scope.on(date(2002, 7, 31)) == ("consumer",)
    assert set(scope.on(date(2002, 8, 1))) == set(DebtorKind)
    with pytest.raises(NotInForce):
        scope.on(date(2001, 6, 30))


def test_the_awarded_costs_are_named_and_not_reckoned() -> None:
    assert {value.value["amounts"] for value in BOOK["court.awarded_costs"].values} == {"ikke læst"}


# --- limitation


@pytest.mark.parametrize(
    ("part", "starts_on", "barred_on"),
    [
        ("principal", date(2023, 11, 20), date(2026, 11, 20)),
        ("principal", date(2024, 2, 29), date(2027, 2, 28)),
        ("principal", date(2008, 1, 1), date(2011, 1, 1)),
        ("interest", date(2026, 6, 30), date(2029, 6, 30)),
        ("fees", date(2026, 6, 8), date(2029, 6, 8)),
        ("title", date(2026, 12, 20), date(2036, 12, 20)),
        ("title", date(2024, 2, 29), date(2034, 2, 28)),
        ("interest_after_title", date(2026, 12, 21), date(2029, 12, 21)),
    ],
)
@pytest.mark.parametrize("debtor", DebtorKind)
def test_a_part_is_barred_after_three_years_or_ten(part: str, starts_on: date, barred_on: date, debtor: DebtorKind) -> None:
    day, why = DENMARK.barred_on(part, starts_on, debtor)
    assert day == barred_on
    assert why.section.startswith("forældelsesloven §")


def test_claims_older_than_the_act_are_not_reckoned() -> None:
    with pytest.raises(NotInForce, match=r"limitation\.principal: no value is known for 2007-12-31"):
        DENMARK.barred_on("principal", date(2007, 12, 31), DebtorKind.CONSUMER)


def test_letters_do_not_interrupt_and_filing_does() -> None:
    assert BOOK["limitation.does_not_interrupt"].on(ON) == ("rykker", "inkassovarsel")
    assert [text[-5:-1] for text in BOOK["limitation.interrupts"].on(ON)] == ["§ 15", "§ 16", "§ 17", "§ 18"]
    assert BOOK["limitation.provisional"].number(ON) == 1


# --- ceilings


def test_no_more_than_the_statutory_rate_may_be_agreed_with_a_consumer_in_any_half_year() -> None:
    due_on = date(2013, 3, 1)
    for value in BOOK["interest.rate"].values:
        found = DENMARK.ceiling(DebtorKind.CONSUMER, due_on, max(value.from_on, due_on))
        assert found is not None
        assert found[0] == BOOK["interest.rate"].number(max(value.from_on, due_on)) + 8


@pytest.mark.parametrize(
    ("due_on", "on", "percent"),
    [
        (date(2013, 2, 28), date(2026, 6, 30), "8.75"),
        (date(2013, 3, 1), date(2026, 6, 30), "9.75"),
        (date(2013, 3, 1), date(2026, 7, 1), "10.00"),
        (date(2021, 1, 4), date(2022, 12, 31), "7.55"),
    ],
)
def test_the_ceiling_is_that_of_the_claim_and_the_day(due_on: date, on: date, percent: str) -> None:
    found = DENMARK.ceiling(DebtorKind.CONSUMER, due_on, on)
    assert found is not None
    assert (found[0], found[1].section) == (Decimal(percent), "renteloven § 7")


@pytest.mark.parametrize("debtor", [DebtorKind.BUSINESS, DebtorKind.SOLE_TRADER, DebtorKind.PUBLIC])
def test_with_others_the_rate_is_free(debtor: DebtorKind) -> None:
    assert DENMARK.ceiling(debtor, ON, ON) is None


# --- write-off


@pytest.mark.parametrize(
    ("gross", "loss", "vat"),
    [
        ("12500.00", "10000.00", "2500.00"),
        ("7500.00", "6000.00", "1500.00"),
        ("3999.95", "3199.96", "799.99"),
        ("1000.01", "800.01", "200.00"),
        ("1250.00", "1000.00", "250.00"),
        ("3000.00", "2400.00", "600.00"),
    ],
)
def test_a_fifth_of_the_loss_comes_back_as_vat(gross: str, loss: str, vat: str) -> None:
    share = BOOK["writeoff.vat_share"].number(ON)
    back = half_up(int(Decimal(gross) * 100) * int(share), 100)
    assert Decimal(back) / 100 == Decimal(vat)
    assert Decimal(gross) - Decimal(vat) == Decimal(loss)


def test_the_share_of_vat_is_the_rate_on_the_share_of_the_base() -> None:
    share, rate, back = (BOOK[f"writeoff.{name}"].number(ON) for name in ("share", "vat_rate", "vat_share"))
    assert share * rate / 100 == back == 20


def test_the_accounts_are_those_of_the_standard_chart() -> None:
    accounts = BOOK["writeoff.accounts"].on(ON)
    assert [accounts[each] for each in ("loss", "vat", "recovery")] == ["3720", "6902", "3720"]
    assert [accounts[each] for each in ("receivable", "interest", "fee")] == ["5600", "4360", "4365"]


# --- debtors, letters, cards


def test_every_kind_of_debtor_has_its_row_and_only_the_consumer_is_protected() -> None:
    rows = {kind: BOOK[f"debtors.{kind}"].on(ON) for kind in DebtorKind}
    assert [kind for kind, row in rows.items() if row["protected"]] == [DebtorKind.CONSUMER]
    assert [kind for kind, row in rows.items() if not row["compensation"]] == [DebtorKind.CONSUMER]
    assert [kind for kind, row in rows.items() if row["public"]] == [DebtorKind.PUBLIC]
    assert DebtorKind(BOOK["debtors.unknown"].on(ON)).is_consumer


@pytest.mark.parametrize("kind", sorted({step.kind for step in (*DENMARK.steps, *DENMARK.case_steps)}))
def test_every_kind_of_letter_says_what_it_must_contain(kind: StepKind) -> None:
    assert len(BOOK[f"notices.{kind}"].on(ON)) >= 2


def test_the_cards_are_as_long_as_the_references_made_for_them() -> None:
    digits = {row["card"]: int(row["digits"]) for row in BOOK["payments.cards"].on(ON)}
    assert digits == {"71": 15, "73": 0, "75": 16}

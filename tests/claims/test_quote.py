"""What may be claimed on a day, given the invoice, its payments, credit notes and letters; or why there is no answer."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from krav.claims.quote import Ask, Credited, Paid, Quote, Sent, quote
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.interest import Convention
from tests.claims.cast import BUSINESS, COUNTRIES, DENMARK, DUE, NORWAY, SWEDEN

ON = date(2026, 3, 31)
JANUARY = Ask(Money(1250000, "DKK"), date(2026, 1, 15), ON)
EVEN = Ask(Money(3650000, "DKK"), DUE, date(2026, 3, 12))
REMINDED = replace(EVEN, letters=(Sent(DENMARK.ladder[0], date(2026, 3, 9)),))


def asked(ask: Ask, country: Country = DENMARK) -> Quote:
    return quote(country, ask)


def test_a_danish_invoice_of_january() -> None:
    found = asked(JANUARY)
    assert (found.principal, found.open.accrued, found.total, found.per_diem) == (1250000, 25043, 1275043, 334)
    assert [(line.days, line.amount) for line in found.lines] == [(75, 25043)]
    assert (found.why.amount, found.fees, found.breaches) == ("12750.43", (), ())


def test_the_creditor_s_own_day_count() -> None:
    assert asked(replace(JANUARY, convention=Convention.THIRTY_360)).open.accrued == 25391


def test_without_an_agreed_due_day_interest_waits_thirty_days() -> None:
    demand = Ask(Money(875000, "DKK"), date(2026, 2, 15), date(2026, 5, 31), agreed=False, demand_sent=date(2026, 2, 1))
    assert asked(demand).open.accrued == 20802


def test_payments_and_credit_notes_are_taken_off() -> None:
    half, never_owed = Paid(date(2026, 3, 7), 1825000, "principal"), Credited(DUE, 365000, ab_initio=True)
    found = asked(replace(EVEN, payments=(half,), credits=(never_owed,)))
    assert found.principal == 3285000
    assert (found.open.principal, found.open.accrued) == (3285000 - 1825000, 5 * 877 + 3 + 5 * 390)


def test_a_letter_takes_what_the_law_allows() -> None:
    found = asked(REMINDED)
    assert [(fee.what, fee.on, fee.amount, fee.section) for fee in found.fees] == [
        ("reminder_fee", date(2026, 3, 9), 10000, "renteloven § 9 b, stk. 2")
    ]
    assert (found.compensation, found.total, found.open.total) == (0, 3650000 + 9750 + 10000, 3650000 + 9750 + 10000)


def test_a_second_letter_too_soon_is_free() -> None:
    again = (*REMINDED.letters, Sent(DENMARK.ladder[1], date(2026, 3, 12)))
    assert sum(fee.amount for fee in asked(replace(REMINDED, letters=again)).fees) == 10000


def test_a_payment_covers_the_fee_first_and_the_whole_claim_stays_told() -> None:
    found = asked(replace(REMINDED, payments=(Paid(date(2026, 3, 12), 10000),)))
    assert (found.open.fees, found.open.total) == (0, 3659750)
    assert found.total == 3669750


@pytest.mark.parametrize(("code", "compensation"), [("DK", 31000), ("NO", 46000), ("SE", 45000)])
def test_a_business_owes_compensation_without_any_letter(code: str, compensation: int) -> None:
    country = COUNTRIES[code]
    ask = Ask(Money(1000000, country.currency), DUE, ON, BUSINESS)
    assert asked(ask, country).compensation == compensation
    assert asked(replace(ask, on=DUE), country).compensation == 0


def test_a_norwegian_business_pays_compensation_and_no_fee() -> None:
    ask = Ask(Money(1000000, "NOK"), DUE, date(2026, 4, 13), BUSINESS, letters=(Sent(NORWAY.ladder[0], date(2026, 3, 18)),))
    found = asked(ask, NORWAY)
    assert (found.fees, found.compensation) == ((), 46000)


def test_the_interest_of_one_more_day_follows_the_half_year() -> None:
    days = (DUE, date(2026, 6, 30), date(2026, 7, 1))
    assert [asked(replace(EVEN, on=on)).per_diem for on in days] == [0, 975, 1000]


@pytest.mark.parametrize("amount", [Money(0, "DKK"), Money(-1, "DKK"), Money(100, "NOK")])
def test_no_amount_and_another_country_s_currency_are_refused(amount: Money) -> None:
    with pytest.raises(KravError, match=r"cannot be quoted: give a positive amount of DKK\."):
        asked(replace(JANUARY, principal=amount))


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_day_before_the_due_day_is_refused(code: str) -> None:
    ask = Ask(Money(100000, COUNTRIES[code].currency), DUE, date(2026, 3, 1))
    with pytest.raises(KravError, match=r"On 2026-03-01 the invoice is not due yet; it falls due on 2026-03-02\."):
        asked(ask, COUNTRIES[code])


def test_what_lies_after_the_day_is_refused() -> None:
    with pytest.raises(KravError, match=r"The payment of 2026-04-01 lies after 2026-03-31, the day that is quoted\."):
        asked(replace(JANUARY, payments=(Paid(date(2026, 4, 1), 100),)))
    with pytest.raises(KravError, match=r"The letter of 2026-04-01 lies after"):
        asked(replace(JANUARY, letters=(Sent(DENMARK.ladder[0], date(2026, 4, 1)),)))


def test_without_an_agreed_due_day_the_demand_must_be_told() -> None:
    with pytest.raises(KravError, match=r"give the day it was sent"):
        asked(replace(JANUARY, agreed=False))


def test_a_day_without_a_rate_is_refused() -> None:
    with pytest.raises(NotInForce, match=r"interest\.rate: no value is known for 2027-02-01"):
        asked(Ask(Money(100000, "SEK"), DUE, date(2027, 2, 1)), SWEDEN)


def test_a_contract_rate_above_the_ceiling_is_named() -> None:
    found = asked(replace(JANUARY, contract_rate=Decimal(24)))
    assert [(breach.code, breach.instead()) for breach in found.breaches] == [("rate", "at most 9.75 % on 2026-03-31")]

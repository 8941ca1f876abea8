"""Every breach a letter can commit, in every country where it exists: code, section, source, and what would be lawful."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

import pytest

from krav.claims.check import Breach, Proposal, check_letter, check_rate
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.kernel.days import days_after
from krav.law.step import DebtorKind, PastLetter
from tests.claims.cast import BUSINESS, CONSUMER, COUNTRIES, DENMARK, DUE, SWEDEN, claim, paid

FIRST = {"DK": ("rykker_1", date(2026, 3, 9)), "NO": ("purring", date(2026, 3, 16)), "SE": ("inkassokrav", date(2026, 3, 9))}
"""A first letter that may cost something, and a lawful day for it."""


class More(TypedDict, total=False):
    """What a letter asks for beside the principal, in minor units, and what makes it special."""

    fee: int
    compensation: int
    interest: int
    costs: int
    settlement: int
    base: int
    in_plan: bool
    special: str


def owed(code: str, *letters: PastLetter, debtor: DebtorKind = CONSUMER, due: date = DUE) -> Claim:
    """10 000.00 due on 2 March 2026 unless said, with the letters sent and their fees as entries."""
    fees = [Entry(EntryKind.FEE, letter.fee, letter.sent_on, label="reminder_fee") for letter in letters if letter.fee]
    return replace(claim(1_000_000, due, *fees, debtor=debtor, currency=COUNTRIES[code].currency), letters=letters)


def sent(code: str, key: str, on: date, fee: int = 0, days: int = 14) -> PastLetter:
    return PastLetter(key, COUNTRIES[code].step(key).kind, on, days_after(on, days), fee)


def letter(code: str, key: str, on: date, days: int = 14, **more: Unpack[More]) -> Proposal:
    return Proposal(COUNTRIES[code].step(key), on, days_after(on, days), **more)


def first(code: str, **more: Unpack[More]) -> Proposal:
    key, on = FIRST[code]
    return letter(code, key, on, **more)


def breaches(code: str, told: Claim, wanted: Proposal) -> tuple[Breach, ...]:
    fee_days = tuple(past.sent_on for past in told.letters if past.fee)
    return check_letter(COUNTRIES[code], told, wanted, Relation(fee_days))


def only(code: str, told: Claim, wanted: Proposal) -> Breach:
    """The one breach, which has its section and the place where that was read."""
    (breach,) = breaches(code, told, wanted)
    assert breach.section
    assert breach.source
    return breach


def said(breach: Breach) -> tuple[str, str, str]:
    return breach.code, breach.section, breach.instead()


# --- fees


@pytest.mark.parametrize(("code", "fee"), [("DK", 10000), ("NO", 3800), ("SE", 18000)])
def test_the_highest_fee_is_lawful(code: str, fee: int) -> None:
    assert breaches(code, owed(code), first(code, fee=fee)) == ()


@pytest.mark.parametrize(
    ("code", "fee", "section", "lawful"),
    [
        ("DK", 10001, "renteloven § 9 b, stk. 2", "at most 100.00 DKK"),
        ("NO", 3801, "inkassoforskriften § 1-2, jf. FOR-2020-06-19-1248", "at most 38.00 NOK"),
        ("SE", 18001, "3 och 4 §§ lagen (1981:739)", "at most 180.00 SEK"),
    ],
)
def test_one_oere_more_is_not(code: str, fee: int, section: str, lawful: str) -> None:
    assert said(only(code, owed(code), first(code, fee=fee))) == ("fee", section, lawful)


def test_a_swedish_reminder_fee_needs_an_agreement() -> None:
    told, wanted = owed("SE"), letter("SE", "paminnelse_1", date(2026, 3, 9), fee=6000)
    breach = only("SE", told, wanted)
    assert said(breach) == ("fee", "2 och 4 §§ lagen (1981:739)", "the letter without a fee")
    assert breach.said() == "No reminder fee was agreed when the debt arose."
    assert breaches("SE", replace(told, fee_agreed=True), wanted) == ()


def test_a_second_swedish_reminder_costs_nothing() -> None:
    told = replace(owed("SE", sent("SE", "paminnelse_1", date(2026, 3, 9), 6000)), fee_agreed=True)
    breach = only("SE", told, letter("SE", "paminnelse_2", date(2026, 3, 27), fee=6000))
    assert said(breach)[:2] == ("fee", "4 § första stycket lagen (1981:739): skäligen påkallad")


def test_a_norwegian_fee_waits_until_fourteen_days_after_the_due_day() -> None:
    breach = only("NO", owed("NO"), letter("NO", "purring", date(2026, 3, 15), fee=3800))
    assert said(breach) == ("fee", "inkassoforskriften § 1-2", "the letter without a fee")
    assert breach.said() == "A letter may cost something from 14 days after the due day on."


def test_a_second_norwegian_fee_needs_a_missed_deadline_of_fourteen_days() -> None:
    short, full = (owed("NO", sent("NO", "purring", date(2026, 3, 16), 3800, days)) for days in (13, 14))
    wanted = letter("NO", "inkassovarsel", date(2026, 4, 7), fee=3800)
    breach = only("NO", short, wanted)
    assert said(breach) == ("fee", "inkassoforskriften § 1-3", "the letter without a fee")
    assert breach.said() == "No deadline of 14 days in the purring of 2026-03-16 was missed."
    assert breaches("NO", full, wanted) == ()


def test_a_norwegian_demand_costs_nothing_while_no_deadline_was_missed() -> None:
    notice = sent("NO", "inkassovarsel", date(2026, 3, 16), 0)
    told = owed("NO", notice)
    assert breaches("NO", told, letter("NO", "betalingsoppfordring", date(2026, 4, 7), fee=11300)) == ()
    second = owed("NO", notice, sent("NO", "betalingsoppfordring", date(2026, 4, 7), 11300))
    breach = only("NO", second, letter("NO", "betalingsoppfordring", date(2026, 5, 4), fee=11300))
    assert said(breach)[:2] == ("fee", "inkassoforskriften § 1-3")


def test_a_fourth_danish_fee_is_unlawful() -> None:
    days = [date(2026, 3, 9), date(2026, 3, 24), date(2026, 4, 14)]
    told = owed("DK", *(sent("DK", f"rykker_{count}", on, 10000, 10) for count, on in enumerate(days, 1)))
    breach = only("DK", told, letter("DK", "inkassovarsel", date(2026, 5, 1), fee=10000))
    assert said(breach) == ("fee", "renteloven § 9 b, stk. 2", "the letter without a fee")
    assert breach.said() == "3 reminders with a fee were already sent in this arrears."


def test_danish_fees_keep_ten_days_between_them() -> None:
    told = owed("DK", sent("DK", "rykker_1", date(2026, 3, 9), 10000, 10))
    breach = only("DK", told, letter("DK", "rykker_2", date(2026, 3, 19), fee=10000))
    assert said(breach) == ("fee", "renteloven § 9 b, stk. 2", "the letter without a fee")
    assert breaches("DK", told, letter("DK", "rykker_2", date(2026, 3, 20), fee=10000)) == ()


@pytest.mark.parametrize(
    ("code", "section"),
    [
        ("DK", "renteloven § 9 b (Højesteret om afdragsordninger)"),
        ("NO", "inkassoloven § 8 (god inkassoskikk)"),
        ("SE", "4 § första stycket lagen (1981:739): skäligen påkallad"),
    ],
)
def test_while_a_settlement_plan_runs_a_letter_costs_nothing(code: str, section: str) -> None:
    assert said(only(code, owed(code), first(code, fee=100, in_plan=True))) == ("plan", section, "the letter without a fee")
    assert breaches(code, owed(code), first(code, in_plan=True)) == ()


@pytest.mark.parametrize(
    ("code", "section"),
    [("DK", "renteloven § 9 b, stk. 3"), ("NO", "inkassoforskriften § 1-1"), ("SE", "5 § lagen (1981:739)")],
)
def test_own_collection_has_no_collector_s_fee(code: str, section: str) -> None:
    breach = only(code, owed(code), first(code, costs=70000))
    assert said(breach) == ("collector_fee", section, "the fees of the letters alone")


# --- compensation


COMPENSATION = {
    "DK": (31000, "renteloven § 9 a, stk. 3; bekendtgørelse nr. 601 af 12. juli 2002 § 2, stk. 2"),
    "NO": (46000, "forsinkelsesrenteloven § 3a; inkassoforskriften §§ 1-5 og 2-6"),
    "SE": (45000, "4 a § lagen (1981:739)"),
}


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_consumer_owes_no_compensation(code: str) -> None:
    amount, section = COMPENSATION[code]
    breach = only(code, owed(code), first(code, compensation=amount))
    assert said(breach) == ("compensation", section, "no compensation")
    assert breach.said() == "A consumer owes no compensation."


@pytest.mark.parametrize("kind", [DebtorKind.BUSINESS, DebtorKind.SOLE_TRADER, DebtorKind.PUBLIC])
@pytest.mark.parametrize("code", COUNTRIES)
def test_everybody_else_owes_it_once_and_no_more(code: str, kind: DebtorKind) -> None:
    amount, section = COMPENSATION[code]
    told = owed(code, debtor=kind)
    assert breaches(code, told, first(code, compensation=amount)) == ()
    more = only(code, told, first(code, compensation=amount + 1))
    assert said(more) == ("compensation", section, f"at most {amount // 100}.00 {COUNTRIES[code].currency}")
    charged = Entry(EntryKind.COMPENSATION, amount, FIRST[code][1], label="compensation")
    again = only(code, replace(told, entries=(*told.entries, charged)), first(code, compensation=amount))
    assert again.said() == "Compensation was charged on this claim before; it is owed once."


@pytest.mark.parametrize(("code", "fee"), [("NO", 3800), ("SE", 18000)])
def test_compensation_and_a_fee_are_not_asked_together(code: str, fee: int) -> None:
    amount, section = COMPENSATION[code]
    told = owed(code, debtor=BUSINESS)
    breach = only(code, told, first(code, fee=fee, compensation=amount))
    assert said(breach) == ("fee", section, "the letter without a fee")
    assert breaches(code, told, first(code, fee=fee)) == ()


def test_in_denmark_a_business_owes_both() -> None:
    assert breaches("DK", owed("DK", debtor=BUSINESS), first("DK", fee=10000, compensation=31000)) == ()


def test_before_there_was_compensation_none_is_owed() -> None:
    old = owed("DK", debtor=BUSINESS, due=date(2013, 2, 28))
    breach = only("DK", old, letter("DK", "rykker_1", date(2013, 3, 11), compensation=31000))
    assert breach.said() == "No compensation is owed for this claim."


# --- the letter and its day


@pytest.mark.parametrize(
    ("code", "key", "days", "section"),
    [
        ("DK", "rykker_1", 10, "renteloven § 9 b (praksis)"),
        ("DK", "inkassovarsel", 10, "inkassoloven § 10, stk. 3"),
        ("NO", "purring", 14, "inkassoforskriften § 1-3"),
        ("NO", "inkassovarsel", 14, "inkassoloven § 9"),
        ("SE", "paminnelse_1", 8, "husregel (lagen anger ingen frist)"),
        ("SE", "inkassokrav", 8, "5 § inkassolagen (1974:182)"),
    ],
)
def test_a_deadline_may_not_be_too_short(code: str, key: str, days: int, section: str) -> None:
    monday = date(2026, 3, 16)
    assert breaches(code, owed(code), letter(code, key, monday, days)) == ()
    breach = only(code, owed(code), letter(code, key, monday, days - 1))
    assert said(breach) == ("deadline_too_short", section, f"a deadline of {days} days or more")


def test_an_inkassokrav_over_the_holidays_leaves_bank_days() -> None:
    breach = only("SE", owed("SE", due=date(2025, 12, 1)), letter("SE", "inkassokrav", date(2025, 12, 22), 8))
    assert said(breach) == ("deadline_too_short", "5 § inkassolagen (1974:182)", "a deadline of 2026-01-07 or later")
    assert breaches("SE", owed("SE", due=date(2025, 12, 1)), letter("SE", "inkassokrav", date(2025, 12, 22), 16)) == ()


@pytest.mark.parametrize("code", COUNTRIES)
def test_no_letter_leaves_before_the_day_after_the_due_day(code: str) -> None:
    key, _ = FIRST[code]
    (breach,) = breaches(code, owed(code), letter(code, key, DUE))
    assert (breach.code, breach.instead()) == ("too_early", "the letter on 2026-03-03 or later")
    assert breaches(code, owed(code), letter(code, key, days_after(DUE, 1))) == ()


def test_a_norwegian_demand_waits_for_the_deadline_of_the_notice() -> None:
    told = owed("NO", sent("NO", "inkassovarsel", date(2026, 3, 16)))
    breach = only("NO", told, letter("NO", "betalingsoppfordring", date(2026, 3, 30)))
    assert said(breach) == ("too_early", "inkassoloven § 10", "the letter on 2026-03-31 or later")


def test_a_norwegian_demand_needs_a_notice() -> None:
    told = owed("NO", sent("NO", "purring", date(2026, 3, 16), 3800))
    lawful = "a notice that gives its full deadline, and this letter once that has passed"
    breach = only("NO", told, letter("NO", "betalingsoppfordring", date(2026, 4, 7)))
    assert said(breach) == ("notice_first", "inkassoloven § 10", lawful)


def test_after_the_regime_ends_the_letter_is_a_collector_s() -> None:
    breach = only("NO", owed("NO", due=date(2026, 12, 1)), letter("NO", "inkassovarsel", date(2027, 1, 4)))
    assert breach.code == "regime"
    assert "LOV-2026-05-22-19" in breach.section
    assert breach.instead().endswith("this letter is for a licensed collector to send")


# --- interest


@pytest.mark.parametrize(
    ("code", "interest", "section"),
    [("DK", 1870, "renteloven § 5"), ("NO", 4603, "forsinkelsesrenteloven § 3"), ("SE", 1918, "6 och 9 §§ räntelagen")],
)
def test_interest_on_interest_is_too_much_interest(code: str, interest: int, section: str) -> None:
    """Of 10 000.00: Denmark 7 days at 9.75 %, Norway 14 at 12 %, Sweden 7 at 10 %."""
    assert breaches(code, owed(code), first(code, interest=interest)) == ()
    breach = only(code, owed(code), first(code, interest=interest + 1))
    most = f"at most {interest // 100}.{interest % 100:02} {COUNTRIES[code].currency}"
    assert (breach.code, breach.instead()) == ("interest", most)
    assert breach.section.startswith(section)
    assert breach.said().endswith("it runs on the unpaid principal, never on interest or fees.")


@pytest.mark.parametrize("code", COUNTRIES)
def test_what_nobody_knows_is_not_charged(code: str) -> None:
    key, _ = FIRST[code]
    told, wanted = owed(code), letter(code, key, date(2027, 2, 1), interest=1)
    found = {breach.code: breach for breach in breaches(code, told, wanted)}
    assert found["not_in_force"].instead() == "no interest until the rate is known"
    assert found["not_in_force"].section
    assert "known is" in found["not_in_force"].said()


def test_a_norwegian_fee_of_a_year_without_a_rate_is_not_guessed() -> None:
    breach = only("NO", owed("NO"), letter("NO", "purring", date(2027, 2, 1), fee=3800))
    assert said(breach)[::2] == ("not_in_force", "the letter without a fee or compensation until the value is known")


# --- rates


@pytest.mark.parametrize(
    ("code", "most", "section"),
    [
        ("DK", "9.75", "renteloven § 7"),
        ("NO", "12", "forsinkelsesrenteloven §§ 3 og 4 c"),
        ("SE", "22", "19 a § konsumentkreditlagen (2010:1846)"),
    ],
)
def test_a_consumer_s_agreed_rate_has_a_ceiling(code: str, most: str, section: str) -> None:
    country, on = COUNTRIES[code], date(2026, 3, 31)
    assert check_rate(country, Decimal(most), CONSUMER, DUE, on) == ()
    (breach,) = check_rate(country, Decimal(most) + Decimal("0.01"), CONSUMER, DUE, on)
    assert said(breach) == ("rate", section, f"at most {most} % on 2026-03-31")
    assert breach.source
    assert check_rate(country, Decimal(60), BUSINESS, DUE, on) == ()


def test_a_danish_claim_due_before_march_2013_has_the_lower_ceiling() -> None:
    (breach,) = check_rate(DENMARK, Decimal("8.76"), CONSUMER, date(2013, 2, 28), DUE)
    assert breach.instead() == "at most 8.75 % on 2026-03-02"


@pytest.mark.parametrize(
    ("on", "most"), [(date(2018, 8, 31), 900), (date(2018, 9, 1), 39), (date(2025, 2, 28), 42), (date(2025, 3, 1), 22)]
)
def test_the_swedish_ceiling_came_in_2018_and_was_lowered_in_2025(on: date, most: int) -> None:
    assert check_rate(SWEDEN, Decimal(most), CONSUMER, date(2018, 8, 1), on) == ()


# --- time-barred, and outside


@pytest.mark.parametrize(
    ("code", "debtor", "last", "section"),
    [
        ("DK", CONSUMER, date(2026, 3, 3), "forældelsesloven"),
        ("NO", CONSUMER, date(2026, 3, 3), "foreldelsesloven §§ 2 og 3"),
        ("SE", CONSUMER, date(2026, 2, 17), "2 § preskriptionslagen"),
        ("SE", BUSINESS, date(2033, 2, 17), "2 § preskriptionslagen"),
    ],
)
def test_a_claim_is_pursued_until_it_is_barred(code: str, debtor: DebtorKind, last: date, section: str) -> None:
    """Due on 3 March 2023, invoiced a fortnight before: in Sweden the period runs from the day the claim arose."""
    told, key = owed(code, debtor=debtor, due=date(2023, 3, 3)), FIRST[code][0]
    assert breaches(code, told, letter(code, key, last)) == ()
    breach = only(code, told, letter(code, key, days_after(last, 1)))
    assert (breach.code, breach.instead()) == ("barred", f"a letter sent by {last}")
    assert breach.section.startswith(section)


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_payment_in_time_acknowledges_the_debt(code: str) -> None:
    told, key = owed(code, due=date(2023, 3, 3)), FIRST[code][0]
    days = (date(2025, 5, 5), date(2026, 3, 5))
    in_time, too_late = (replace(told, entries=(*told.entries, paid(100, day))) for day in days)
    wanted = letter(code, key, date(2026, 3, 16))
    assert [breach.code for breach in breaches(code, in_time, wanted)] == []
    assert [breach.code for breach in breaches(code, too_late, wanted)] == ["barred"]


@pytest.mark.parametrize(
    ("code", "special", "section"),
    [
        ("DK", "rent", "lejeloven (påkravsgebyr)"),
        ("DK", "public_law", "gældsinddrivelsesloven"),
        ("NO", "rent", "husleieloven; tvangsfullbyrdelsesloven kap. 13"),
        ("NO", "child_support", "barneloven kap. 8; innkrevingsloven"),
        ("SE", "rent", "12 kap. jordabalken"),
        ("SE", "public_law", "lagen (1993:891) om indrivning av statliga fordringar m.m."),
    ],
)
def test_a_claim_with_an_act_of_its_own_is_refused(code: str, special: str, section: str) -> None:
    breach = only(code, owed(code), first(code, special=special))
    assert said(breach) == ("special_act", section, "to pursue it as that act says")


@pytest.mark.parametrize("code", COUNTRIES)
def test_nothing_else_is_outside(code: str) -> None:
    assert set(COUNTRIES[code].book["scope.excluded"].on(DUE)) == {"rent", "public_law", "child_support"}
    assert breaches(code, owed(code), first(code, special="repairs")) == ()

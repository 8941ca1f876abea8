"""Every breach a letter of a case can commit: its cost, its fee, its day and its deadline."""

from dataclasses import replace
from datetime import date
from typing import Unpack

import pytest

from krav.claims.check import Proposal
from krav.claims.ledger import Entry, EntryKind
from krav.law.step import PastLetter, StepKind
from tests.claims.test_check import More, breaches, letter, only, owed, said, sent

NOTICED = PastLetter("inkassovarsel", StepKind.NOTICE, date(2026, 4, 24), date(2026, 5, 4), 0)


def offer(**more: Unpack[More]) -> Proposal:
    return letter("DK", "forligstilbud", date(2026, 5, 11), **more)


def test_the_cost_of_an_offer_is_that_of_the_principal_of_the_whole_letter() -> None:
    assert breaches("DK", owed("DK", NOTICED), offer(settlement=85000)) == ()
    assert breaches("DK", owed("DK", NOTICED), offer(settlement=115000, base=1_500_000)) == ()
    section = "bekendtgørelse nr. 601 af 12. juli 2002 § 4, bilag 2, jf. bekendtgørelse nr. 476 af 24. maj 2016"
    found = only("DK", owed("DK", NOTICED), offer(settlement=85001))
    assert said(found) == ("settlement", section, "at most 850.00 DKK")


def test_the_cost_of_an_offer_is_asked_for_once_and_with_no_other_letter() -> None:
    again = owed("DK", NOTICED)
    again = replace(again, entries=(*again.entries, Entry(EntryKind.COSTS, 85000, date(2026, 5, 6), label="tariffs.own")))
    demand = letter("DK", "inkassopaakrav", date(2026, 5, 11), settlement=100)
    found = [*breaches("DK", again, offer(settlement=85000)), *breaches("DK", owed("DK", NOTICED), demand)]
    assert [(breach.code, breach.instead()) for breach in found] == [("settlement", "the letter without costs")] * 2


@pytest.mark.parametrize("key", ["inkassopaakrav", "forligstilbud"])
def test_a_danish_letter_of_a_case_carries_no_reminder_fee_and_waits_for_the_notice(key: str) -> None:
    on, told = date(2026, 5, 11), owed("DK", NOTICED)
    wanted = (letter("DK", key, on, fee=100), letter("DK", key, date(2026, 5, 4)), letter("DK", key, on, 9))
    codes = [[breach.code for breach in breaches("DK", told, each)] for each in wanted]
    assert codes == [["fee"], ["notice_runs"], ["deadline_too_short"]]
    assert [breach.code for breach in breaches("DK", owed("DK"), letter("DK", key, on))] == ["notice_first"]


def test_a_norwegian_notice_of_enforcement_gives_two_weeks_and_costs_nothing() -> None:
    demanded = sent("NO", "betalingsoppfordring", date(2026, 4, 6))
    on, key = date(2026, 4, 24), "varsel_tvangsfullbyrdelse"
    assert breaches("NO", owed("NO", demanded), letter("NO", key, on)) == ()
    short, dear = letter("NO", key, on, 13), letter("NO", key, on, fee=100)
    section = "tvangsfullbyrdelsesloven § 4-18"
    assert said(only("NO", owed("NO", demanded), short)) == ("deadline_too_short", section, "a deadline of 14 days or more")
    assert said(only("NO", owed("NO", demanded), dear)) == ("fee", section, "the letter without a fee")
    assert [breach.code for breach in breaches("NO", owed("NO"), letter("NO", key, on))] == ["demand_first"]

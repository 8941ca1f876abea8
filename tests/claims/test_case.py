"""Cases told as stories: what each letter asks for to the øre, what may be asked for next, at what cost, and why not yet.

The numbers can be checked by hand: an invoice × rate × days / 365 for each claim, rounded to the øre.
"""

from dataclasses import replace
from datetime import date

import pytest

from krav.claims.case import Case, CaseKind, Happened, filing_refusal
from krav.claims.case_standing import case_standing
from krav.claims.ledger import Claim, Entry, EntryKind, Hold
from krav.law.step import PastLetter, StepKind
from tests.claims.cast import BUSINESS, COUNTRIES, POLICIES, claim, paid
from tests.claims.collected import asked, chosen, gathered, relation, sent, sums, taken, why_not

NO_4_18, NO_10, NO_11 = "tvangsfullbyrdelsesloven § 4-18", "inkassoloven § 10", "inkassoloven § 11 annet ledd"
DK_10, DK_10_477B = "inkassoloven § 10, stk. 3", "inkassoloven § 10; retsplejeloven § 477 b, stk. 2"


def mock() -> list[Claim]:
    """The three invoices of the drawn summary of a case."""
    rows = (("5031", 849000, date(2026, 8, 10)), ("5047", 326000, date(2026, 8, 24)), ("5066", 117500, date(2026, 9, 7)))
    claims = [claim(row[1], row[2], key=key, number=row[0], currency="NOK") for key, row in enumerate(rows, 1)]
    return sent("NO", claims, ("inkassovarsel", date(2026, 11, 2)))


def danish(first: int = 1250000, second: int = 250000, **more: object) -> list[Claim]:
    """Two claims with an expired notice: 12.500,00 due 2 March, 2.500,00 due 16 March."""
    claims = [claim(first, key=1), claim(second, date(2026, 3, 16), key=2, number="1002")]
    claims = [replace(each, **more) for each in claims]  # type: ignore[arg-type]
    letters = (("rykker_1", date(2026, 3, 25)), ("rykker_2", date(2026, 4, 10)), ("inkassovarsel", date(2026, 4, 24)))
    return sent("DK", claims, *letters)


def swedish() -> list[Claim]:
    """The same in Sweden, with one reminder and an agreed fee for it."""
    claims = [claim(1250000, key=1, currency="SEK"), claim(250000, date(2026, 3, 16), key=2, number="1002", currency="SEK")]
    return sent("SE", [replace(each, fee_agreed=True) for each in claims], ("paminnelse_1", date(2026, 3, 25)))


# --- golden journeys


def test_the_norwegian_demand_of_the_drawn_summary_comes_to_the_same_ore() -> None:
    """12.25 %: 8 490 × 105 days = 299.19, 3 260 × 91 = 99.56, 1 175 × 77 = 30.36: 429.11, as drawn; 38 and 113 in fees."""
    _, demand = taken("NO", gathered(mock()), ("betalingsoppfordring", date(2026, 11, 23)))
    assert sums(demand) == {
        "days": ("2026-11-23", "2026-12-07"),
        "principal": [849000, 326000, 117500],
        "interest": [29919, 9956, 3036],
        "before": 3800,
        "new": {"demand_fee": 11300},
        "total": 1350511,
    }


def test_norway_from_the_demand_over_the_notice_of_enforcement_to_the_petition() -> None:
    """Until 10 December: 122, 108 and 94 days. Rettsgebyr 1 345: 1.21 × = 1 627, own work 1 345."""
    case, notice = taken(
        "NO",
        gathered(mock()),
        ("betalingsoppfordring", date(2026, 11, 23)),
        ("varsel_tvangsfullbyrdelse", date(2026, 12, 10)),
    )
    assert sums(notice) == {
        "days": ("2026-12-10", "2026-12-24"),
        "principal": [849000, 326000, 117500],
        "interest": [34762, 11816, 3707],
        "before": 15100,
        "new": {},
        "total": 1357885,
    }
    last = chosen("NO", case, date(2026, 12, 28))
    assert {key: [(cost.label, cost.amount) for cost in choice.costs] for key, choice in last.items()} == {
        "begjaering_utlegg": [("court.attachment_fee", 162700), ("court.own_costs", 134500)],
        "forliksklage": [("court.conciliation_fee", 147900)],
    }
    assert [choice.refusal for choice in last.values()] == [None, None]
    awarded = last["forliksklage"].awarded
    assert awarded is not None
    assert (awarded.section, awarded.value, awarded.amount) == ("tvisteloven § 6-13", "", "")


def test_denmark_from_the_demand_over_the_offer_to_the_payment_order() -> None:
    """9.75 %: 12.500 × 70 days = 233,73 and 2.500 × 56 = 37,40; 16 days later 287,16 and 48,08. 1.150 for 15.000."""
    case, demand = taken("DK", gathered(danish()), ("inkassopaakrav", date(2026, 5, 11)))
    assert sums(demand) == {
        "days": ("2026-05-11", "2026-05-21"),
        "principal": [1250000, 250000],
        "interest": [23373, 3740],
        "before": 30000,
        "new": {},
        "total": 1557113,
    }
    case, offer = taken("DK", case, ("forligstilbud", date(2026, 5, 27)))
    assert sums(offer) == {
        "days": ("2026-05-27", "2026-06-10"),
        "principal": [1250000, 250000],
        "interest": [28716, 4808],
        "before": 30000,
        "new": {"tariffs.own": 115000},
        "total": 1678524,
    }
    order = chosen("DK", case, date(2026, 6, 11))["betalingspaakrav"]
    assert [(cost.label, cost.amount) for cost in order.costs] == [("court.payment_order_fee", 75000)]
    assert order.awarded is not None
    assert (order.refusal, order.awarded.amount) == (None, "")


def test_sweden_from_the_demand_to_the_application() -> None:
    """10 %: 12 500 × 42 days = 143,84 and 2 500 × 28 = 19,18; 60 was agreed, 180 the demand; 300 and 380 to apply."""
    case, demand = taken("SE", gathered(swedish()), ("inkassokrav", date(2026, 4, 13)))
    assert sums(demand) == {
        "days": ("2026-04-13", "2026-04-23"),
        "principal": [1250000, 250000],
        "interest": [14384, 1918],
        "before": 6000,
        "new": {"demand_cost": 18000},
        "total": 1540302,
    }
    last = chosen("SE", case, date(2026, 4, 24))
    assert [(cost.label, cost.amount) for cost in last["betalningsforelaggande"].costs] == [
        ("court.application_fee", 30000),
        ("court.own_work", 38000),
    ]
    assert last["betalningsforelaggande"].refusal is None


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_cost_of_a_case_is_explained_by_its_label_ever_after(code: str) -> None:
    country, on = COUNTRIES[code], date(2026, 6, 11)
    costs = [cost for filing in country.filings for cost in country.filing_costs(filing, 1500000, on)]
    costs += [cost for step in country.case_steps for cost in country.case_costs(step, 1500000, date(2026, 3, 2), on, ())]
    for cost in costs:
        why = country.charge_why(cost.label, date(2026, 3, 2), on, cost.amount)
        assert (why.section, why.value, why.source) == (cost.why.section, cost.why.value, cost.why.source)
        assert all((why.section, why.value, len(cost.label) <= 40))


# --- why not yet, with section and day


def test_in_denmark_everything_waits_for_the_notice_and_then_for_the_last_letter() -> None:
    case = gathered(danish())
    runs = ("notice_runs", DK_10_477B, date(2026, 5, 5))
    assert why_not("DK", case, date(2026, 5, 4)) == {"inkassopaakrav": runs, "forligstilbud": runs, "betalingspaakrav": runs}
    open_ = dict.fromkeys(("inkassopaakrav", "forligstilbud", "betalingspaakrav"))
    assert why_not("DK", case, date(2026, 5, 11)) == open_
    case, _ = taken("DK", case, ("inkassopaakrav", date(2026, 5, 11)))
    assert why_not("DK", case, date(2026, 5, 21)) == {
        "forligstilbud": ("waiting", "", date(2026, 5, 27)),
        "betalingspaakrav": ("demand_runs", DK_10, date(2026, 5, 22)),
    }


def test_in_norway_the_petition_needs_demand_and_notice_of_enforcement() -> None:
    case = gathered(mock())
    assert why_not("NO", case, date(2026, 11, 23)) == {
        "betalingsoppfordring": None,
        "varsel_tvangsfullbyrdelse": ("demand_first", NO_11, None),
        "begjaering_utlegg": ("demand_first", NO_4_18, None),
        "forliksklage": ("demand_first", NO_10, None),
    }
    case, _ = taken("NO", case, ("betalingsoppfordring", date(2026, 11, 23)))
    assert why_not("NO", case, date(2026, 12, 7)) == {
        "varsel_tvangsfullbyrdelse": ("waiting", "", date(2026, 12, 10)),
        "begjaering_utlegg": ("demand_first", NO_4_18, None),
        "forliksklage": ("demand_runs", NO_10, date(2026, 12, 8)),
    }


def test_in_sweden_the_application_waits_for_the_day_of_the_demand() -> None:
    case, _ = taken("SE", gathered(swedish()), ("inkassokrav", date(2026, 4, 13)))
    runs = ("demand_runs", "5 § inkassolagen (1974:182)", date(2026, 4, 24))
    assert why_not("SE", case, date(2026, 4, 23)) == {"betalningsforelaggande": runs}


def test_a_notice_that_gave_nine_days_opens_nothing() -> None:
    letter = PastLetter("inkassovarsel", StepKind.NOTICE, date(2026, 4, 24), date(2026, 5, 3), 0)
    case = gathered([replace(claim(), letters=(letter,))])
    assert why_not("DK", case, date(2026, 5, 11))["inkassopaakrav"] == ("deadline_too_short", DK_10, None)
    assert why_not("DK", case, date(2026, 5, 11))["betalingspaakrav"] == ("deadline_too_short", DK_10, None)


@pytest.mark.parametrize(("principal", "code"), [(10000000, None), (10000001, "too_large")])
def test_a_danish_payment_order_is_for_a_hundred_thousand_at_most(principal: int, code: str | None) -> None:
    case = gathered(danish(principal - 250000))
    refusal = chosen("DK", case, date(2026, 5, 11))["betalingspaakrav"].refusal
    assert (refusal and refusal.code) == code
    if refusal:
        assert str(refusal) == "The principal may be at most 100000.00 DKK here. (retsplejeloven § 477 a)"


def test_a_norwegian_demand_is_too_old_after_six_months_and_may_be_sent_again() -> None:
    notice = ("inkassovarsel", date(2025, 12, 22))
    claims = sent("NO", [claim(due_on=date(2025, 12, 1), currency="NOK")], notice)
    case, _ = taken("NO", gathered(claims), ("betalingsoppfordring", date(2026, 1, 12)))
    case, _ = taken("NO", case, ("varsel_tvangsfullbyrdelse", date(2026, 2, 2)))
    assert set(why_not("NO", case, date(2026, 7, 10)).values()) == {None}
    assert "betalingsoppfordring" not in chosen("NO", case, date(2026, 7, 10))
    old = ("demand_old", NO_11, None)
    found = why_not("NO", case, date(2026, 7, 13))
    assert found == {"betalingsoppfordring": None, "begjaering_utlegg": old, "forliksklage": old}
    again, letter = taken("NO", case, ("betalingsoppfordring", date(2026, 7, 13)))
    assert (letter.fee, letter.deadline_on) == (11300, date(2026, 7, 27))
    assert set(why_not("NO", again, date(2026, 7, 28))) == {"begjaering_utlegg", "forliksklage"}
    assert set(why_not("NO", again, date(2026, 7, 28)).values()) == {None}


def test_a_demand_sent_again_on_its_very_last_day_costs_nothing_more() -> None:
    claims = sent("NO", [claim(due_on=date(2025, 12, 1), currency="NOK")], ("inkassovarsel", date(2025, 12, 22)))
    case, _ = taken("NO", gathered(claims), ("betalingsoppfordring", date(2026, 1, 13)))
    letter, _ = asked("NO", case, "betalingsoppfordring", date(2026, 7, 13))
    assert letter is not None
    assert (letter.fee, letter.no_fee and letter.no_fee.section) == (0, "inkassoforskriften § 1-3")
    before, refusals = asked("NO", case, "betalingsoppfordring", date(2026, 7, 10))
    assert (before, refusals[1].code, refusals[1].until) == (None, "waiting", date(2026, 7, 13))


# --- what the letters of a case gather, and leave out


def test_a_disputed_claim_stays_out_while_the_rest_goes_and_the_cost_rests_on_the_rest() -> None:
    held, free = danish()
    held = replace(held, holds=(Hold("objection", date(2026, 5, 6)),))
    case = gathered([held, free])
    letter, refusals = asked("DK", case, "forligstilbud", date(2026, 5, 11))
    assert letter is not None
    assert [item.claim.number for item in letter.taken] == ["1002"]
    assert {key: refusal.code for key, refusal in refusals.items()} == {1: "on_hold"}
    assert sums(letter)["new"] == {"tariffs.own": 50000}  # 2.500: band 1.001-2.500
    order = chosen("DK", case, date(2026, 5, 11))["betalingspaakrav"].refusal
    assert order is not None
    assert order.code == "on_hold"


def test_a_claim_whose_hold_was_lifted_gets_the_letter_the_others_have() -> None:
    held, free = danish()
    held = replace(held, holds=(Hold("objection", date(2026, 5, 6), date(2026, 6, 1)),))
    case, _ = taken("DK", gathered([held, free]), ("inkassopaakrav", date(2026, 5, 11)))
    assert "inkassopaakrav" not in chosen("DK", case, date(2026, 5, 29))
    letter = chosen("DK", case, date(2026, 6, 2))["inkassopaakrav"].letter
    assert letter is not None
    assert [item.claim.number for item in letter.taken] == ["1001"]


def test_the_cost_of_an_offer_is_charged_once_a_case_whoever_joins_later() -> None:
    newcomer = sent("DK", [claim(due_on=date(2026, 3, 3), key=3, number="1003")], ("inkassovarsel", date(2026, 4, 24)))
    case, _ = taken("DK", gathered(danish()), ("forligstilbud", date(2026, 5, 11)))
    case = gathered(list(case.claims), *newcomer)
    letter, refusals = asked("DK", case, "forligstilbud", date(2026, 5, 29))
    assert letter is not None
    assert (sums(letter)["new"], [refusals[key].code for key in (1, 2)]) == ({}, ["not_next", "not_next"])
    assert chosen("DK", case, date(2026, 5, 29))["forligstilbud"].costs == ()


def test_a_cost_that_was_taken_back_may_be_charged_again_and_never_beside_a_collector_s() -> None:
    one, other = danish()
    cost = Entry(EntryKind.COSTS, 115000, date(2026, 5, 6), label="tariffs.own")
    back = gathered([replace(one, entries=(*one.entries, cost, cost._replace(amount=-115000))), other])
    assert [each.amount for each in chosen("DK", back, date(2026, 5, 11))["forligstilbud"].costs] == [115000]
    collected = cost._replace(label="tariffs.collector")
    beside = gathered([replace(one, entries=(*one.entries, collected)), other])
    assert chosen("DK", beside, date(2026, 5, 11))["forligstilbud"].costs == ()


def test_where_the_tariff_of_the_due_day_is_unknown_an_offer_costs_nothing() -> None:
    country, on = COUNTRIES["DK"], date(2026, 5, 11)
    offer = country.step("forligstilbud")
    assert country.case_costs(offer, 1000000, date(2015, 3, 2), on, ()) == ()
    assert [cost.amount for cost in country.case_costs(offer, 1000000, date(2016, 7, 1), on, ())] == [85000]


def test_a_business_pays_compensation_once_and_no_fee_for_the_letters_of_a_case() -> None:
    case, offer = taken("DK", gathered(danish(debtor=BUSINESS)), ("forligstilbud", date(2026, 5, 11)))
    assert (offer.fee, offer.no_fee and offer.no_fee.section) == (0, "renteloven § 9 b, stk. 1")
    assert sums(offer)["new"] == {"tariffs.own": 115000}
    assert sum(each.charged(EntryKind.COMPENSATION) for each in case.claims) == 62000


def test_a_letter_the_policy_has_dropped_does_not_lock_its_case() -> None:
    case = gathered(danish())
    country, policy = COUNTRIES["DK"], POLICIES["DK"]
    policy = replace(policy, steps=policy.steps[:2])
    standing = case_standing(case, country, policy, {1: False, 2: False}, 0)
    assert (standing.next_step, standing.next_on) == ("inkassopaakrav", date(2026, 5, 7))


# --- what stops all of it


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        (CaseKind.CLOSED, {"how": "settled"}, "case_closed"),
        (CaseKind.PLAN, {"instalments": []}, "plan_runs"),
        (CaseKind.FILED, {"filing": "betalingspaakrav"}, "filed"),
    ],
)
def test_nothing_is_sent_or_filed_while_the_case_is_closed_planned_or_filed(
    kind: CaseKind, data: dict[str, object], code: str
) -> None:
    case = replace(gathered(danish()), happened=(Happened(kind, date(2026, 5, 8), data),))
    letter, refusals = asked("DK", case, "inkassopaakrav", date(2026, 5, 11))
    assert (letter, {refusal.code for refusal in refusals.values()}) == (None, {code})
    assert file(case, date(2026, 5, 11)) == code


def test_a_paid_claim_is_neither_written_about_nor_in_the_way() -> None:
    one, other = danish()
    settled = replace(one, entries=(*one.entries, paid(2000000, date(2026, 5, 6))))
    case, letter = taken("DK", gathered([settled, other]), ("inkassopaakrav", date(2026, 5, 11)))
    assert [item.claim.number for item in letter.taken] == ["1002"]
    assert why_not("DK", case, date(2026, 5, 27)) == {"forligstilbud": None, "betalingspaakrav": None}
    both = replace(other, entries=(*other.entries, paid(1000000, date(2026, 5, 6))))
    assert file(gathered([settled, both]), date(2026, 5, 11)) == "paid"


def test_on_a_day_whose_rate_nobody_knows_nothing_is_filed() -> None:
    assert file(gathered(danish()), date(2027, 7, 5)) == "not_in_force"
    assert chosen("DK", gathered(danish()), date(2027, 7, 5))["inkassopaakrav"].refusal is not None


def file(case: Case, on: date) -> str:
    country = COUNTRIES["DK"]
    refusal = filing_refusal(case, country.filings[0], relation(case.claims), country, POLICIES["DK"], on)
    return refusal.code if refusal else ""

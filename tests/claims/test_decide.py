"""Letters and refusals: when one is sent, when none is, and what it adds to the claim."""

from dataclasses import replace
from datetime import date

import pytest

from krav.claims.decide import Decision, decide, reckon_claim
from krav.claims.ledger import Claim, EntryKind, Hold, Relation
from krav.claims.money_news import MoneyNews
from krav.claims.policy import Policy
from krav.kernel.days import days_after
from krav.kernel.money import Minor
from krav.kernel.refusal import Refusal
from tests.claims.cast import (
    BUSINESS,
    COUNTRIES,
    DENMARK,
    DUE,
    POLICIES,
    after,
    ask,
    claim,
    credited,
    every_day,
    fee,
    news,
    paid,
)

FIRST = date(2026, 3, 9)
DANISH = POLICIES["DK"]


def decided(told: Claim, on: date = FIRST, policy: Policy = DANISH, unmatched: tuple[Minor, ...] = ()) -> Decision:
    return decide([told], Relation(), DENMARK, policy, on, news(on, *unmatched))


def refusal(told: Claim, on: date = FIRST, policy: Policy = DANISH, unmatched: tuple[Minor, ...] = ()) -> Refusal:
    found = decided(told, on, policy, unmatched)
    assert found.letters == ()
    return found.refusals[told.id]


def test_seven_days_after_the_due_day_the_first_reminder_goes() -> None:
    (letter,) = decided(claim()).letters
    assert (letter.step.key, letter.sent_on, letter.deadline_on) == ("rykker_1", FIRST, date(2026, 3, 19))
    assert (letter.fee, letter.no_fee, letter.total) == (10000, None, 1000000 + 10000 + 1870)
    assert [(entry.kind, entry.amount) for entry in letter.taken[0].entries] == [
        (EntryKind.FEE, 10000),
        (EntryKind.INTEREST, 1870),
    ]


def test_the_letter_s_total_is_what_the_claim_comes_to_once_it_is_written() -> None:
    (letter,) = decided(claim(debtor=BUSINESS)).letters
    assert letter.total == reckon_claim(after(claim(debtor=BUSINESS), letter), DENMARK, FIRST).total
    assert letter.total == 1000000 + 10000 + 31000 + 1870


def test_the_day_before_it_waits() -> None:
    found = refusal(claim(), date(2026, 3, 6))
    assert (found.code, found.until) == ("waiting", FIRST)
    assert str(found) == "The step rykker_1 waits. Possible from 2026-03-09."


@pytest.mark.parametrize("on", [date(2026, 3, 14), date(2026, 4, 3), date(2026, 5, 15)])
def test_no_letter_is_sent_on_a_day_the_banks_are_closed(on: date) -> None:
    found = refusal(claim(), on)
    assert (found.code, found.until) == ("rest_day", DENMARK.bank_day_from(on))


def test_a_hold_stops_everything_until_its_day() -> None:
    held = replace(claim(), holds=(Hold("the debtor objects", date(2026, 3, 5), date(2026, 4, 1)),))
    found = refusal(held)
    assert (found.code, found.until) == ("on_hold", date(2026, 4, 1))
    assert "the debtor objects" in found.said()
    assert len(decided(held, date(2026, 4, 1)).letters) == 1


def test_a_hold_without_an_end_waits_for_a_person() -> None:
    found = refusal(replace(claim(), holds=(Hold("objection", FIRST),)))
    assert (found.code, found.until) == ("on_hold", None)


@pytest.mark.parametrize("loose", [1001870, 1000000, 1000000 - DANISH.tolerance, 1000400])
def test_money_that_would_settle_it_and_that_nobody_placed_stops_the_letter(loose: Minor) -> None:
    found = refusal(claim(), unmatched=(5, loose))
    assert (found.code, found.until) == ("unmatched_money", None)
    assert f"Place the payment of {loose // 100}." in found.said()


@pytest.mark.parametrize("loose", [1001871, 1000000 - DANISH.tolerance - 1])
def test_money_that_would_not_settle_it_does_not(loose: Minor) -> None:
    assert len(decided(claim(), unmatched=(loose,)).letters) == 1


def test_a_paid_claim_gets_no_letter() -> None:
    assert refusal(claim(1000000, DUE, paid(1000000, DUE))).code == "paid"


def test_a_rest_within_the_tolerance_counts_as_paid() -> None:
    assert refusal(claim(1000000, DUE, paid(999900, DUE))).code == "paid"
    assert refusal(claim(1000000, DUE, paid(999899, DUE))).code == "too_small"


def test_a_rest_below_the_least_amount_is_not_pursued() -> None:
    assert refusal(claim(4999, DUE, credited(100, DUE))).code == "too_small"
    assert refusal(claim(), policy=replace(DANISH, minimum=1000001)).code == "too_small"
    assert len(decided(claim(), policy=replace(DANISH, minimum=1000000)).letters) == 1


def test_a_step_waits_until_money_is_known_of_up_to_the_deadline() -> None:
    old = MoneyNews(days_after(DUE, -1))
    found = decide([claim()], Relation(), DENMARK, DANISH, FIRST, old)
    assert [refused.code for refused in found.refusals.values()] == ["money_unknown"]
    assert len(decide([claim()], Relation(), DENMARK, DANISH, FIRST, MoneyNews(DUE)).letters) == 1


def test_costs_alone_are_left_to_a_person() -> None:
    told = claim(1000000, DUE, fee(10000, FIRST), paid(1000000, FIRST, "principal"))
    assert refusal(told, date(2026, 4, 7)).code == "only_costs_left"


def test_a_day_without_a_known_rate_is_refused_and_nothing_breaks() -> None:
    found = refusal(claim(due_on=date(2026, 12, 1)), date(2027, 1, 4))
    assert found.code == "not_in_force"
    assert "interest.rate: no value is known for 2027-01-04" in found.said()


@pytest.mark.parametrize("code", COUNTRIES)
def test_no_day_of_four_years_breaks_the_run(code: str) -> None:
    claims = [claim(due_on=date(2025, 11, 3)), claim(due_on=date(2026, 12, 30), key=2, debtor=BUSINESS)]
    for on in every_day(date(2025, 10, 1), date(2029, 10, 1))[::3]:
        found = ask(code, claims, on)
        assert len(found.letters) + len(found.refusals) >= 1


def test_a_deadline_shorter_than_the_law_s_is_refused_with_its_section() -> None:
    hasty = replace(DANISH, steps=(replace(DANISH.steps[3], deadline_days=9),))
    found = refusal(claim(), policy=hasty)
    assert (found.code, found.section) == ("deadline_too_short", "inkassoloven § 10, stk. 3")


def test_after_the_last_step_a_person_decides() -> None:
    short = replace(DANISH, steps=DANISH.steps[:1])
    (letter,) = decided(claim(), policy=short).letters
    assert refusal(after(claim(), letter), date(2026, 6, 1), short).code == "ladder_ended"


def test_interest_demanded_is_what_ran_since_the_letter_before() -> None:
    told, demands = claim(3650000), []
    for on in (FIRST, date(2026, 3, 24), date(2026, 4, 10)):
        (letter,) = decided(told, on).letters
        demands.append([entry.amount for entry in letter.taken[0].entries if entry.kind is EntryKind.INTEREST])
        told = after(told, letter)
    assert demands == [[7 * 975], [15 * 975], [17 * 975]]
    assert told.charged(EntryKind.INTEREST) == reckon_claim(told, DENMARK, date(2026, 4, 10)).accrued


def test_a_payment_booked_late_takes_back_what_was_demanded_too_much() -> None:
    (letter,) = decided(claim(3650000)).letters
    told = after(claim(3650000), letter)
    told = replace(told, entries=(*told.entries, paid(3000000, DUE, "principal")))
    (letter,) = decided(told, date(2026, 3, 24)).letters
    (demanded,) = (entry.amount for entry in letter.taken[0].entries if entry.kind is EntryKind.INTEREST)
    assert demanded == reckon_claim(told, DENMARK, date(2026, 3, 24)).accrued - 7 * 975
    assert demanded < 0


def test_one_letter_gathers_the_claims_of_a_step_with_one_fee_on_the_oldest() -> None:
    claims = [claim(due_on=date(2026, 3, 2 - day), number=str(100 - day), key=day + 1) for day in (0, 1)]
    claims.append(claim(due_on=date(2026, 2, 20), number="7", key=9))
    (letter,) = ask("DK", claims, FIRST).letters
    assert [taken.claim.number for taken in letter.taken] == ["7", "99", "100"]
    assert [sum(entry.kind is EntryKind.FEE for entry in taken.entries) for taken in letter.taken] == [1, 0, 0]
    assert letter.total == 10000 + sum(taken.reckoning.total for taken in letter.taken)


def test_every_business_claim_of_a_gathered_letter_has_its_own_compensation() -> None:
    claims = [claim(number=str(key), key=key, debtor=BUSINESS) for key in (1, 2, 3)]
    (letter,) = ask("DK", claims, FIRST).letters
    entries = [entry for taken in letter.taken for entry in taken.entries]
    assert [entry.amount for entry in entries if entry.kind is EntryKind.COMPENSATION] == [31000, 31000, 31000]
    assert letter.fee == 10000


def test_a_day_whose_fee_nobody_knows_is_refused_and_nothing_breaks() -> None:
    """The Norwegian rates of 2027 are not known: a claim whose interest has not begun meets the missing fee first."""
    country = COUNTRIES["NO"]
    told = claim(due_on=date(2026, 12, 17))
    told = replace(told, terms=told.terms._replace(due_agreed=False))
    on = date(2027, 1, 4)
    found = decide([told], Relation(), country, POLICIES["NO"], on, MoneyNews(on))
    assert (found.letters, found.refusals[told.id].code) == ((), "not_in_force")


def test_two_letters_of_a_day_to_one_debtor_have_one_fee_and_the_further_step_has_it() -> None:
    (letter,) = decided(claim(due_on=date(2026, 2, 16)), date(2026, 2, 23)).letters
    older = after(claim(due_on=date(2026, 2, 16)), letter)
    found = ask("DK", [claim(number="1002", key=2), older], date(2026, 3, 10), fee_days=(date(2026, 2, 23),))
    further, first = found.letters
    assert [(letter.step.key, letter.fee) for letter in (further, first)] == [("rykker_2", 10000), ("rykker_1", 0)]
    assert "was sent on 2026-03-10; at least 10 days must lie between" in str(first.no_fee)


def test_claims_in_two_currencies_are_two_letters() -> None:
    letters = ask("DK", [claim(), claim(number="1002", key=2, currency="EUR")], FIRST).letters
    assert sorted(letter.currency for letter in letters) == ["DKK", "EUR"]


def test_a_refused_claim_does_not_hold_back_the_others() -> None:
    held = replace(claim(number="1002", key=2), holds=(Hold("objection", DUE),))
    found = ask("DK", [held, claim()], FIRST)
    assert [taken.claim.id for letter in found.letters for taken in letter.taken] == [1]
    assert {key: each.code for key, each in found.refusals.items()} == {2: "on_hold"}

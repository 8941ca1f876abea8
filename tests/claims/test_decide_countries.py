"""What a debt's letters cost in each country, run by run, and that no sequence of days charges more than the law allows."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.claims.decide import PlannedLetter, reckon_claim
from krav.claims.ledger import Claim, EntryKind, Interruption
from krav.kernel.days import days_after
from krav.kernel.money import Minor
from krav.law.step import DebtorKind, StepKind
from tests.claims.cast import BUSINESS, CONSUMER, COUNTRIES, DUE, POLICIES, after, ask, claim, every_day, run
from tests.claims.ledgers import SAME_EVERY_RUN

WHOLE = every_day(date(2026, 2, 10), date(2026, 12, 31))


def bill(letters: list[PlannedLetter]) -> list[tuple[str, Minor]]:
    return [(letter.step.key, letter.fee) for letter in letters]


def currency(code: str) -> str:
    return COUNTRIES[code].currency


def test_a_danish_consumer_pays_three_fees_and_the_notice_is_free() -> None:
    (told,), letters = run("DK", [claim()], WHOLE)
    assert bill(letters) == [("rykker_1", 10000), ("rykker_2", 10000), ("rykker_3", 10000), ("inkassovarsel", 0)]
    assert told.charged(EntryKind.COMPENSATION) == 0


def test_a_danish_business_pays_compensation_once_beside_them() -> None:
    (told,), _ = run("DK", [claim(debtor=BUSINESS)], WHOLE)
    assert (told.charged(EntryKind.FEE), told.charged(EntryKind.COMPENSATION)) == (30000, 31000)


def test_a_new_invoice_in_the_same_danish_arrears_has_no_fourth_fee() -> None:
    claims = [claim(), claim(due_on=date(2026, 5, 4), number="1002", key=2)]
    (_, second), letters = run("DK", claims, WHOLE)
    assert sum(letter.fee for letter in letters) == 30000
    assert [letter.step for letter in second.letters] == [step.key for step in POLICIES["DK"].steps]


def test_the_norwegian_chain_costs_189_kroner() -> None:
    told = claim(499000, date(2026, 2, 10), currency="NOK")
    letters: list[PlannedLetter] = []
    for on in (date(2026, 2, 26), date(2026, 3, 17), date(2026, 4, 9)):
        (letter,) = ask("NO", [told], on).letters
        told, letters = after(told, letter), [*letters, letter]
    assert bill(letters) == [("purring", 3800), ("inkassovarsel", 3800), ("betalingsoppfordring", 11300)]
    assert reckon_claim(told, COUNTRIES["NO"], date(2026, 4, 13)).total == 499000 + 18900 + 10171


def test_a_norwegian_letter_about_an_old_and_a_new_claim_has_the_lower_fee() -> None:
    old, new = claim(due_on=date(2020, 9, 1), key=1, currency="NOK"), claim(key=2, number="1002", currency="NOK")
    old = replace(old, interruptions=(Interruption("acknowledged", date(2023, 8, 1)),))
    (letter,) = ask("NO", [old, new], date(2026, 3, 18)).letters
    assert (letter.fee, ask("NO", [old], date(2026, 3, 18)).letters[0].fee) == (3800, 7500)
    barred = ask("NO", [old], date(2026, 8, 3))
    assert (barred.letters, [each.code for each in barred.refusals.values()]) == ((), ["barred"])


def test_a_norwegian_business_pays_compensation_in_place_of_fees() -> None:
    (told,), letters = run("NO", [claim(debtor=BUSINESS, currency="NOK")], WHOLE)
    assert [fee for _, fee in bill(letters)] == [0, 0, 0]
    assert told.charged(EntryKind.COMPENSATION) == 46000


def test_a_swedish_consumer_who_agreed_to_no_fee_pays_for_the_demand_alone() -> None:
    _, letters = run("SE", [claim(currency="SEK")], WHOLE)
    assert [fee for _, fee in bill(letters)] == [0, 0, 0, 18000]


def test_a_swedish_business_pays_450_kronor_once_and_no_fee() -> None:
    (told,), letters = run("SE", [claim(debtor=BUSINESS, currency="SEK")], WHOLE)
    assert [fee for _, fee in bill(letters)] == [0, 0, 0, 0]
    assert [entry.amount for entry in told.entries if entry.kind is EntryKind.COMPENSATION] == [45000]


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_day_run_twice_is_the_day_run_once(code: str) -> None:
    days = [day for day in WHOLE for _ in range(2)]
    assert run(code, [claim(currency=currency(code))], days) == run(code, [claim(currency=currency(code))], WHOLE)


CAPS = {
    ("DK", CONSUMER): (30000, 0),
    ("DK", BUSINESS): (30000, 31000),
    ("NO", CONSUMER): (18900, 0),
    ("NO", BUSINESS): (0, 46000),
    ("SE", CONSUMER): (18000, 0),
    ("SE", BUSINESS): (0, 45000),
}

run_days = st.lists(st.integers(0, 300), min_size=1, max_size=25).map(sorted)


@pytest.mark.parametrize(("code", "debtor"), CAPS)
@SAME_EVERY_RUN
@given(run_days)
def test_no_sequence_of_days_charges_more_than_the_law_allows(code: str, debtor: DebtorKind, chosen: list[int]) -> None:
    (told,), letters = run(code, [_claim(code, 1, debtor)], [days_after(DUE, count) for count in chosen])
    fees, compensation = CAPS[code, debtor]
    assert told.charged(EntryKind.FEE) == sum(letter.fee for letter in letters) <= fees
    assert told.charged(EntryKind.COMPENSATION) <= compensation
    assert [letter.step for letter in letters] == list(POLICIES[code].steps)[: len(letters)]


@SAME_EVERY_RUN
@given(run_days, st.lists(st.integers(0, 90), min_size=1, max_size=4))
def test_one_danish_arrears_never_has_a_fourth_fee_or_two_within_ten_days(chosen: list[int], later: list[int]) -> None:
    claims = [_claim("DK", key, CONSUMER, count) for key, count in enumerate(later, 1)]
    _, letters = run("DK", claims, [days_after(DUE, count) for count in chosen])
    paid_for = [letter.sent_on for letter in letters if letter.fee]
    assert len(paid_for) <= 3
    assert all((second - first).days > 10 for first, second in pairwise(paid_for))


@SAME_EVERY_RUN
@given(st.sampled_from(sorted(COUNTRIES)), run_days)
def test_every_letter_leaves_the_deadline_of_the_one_before_its_time(code: str, chosen: list[int]) -> None:
    _, letters = run(code, [_claim(code, 1, CONSUMER)], [days_after(DUE, count) for count in chosen])
    for before, letter in pairwise(letters):
        assert (letter.sent_on - before.deadline_on).days >= 3
    for letter in letters:
        assert (letter.deadline_on - letter.sent_on).days >= COUNTRIES[code].shortest_deadline(letter.step, letter.sent_on)
        assert letter.step.kind in set(StepKind)


def _claim(code: str, key: int, debtor: DebtorKind, later: int = 0) -> Claim:
    return claim(due_on=days_after(DUE, later), number=f"{key}", key=key, debtor=debtor, currency=currency(code))

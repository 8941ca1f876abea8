"""Looking ahead: the letters it tells of are those a run on every day would send, and each claim's end says why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krav.claims.ahead import Arrears, Stop, after, ahead, of_claim
from krav.claims.decide import PlannedLetter, decide
from krav.claims.ledger import Claim, Hold
from krav.claims.money_news import MoneyNews, Unplaced, UnplacedMoney
from krav.claims.policy import Policy
from krav.kernel.days import days_after
from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.law.step import DebtorKind, Terms
from tests.claims.cast import BUSINESS, COUNTRIES, DENMARK, DUE, NORWAY, POLICIES, claim, credited, every_day, news, paid

FROM = date(2026, 3, 4)
UNTIL = date(2026, 9, 30)
CURRENCIES = {"DK": "DKK", "NO": "NOK", "SE": "SEK"}


def arrears_of(claims: list[Claim], fee_days: tuple[date, ...] = ()) -> Arrears:
    return Arrears(fee_days, tuple((each.terms.due_on, None) for each in claims))


def look(
    claims: list[Claim], code: str = "DK", policy: Policy | None = None, until: date = UNTIL, known: MoneyNews | None = None
) -> tuple[list[PlannedLetter], dict[int, Stop]]:
    told = list(ahead(claims, arrears_of(claims), COUNTRIES[code], policy or POLICIES[code], FROM, until, known))
    stops = [event for event in told if isinstance(event, Stop)]
    assert len(stops) == len(claims)
    return [event for event in told if isinstance(event, PlannedLetter)], {stop.claim.id: stop for stop in stops}


def day_by_day(
    claims: list[Claim], code: str, policy: Policy, until: date, known: MoneyNews
) -> tuple[list[PlannedLetter], dict[int, Refusal]]:
    """What a run on each of the days would send, and what it would say of each claim on the last after that."""
    letters: list[PlannedLetter] = []
    standing = {each.id: each for each in claims}
    for on in every_day(FROM, until):
        found = arrears_of(claims, tuple(letter.sent_on for letter in letters if letter.fee))
        known = replace(known, until_on=on)
        for letter in decide(list(standing.values()), found.relation(on), COUNTRIES[code], policy, on, known).letters:
            letters.append(letter)
            standing |= {item.claim.id: after(letter, item) for item in letter.taken}
    last = decide(list(standing.values()), found.relation(until), COUNTRIES[code], policy, until, known)
    return letters, last.refusals


@st.composite
def debtors(draw: st.DrawFn, code: str) -> list[Claim]:
    kind = draw(st.sampled_from([DebtorKind.CONSUMER, BUSINESS]))
    claims = []
    for key in range(1, draw(st.integers(1, 4)) + 1):
        due_on = days_after(DUE, draw(st.integers(-10, 40)))
        moved = [
            paid(draw(st.integers(100, 900_00)), days_after(due_on, draw(st.integers(-5, 60))))
            for _ in range(draw(st.integers(0, 1)))
        ]
        each = claim(
            draw(st.sampled_from([40_00, 60_00, 1_000_00])),
            due_on,
            *moved,
            number=str(1000 + key),
            key=key,
            debtor=kind,
            currency=CURRENCIES[code],
        )
        if draw(st.integers(0, 3)) == 0:
            held_from = days_after(due_on, draw(st.integers(0, 30)))
            ends = draw(st.sampled_from([None, days_after(held_from, 12)]))
            each = replace(each, holds=(Hold("promise", held_from, ends),))
        claims.append(each)
    return claims


@st.composite
def money(draw: st.DrawFn, code: str) -> MoneyNews:
    """Money that nobody placed or that is under way, of a claim's amount or another, of the debtor or nobody."""
    unplaced = []
    for _ in range(draw(st.integers(0, 2))):
        amount = Money(draw(st.sampled_from([1_00, 60_00, 1_000_00, 1_005_00])), CURRENCIES[code])
        named = draw(st.sampled_from([frozenset(), frozenset(), frozenset({7}), frozenset({8})]))
        ends = draw(st.sampled_from([None, None, days_after(FROM, 6), days_after(FROM, 30)]))
        unplaced.append(Unplaced(FROM, amount, named, draw(st.booleans()) and bool(named), ends))
    credit = draw(st.sampled_from([0, 0, 50_00, 70_00, 1_000_00]))
    return MoneyNews(FROM, UnplacedMoney(unplaced), {(7, CURRENCIES[code]): credit} if credit else {})


@settings(max_examples=40, deadline=None)
@given(data=st.data(), code=st.sampled_from(["DK", "NO", "SE"]))
def test_the_letters_are_those_of_a_run_on_every_day(data: st.DataObject, code: str) -> None:
    claims = data.draw(debtors(code))
    last_step = POLICIES[code].steps[-1].key
    policy = replace(
        POLICIES[code],
        postal_days=data.draw(st.integers(0, 5)),
        approval=data.draw(st.sampled_from([(), (last_step,)])),
        compensation=data.draw(st.booleans()),
    )
    known = data.draw(money(code))
    until = days_after(FROM, data.draw(st.integers(0, 120)))
    letters, stops = look(claims, code, policy, until, known)
    expected, refusals = day_by_day(claims, code, policy, until, known)
    assert letters == expected
    for key, refusal in refusals.items():
        told = stops[key].refusal
        if told.until:
            assert told.until > until
        else:  # a hold may begin, or the banks be closed, after nothing was to come any more
            assert refusal.code in {told.code, "on_hold", "rest_day"}


def test_the_whole_ladder_and_its_end() -> None:
    letters, stops = look([claim()])
    assert [(letter.step.key, letter.sent_on) for letter in letters] == [
        ("rykker_1", date(2026, 3, 9)),
        ("rykker_2", date(2026, 3, 24)),
        ("rykker_3", date(2026, 4, 10)),
        ("inkassovarsel", date(2026, 4, 23)),
    ]
    assert [letter.fee for letter in letters] == [100_00, 100_00, 100_00, 0]
    stop = stops[1]
    assert (stop.on, stop.step, stop.refusal.code, stop.refusal.until) == (date(2026, 4, 23), None, "ladder_ended", None)
    assert [letter.step for letter in stop.claim.letters] == [letter.step.key for letter in letters]


def test_a_claim_that_goes_on_later_says_when() -> None:
    letters, stops = look([claim()], until=date(2026, 3, 20))
    assert [letter.step.key for letter in letters] == ["rykker_1"]
    stop = stops[1]
    assert stop.step is not None
    assert (stop.refusal.code, stop.step.key, stop.refusal.until) == ("waiting", "rykker_2", date(2026, 3, 24))


def test_a_step_that_waits_for_a_yes_is_asked_for_on_its_day() -> None:
    letters, stops = look([claim()], policy=replace(POLICIES["DK"], approval=("rykker_2",)))
    assert [letter.step.key for letter in letters] == ["rykker_1"]
    stop = stops[1]
    assert stop.asked
    assert stop.step is not None
    assert (stop.step.key, stop.on) == ("rykker_2", date(2026, 3, 24))


def test_a_hold_with_an_end_only_delays() -> None:
    held = replace(claim(), holds=(Hold("promise", date(2026, 3, 6), date(2026, 3, 18)),))
    letters, _ = look([held])
    assert letters[0].sent_on == date(2026, 3, 18)
    stopped = replace(claim(), holds=(Hold("objection", date(2026, 3, 6)),))
    letters, stops = look([stopped])
    assert (letters, stops[1].refusal.code, stops[1].on, stops[1].asked) == ([], "on_hold", date(2026, 3, 9), False)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (claim(49_99), "too_small"),
        (claim(1_000_00, DUE, credited(1_000_00, DUE)), "paid"),
        (claim(1_000_00, DUE, paid(1_000_00, date(2026, 3, 20), "principal")), ""),
    ],
)
def test_too_little_stops_and_money_of_a_later_day_is_waited_for(told: Claim, code: str) -> None:
    letters, stops = look([told])
    if code:
        assert (letters, stops[1].refusal.code) == ([], code)
    else:
        assert ([letter.sent_on for letter in letters], stops[1].refusal.code) == ([date(2026, 3, 9)], "only_costs_left")


def test_loose_money_stops_the_claim_since_the_day_it_was_met() -> None:
    letters, stops = look([claim(1_000_00)], known=news(FROM, 1_000_00))
    assert (letters, stops[1].refusal.code, stops[1].on) == ([], "unmatched_money", date(2026, 3, 9))


def test_money_of_the_total_of_the_day_it_was_paid_stops_the_claim_for_good() -> None:
    total = look([claim()])[0][0].taken[0].reckoning.total
    letters, stops = look([claim()], known=news(FROM, total))
    assert (letters, stops[1].refusal.code) == ([], "unmatched_money")


def test_one_letter_gathers_and_one_debtor_pays_three_fees() -> None:
    claims = [claim(key=key, number=str(1000 + key), due_on=DUE + timedelta(days=4 * key)) for key in range(1, 5)]
    letters, _ = look(claims)
    assert sum(bool(letter.fee) for letter in letters) == 3
    told, stop = of_claim(ahead(claims, arrears_of(claims), DENMARK, POLICIES["DK"], FROM, UNTIL), 2)
    assert told == [letter for letter in letters if any(item.claim.id == 2 for item in letter.taken)]
    assert stop is not None
    assert stop.claim.id == 2


def test_fees_of_an_arrears_that_has_ended_do_not_count() -> None:
    settled = (date(2025, 10, 1), date(2026, 2, 1))
    fee_days = (date(2025, 11, 3), date(2025, 12, 1), date(2026, 1, 5))
    ended = Arrears(fee_days, (settled, (DUE, None)))
    unbroken = Arrears(fee_days, ((date(2025, 10, 1), date(2026, 3, 2)), (DUE, None)))
    fees = [
        [letter.fee for letter in of_claim(ahead([claim()], each, DENMARK, POLICIES["DK"], FROM, UNTIL), 1)[0]]
        for each in (ended, unbroken)
    ]
    assert fees == [[100_00, 100_00, 100_00, 0], [0, 0, 0, 0]]


def test_where_the_rates_end_the_claim_stops() -> None:
    until = date(2027, 3, 1)
    letters, stops = look([claim(due_on=date(2026, 12, 10))], until=until)
    assert [letter.sent_on.year for letter in letters] == [2026]
    assert stops[1].refusal.code == "not_in_force"


def test_where_the_fees_end_before_interest_begins_the_claim_stops() -> None:
    due_on = date(2026, 12, 17)
    each = replace(claim(due_on=due_on, currency="NOK"), terms=Terms(due_on, due_agreed=False, sent_on=due_on))
    told = list(ahead([each], arrears_of([each]), NORWAY, POLICIES["NO"], FROM, date(2027, 3, 1)))
    assert [(event.refusal.code, event.on) for event in told if isinstance(event, Stop)] == [
        ("not_in_force", date(2027, 1, 4))
    ]
    assert len(told) == 1

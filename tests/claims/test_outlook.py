"""The outlook of an account: sums by day of what comes to its debtors, and money by their habits."""

from dataclasses import replace
from datetime import date

import pytest

from krav.claims.ahead import Arrears, ahead
from krav.claims.habits import LEAST, Habit, Spell, paid_after
from krav.claims.ledger import Claim, Hold
from krav.claims.outlook import Outlook
from krav.claims.policy import Policy
from krav.law.step import PastLetter, StepKind
from tests.claims.cast import BUSINESS, DENMARK, DUE, POLICIES, claim

FROM, UNTIL = date(2026, 3, 4), date(2026, 6, 30)
SENT, SECOND = date(2026, 3, 9), date(2026, 3, 24)
STEPS = ["", *(step.key for step in POLICIES["DK"].steps)]
NOBODY = {step: Habit(LEAST, (0,) * 61) for step in STEPS}


def habit(*days: int, of: int) -> Habit:
    """Of so many claims, one was paid after each of these days."""
    spells = [Spell("", each) for each in days] + [Spell("", None)] * (of - len(days))
    return paid_after(spells)[""]


def outlook(
    *debtors: list[Claim],
    habits: dict[str, Habit] | None = None,
    policy: Policy = POLICIES["DK"],
    from_on: date = FROM,
    until: date = UNTIL,
) -> Outlook:
    found = Outlook(policy, habits or {}, from_on, until)
    for claims in debtors:
        arrears = Arrears(spans=tuple((each.terms.due_on, None) for each in claims))
        found.add(claims, ahead(claims, arrears, DENMARK, policy, from_on, until))
    return found


def money(found: Outlook) -> dict[date, int]:
    return {on: sums.money for on, _, sums in found.days() if sums.money}


def test_letters_fees_and_totals_by_day() -> None:
    two = [claim(key=1), claim(2_000_00, key=2, number="1002", debtor=BUSINESS)]
    found = outlook([claim(debtor=BUSINESS)], two, until=SECOND)
    assert [(on, currency, dict(sums.letters)) for on, currency, sums in found.days()] == [
        (SENT, "DKK", {"rykker_1": 2}),
        (SECOND, "DKK", {"rykker_2": 2}),
    ]
    first = found.days()[0][2]
    assert (first.fees, first.compensation) == (200_00, 620_00)
    assert first.demanded == 2 * 10_000_00 + 2_000_00 + 2 * 18_70 + 3_74 + 200_00 + 620_00
    total = found.totals()["DKK"]
    assert (total.letters, total.fees, total.compensation) == ({"rykker_1": 2, "rykker_2": 2}, 400_00, 620_00)
    assert total.demanded == sum(sums.demanded for _, _, sums in found.days())


def test_currencies_are_kept_apart() -> None:
    found = outlook([claim()], [claim(currency="EUR")], until=SENT)
    assert [(on, currency) for on, currency, _ in found.days()] == [(SENT, "DKK"), (SENT, "EUR")]
    assert set(found.totals()) == {"DKK", "EUR"}


def test_asks_and_stops_are_counted_on_their_day() -> None:
    policy = replace(POLICIES["DK"], approval=("rykker_2",))
    held = replace(claim(), holds=(Hold("objection", FROM),))
    found = outlook([claim()], [held], [claim(40_00)], policy=policy)
    days = {on: sums for on, _, sums in found.days()}
    assert days[FROM].stopped == {"on_hold": 1}
    assert (days[SENT].stopped, days[SENT].letters) == ({"too_small": 1}, {"rykker_1": 1})
    assert (days[SECOND].asked, days[SECOND].stopped) == ({"rykker_2": 1}, {})


def test_the_days_to_the_last_letter_are_a_mean_of_those_that_get_it() -> None:
    found = outlook([claim()], [claim(due_on=date(2026, 3, 3))], [claim(40_00)])
    assert found.finished == 2
    assert found.days_to_last_step == 52  # 23 April for both, 52 and 51 days after the due day, a half rounded up
    assert outlook([claim()], until=SECOND).days_to_last_step is None


def test_without_habits_no_money_is_told() -> None:
    assert money(outlook([claim()])) == {}


def test_money_comes_as_it_came_before() -> None:
    """Half of them paid five days after the due day: what one claim owes comes by half on that day."""
    habits = NOBODY | {"": habit(*[5] * 20, of=40)}
    assert money(outlook([claim()], habits=habits)) == {date(2026, 3, 7): 5_000_00}


def test_the_days_that_have_passed_without_money_make_the_rest_surer() -> None:
    """Of 40 claims 20 paid on day 1 and 10 on day 5; one unpaid on day 2 is of the 20, of whom half pay on day 5."""
    habits = NOBODY | {"": habit(*[1] * 20, *[5] * 10, of=40)}
    assert money(outlook([claim()], habits=habits)) == {date(2026, 3, 7): 5_000_00}


def test_what_was_paid_before_a_step_is_not_paid_after_it() -> None:
    """Half pay on their due day; of the others half pay three days after the first letter what that demands."""
    habits = NOBODY | {"": habit(*[0] * 20, of=40), "rykker_1": habit(*[3] * 20, of=40)}
    early = outlook([claim()], habits=habits, from_on=date(2026, 2, 20))
    demanded = early.days()[1][2].demanded
    assert money(early) == {DUE: 5_000_00, date(2026, 3, 12): round(demanded / 4)}


def test_money_stops_where_the_next_step_comes() -> None:
    """By habit they pay after 20 days, but the next letter comes on the 15th."""
    habits = NOBODY | {"rykker_1": habit(*[20] * 20, of=40)}
    assert money(outlook([claim()], habits=habits)) == {}
    assert len(money(outlook([claim()], habits=habits, policy=replace(POLICIES["DK"], steps=POLICIES["DK"].steps[:1])))) == 1


def test_all_that_is_owed_comes_once_where_everybody_pays() -> None:
    habits = NOBODY | {"inkassovarsel": habit(*[4] * 20, *[9] * 20, of=40)}
    found = outlook([claim()], habits=habits)
    assert found.untold == 0
    assert sum(money(found).values()) == pytest.approx(found.days()[3][2].demanded, abs=1)


def test_a_claim_at_a_step_pays_by_that_steps_habit() -> None:
    past = PastLetter("rykker_1", StepKind.REMINDER, date(2026, 3, 2), date(2026, 3, 12), 0)
    habits = NOBODY | {"rykker_1": habit(*[3] * 40, of=40)}
    told = replace(claim(due_on=date(2026, 2, 2)), letters=(past,))
    assert money(outlook([told], habits=habits)) == {date(2026, 3, 5): 10_000_00}


def test_a_step_without_a_habit_leaves_the_rest_untold() -> None:
    habits = {"": NOBODY[""], "rykker_2": habit(*[3] * 40, of=40)}
    found = outlook([claim()], [claim(due_on=date(2026, 8, 1))], habits=habits)
    assert (found.untold, money(found)) == (1, {})


def test_who_objects_pays_by_no_habit() -> None:
    held = replace(claim(), holds=(Hold("objection", FROM),))
    assert money(outlook([held], habits=NOBODY | {"": habit(*[5] * 40, of=40)})) == {}

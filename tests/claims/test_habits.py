"""Customers' habits: shares of what was watched long enough, and none from too little."""

from krav.claims.habits import LEAST, WATCHED_DAYS, Spell, paid_after


def test_shares_grow_with_the_days_and_stay_at_the_last() -> None:
    spells = [Spell("a", 3)] * 10 + [Spell("a", 10)] * 10 + [Spell("a", None)] * 20
    habit = paid_after(spells)["a"]
    assert habit.seen == 40
    assert [habit.within(days) for days in (-1, 0, 2, 3, 9, 10, WATCHED_DAYS, 500)] == [
        0, 0, 0, 250_000, 250_000, 500_000, 500_000, 500_000,
    ]  # fmt: skip


def test_too_little_history_tells_nothing() -> None:
    spells = [Spell("a", 3)] * (LEAST - 1) + [Spell("b", 3)] * LEAST
    assert list(paid_after(spells)) == ["b"]
    assert paid_after([]) == {}


def test_early_money_comes_on_the_day_and_very_late_money_not_at_all() -> None:
    spells = [Spell("", -5)] * 15 + [Spell("", WATCHED_DAYS)] * 5 + [Spell("", WATCHED_DAYS + 1)] * 20
    habit = paid_after(spells)[""]
    assert (habit.within(0), habit.within(WATCHED_DAYS - 1), habit.within(WATCHED_DAYS)) == (375_000, 375_000, 500_000)

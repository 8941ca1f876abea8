"""An account's turn: one hand at a time has it, whoever waits longest is next, and who has lost it writes nothing."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from sqlite3 import connect
from threading import Event, Thread
from typing import NamedTuple, TypeVar

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from pytest_django import Settings

from krav.actions import holding, turns
from krav.actions.accounts import open_account
from krav.actions.holding import TurnLost, hold
from krav.actions.schedules import pause
from krav.actions.unit import unit
from krav.config import env
from krav.store import models as rows
from krav.store.queries.turns import held_by_anybody, standings
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN, FIRST, FJORDBO, IMPORTED, NORDLYS

T = TypeVar("T")

HANDS, ACCOUNTS, TIMES = 8, 12, 3
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Span(NamedTuple):
    """From when until when a hand had an account, in ticks, and the number it was given."""

    began: float
    ended: float
    fence: int


def due(account_id: int, at: datetime) -> None:
    with account_scope(account_id):
        rows.Turn.objects.update(due_at=at)


def lapse(account_id: int) -> None:
    """Whoever holds the account has been silent for too long."""
    with account_scope(account_id):
        rows.Turn.objects.update(held_until=LONG_AGO)


def audits(account_id: int, action: str) -> int:
    with account_scope(account_id):
        return rows.Audit.objects.filter(action=action).count()


def taken(by: str = "a", now: datetime | None = None) -> turns.Turn:
    found = turns.take(by, now=now or clock.now())
    assert found
    return found


# --- one hand


def test_whoever_has_waited_longest_is_next(fjordbo: int, nordlys: int) -> None:
    now = clock.now()
    due(fjordbo, now - timedelta(minutes=1))
    due(nordlys, now - timedelta(minutes=2))
    assert [taken(now=now).slug, taken(now=now).slug] == ["nordlys", "fjordbo"]
    assert turns.take("a", now=now) is None


def test_nothing_is_taken_before_it_is_due(fjordbo: int) -> None:
    now = clock.now()
    due(fjordbo, now + timedelta(minutes=1))
    assert turns.take("a", now=now) is None
    turns.wake([fjordbo], now=now)
    assert taken(now=now).account_id == fjordbo


def test_an_account_opened_again_keeps_its_turn(fjordbo: int) -> None:
    fence = taken().fence
    assert open_account(FJORDBO, on=IMPORTED) == fjordbo
    (standing,) = standings()
    assert (standing.fence, standing.held_by) == (fence, "a")


def test_what_was_given_back_is_due_when_it_was_said(fjordbo: int) -> None:
    now, turn = clock.now(), taken()
    assert held_by_anybody()
    assert turns.give_back(turn, now + timedelta(hours=1), {"programs": "2026-03-09T08:00:00+00:00"})
    assert not held_by_anybody()
    assert turns.take("a", now=now) is None
    again = taken("b", now + timedelta(hours=1))
    assert (again.fence, again.pauses) == (turn.fence + 1, {"programs": "2026-03-09T08:00:00+00:00"})


def test_who_fell_silent_loses_it_and_hears_so(fjordbo: int) -> None:
    silent = taken("silent")
    assert turns.take("other", now=clock.now()) is None
    lapse(fjordbo)
    other = taken("other")
    assert other.fence == silent.fence + 1
    assert not turns.renew(silent)
    assert not turns.give_back(silent, clock.now(), {})
    assert turns.renew(other)


def test_who_was_silent_and_not_replaced_goes_on(fjordbo: int) -> None:
    turn = taken()
    lapse(fjordbo)
    assert turns.renew(turn)
    assert turns.take("other", now=clock.now()) is None


def test_a_hand_that_lost_its_turn_cannot_write(fjordbo: int) -> None:
    silent = taken("silent")
    with hold(silent):
        pause(fjordbo, on=FIRST, by=ANN)
        lapse(fjordbo)
        taken("other")
        with pytest.raises(TurnLost):
            pause(fjordbo, on=FIRST, by=ANN)
    assert audits(fjordbo, "pause") == 1


def test_what_has_happened_is_told_whoever_has_the_turn(fjordbo: int) -> None:
    with hold(taken("silent")):
        lapse(fjordbo)
        taken("other")
        with unit(fjordbo, "send_letters", on=FIRST, by=ANN, has_happened=True):
            pass
    assert audits(fjordbo, "send_letters") == 1


def test_a_person_needs_no_turn(fjordbo: int, nordlys: int) -> None:
    turn = taken("a")
    pause(turn.account_id, on=FIRST, by=ANN)
    with hold(turn):
        pause(fjordbo + nordlys - turn.account_id, on=FIRST, by=ANN)
    assert audits(fjordbo, "pause") == audits(nordlys, "pause") == 1


def test_a_worker_that_is_to_end_leaves_what_can_wait(fjordbo: int) -> None:
    stops: list[int] = []
    with hold(taken(), stops=lambda: bool(stops)):
        assert not holding.over()
        stops.append(15)
        assert holding.over()
        assert holding.stopping()
    assert not holding.over()


def test_a_duty_of_the_installation_has_one_hand(db: None) -> None:
    now = clock.now()
    first = turns.take_chore("credits", "a", now=now)
    assert first
    assert turns.take_chore("credits", "b", now=now) is None
    turns.end_chore(first, now + timedelta(minutes=1))
    assert turns.take_chore("credits", "b", now=now) is None
    assert turns.take_chore("credits", "b", now=now + timedelta(minutes=1))


# --- many hands


@contextmanager
def own_connection() -> Iterator[None]:
    """The thread's connection ends with its work."""
    try:
        yield
    finally:
        connection.close()


@pytest.fixture
def database(real_transactions: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that every thread opens for itself: for SQLite a file, with the tables of the test's own."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        file = tmp_path / "krav.sqlite3"
        with closing(connect(file)) as copy:
            connection.connection.backup(copy)
        settings = {**connections.settings[DEFAULT_DB_ALIAS], **env.database("KRAV_UNSET", file)}
        monkeypatch.setitem(connections.settings, DEFAULT_DB_ALIAS, settings)


def opened(count: int) -> list[int]:
    """So many copies of an account, each due."""
    with own_connection():
        first = rows.Account.objects.get(pk=open_account(NORDLYS, on=IMPORTED))
        ids = [first.pk]
        for number in range(1, count):
            first.pk, first.slug = None, f"small-{number}"
            first.save(force_insert=True)
            turns.make_turn(first.pk, now=clock.now())
            ids.append(first.pk)
        return ids


def hand(name: str) -> dict[int, list[Span]]:
    """Takes accounts as long as one is due, and writes in each; every account is due so many times."""
    found: dict[int, list[Span]] = defaultdict(list)
    with own_connection():
        while turn := turns.take(name, now=clock.now()):
            began = clock.ticks()
            with hold(turn), unit(turn.account_id, "pause", on=FIRST, by=ANN):
                pass
            found[turn.account_id].append(Span(began, clock.ticks(), turn.fence))
            again = clock.now() + (timedelta(0) if turn.fence < TIMES else timedelta(hours=1))
            assert turns.give_back(turn, again, {})
    return found


def in_a_thread(do: Callable[[], T]) -> T:
    def own() -> T:
        with own_connection():
            return do()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(own).result()


def test_no_account_has_two_hands_and_none_is_forgotten(database: None) -> None:
    with ThreadPoolExecutor(HANDS) as pool:
        ids = pool.submit(opened, ACCOUNTS).result()
        found = [each.result() for each in [pool.submit(hand, f"hand {n}") for n in range(HANDS)]]
    # a hand ends when nothing is due at that moment; what another was still at is taken to its end by that one
    spans = {account_id: sorted(span for each in found for span in each.get(account_id, [])) for account_id in ids}
    for mine in spans.values():
        assert [each.fence for each in mine] == list(range(1, TIMES + 1))
        assert all(before.ended <= after.began for before, after in pairwise(mine))
    counted = in_a_thread(lambda: {account_id: audits(account_id, "pause") for account_id in ids})
    assert set(counted.values()) == {TIMES}


def test_the_account_of_a_killed_hand_is_taken_over_when_its_time_is_up(database: None, settings: Settings) -> None:
    settings.KRAV_LEASE_SECONDS = 1

    def killed() -> None:
        taken("killed")  # and nobody hears of it again

    def taken_over() -> float:
        began = clock.ticks()
        while not turns.take("other", now=clock.now()):
            time.sleep(0.05)
        return clock.ticks() - began

    in_a_thread(lambda: opened(1))
    in_a_thread(killed)
    assert 0.5 < in_a_thread(taken_over) < 10


def test_a_turn_is_kept_while_the_work_lasts(database: None, settings: Settings) -> None:
    settings.KRAV_LEASE_SECONDS = 1

    def long_work() -> bool:
        with hold(taken("long")):
            time.sleep(1.5)
            return turns.take("other", now=clock.now()) is None

    in_a_thread(lambda: opened(1))
    assert in_a_thread(long_work)


def test_nobody_takes_an_account_in_the_middle_of_a_transaction(database: None) -> None:
    (account_id,) = in_a_thread(lambda: opened(1))
    began, ended, got = Event(), [0.0], [0.0]

    def slow() -> None:
        turn = taken("slow")
        lapse(account_id)
        with hold(turn), unit(account_id, "pause", on=FIRST, by=ANN):
            began.set()
            time.sleep(0.4)
            ended[0] = clock.ticks()

    def other() -> None:
        began.wait()
        with own_connection():
            while not turns.take("other", now=clock.now()):
                time.sleep(0.02)
            got[0] = clock.ticks()

    waiting = Thread(target=other)
    waiting.start()
    in_a_thread(slow)
    waiting.join()
    assert got[0] > ended[0] > 0
    assert in_a_thread(lambda: audits(account_id, "pause")) == 1

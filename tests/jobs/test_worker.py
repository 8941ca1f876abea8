"""The worker's round: each account's day once, its books at a minute of its own, and no account stops another."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from krav.actions import autopilot
from krav.actions.accounts import open_account
from krav.actions.daily import run_day
from krav.actions.erasure import change_keeping
from krav.actions.schedules import change_dry_run, go_on, pause
from krav.jobs.worker import Worker
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries import runs
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN, FIRST, IMPORTED, NORDLYS, bank, ledger, line, take
from tests.web.cast import person
from tests.wire.accounting.server import Told, serving

MORNING = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


class Clock:
    """The moment as a test sets it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.at = MORNING
        patch.setattr(clock, "now", lambda: self.at)
        patch.setattr(clock, "hour", lambda: self.at.hour)

    def on(self, **by: int) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def owed(fjordbo: int) -> int:
    """An invoice due for its first letter."""
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    take(fjordbo, bank(until=FIRST.isoformat()), "bank.xml", on=FIRST)
    return fjordbo


def audits(account_id: int, action: str) -> int:
    with account_scope(account_id):
        return rows.Audit.objects.filter(action=action).count()


def letters(account_id: int, state: str = "delivered") -> int:
    with account_scope(account_id):
        return rows.Outbox.objects.filter(state=state).count()


def test_a_day_is_run_once_however_many_rounds_and_workers(owed: int, time: Clock) -> None:
    hands = [Worker(), Worker()]
    for _ in range(90):
        for hand in hands:
            list(hand.round())
        time.on(minutes=1)
    assert audits(owed, "day") == 1
    assert letters(owed) == 1


def test_before_the_morning_nothing_is_decided(owed: int, time: Clock) -> None:
    time.at = MORNING.replace(hour=6)
    hand = Worker()
    list(hand.round())
    assert audits(owed, "day") == 0
    time.on(hours=1)
    assert list(hand.round()) == ["fjordbo: letters: 1 made today"]
    assert audits(owed, "day") == 1


def test_a_day_waits_for_a_file_that_is_being_taken_in(owed: int, time: Clock) -> None:
    """It may tell of the money that somebody would be asked for; whoever had it in hand may have died."""
    given = {"name": "bank.xml", "size": 1, "by": "ann", "at": MORNING, "said": "{}", "sha256": "0" * 64}
    with account_scope(owed):
        rows.Upload.objects.create(account_id=owed, state="running", leased_until=time.at + timedelta(minutes=5), **given)
    hand = Worker()
    assert (list(hand.round()), audits(owed, "day")) == ([], 0)
    with account_scope(owed):
        rows.Upload.objects.update(state="done")
    assert (list(hand.round()), audits(owed, "day")) == (["fjordbo: letters: 1 made today"], 1)


def test_a_day_that_was_stopped_is_run_within_the_hour_it_may_be(owed: int, time: Clock, settings: Settings) -> None:
    late = FIRST + timedelta(days=21)
    settings.KRAV_TODAY = late
    hand = Worker()
    assert list(hand.round()) == ["fjordbo: letters: none today: stale"]
    take(owed, bank(until=late.isoformat()), "later.xml", on=late)
    assert list(hand.round()) == []
    time.on(hours=1)
    assert list(hand.round()) == ["fjordbo: letters: 1 made today"]


def test_the_books_are_read_every_hour_at_the_accounts_own_minute(
    owed: int, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[tuple[int, int]] = []
    other = open_account(NORDLYS, on=IMPORTED)
    for account_id in (owed, other):
        with account_scope(account_id):
            rows.Connection.objects.create(system="x", rights="", state="on", made_by="ann", made_at=MORNING)
    monkeypatch.setattr(autopilot, "sync", lambda account_id, **_: read.append((account_id, time.at.minute)))
    hand = Worker()
    list(hand.round())
    read.clear()
    for _ in range(120):
        time.on(minutes=1)
        list(hand.round())
    assert sorted(read) == sorted([(owed, owed % 60), (other, other % 60)] * 2)


def test_paused_nothing_leaves_and_gone_on_it_is_run_at_once(owed: int, time: Clock) -> None:
    pause(owed, on=FIRST, by=ANN)
    hand = Worker()
    assert list(hand.round()) == ["fjordbo: letters: none today: paused"]
    run_day(owed, on=FIRST, by=ANN)
    assert list(hand.round()) == []
    assert (letters(owed), letters(owed, "queued")) == (0, 1)
    go_on(owed, on=FIRST, by=ANN)
    list(hand.round())
    assert letters(owed) == 1


def test_the_trouble_of_one_account_stops_no_other(owed: int, time: Clock) -> None:
    broken = open_account(NORDLYS, on=IMPORTED)
    rows.Account.objects.filter(pk=broken).update(policy="{", slug="a-broken-one")
    hand = Worker()
    said = list(hand.round())
    assert any(each.startswith("a-broken-one: ") for each in said)
    assert letters(owed) == 1
    time.on(seconds=2)
    assert list(hand.round()) == []  # it rests


def test_a_sign_of_life_is_written_now_and_then(owed: int, time: Clock) -> None:
    hand, seen = Worker(), set()
    for _ in range(30):
        list(hand.round())
        seen.add(runs.seen_alive())
        time.on(seconds=2)
    assert seen == {MORNING, MORNING + timedelta(seconds=20), MORNING + timedelta(seconds=40)}


def test_a_worker_that_is_not_running_is_noticed_once_something_waits(owed: int, time: Clock) -> None:
    def noticed() -> bool:
        return runs.is_silent(time.at) and runs.waits([owed], time.at, FIRST, begun=True)

    assert noticed()
    list(Worker().round())
    assert not noticed()
    time.on(minutes=11)
    assert runs.is_silent(time.at)
    assert not noticed()  # nothing waits
    with account_scope(owed):
        rows.RunPhase.objects.filter(phase__in=("gate", "decide")).delete()
    assert noticed()
    with account_scope(owed):
        rows.RunPhase.objects.filter(phase="sync").update(ended_at=None, began_at=time.at - timedelta(minutes=30))
    assert not noticed()  # somebody is at work


def test_an_address_outside_is_asked_once_an_hour(owed: int, time: Clock, settings: Settings) -> None:
    with serving(lambda _: Told()) as server:
        settings.KRAV_PING_URL = f"{server.url}/alive"
        hand = Worker()
        for _ in range(90):
            list(hand.round())
            time.on(minutes=1)
    assert [each.path for each in server.asked] == ["/alive", "/alive"]


def test_an_address_that_does_not_answer_is_said_and_stops_nothing(owed: int, time: Clock, settings: Settings) -> None:
    settings.KRAV_PING_URL = "http://127.0.0.1:1/alive"
    assert "The address of KRAV_PING_URL did not answer: ConnectError" in list(Worker().round())
    assert letters(owed) == 1


def test_in_the_evening_tomorrow_is_mailed_once(owed: int, time: Clock) -> None:
    change_dry_run(owed, "ann@fjordbo.example", on=FIRST, by=ANN)
    hand = Worker()
    list(hand.round())
    assert mail.outbox == []
    time.at = MORNING.replace(hour=18)
    assert "fjordbo: what tomorrow would do was mailed" in list(hand.round())
    time.on(minutes=5)
    list(hand.round())
    list(Worker().round())
    assert [each.to for each in mail.outbox] == [["ann@fjordbo.example"]]


def test_administrators_hear_of_a_day_that_was_stopped(owed: int, time: Clock, settings: Settings) -> None:
    person("ann@fjordbo.example", (owed, Role.ADMINISTRATOR))
    settings.KRAV_TODAY = date(2026, 5, 1)
    hand = Worker()
    for _ in range(5):
        list(hand.round())
        time.on(hours=1)
    assert [each.to for each in mail.outbox] == [["ann@fjordbo.example"]]


def test_what_the_time_is_up_for_goes_once_a_month_where_that_is_chosen(owed: int, time: Clock, settings: Settings) -> None:
    hand = Worker()
    list(hand.round())
    assert erased_in(owed) == []
    change_keeping(owed, year_ends=12, by_itself=True, on=FIRST, by=ANN)
    for day in (FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=31)):
        settings.KRAV_TODAY = day
        time.on(hours=24)
        list(hand.round())
    assert erased_in(owed) == [FIRST.replace(day=1), (FIRST + timedelta(days=31)).replace(day=1)]


def erased_in(account_id: int) -> list[date]:
    """The months whose erasure has come to its end."""
    with account_scope(account_id):
        found = rows.RunPhase.objects.filter(phase="erase", ended_at__isnull=False)
        return list(found.order_by("on").values_list("on", flat=True))

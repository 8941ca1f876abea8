"""A day by itself: phase by phase, told of once however often it runs, and no phase stops those safe without it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions import autopilot
from krav.actions.autopilot import PAUSED, hourly, next_turn, run, turn
from krav.actions.rights import Forbidden
from krav.actions.schedules import change_dry_run, go_on, pause
from krav.actions.steps import take_step
from krav.actions.unit import Actor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries.runs import PhaseLine, phases
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, bank, everything, ledger, line, take
from tests.actions.connected import Linked, linked, tripletex

SEVEN = datetime(2026, 3, 9, 6, 0, tzinfo=UTC)
ON = date(2026, 6, 2)
ALL = ["sync", "match", "gate", "decide", "letters", "send", "post"]


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.KRAV_HOME = tmp_path
    return tmp_path


@pytest.fixture
def owed(fjordbo: int) -> int:
    """Two invoices due for their first letter, and fresh news of money."""
    take(fjordbo, ledger(line("1001", "10.000,00"), line("1002", "500,00", customer="18", name="Birthe")), on=FIRST)
    take(fjordbo, bank(until=FIRST.isoformat()), "bank.xml", on=FIRST)
    return fjordbo


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[Linked]:
    """A connected account with an invoice in its books that is not read yet."""
    with tripletex() as standin:
        standin.customer("1", "Havblikk AS")
        standin.invoice("900001", "1", Decimal("1250.00"), date(2026, 4, 1), date(2026, 4, 15))
        with linked(standin, monkeypatch, ON) as found:
            yield found


def ran(account_id: int, renderer: Renderer, on: date = FIRST, now: datetime = SEVEN) -> dict[str, PhaseLine]:
    return {each.phase: each for each in run(account_id, on=on, by=ANN, renderer=renderer, now=now)}


def kept(account_id: int, on: date = FIRST) -> dict[str, PhaseLine]:
    with account_scope(account_id):
        return {each.phase: each for each in phases(on, on)}


def test_a_day_is_run_phase_by_phase(owed: int, renderer: Renderer) -> None:
    done = ran(owed, renderer)
    assert list(done) == ALL
    assert [each.problem for each in done.values()] == [""] * 7
    assert done["sync"].said == {}
    assert done["match"].said == {"loose": 0, "to_match": 0, "pending": 0}
    assert done["gate"].said == {"why": ""}
    assert done["letters"].said["made"] == {"rykker_1": 2}
    assert done["send"].said == {"delivered": 2}
    assert done["post"].said == {}
    assert {name: each.said for name, each in kept(owed).items()} == {name: each.said for name, each in done.items()}
    assert all(SEVEN <= each.began_at <= (each.ended_at or SEVEN) for each in kept(owed).values())


def test_run_twice_a_day_tells_the_same_and_changes_nothing(owed: int, renderer: Renderer) -> None:
    ran(owed, renderer)
    before, told = everything(), kept(owed)
    ran(owed, renderer, now=SEVEN + timedelta(hours=1))
    assert everything() == before
    again = kept(owed)
    assert all(again[name].said == told[name].said for name in ("letters", "send"))


@pytest.mark.parametrize(
    ("phase", "broken", "done"),
    [
        ("sync", "sync", ALL),
        ("match", "money_waits", ALL),
        ("gate", "stale_news", ["sync", "match", "gate", "send", "post"]),
        ("decide", "run_day", ["sync", "match", "gate", "decide", "send", "post"]),
        ("letters", "letters_by_step", ALL),
        ("send", "send_letters", ALL),
        ("post", "post_vouchers", ALL),
    ],
)
def test_a_phase_that_fails_is_told_and_the_others_go_on(
    owed: int, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, phase: str, broken: str, done: list[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KravError("Nobody answers.")

    monkeypatch.setattr(autopilot, broken, fail)
    found = ran(owed, renderer)
    assert list(found) == done
    assert {name: each.problem for name, each in kept(owed).items() if each.problem} == {phase: "Nobody answers."}


def test_a_fault_of_krav_itself_is_named_and_stops_nothing(
    owed: int, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autopilot, "post_vouchers", lambda *_, **__: 1 // 0)
    assert "ZeroDivisionError" in ran(owed, renderer)["post"].problem


def test_old_news_shut_the_gate_and_nothing_is_decided(fjordbo: int, renderer: Renderer) -> None:
    late = FIRST + timedelta(days=21)
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    found = ran(fjordbo, renderer, late)
    assert list(found) == ["sync", "match", "gate", "send", "post"]
    assert found["gate"].said == {"why": "stale"}
    take(fjordbo, bank(until=late.isoformat()), "bank.xml", on=late)
    assert ran(fjordbo, renderer, late)["letters"].said["made"] == {"rykker_1": 1}


def test_paused_it_only_shows_what_would_be_done(owed: int, renderer: Renderer) -> None:
    pause(owed, on=FIRST, by=ANN)
    before = everything()
    found = ran(owed, renderer)
    assert list(found) == ["sync", "match", "gate"]
    assert found["gate"].said == {"why": PAUSED, "would": {"rykker_1": 2}}
    assert everything() == before
    go_on(owed, on=FIRST, by=ANN)
    assert "gate" not in kept(owed)
    assert ran(owed, renderer)["letters"].said["made"] == {"rykker_1": 2}


def test_whoever_paused_it_first_did_and_a_guest_never(owed: int) -> None:
    for name in ("bo", "carl"):
        pause(owed, on=FIRST, by=Actor(name, Role.CASEWORKER))
    with account_scope(owed):
        assert rows.Schedule.objects.get().paused_by == "bo"
        rows.RunPhase.objects.create(on=FIRST, phase="gate", began_at=SEVEN)
    for _ in range(2):
        go_on(owed, on=FIRST, by=ANN)
    with account_scope(owed):
        assert rows.Schedule.objects.get().paused_by == ""
    for act in (pause, go_on):
        with pytest.raises(Forbidden):
            act(owed, on=FIRST, by=Actor("gerda", Role.GUEST))
    with pytest.raises(Forbidden):
        change_dry_run(owed, "a@b.example", on=FIRST, by=Actor("carl", Role.CASEWORKER))


def test_two_hands_at_once_run_it_once(owed: int, renderer: Renderer) -> None:
    with account_scope(owed):
        rows.RunPhase.objects.create(on=FIRST, phase="sync", began_at=SEVEN)
    assert run(owed, on=FIRST, by=ANN, renderer=renderer, now=SEVEN + timedelta(minutes=29)) == []
    assert hourly(owed, on=FIRST, by=ANN, now=SEVEN) == []
    assert run(owed, on=FIRST, by=ANN, renderer=renderer, now=SEVEN + timedelta(minutes=31)) != []


def test_a_letter_made_by_hand_leaves_between_the_runs(owed: int, renderer: Renderer) -> None:
    ran(owed, renderer)
    take(owed, ledger(line("1003", "700,00", customer="19", name="Carl")), "more.csv", on=FIRST)
    with account_scope(owed):
        claim_id = rows.Claim.objects.get(number="1003").id
    take_step(owed, [claim_id], "rykker_1", on=FIRST, by=ANN)
    with account_scope(owed):
        rows.Outbox.objects.update(leaves_at=None)
    sent = autopilot.send(owed, on=FIRST, by=ANN, renderer=renderer, now=SEVEN)
    assert (sent.delivered, kept(owed)["send"].said) == (1, {"delivered": 3})


def test_each_account_has_a_minute_of_its_own(fjordbo: int) -> None:
    now = datetime(2026, 3, 9, 10, 30, 20, tzinfo=UTC)
    assert turn(30, now) == datetime(2026, 3, 9, 10, 30, tzinfo=UTC)
    assert turn(31, now) == datetime(2026, 3, 9, 9, 31, tzinfo=UTC)
    assert next_turn(31, now) == datetime(2026, 3, 9, 10, 31, tzinfo=UTC)
    assert len({turn(account_id, now).minute for account_id in range(1000, 1050)}) == 50


# --- connected


def test_the_ledger_is_read_whole_once_a_day_and_changes_every_hour(connected: Linked, renderer: Renderer) -> None:
    account_id = connected.account.pk
    first = ran(account_id, renderer, ON)
    assert (first["sync"].said["whole"], first["sync"].said["new"]) == (True, 1)
    assert first["gate"].said == {"why": "quarantine"}
    connected.go_on(ON)
    tomorrow = ON + timedelta(days=1)
    connected.books.pass_time()
    connected.books.customer("2", "Bølgen Café")
    connected.books.invoice("900002", "2", Decimal("99.90"), date(2026, 4, 1), date(2026, 4, 15))
    (read, *_) = hourly(account_id, on=tomorrow, by=ANN, now=SEVEN)
    assert (read.said["whole"], read.said["new"]) == (False, 1)
    day = ran(account_id, renderer, tomorrow)
    assert (day["sync"].said["whole"], day["sync"].said["new"]) == (True, 1)  # with what was new before that day
    assert day["letters"].said["made"] == {"purring": 2}
    (read, *_) = hourly(account_id, on=tomorrow, by=ANN, now=SEVEN)
    assert read.said["whole"] is False


def test_a_system_that_cannot_be_read_leaves_it_to_the_gate(connected: Linked, renderer: Renderer) -> None:
    account_id = connected.account.pk
    ran(account_id, renderer, ON)
    connected.go_on(ON)
    with account_scope(account_id):
        rows.Connection.objects.update(state="on", system="unheard_of")
    found = ran(account_id, renderer, ON)
    assert "unheard_of" in found["sync"].problem
    assert found["sync"].said == {}
    assert found["letters"].said["made"] == {"purring": 1}
    assert found["send"].said == {"delivered": 1}
    assert kept(account_id, ON)["sync"].said["new"] == 1  # what it brought before stands


def test_a_right_that_is_gone_is_told_every_hour(connected: Linked, renderer: Renderer) -> None:
    account_id = connected.account.pk
    with account_scope(account_id):
        rows.Connection.objects.update(state="lost", problem="The right is gone.")
    assert ran(account_id, renderer, ON)["sync"].problem == "The right is gone."
    hourly(account_id, on=ON, by=ANN, now=SEVEN)
    assert kept(account_id, ON)["sync"].problem == "The right is gone."

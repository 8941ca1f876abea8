"""What a worker tells of its own doings: turns, take-overs, duties that fail; accounts by id, and nobody by name."""

import pytest
from structlog.testing import capture_logs

from krav.actions import autopilot, turns
from krav.actions.holding import TurnLost
from krav.jobs.worker import Worker
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock

NAMES = ("fjordbo", "Fjordbo", "Lind", "secret")


def told(worker: Worker) -> list[dict[str, object]]:
    with capture_logs() as lines:
        list(worker.round())
    assert [line for line in lines if any(name in str(line) for name in NAMES)] == []
    return [{name: fact for name, fact in line.items() if name != "log_level"} for line in lines]


def test_a_turn_is_told_when_it_is_taken_and_when_it_ends(fjordbo: int) -> None:
    taken, *_, ended = told(Worker(name="one"))
    assert taken == {"event": "turn_taken", "account": fjordbo, "taken_over": False}
    assert (ended["event"], ended["account"]) == ("turn_ended", fjordbo)


def test_a_dead_workers_turn_is_told_as_taken_over(fjordbo: int) -> None:
    assert turns.take_of(fjordbo, "fjordbo", "dead")
    with account_scope(fjordbo):
        rows.Turn.objects.update(held_until=clock.now(), due_at=clock.now())
    assert told(Worker(name="one"))[0]["taken_over"] is True


def test_a_turn_that_somebody_else_has_by_now_is_told_as_lost(fjordbo: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise TurnLost

    monkeypatch.setattr(Worker, "_duties", lost)
    assert told(Worker(name="one"))[-1]["event"] == "turn_lost"


@pytest.mark.parametrize(
    ("error", "event"), [(KravError("Lind owes a secret."), "duty_refused"), (ValueError("secret"), "duty_failed")]
)
def test_a_duty_that_fails_is_told_by_its_name_and_not_in_its_words(
    fjordbo: int, monkeypatch: pytest.MonkeyPatch, error: Exception, event: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(autopilot, "run", fails)
    (line,) = (line for line in told(Worker(name="one")) if str(line["event"]).startswith("duty_"))
    assert line == {"event": event, "duty": "day", "error": type(error).__name__}


def test_one_told_to_end_tells_that_it_did_not_finish(fjordbo: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stops: list[int] = []
    monkeypatch.setattr(autopilot, "sync", lambda *_, **__: stops.append(1))
    assert told(Worker(name="one", stops=lambda: bool(stops)))[-1]["event"] == "turn_cut_short"

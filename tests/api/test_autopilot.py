"""What runs by itself as a program sees it: how it stands, each day's phases, paused and let go on."""

from datetime import UTC, datetime

from krav.actions.autopilot import run
from krav.actions.heartbeat import beat
from krav.store.queries.runs import WORKER
from tests.actions.cast import ANN, bank, ledger, line, take
from tests.api.cast import TODAY, Program

NOW = datetime(2026, 3, 24, 11, 0, tzinfo=UTC)


def test_how_it_stands_and_what_the_days_brought(fjordbo: int, guest: Program) -> None:
    told = guest.get("/autopilot")
    assert told == {"paused_by": "", "paused_at": None, "quarantine": False, "worker_seen_at": None, "runs": []}
    take(fjordbo, ledger(line("1001", "10.000,00")), on=TODAY)
    take(fjordbo, bank(until=TODAY.isoformat()), "bank.xml", on=TODAY)
    run(fjordbo, on=TODAY, by=ANN, now=NOW)
    beat(WORKER, now=NOW)
    told = guest.get("/autopilot")
    assert told["worker_seen_at"] == "2026-03-24T11:00:00Z"
    (day,) = told["runs"]
    assert day["on"] == "2026-03-24"
    assert [each["phase"] for each in day["phases"]] == ["sync", "match", "gate", "decide", "letters", "send", "post"]
    assert day["phases"][4]["said"]["made"] == {"rykker_1": 1}
    assert guest.ask("get", "/autopilot?days=0").status_code == 422


def test_it_is_paused_and_let_go_on(fjordbo: int, caseworker: Program) -> None:
    assert fjordbo
    assert caseworker.post("/autopilot/pause") == {"count": 1}
    assert caseworker.get("/autopilot")["paused_by"] == "caseworker script"
    assert caseworker.post("/autopilot/go-on") == {"count": 1}
    assert caseworker.get("/autopilot")["paused_by"] == ""

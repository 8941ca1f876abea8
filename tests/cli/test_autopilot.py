"""`krav autopilot`: a day run, paused, let go on, how it stands, and what the next day would do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.heartbeat import beat
from krav.store import models as rows
from krav.store.queries.runs import WORKER
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import FIRST, FJORDBO, IMPORTED, bank, everything, ledger, line, take
from tests.cli.command import krav, refusal

NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def owing(db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A Danish creditor with an invoice due for its first letter; it is noon."""
    settings.KRAV_TODAY, settings.KRAV_HOME = FIRST, tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "hour", lambda: 12)
    account_id = open_account(FJORDBO, on=IMPORTED)
    take(account_id, ledger(line("1001", "10.000,00")), on=FIRST)
    take(account_id, bank(until=FIRST.isoformat()), "bank.xml", on=FIRST)
    return account_id


def test_a_day_is_run_now() -> None:
    told = krav("autopilot", "run", "fjordbo")
    assert told.code == 0
    assert [each.split()[0] for each in told.lines[2:]] == ["sync", "match", "gate", "decide", "letters", "send", "post"]
    assert "made rykker_1 1" in told.out
    assert "delivered 1" in told.out


def test_it_is_paused_and_goes_on(owing: int) -> None:
    assert krav("autopilot", "pause", "fjordbo").out == "fjordbo is paused.\n"
    before = everything()
    assert "paused" in krav("autopilot", "run", "fjordbo").out
    assert everything() == before
    (found,) = krav("autopilot", "status", "--json").data["accounts"]
    assert found["state"] == "paused by command line"
    assert krav("autopilot", "go-on", "fjordbo").out == "fjordbo goes by itself again.\n"
    with account_scope(owing):
        assert rows.Schedule.objects.get().paused_by == ""


def test_a_silent_worker_ends_the_status_with_an_error() -> None:
    told = krav("autopilot", "status")
    assert told.code == 1
    assert "Nothing has run yet: the worker is not running. Start “krav worker”." in told.err
    assert krav("autopilot", "status", "--json").data["silent"] is True
    beat(WORKER, now=NOON)
    alive = krav("autopilot", "status")
    assert (alive.code, alive.err, "none today" in alive.out) == (0, "", True)


def test_a_dry_run_says_it_and_does_nothing() -> None:
    before = everything()
    assert "Rykker 1: et brev" in krav("autopilot", "dry-run", "fjordbo", "--on", FIRST, "--language", "da").out
    said = krav("autopilot", "dry-run", "fjordbo").out
    assert "this happens by itself for Fjordbo ApS on 10 March 2026" in said
    assert "Øster Ås ApS, invoice 1001: 10," in said
    assert everything() == before


def test_an_account_that_is_not_there_is_refused() -> None:
    assert "There is no account “elsewhere”" in refusal("autopilot", "pause", "elsewhere")

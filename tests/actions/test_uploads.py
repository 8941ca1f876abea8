"""Uploads: cancelled before and while they are taken in, given again afterwards, and one at a time."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions import uploads
from krav.actions.imports import import_file
from krav.actions.progress import Stopped
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor, machine
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock, kept
from tests.actions.cast import ANN, FIRST, IMPORTED, bank, credit, everything, ledger, line

LONG = ledger(*(line(str(number), "100,00") for number in range(10_000, 12_500)))
SHORT = ledger(line("1001", "10,00"))
WORKER = machine("worker")


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """A folder of the test's own for what is kept."""
    settings.KRAV_HOME = tmp_path


def given(account_id: int, data: bytes = LONG, name: str = "ledger.csv", on: date = IMPORTED) -> int:
    """Gives a file and asks for it to be taken in."""
    upload_id = uploads.receive(account_id, data, name, on=on, by=ANN)
    uploads.take(account_id, upload_id, on=on, by=ANN)
    return upload_id


def states(account_id: int) -> list[str]:
    with account_scope(account_id):
        return list(rows.Upload.objects.order_by("id").values_list("state", flat=True))


def test_one_that_waits_is_cancelled_at_once(fjordbo: int) -> None:
    before, upload_id = everything(), given(fjordbo)
    assert states(fjordbo) == ["queued"]
    uploads.cancel(fjordbo, upload_id, on=IMPORTED, by=ANN)
    assert states(fjordbo) == ["cancelled"]
    assert list(uploads.run_queued(on=IMPORTED, by=WORKER)) == []
    assert everything() == before
    with account_scope(fjordbo):
        assert rows.Audit.objects.latest("id").action == "cancel_import"


def test_one_that_is_being_taken_in_stops_and_leaves_nothing(fjordbo: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before, upload_id, told = everything(), given(fjordbo), []
    tell = kept.tell_progress

    def watch(account_id: int, name: str, done: int, total: int) -> None:
        """Somebody looks, and cancels halfway through."""
        tell(account_id, name, done, total)
        told.append(done)
        if done > 3_000:
            kept.stop_work(fjordbo, str(upload_id), ANN.name)  # as cancel does, from another process
            assert uploads.is_stopping(fjordbo, upload_id)

    monkeypatch.setattr(kept, "tell_progress", watch)
    assert list(uploads.run_queued(on=IMPORTED, by=WORKER)) == ["fjordbo: ledger.csv: cancelled (worker)"]
    assert max(told) < 4_000
    assert everything() == before
    assert states(fjordbo) == ["cancelled"]
    assert not uploads.is_stopping(fjordbo, upload_id)


def test_a_cancelled_file_may_be_given_again(fjordbo: int) -> None:
    uploads.cancel(fjordbo, given(fjordbo), on=IMPORTED, by=ANN)
    given(fjordbo)
    assert list(uploads.run_queued(on=IMPORTED, by=WORKER)) == ["fjordbo: ledger.csv: done (worker)"]
    with account_scope(fjordbo):
        assert rows.Claim.objects.count() == 2_500
        upload = rows.Upload.objects.get()
    assert upload.file_id is not None


def test_a_word_to_stop_that_came_too_late_does_not_stop_the_next(fjordbo: int) -> None:
    upload_id = given(fjordbo, SHORT)
    assert states(fjordbo) == ["done"]
    uploads.cancel(fjordbo, upload_id, on=IMPORTED, by=ANN)
    assert states(fjordbo) == ["done"]
    other = uploads.receive(fjordbo, LONG, "long.csv", on=IMPORTED, by=ANN)
    kept.stop_work(fjordbo, str(other), "Ann")
    uploads.take(fjordbo, other, on=IMPORTED, by=ANN)
    list(uploads.run_queued(on=IMPORTED, by=WORKER))
    assert states(fjordbo) == ["done", "done"]


def test_one_that_died_under_a_worker_and_was_cancelled_stays_so(fjordbo: int) -> None:
    upload_id = given(fjordbo)
    with account_scope(fjordbo):
        rows.Upload.objects.update(state="running", leased_until=clock.now() + timedelta(minutes=5))
    uploads.cancel(fjordbo, upload_id, on=IMPORTED, by=ANN)
    assert states(fjordbo) == ["running"]
    with account_scope(fjordbo):
        rows.Upload.objects.update(leased_until=clock.now() - timedelta(minutes=5))
    assert list(uploads.run_queued(on=IMPORTED, by=WORKER)) == ["fjordbo: ledger.csv: cancelled (worker)"]


def test_one_account_has_one_file_in_hand_at_a_time(fjordbo: int) -> None:
    first = given(fjordbo)
    given(fjordbo, ledger(*(line(str(number), "1,00") for number in range(20_000, 22_500))), "later.csv")
    with account_scope(fjordbo):
        rows.Upload.objects.filter(pk=first).update(state="running", leased_until=clock.now() + timedelta(minutes=5))
    assert list(uploads.run_queued(on=IMPORTED, by=WORKER)) == []
    assert states(fjordbo) == ["running", "queued"]


def test_a_guest_cancels_nothing(fjordbo: int) -> None:
    upload_id = given(fjordbo)
    with pytest.raises(Forbidden):
        uploads.cancel(fjordbo, upload_id, on=IMPORTED, by=Actor("gerda@auditor.example", Role.GUEST))
    assert states(fjordbo) == ["queued"]


def test_bank_files_tell_how_far_they_have_come_and_stop(fjordbo: int) -> None:
    day = FIRST.isoformat()
    data = bank(*(credit("1.00", on=day, text=f"no {n}", key=f"K{n}") for n in range(1_200)), until=day)
    told: list[tuple[int, int]] = []
    before = everything()

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 1_000:
            raise Stopped("Ann")

    with pytest.raises(Stopped):
        import_file(fjordbo, data, "bank.xml", on=FIRST, by=ANN, tell=tell)
    assert told[-1] == (1_000, 1_200)
    assert everything() == before
    assert import_file(fjordbo, data, "bank.xml", on=FIRST, by=ANN).new == 1_200

"""Files given together: unpacked, put in order, and each taken in or refused by itself."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions.together import File, are_several, cancel_all, receive_all, take_all, together
from krav.actions.unit import machine
from krav.actions.uploads import run_queued
from krav.store import models as rows
from krav.store.queries.uploads import these_uploads
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, bank, credit, fik, ledger, line
from tests.actions.invoices import credit_note, invoice
from tests.formats.test_archive import packed

DAY = FIRST.isoformat()
BANK = bank(credit("6312.50", on=DAY, reference=fik("1001"), key="A"), until=DAY)
NOTE = credit_note("K7", "100.00", credits="1001")
INVOICE = invoice("1001", "6312.50")
BOOKS = ledger(line("1002", "500,00"))
SEVERAL = packed(("bank.xml", BANK), ("note.xml", NOTE), ("invoice.xml", INVOICE), ("books.csv", BOOKS))


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    """A folder of the test's own for what is kept."""
    settings.KRAV_HOME = tmp_path


def given(account_id: int, *files: tuple[str, bytes]) -> dict[str, str]:
    """Takes files in together; the state of each by its name, in the order they were taken."""
    found = receive_all(account_id, [File(*each) for each in files], on=FIRST, by=ANN)
    take_all(account_id, found.given, on=FIRST, by=ANN)
    with account_scope(account_id):
        seen = these_uploads([each.upload_id for each in found.given])
    return {each.name: seen[each.upload_id].state if each.upload_id else each.refused for each in found.given}


def test_one_file_is_not_several() -> None:
    assert not are_several([File("a.csv", BOOKS)])
    assert are_several([File("a.zip", SEVERAL)])
    assert are_several([File("a.csv", BOOKS), File("b.csv", BOOKS)])


def test_what_is_owed_comes_before_what_was_paid_of_it(fjordbo: int) -> None:
    states = given(fjordbo, ("all.zip", SEVERAL))
    assert list(states.items()) == [
        ("books.csv", "done"), ("invoice.xml", "done"), ("note.xml", "done"), ("bank.xml", "done"),
    ]  # fmt: skip
    with account_scope(fjordbo):
        assert rows.Entry.objects.filter(claim__number="1001", kind="payment", payment__isnull=False).exists()


def test_loose_files_are_put_in_order_as_well(fjordbo: int) -> None:
    assert list(given(fjordbo, ("bank.xml", BANK), ("invoice.xml", INVOICE))) == ["invoice.xml", "bank.xml"]


def test_a_bad_file_is_refused_alone_and_says_why(fjordbo: int) -> None:
    mixed = packed(("poem.txt", b"The rain in Skagen\n"), ("../out.csv", BOOKS), ("a.csv", BOOKS))
    states = given(fjordbo, ("all.zip", mixed))
    assert states["a.csv"] == "done"
    assert "the format is not recognised" in states["poem.txt"]
    assert "leads out of the archive" in states["../out.csv"]
    with account_scope(fjordbo):
        assert rows.Upload.objects.count() == 1


def test_what_contradicts_the_account_is_refused_when_it_is_taken_in(fjordbo: int) -> None:
    states = given(fjordbo, ("a.csv", BOOKS), ("b.csv", ledger(line("1003", "1,00", due="01.01.2026"))))
    assert states == {"a.csv": "done", "b.csv": "refused"}


def test_a_broken_archive_is_one_refused_file(fjordbo: int) -> None:
    states = given(fjordbo, ("all.zip", SEVERAL[:-30]), ("a.csv", BOOKS))
    assert states["a.csv"] == "done"
    assert "the archive is damaged" in states["all.zip"]


def test_they_are_found_again_by_their_key_and_by_no_other_account(fjordbo: int, nordlys: int) -> None:
    found = receive_all(fjordbo, [File("all.zip", packed((".DS_Store", b"x"), ("a.csv", BOOKS)))], on=FIRST, by=ANN)
    assert together(fjordbo, found.key) == found
    assert [line.where for line in found.unused] == [".DS_Store"]
    assert together(nordlys, found.key) is None
    assert together(fjordbo, "../uploads") is None


def test_the_same_files_again_change_nothing(fjordbo: int) -> None:
    given(fjordbo, ("all.zip", SEVERAL))
    with account_scope(fjordbo):
        before = rows.Entry.objects.count()
    assert set(given(fjordbo, ("again.zip", SEVERAL)).values()) == {"done"}
    with account_scope(fjordbo):
        assert rows.Entry.objects.count() == before


def test_many_files_are_left_to_the_worker_and_can_be_cancelled(fjordbo: int) -> None:
    files = [File(f"{number}.csv", ledger(line(str(number), "1,00"))) for number in range(1001, 1026)]
    found = receive_all(fjordbo, files, on=FIRST, by=ANN)
    take_all(fjordbo, found.given, on=FIRST, by=ANN)
    cancel_all(fjordbo, found.given[:5], on=FIRST, by=ANN)
    assert len(list(run_queued(on=FIRST, by=machine("worker")))) == 20
    with account_scope(fjordbo):
        assert rows.Upload.objects.filter(state="cancelled").count() == 5
        assert rows.Claim.objects.count() == 20

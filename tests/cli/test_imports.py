"""Files on the command line: several at once, archives, reports, what waits, and the folder that is watched."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions import uploads
from krav.actions.accounts import open_account
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, FJORDBO, IMPORTED, ledger, line
from tests.cli.command import krav
from tests.formats.test_archive import packed

ONE = ledger(line("1001", "10,00"), line("1002", "20,00"))


@pytest.fixture
def fjordbo(db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The account, and a folder with files of it."""
    settings.KRAV_HOME = tmp_path / "home"
    monkeypatch.chdir(tmp_path)
    Path("one.csv").write_bytes(ONE)
    Path("more.csv").write_bytes(ledger(line("1001", "10,00"), line("1002", "20,00"), line("1003", "30,00")))
    Path("mixed.zip").write_bytes(packed(("poem.txt", b"rain\n"), ("two.csv", ledger(line("1004", "1,00")))))
    return open_account(FJORDBO, on=IMPORTED)


def test_an_archive_is_taken_in_and_its_bad_file_named(fjordbo: int) -> None:
    told = krav("import", "fjordbo", "mixed.zip", "one.csv", "--on", FIRST)
    assert told.code == 2
    assert "poem.txt: the format is not recognised" in told.err
    assert "two.csv" in told.out
    with account_scope(fjordbo):
        assert sorted(rows.Claim.objects.values_list("number", flat=True)) == ["1001", "1002", "1004"]


def test_the_report_names_every_unused_line(fjordbo: int) -> None:
    krav("import", "fjordbo", "one.csv", "--on", FIRST)
    told = krav("import", "fjordbo", "more.csv", "--on", FIRST, "--report")
    assert "more.csv, line 2: not used: invoice 1001 was known before, and nothing of it has changed" in told.out
    with account_scope(fjordbo):
        file_id = rows.ImportedFile.objects.latest("id").pk
    assert "more.csv, line 3: not used: invoice 1002" in krav("imports", "fjordbo", "--report", file_id).out
    data = krav("imports", "fjordbo", "--report", file_id, "--json").data
    assert data["counts"] == {"items": 3, "new": 1, "known": 2, "changed": 0, "placed": 0}
    assert data["unused"][0]["where"] == "line 2"


def test_what_waits_is_listed_and_cancelled(fjordbo: int) -> None:
    long = ledger(*(line(str(number), "1,00") for number in range(10_000, 12_500)))
    upload_id = uploads.receive(fjordbo, long, "long.csv", on=FIRST, by=ANN)
    uploads.take(fjordbo, upload_id, on=FIRST, by=ANN)
    assert "queued" in krav("imports", "fjordbo").out
    assert krav("imports", "fjordbo", "--cancel", upload_id, "--json").data["uploads"][0]["state"] == "cancelled"
    assert krav("imports", "fjordbo", "--cancel", 4711).err == "krav: There is no upload 4711.\n"
    assert krav("imports", "fjordbo", "--report", 4711).err == "krav: There is no file 4711.\n"


def test_the_folder_is_shown_with_what_waits_in_it(fjordbo: int, settings: Settings) -> None:
    told = krav("inbox", "fjordbo", "--json").data
    assert told == {"folder": str(settings.KRAV_HOME / "inbox" / "fjordbo"), "waiting": []}
    (Path(told["folder"]) / "ledger.csv").write_bytes(ONE)
    assert krav("inbox", "fjordbo").lines == [told["folder"], "  ledger.csv"]

"""The worker takes in what other programs put into an account's folder, and says beside each file what came of it."""

from datetime import timedelta
from pathlib import Path

import pytest

from krav.actions import uploads
from krav.actions.inbox import take_inbox
from krav.jobs.duties import INBOX
from krav.jobs.worker import Worker
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import inbox
from tests.actions.cast import ANN, FIRST, everything, ledger, line
from tests.formats.test_archive import packed

BOOKS = ledger(line("1001", "10,00"))
AT_ONCE = timedelta(0)


@pytest.fixture
def folder(home: Path) -> Path:
    """The account's folder."""
    found = home / "inbox" / "fjordbo"
    found.mkdir(parents=True)
    return found


def round_of(still: timedelta = AT_ONCE) -> list[str]:
    """What one round of the worker says of files."""
    return [said for said in Worker(still=still).round() if "letters" not in said]


def lying(folder: Path) -> list[str]:
    """The files below the folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def claims(account_id: int) -> list[str]:
    with account_scope(account_id):
        return list(rows.Claim.objects.order_by("number").values_list("number", flat=True))


def test_a_file_is_taken_in_by_the_machine_and_put_away(fjordbo: int, folder: Path) -> None:
    (folder / "ledger.csv").write_bytes(BOOKS)
    assert round_of() == ["fjordbo: ledger.csv: done (inbox)"]
    assert claims(fjordbo) == ["1001"]
    assert lying(folder) == ["done/ledger.csv"]
    with account_scope(fjordbo):
        assert rows.ImportReport.objects.get().by == "inbox"
        assert rows.Upload.objects.get().state == "done"


def test_only_a_list_in_the_folder_for_whole_lists_closes_what_it_does_not_name(fjordbo: int, folder: Path) -> None:
    four = [line(str(number), "10,00") for number in range(1001, 1005)]
    (folder / "monday.csv").write_bytes(ledger(*four))
    round_of()
    (folder / "tuesday.csv").write_bytes(ledger(*four[:3]))
    round_of()
    assert still_open(fjordbo) == 4
    (folder / "everything").mkdir()
    (folder / "everything/wednesday.csv").write_bytes(ledger(*reversed(four[:3])))
    assert round_of() == ["fjordbo: wednesday.csv: done (inbox)"]
    assert still_open(fjordbo) == 3
    assert "everything/done/wednesday.csv" in lying(folder)
    (folder / "everything/cut.csv").write_bytes(ledger(four[0]))
    round_of()
    assert still_open(fjordbo) == 3


def still_open(account_id: int) -> int:
    with account_scope(account_id):
        return rows.ClaimState.objects.filter(balance__gt=0).count()


def test_a_refused_file_has_its_reason_beside_it(fjordbo: int, folder: Path) -> None:
    (folder / "poem.txt").write_bytes(b"The rain in Skagen\n")
    assert round_of() == ["fjordbo: poem.txt: refused (inbox)"]
    assert lying(folder) == ["refused/poem.txt", "refused/poem.txt.txt"]
    assert "the format is not recognised" in (folder / "refused/poem.txt.txt").read_text()


def test_what_contradicts_the_account_is_refused_too(fjordbo: int, folder: Path) -> None:
    (folder / "late.csv").write_bytes(ledger(line("1001", "1,00", due="01.01.2026")))
    assert round_of() == ["fjordbo: late.csv: refused (inbox)"]
    assert "before its own day" in (folder / "refused/late.csv.txt").read_text()
    assert claims(fjordbo) == []


def test_an_archive_is_one_file_of_many(fjordbo: int, folder: Path) -> None:
    both = packed(("a.csv", BOOKS), ("b.csv", ledger(line("1002", "1,00"))))
    (folder / "good.zip").write_bytes(both)
    (folder / "half.zip").write_bytes(packed(("c.csv", ledger(line("1003", "1,00"))), ("poem.txt", b"rain\n")))
    assert set(round_of()) == {"fjordbo: good.zip: done (inbox)", "fjordbo: half.zip: refused (inbox)"}
    assert claims(fjordbo) == ["1001", "1002", "1003"]
    said = (folder / "refused/half.zip.txt").read_text()
    assert "c.csv: taken in" in said
    assert "poem.txt: half.zip" in said or "poem.txt: poem.txt" in said


@pytest.mark.parametrize("name", ["a.csv.part", "a.tmp", ".hidden.csv", "~$a.xlsx"])
def test_what_says_it_is_unfinished_is_left_alone(fjordbo: int, folder: Path, name: str) -> None:
    (folder / name).write_bytes(BOOKS)
    assert round_of() == []
    assert lying(folder) == [name]


def test_what_is_still_written_to_is_left_alone(fjordbo: int, folder: Path) -> None:
    (folder / "ledger.csv").write_bytes(BOOKS)
    assert round_of(inbox.STILL) == []
    assert lying(folder) == ["ledger.csv"]


def test_a_link_is_never_followed(fjordbo: int, folder: Path, home: Path) -> None:
    (home / "outside.csv").write_bytes(BOOKS)
    (folder / "link.csv").symlink_to(home / "outside.csv")
    assert round_of() == []
    assert claims(fjordbo) == []


def test_killed_between_taking_in_and_moving_the_next_round_moves(
    fjordbo: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "ledger.csv").write_bytes(BOOKS)
    with monkeypatch.context() as killed:
        killed.setattr(inbox, "put_away", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            round_of()
    assert lying(folder) == ["ledger.csv"]
    before = everything()
    assert round_of() == ["fjordbo: ledger.csv: done (inbox)"]
    assert lying(folder) == ["done/ledger.csv"]
    assert everything() == before


def test_what_somebody_else_has_in_hand_waits(fjordbo: int, folder: Path) -> None:
    (folder / "ledger.csv").write_bytes(BOOKS)
    uploads.receive(fjordbo, BOOKS, "ledger.csv", on=FIRST, by=ANN)
    with account_scope(fjordbo):
        rows.Upload.objects.update(state="running", leased_until="2100-01-01T00:00:00Z")
    assert round_of() == ["fjordbo: ledger.csv: waits (inbox)"]
    assert lying(folder) == ["ledger.csv"]


def test_a_name_that_is_taken_gets_a_number(fjordbo: int, folder: Path) -> None:
    for number in ("1001", "1002", "1003"):
        (folder / "ledger.csv").write_bytes(ledger(line(number, "10,00")))
        round_of()
    assert lying(folder) == ["done/ledger (2).csv", "done/ledger (3).csv", "done/ledger.csv"]


def test_an_account_without_a_folder_has_nothing_to_do(fjordbo: int) -> None:
    assert list(take_inbox(fjordbo, "fjordbo", on=FIRST, by=INBOX, still=AT_ONCE)) == []

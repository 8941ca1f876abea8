"""The file of a backup: sealed or not, it is read whole as it was written, or not at all."""

from pathlib import Path

import pytest

from krav.wire.backup_file import BackupError, is_locked, opened, written
from krav.wire.home_files import home_files, is_inside, moved_in, staged
from krav.wire.passphrase import SealError

PASSPHRASE = "fire hvide måger på en mole"
DATA = bytes(range(256)) * 4_100
"""More than one piece of a sealed file, and more than one look of a plain one."""

_SAYS = r"damaged or cut off|not the one"


def backed_up(path: Path, passphrase: str = "") -> Path:
    """A backup of two texts."""
    with written(path, passphrase) as archive:
        archive.writestr("rows/claim.jsonl", DATA, compress_type=0)
        archive.writestr("manifest.json", b"{}")
    return path


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_it_comes_back_and_is_its_owners_only(tmp_path: Path, passphrase: str) -> None:
    path = backed_up(tmp_path / "monday.krav", passphrase)
    assert [file.name for file in tmp_path.iterdir()] == ["monday.krav"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert is_locked(path) is bool(passphrase)
    assert (DATA[:200] in path.read_bytes()) is not bool(passphrase)
    with opened(path, passphrase) as archive:
        assert archive.read("rows/claim.jsonl") == DATA
        assert archive.namelist() == ["rows/claim.jsonl", "manifest.json"]


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
@pytest.mark.parametrize("left", [0, 1, 20, 64, 70, 5_000, 262_223, 524_400, -65, -1])
def test_a_cut_one_is_refused(tmp_path: Path, passphrase: str, left: int) -> None:
    path = backed_up(tmp_path / "monday.krav", passphrase)
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises((BackupError, SealError), match=_SAYS), opened(path, passphrase):
        pytest.fail("it was opened")


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
@pytest.mark.parametrize("place", [8, 65, 90, 5_000, 400_000, 700_000, -1, -70, -150])
def test_a_changed_byte_is_refused(tmp_path: Path, passphrase: str, place: int) -> None:
    path = backed_up(tmp_path / "monday.krav", passphrase)
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    with pytest.raises((BackupError, SealError), match=_SAYS), opened(path, passphrase):
        pytest.fail("it was opened")


def test_pieces_cannot_be_exchanged_or_left_out(tmp_path: Path) -> None:
    path = backed_up(tmp_path / "monday.krav", PASSPHRASE)
    data, head, piece = path.read_bytes(), 15 + 16 + 32, 256 * 1024 + 16
    pieces = [data[start : start + piece] for start in range(head, len(data), piece)]
    assert len(pieces) > 3
    for order in ([1, 0, *range(2, len(pieces))], range(1, len(pieces)), range(len(pieces) - 1)):
        path.write_bytes(data[:head] + b"".join(pieces[each] for each in order))
        with pytest.raises(SealError, match="damaged or cut off"), opened(path, PASSPHRASE):
            pytest.fail("it was opened")


def test_a_passphrase_is_needed_and_must_be_the_one(tmp_path: Path) -> None:
    path = backed_up(tmp_path / "monday.krav", PASSPHRASE)
    with pytest.raises(BackupError, match="its passphrase is needed"), opened(path):
        pytest.fail("it was opened")
    with pytest.raises(SealError, match="not the one that this backup was sealed with"), opened(path, "en anden måge"):
        pytest.fail("it was opened")


def test_no_file_is_replaced_and_none_is_left_half_done(tmp_path: Path) -> None:
    path = backed_up(tmp_path / "monday.krav")
    before = path.read_bytes()
    with pytest.raises(BackupError, match=r"exists\. A backup never replaces a file"), written(path):
        pytest.fail("it was written")
    with pytest.raises(ZeroDivisionError), written(tmp_path / "tuesday.krav") as archive:
        archive.writestr("rows/claim.jsonl", str(1 // 0))
    with pytest.raises(BackupError, match=r"does not exist\. Make it first"), written(tmp_path / "none" / "x"):
        pytest.fail("it was written")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("monday.krav", before)]


def test_what_of_a_home_belongs_into_a_backup(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "large disk"
    for name in (
        "secret", "seal", "demo-day", "krav.sqlite3", "krav.sqlite3-wal", "letters/fjordbo/1.pdf",
        "letters/fjordbo/tmpab_9xyz0", "papers/1/5e5e", "cache/x", "outlooks/x", "progress/1/x", "stopped/1/x",
        ".restoring-1/secret", "inbox/cache/ledger.csv",
    ):  # fmt: skip
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name)
    elsewhere.mkdir()
    (elsewhere / "2.pdf").write_text("")
    (home / "letters" / "nordlys").symlink_to(elsewhere)
    (elsewhere / "round").symlink_to(home)
    assert sorted(name for name, _ in home_files(home)) == [
        "demo-day", "inbox/cache/ledger.csv", "letters/fjordbo/1.pdf", "letters/nordlys/2.pdf", "papers/1/5e5e", "seal",
        "secret",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "../x", "a/../../x", "/etc/x", "a\\..\\x", "a\0"])
def test_a_name_that_leads_out_of_a_home_is_seen(name: str) -> None:
    assert not is_inside(name)
    assert is_inside("letters/fjordbo/1.pdf")


def test_what_is_moved_in_goes_back_where_the_rest_fails(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "secret").write_text("of the first command")
    with staged(home) as folder:
        (folder / "secret").write_text("of the backup")
        (folder / "letters").mkdir()
        with pytest.raises(KeyError, match="of the backup"), moved_in(folder, home):
            raise KeyError((home / "secret").read_text())
        assert sorted(path.name for path in folder.iterdir()) == ["letters", "secret"]
    assert [(path.name, path.read_text()) for path in home.iterdir()] == [("secret", "of the first command")]

"""Archives: what is in them comes out whole, one bad file spoils no other, and nothing swells or leads out."""

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krav.formats import archive
from krav.formats.values import FormatError


def packed(*files: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these files, the same bytes whenever it is made: they stand in the names of tests."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", how) as made:
        for name, content in files:
            made.writestr(zipfile.ZipInfo(name), content, how)
    return found.getvalue()


def names(found: archive.Archive) -> list[str]:
    return [member.name for member in found.members]


GOOD = packed(("ledger.csv", b"a;b\n1;2\n"), ("bank/camt.xml", b"<Document/>"))


def test_the_files_come_out_as_they_went_in() -> None:
    found = archive.unpack(GOOD, "files.zip")
    assert found.members == (("ledger.csv", b"a;b\n1;2\n"), ("bank/camt.xml", b"<Document/>"))
    assert (found.refused, found.unused) == ((), ())


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (GOOD, "files.zip", True),
        (GOOD, "files.dat", True),
        (packed(), "files.zip", True),
        (packed(("xl/workbook.xml", b"<workbook/>"), ("[Content_Types].xml", b"")), "ledger.xlsx", False),
        (packed(("ledger.xlsx", packed(("xl/workbook.xml", b""))), how=zipfile.ZIP_STORED), "files.zip", True),
        (GOOD[:40], "files.zip", True),
        (GOOD[:40], "ledger.xlsx", False),
        (b"a;b\n", "files.zip", False),
        (b"", "files.zip", False),
    ],
)
def test_an_archive_is_told_from_a_workbook(data: bytes, name: str, said: bool) -> None:
    assert archive.recognises(data, name) is said


def test_a_workbook_in_an_archive_is_a_file_like_any_other() -> None:
    assert names(archive.unpack(packed(("a.xlsx", packed(("xl/workbook.xml", b"")))), "files.zip")) == ["a.xlsx"]


JUNK = ("__MACOSX/._ledger.csv", "__MACOSX/x/._a", ".DS_Store", "bank/.DS_Store", "Thumbs.db", "a/desktop.ini", "._b.xml")


def test_what_the_computer_added_is_left_out_and_named() -> None:
    found = archive.unpack(packed(("ledger.csv", b"x"), *((name, b"junk") for name in JUNK)), "files.zip")
    assert names(found) == ["ledger.csv"]
    assert [line.where for line in found.unused] == list(JUNK)


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.csv", "a/../../b.csv", "C:/secret.csv", "..\\secret.csv"])
def test_a_name_that_leads_out_is_refused_alone(path: str) -> None:
    found = archive.unpack(packed((path, b"x"), ("good.csv", b"y")), "files.zip")
    assert names(found) == ["good.csv"]
    (refused,) = found.refused
    assert refused.where == path.replace("\\", "/")
    assert "leads out of the archive" in str(refused)


def test_an_archive_in_an_archive_is_refused_alone() -> None:
    found = archive.unpack(packed(("inner.zip", GOOD), ("good.csv", b"y")), "files.zip")
    assert names(found) == ["good.csv"]
    assert str(found.refused[0]).startswith("files.zip, inner.zip: it is an archive inside the archive. Unpack it")


def flagged(data: bytes, name: bytes) -> bytes:
    """The archive with the mark of a password on one file."""
    found = bytearray(data)
    for place in _places(data, name):
        found[place] |= 1
    return bytes(found)


def _places(data: bytes, name: bytes) -> Iterator[int]:
    """Where the flags of a file stand, before it and in the directory."""
    at = data.find(name)
    yield at - 30 + 6
    yield data.find(name, at + 1) - 46 + 8


def test_a_locked_file_is_refused_alone() -> None:
    found = archive.unpack(flagged(GOOD, b"ledger.csv"), "files.zip")
    assert names(found) == ["bank/camt.xml"]
    assert "locked with a password" in str(found.refused[0])


def test_a_damaged_file_is_refused_alone() -> None:
    whole = packed(("a.csv", b"first file"), ("b.csv", b"second file"), how=zipfile.ZIP_STORED)
    found = archive.unpack(whole.replace(b"first file", b"fXrst file", 1), "files.zip")
    assert names(found) == ["b.csv"]
    assert "a.csv: it is damaged" in str(found.refused[0])


def test_an_unknown_way_of_packing_is_refused_alone() -> None:
    found = archive.unpack(packed(("a.csv", b"x" * 100), how=zipfile.ZIP_LZMA), "files.zip")
    assert (names(found), len(found.refused)) == ([], 1)


@pytest.mark.parametrize("data", [packed(), packed((".DS_Store", b"x")), packed(("folder/", b""))])
def test_an_archive_of_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="no file in the archive"):
        archive.unpack(data, "files.zip")


def test_a_broken_archive_is_refused() -> None:
    with pytest.raises(FormatError, match="the archive is damaged"):
        archive.unpack(GOOD[:-10], "files.zip")


def test_too_many_files_are_refused() -> None:
    most = packed(*((f"{number}.csv", b"x") for number in range(archive.MOST)))
    assert len(archive.unpack(most, "files.zip").members) == archive.MOST
    with pytest.raises(FormatError, match="holds 501 files; at most 500"):
        archive.unpack(packed(*((f"{number}.csv", b"x") for number in range(archive.MOST + 1))), "files.zip")


def test_an_archive_that_swells_is_refused_before_it_does() -> None:
    with pytest.raises(FormatError, match="times its size"):
        archive.unpack(packed(("a.csv", bytes(20_000_000))), "files.zip")
    with pytest.raises(FormatError, match="unpacks to 260 MB; at most 250 MB"):
        archive.unpack(packed(*((f"{number}.csv", bytes(26_000_000)) for number in range(10))), "files.zip")


def test_a_file_that_lies_about_its_size_never_swells() -> None:
    honest = packed(("a.csv", bytes(30_000_000)))
    lying = honest.replace(struct.pack("<I", 30_000_000), struct.pack("<I", 1_000))
    assert lying != honest
    found = archive.unpack(lying, "files.zip")
    assert (names(found), len(found.refused)) == ([], 1)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_any_bytes_are_an_archive_or_refused(data: bytes, place: int, byte: int) -> None:
    for each in (data, b"PK\x03\x04" + data, GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]):
        archive.recognises(each, "files.zip")
        with suppress(FormatError):
            archive.unpack(each, "files.zip")

"""A letter as a file: whole or not at all, and once."""

from pathlib import Path

import pytest

from krav.wire.files import put


def test_the_file_stands_in_its_folder_and_nothing_else_does(tmp_path: Path) -> None:
    place = put(tmp_path / "letters" / "fjordbo", "1.pdf", b"%PDF-")
    assert place == tmp_path / "letters" / "fjordbo" / "1.pdf"
    assert place.read_bytes() == b"%PDF-"
    assert [file.name for file in place.parent.iterdir()] == ["1.pdf"]


def test_writing_it_again_replaces_it(tmp_path: Path) -> None:
    put(tmp_path, "1.pdf", b"half")
    put(tmp_path, "1.pdf", b"whole")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("1.pdf", b"whole")]


def test_a_letter_is_no_strangers_to_read(tmp_path: Path) -> None:
    assert put(tmp_path, "1.pdf", b"%PDF-").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("")
    with pytest.raises(FileExistsError):
        put(tmp_path / "letters", "1.pdf", b"%PDF-")

"""Fuzzing starts from files that a reader takes, and tells a fault from a refusal."""

from pathlib import Path

import pytest

from fuzz.gather import keeping
from fuzz.take import READERS, take
from krav.formats import table
from krav.formats.values import FormatError

GOOD, BAD = b"Name,Invoice,Date,Amount\nBo,7,2026-01-05,1.00\n", b"Name,Invoice,Date,Amount\nBo,7,never,1.00\n"


def test_what_a_reader_takes_is_kept_and_what_it_refuses_is_not(tmp_path: Path) -> None:
    read = keeping(tmp_path / "corpus", table.read)
    assert read(GOOD, "x.csv", currency="DKK") == table.read(GOOD, "x.csv", currency="DKK")
    with pytest.raises(FormatError):
        read(BAD, "x.csv", currency="DKK")
    assert [path.read_bytes() for path in (tmp_path / "corpus").iterdir()] == [GOOD]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("data", [b"", GOOD, BAD, b"\xff" * 100])
def test_a_refusal_is_no_fault(reader: str, data: bytes) -> None:
    take(reader, data)


def test_any_other_exception_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(data: bytes, name: str, currency: str) -> None:
        raise KeyError(name)

    monkeypatch.setitem(READERS, "table", READERS["table"]._replace(read=fail))  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        take("table", GOOD)

"""However a text file was saved, its letters and its columns are found out."""

import pytest

from krav.formats import table
from krav.formats.values import LedgerIn

LINES = (("Kundenavn", "Fakturanr.", "Dato", "Beløb", "By"), ("Søren Åkjær", "7", "2026-01-05", "100", "Ærø"))
TEXT = "\n".join(map(";".join, LINES))


def read(data: bytes) -> LedgerIn:
    return table.read(data, "poster.csv", currency="DKK")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252"),
        ("latin-1", "Windows-1252"),
    ],
)
def test_the_encoding_is_found_out(encoding: str, name: str) -> None:
    ledger = read(TEXT.encode(encoding))
    assert (ledger.items[0].customer.name, ledger.items[0].customer.city) == ("Søren Åkjær", "Ærø")
    assert ledger.remarks[0] == f"encoding {name}"


def test_big_endian_utf_16_is_known_by_its_mark() -> None:
    assert read(b"\xfe\xff" + TEXT.encode("utf-16-be")).items == read(TEXT.encode()).items


@pytest.mark.parametrize(("separator", "name"), [(";", ";"), (",", ","), ("\t", "tab"), ("|", "|")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_separator_and_the_line_ends_are_found_out(separator: str, name: str, end: str) -> None:
    ledger = read(end.join(map(separator.join, LINES)).encode())
    assert ledger.items == read(TEXT.encode()).items
    assert ledger.remarks[1] == f"separator {name}"


def test_a_comma_in_the_data_is_no_separator() -> None:
    ledger = read("Navn;Faktura;Dato;Beløb\nBo, Ib, Ann, og Co;7;2026-01-05;100,00\n".encode())
    assert ledger.items[0].customer.name == "Bo, Ib, Ann, og Co"


@pytest.mark.parametrize("name", ["poster.csv", "POSTER.CSV", "poster.tsv", "poster.xlsx"])
def test_a_file_called_a_table_is_taken_for_one(name: str) -> None:
    assert table.recognises(b"nothing known", name)


def test_known_headings_make_a_table_of_any_file() -> None:
    long = TEXT + "\n" + "\n".join(f"Søren;{number};2026-01-05;100;Ærø" for number in range(8, 5000))
    assert table.recognises(TEXT.encode(), "download")
    assert table.recognises(long.encode(), "download.txt")
    assert not table.recognises(b"Kundenavn", "download")
    assert not table.recognises(b"\x81\x8d", "download")
    assert not table.recognises(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "letter.pdf")
    assert not table.recognises(b"PK\x03\x04 word/document.xml", "letter.docx")

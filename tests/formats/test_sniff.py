"""A file is known by its content, whatever its name, and refused before it is read when it is too large."""

from pathlib import Path

import pytest

from krav.formats import sniff

FILES = Path(__file__).parent / "files"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("oioubl_invoice.xml", "ubl"),
        ("peppol_credit_note.xml", "ubl"),
        ("ehf_invoice.xml", "ubl"),
        ("camt053.xml", "camt"),
        ("camt054.xml", "camt"),
    ],
)
def test_files_are_known_by_content(file: str, expected: str) -> None:
    assert sniff.recognise((FILES / file).read_bytes(), "upload.dat") == expected


def test_a_nets_file_is_known_by_its_first_record() -> None:
    assert sniff.recognise(b"\xef\xbb\xbfNY000010", "ledger.csv") == "ocr_giro"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"#FLAGGA 0\r\n", "sie"),
        (b"\xef\xbb\xbf\r\n#flagga\t0", "sie"),
        (b"#KSUMMA\n#PROGRAM x", "sie"),
        (b'<n1:AuditFile xmlns:n1="urn:StandardAuditFile-Taxation-Financial:NO">', "saft"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><AuditFile>", "saft"),
    ],
)
def test_bookkeeping_is_known_by_its_first_words(data: bytes, expected: str) -> None:
    assert sniff.recognise(data, "ledger.csv") == expected


def test_a_table_is_known_last() -> None:
    table = b"Faktura;Kunde;Forfald;Bel\xc3\xb8b\n1001;Bakkens Kro;2026-09-15;125,00\n"
    assert sniff.recognise(table, "ledger.csv") == "table"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"<html><body/></html>", b"\x89PNG\r\n\x1a\n"])
def test_other_files_are_not_known(data: bytes) -> None:
    assert sniff.recognise(data, "invoice.xml") == ""


def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    assert sniff.too_large("a.xml", sniff.MAX_BYTES) is None
    refused = sniff.too_large("a.xml", 250_000_000)
    assert str(refused) == (
        "a.xml: the file has 250 MB; at most 100 MB are taken. Split it, or fetch a shorter period. "
        "Nothing of the file was imported."
    )

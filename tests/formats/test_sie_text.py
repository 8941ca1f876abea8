"""A SIE file's letters and lines: every trap of real files, and nothing but a reason for what cannot be read."""

from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krav.formats import sie, sniff
from krav.formats.sie.books import read_books
from krav.formats.sie.text import lines
from krav.formats.values import FormatError
from tests.formats.ledger_files import HEAD, voucher
from tests.formats.ledger_files import sie as file

INVOICE = voucher("B 1 20260115", "Faktura 1001, Åsa Öberg", "1250.00")


@pytest.mark.parametrize(
    ("encoding", "named"), [("cp437", "PC8"), ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")]
)
def test_the_encoding_is_told_from_the_bytes_whatever_the_file_declares(encoding: str, named: str) -> None:
    read = read_books(file(INVOICE, encoding=encoding), "a.se")
    assert (read.encoding, read.company) == (named, "Övningsbolaget Åberg AB")
    assert read.vouchers[0].text == "Faktura 1001, Åsa Öberg"


def test_another_encoding_than_the_declared_is_remarked() -> None:
    assert "written in UTF-8" in sie.read(file(INVOICE, encoding="utf-8"), "a.se").remarks[0]


def test_letters_lost_on_the_way_are_refused_with_their_line() -> None:
    data = file(INVOICE).decode("cp437").replace("Å", "\ufffd").encode()
    with pytest.raises(FormatError, match="line 7: a letter cannot be read"):
        sie.read(data, "a.se")


def test_utf8_taken_for_cp437_is_refused() -> None:
    twice = HEAD.encode().decode("cp437").encode("utf-8")
    with pytest.raises(FormatError, match="a letter cannot be read"):
        sie.read(twice, "a.se")


def test_a_single_letter_of_windows_among_letters_of_dos_is_read() -> None:
    data = file(INVOICE).replace(b'"F\x94rs', b'"F\xf6rs')
    assert read_books(data, "a.se").accounts["3001"] == "Försäljning"


@pytest.mark.parametrize("page", [b"<!DOCTYPE html><html>", b"\n<html>", b"\xef\xbb\xbf<HTML>"])
def test_a_saved_web_page_is_refused_as_one(page: bytes) -> None:
    assert sniff.recognise(page, "bokslut.SE") == "sie"
    with pytest.raises(FormatError, match="a saved web page"):
        sniff.read(page, "bokslut.SE", "SEK")


def test_a_file_of_another_kind_under_the_name_of_one_is_not_taken_for_sie() -> None:
    assert sniff.recognise(b"Faktura;Kund;Belopp;Forfall\n1;A;1,00;2026-01-01\n", "lista.se") == "table"


def test_fields_are_separated_by_tabs_and_any_blanks_quoted_or_not() -> None:
    (line,) = lines('#TRANS\t1510   { "1" "1010" 6 P1}  -1000\t20260105 "say \\"so\\""  Unquoted', "a.se")
    assert line.label == "TRANS"
    assert line.fields == ("1510", ("1", "1010", "6", "P1"), "-1000", "20260105", 'say "so"', "Unquoted")


@pytest.mark.parametrize("empty", ["{}", "{ }", "{\t}"])
def test_an_empty_list_of_objects(empty: str) -> None:
    (line,) = lines(f"#TRANS 1510 {empty} 1.00", "a.se")
    assert line.objects(1) == ()
    assert line.text(2) == "1.00"


def test_a_text_that_lacks_its_last_quotation_mark_ends_with_the_line() -> None:
    (line,) = lines('#TRANS 1510 {} 1.00 20260105 "260    a long na', "a.se")
    assert line.text(4) == "260    a long na"


def test_a_doubled_backslash_is_one() -> None:
    (line,) = lines(r'#FNR "C:\\Bok" "x"', "a.se")
    assert line.fields == (r"C:\Bok", "x")


@pytest.mark.parametrize("written", ["A 1 20260105", '"A" "1" 20260105 "t" 20260106 sign', '"" 0 20260105 t'])
def test_series_and_number_may_be_quoted_bare_or_empty(written: str) -> None:
    data = file(f"#VER {written}\n{{\n#TRANS 1510 {{}} 1000\n#TRANS 3001 {{}} -1000.00\n}}\n")
    (found,) = read_books(data, "a.se").vouchers
    assert found.name in {"A1", "0"}
    assert [line.amount for line in found.lines] == [100_000, -100_000]


def test_a_posting_added_later_stands_twice_and_counts_once_and_one_struck_out_not_at_all() -> None:
    inside = "#BTRANS 1510 {} 99.00\n#RTRANS 1510 {} 10.00 20260105\n#TRANS 1510 {} 10.00 20260105\n#TRANS 3001 {} -10.00\n"
    (found,) = read_books(file(f"#VER A 1 20260105\n{{\n{inside}}}\n"), "a.se").vouchers
    assert [line.amount for line in found.lines] == [1_000, -1_000]
    assert found.sum == 0


@pytest.mark.parametrize(
    ("vouchers", "reason"),
    [
        ("#VER A 1 20260105\n{\n#TRANS 1510 {} 1.00\n", "voucher A1 has no end"),
        ("#VER A 1 20260105\n#KONTO 1510 x\n", "not followed by its postings"),
        ("#TRANS 1510 {} 1.00\n", "outside a voucher"),
        ("}\n", "belongs to no voucher"),
        ("#VER A 1 20260105\n{\n#VER A 2 20260105\n", "inside a voucher"),
        ("#VER A 1 20261345\n{\n}\n", "“20261345” is not a day"),
        ("#VER A 1\n{\n}\n", "has no day"),
        ("#VER A 1 20260105\n{\n#TRANS 1510 {} 1,005\n}\n", "more than two decimals"),
        ("#VER A 1 20260105\n{\n#TRANS 1510 {} ett\n}\n", "“ett” is not an amount"),
        ("fritt\n", "begins with no label"),
        ("#SIETYP 5\n", "types 1 to 4 are known"),
        ("#VALUTA kronor\n", "not a currency code"),
    ],
)
def test_damage_is_refused_with_its_reason(vouchers: str, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        sie.read(file(vouchers), "a.se")


def test_a_control_sum_that_is_another_is_refused() -> None:
    summed = (
        b'#FLAGGA 0\r\n#KSUMMA\r\n#SIETYP 4\r\n#VER A 1 20260105 "R\x84nta \\"x\\""\r\n{\r\n#TRANS 1510 {"1" "2"} 0\r\n}\r\n'
    )
    value = crc32(b'#SIETYP4#VERA120260105R\x84nta "x"#TRANS1510120')
    assert read_books(summed + f"#KSUMMA {value}\r\n".encode(), "a.se").vouchers
    with pytest.raises(FormatError, match=r"line 8: the control sum \(#KSUMMA\) is 77"):
        read_books(summed + b"#KSUMMA 77\r\n", "a.se")


@pytest.mark.parametrize("kind", ["1", "2", "3"])
def test_a_file_of_balances_alone_is_refused(kind: str) -> None:
    with pytest.raises(FormatError, match=f"SIE of type {kind}: it holds balances and no vouchers"):
        sie.read(file("", HEAD.replace("#SIETYP 4", f"#SIETYP {kind}")), "a.se")


def test_sie_5_is_refused_by_name() -> None:
    data = b'<Sie xmlns="http://www.sie.se/sie5"/>'
    assert sniff.recognise(data, "a.sie") == "sie"
    with pytest.raises(FormatError, match="SIE 5"):
        sie.read(data, "a.sie")


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"#FLAGGA 0\n#SIETYP 4\n"):
        _read_or_refuse(start + data)


@given(st.integers(0, 10_000), st.binary(max_size=6), st.integers(0, 40))
@settings(max_examples=80, deadline=None)
def test_a_changed_file_is_read_or_refused(place: int, put_in: bytes, left_out: int) -> None:
    data = file(INVOICE + voucher("C 1 20260215", "Betalning för fakt. 1001", "-1250.00"))
    place %= len(data)
    _read_or_refuse(data[:place] + put_in + data[place + left_out :])


def _read_or_refuse(data: bytes) -> None:
    try:
        sie.read(data, "a.se")
    except FormatError:
        return

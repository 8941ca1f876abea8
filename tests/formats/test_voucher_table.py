"""Vouchers as a table: a row a posting, and nothing that a spreadsheet would run."""

import csv
from datetime import date
from io import StringIO

from krav.formats import voucher_table
from krav.formats.values import PartyIn
from krav.formats.vouchers import AccountOut, BooksOut, VoucherLineOut, VoucherOut

ON = date(2026, 3, 9)


def rows(text: str) -> list[dict[str, str]]:
    lines = (
        VoucherLineOut("5820", 1234_50),
        VoucherLineOut("5600", -1234_50, "Debitor; “1001”", "17", "1001", "Havn", "P7"),
    )
    books = BooksOut(
        PartyIn("Fjordbo ApS"), "DKK", ON, ON, ON, "Krav", "1",
        (AccountOut("5820", "Bank"), AccountOut("5600", "Debitorer")), (PartyIn("Bager", "17"),),
        (VoucherOut("K", "12", ON, text, lines),),
    )  # fmt: skip
    content = voucher_table.write(books)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_each_posting_has_a_row() -> None:
    bank, customer = rows("Betaling")
    assert (bank["voucher"], bank["day"], bank["account_name"], bank["debit"], bank["credit"]) == (
        "K12", "2026-03-09", "Bank", "1234,50", "",
    )  # fmt: skip
    told = [customer[name] for name in ("credit", "customer", "invoice", "department", "project", "line")]
    assert told == ["1234,50", "17", "1001", "Havn", "P7", "Debitor; “1001”"]


def test_a_formula_is_text() -> None:
    assert rows("=HYPERLINK(1)")[0]["text"] == "'=HYPERLINK(1)"

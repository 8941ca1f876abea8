"""An account statement of any large Nordic bank becomes payments, once, however it was exported."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from krav.formats import sniff, statement, table
from krav.formats.values import PaymentIn, StatementIn, Unused
from krav.kernel.money import Money
from tests.formats.statements import LAYOUTS, Layout, only, read

HEADINGS = "Dato;Tekst;Beløb;Saldo\n"


def seen(payment: PaymentIn) -> tuple[str, str, tuple[str, ...], str]:
    return payment.received_on.isoformat(), str(payment.amount), payment.references, payment.payer_name


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.bank for layout in LAYOUTS])
def test_a_bank_s_own_layout_is_read(layout: Layout) -> None:
    found = only(layout.data, layout.currency)
    assert tuple(map(seen, found.payments)) == layout.payments
    assert (found.account, found.currency) == (layout.account, layout.currency)
    assert (len(found.unused), len(found.pending)) == (layout.unused, layout.pending)


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.bank for layout in LAYOUTS])
def test_a_statement_is_known_for_one_whatever_it_is_called(layout: Layout) -> None:
    assert {sniff.recognise(layout.data, name) for name in ("export.csv", "download")} == {"statement"}


@pytest.mark.parametrize(
    "ledger",
    [
        "Kundenr.;Navn;Fakturanr.;Dato;Forfaldsdato;Beløb;Saldo;Tekst\n",
        "Navn;Faktura;Dato;Beløb\n",
        "Kunde;Dato;Beløb;Saldo\n",
        "Dato;Bilagsnr;Tekst;Beløb;Saldo\n",
        "Dato;Fakturanr;Tekst;Beløb;Saldo\n",
        "Faktura;Kunde;Forfald;Beløb\n",
    ],
)
def test_a_list_of_invoices_is_no_statement(ledger: str) -> None:
    assert not statement.recognises(ledger.encode(), "poster.csv")
    assert sniff.recognise(ledger.encode(), "poster.csv") == "table"


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2\n", b"Dato;Saldo\n", b"%PDF-1.7\n", b"PK\x03\x04", b"\x81\x8d"])
def test_other_files_are_no_statement(data: bytes) -> None:
    assert not statement.recognises(data, "export.csv")


def test_a_long_statement_is_known_by_its_head() -> None:
    lines = "05.01.2026;Bo Ek;1,00;\n" * 9000
    for encoding in ("utf-8", "cp1252", "utf-16", "utf-16-be"):
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        assert statement.recognises((mark + HEADINGS + lines).encode(encoding), "x")


def test_everything_a_line_says_of_its_payer_is_kept() -> None:
    found = only(
        "Bokføringsdato;Beløp;Saldo;Betaler;Motkonto;Tekst;Melding;KID;Arkivreferanse\n"
        "05.01.2026;1 250,00;1 250,00;Kari Øye;1111 22 33334;Overføring;Faktura 9;ukjent;8877665544\n",
        "NOK",
    )
    (payment,) = found.payments
    assert payment.payer_name == "Kari Øye"
    assert payment.payer_account == "1111 22 33334"
    assert payment.texts == ("Overføring", "Faktura 9", "ukjent")
    assert payment.bank_entry == "8877665544"
    assert payment.where == "line 2"


@pytest.mark.parametrize(
    ("archive", "named"),
    [("8877665544;9988776655", 2), ("1;2", 0), ("1000001;1000002", 0), ("A-77-1;", 1)],
)
def test_an_archive_reference_that_only_counts_names_no_entry(archive: str, named: int) -> None:
    first, second = archive.split(";")
    lines = f"05.01.2026;Bo;1,00;{first}\n06.01.2026;Ib;2,00;{second}\n"
    for text in (lines, "\n".join(lines.splitlines()[::-1])):
        found = only("Dato;Tekst;Beløb;Arkivref.\n" + text)
        assert sum(bool(payment.bank_entry) for payment in found.payments) == named


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("+71<000000000000018+81234567<", ("71/000000000000018",)),
        ("FIK 71/000000000000018", ("71/000000000000018",)),
        ("IK71-000000000000018", ("71/000000000000018",)),
        ("betaling 75#0000000000000018", ("75/0000000000000018",)),
        ("KID: 0001000100014", ("0001000100014",)),
        ("Kid nr 00010001-", ("00010001-",)),
        ("OCR-nummer 775", ("775",)),
        ("0001000100014", ("0001000100014",)),
        ("RF18539007547034 tak", ("RF18539007547034",)),
        ("Faktura 1001 og 1002", ()),
        ("Tak for 2026", ()),
        ("71", ()),
    ],
)
def test_references_are_found_in_the_text(text: str, references: tuple[str, ...]) -> None:
    (payment,) = only(f"{HEADINGS}05.01.2026;{text};1,00;1,00\n").payments
    assert payment.references == references
    assert payment.texts == (text,)


def test_newest_first_and_oldest_first_are_the_same_payments() -> None:
    lines = ["05.01.2026;A;1,00;1,00", "05.01.2026;B;2,00;3,00", "06.01.2026;C;4,00;7,00", "07.01.2026;D;8,00;15,00"]
    up = only(HEADINGS + "\n".join(lines)).payments
    down = only(HEADINGS + "\n".join(reversed(lines))).payments
    assert {payment.key for payment in up} == {payment.key for payment in down}
    assert len({payment.key for payment in up}) == 4


def test_days_may_run_up_while_their_lines_run_down() -> None:
    first, second = "05.01.2026;B;2,00;3,00\n05.01.2026;A;1,00;1,00\n", "06.01.2026;D;8,00;15,00\n06.01.2026;C;4,00;7,00\n"
    found = only(HEADINGS + first + second)
    assert len(found.payments) == 4


def test_the_same_money_in_an_overlapping_export_has_the_same_key() -> None:
    head = "Kontonummer: 8079 0001234567\n\nDato;Tekst;Ind;Ud\n"
    days = ["05.01.2026;Bo Ek;100,00;", "05.01.2026;Bo Ek;100,00;", "06.01.2026;Ann;50,00;", "07.01.2026;Ib;25,00;"]
    first = [payment.key for payment in only(head + "\n".join(days[:3])).payments]
    second = [payment.key for payment in only((head + "\r\n".join(days[::-1])).encode("cp1252")).payments]
    assert len(set(first)) == 3
    assert set(first) < set(second)
    assert len(set(second)) == 4


def test_another_account_s_money_has_another_key() -> None:
    keys = {
        only(f"Kontonummer: 8079 {number}\n\nDato;Tekst;Ind\n05.01.2026;Bo;1,00\n").payments[0].key
        for number in ("0001234567", "0001234568")
    }
    assert len(keys) == 2


def test_what_is_no_payment_is_named_with_its_line() -> None:
    found = only(
        "Dato;Tekst;Beløb;Saldo;Status\n"
        "05.01.2026;Primo;;100,00;\n"
        "05.01.2026;Bo;50,00;150,00;Bogført\n"
        "06.01.2026;Gebyr;-10,00;140,00;Bogført\n"
        "06.01.2026;Rettelse;0,00;140,00;Bogført\n"
        "07.01.2026;Ann;5,00;;Afvist\n"
    )
    assert found.unused == (
        Unused("line 2", "it has no amount"),
        Unused("line 4", "it is money out"),
        Unused("line 5", "its amount is zero"),
        Unused("line 6", "the bank did not carry it out"),
    )
    assert [payment.amount for payment in found.payments] == [Money(5_000, "DKK")]


def test_blank_lines_totals_and_notes_below_are_named() -> None:
    found = read(HEADINGS + "05.01.2026;Bo;50,00;50,00\n;;;\nSaldo;;;50,00\nVed spørgsmål ring til banken;;;\n")
    assert found.unused == (
        Unused("line 3", "it is blank"),
        Unused("line 4", "it holds totals"),
        Unused("line 5", "it is a note below the list"),
    )
    assert len(found.statements[0].payments) == 1


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("Retur KID 0001000100014", -10_000),
        ("Tilbageført indbetaling +71<000000000000018", -10_000),
        ("Återbetalning OCR 10025", -10_000),
        ("Retur", None),
        ("Husleje KID 0001000100014", None),
        ("Returnøglen KID 0001000100014", None),
    ],
)
def test_money_out_is_a_payment_taken_back_only_where_it_says_so_and_names_what(text: str, minor: int | None) -> None:
    found = only(f"{HEADINGS}05.01.2026;{text};-100,00;0,00\n")
    assert [payment.amount.minor for payment in found.payments] == ([] if minor is None else [minor])
    assert len(found.unused) == (minor is None)


def test_money_that_is_not_booked_is_pending() -> None:
    found = only(
        "Dato;Tekst;Beløb;Saldo;Status\n05.01.2026;Bo;50,00;50,00;Udført\n;Ann;20,00;;Reserveret\nVenter;Ib;30,00;;\n"
    )
    assert [payment.amount.minor for payment in found.payments] == [5_000]
    assert [(payment.amount.minor, payment.received_on) for payment in found.pending] == [
        (2_000, date(2026, 1, 5)),
        (3_000, date(2026, 1, 5)),
    ]


@pytest.mark.parametrize(
    ("above", "until_on"),
    [
        ("", date(2026, 1, 5)),
        ("Periode: 01.01.2026 - 31.01.2026\n", date(2026, 1, 31)),
        ("Period 2026-01-01–2026-01-31 Skapad 2026-01-20 10:12\n", date(2026, 1, 20)),
        ("Fra dato: 01-01-2026\nTil dato: 30-01-2026\n", date(2026, 1, 30)),
        ("Periode 01.01.2026 - 99.99.2026\n", date(2026, 1, 5)),
        ("Periode 01.12.2025 - 31.12.2025\n", date(2026, 1, 5)),
    ],
)
def test_until_when_the_statement_speaks(above: str, until_on: date) -> None:
    assert only(f"{above}{HEADINGS}05.01.2026;Bo;50,00;50,00\n").until_on == until_on


def test_a_statement_without_lines_speaks_for_its_period() -> None:
    found = only("Periode: 01.01.2026 - 31.01.2026\n" + HEADINGS)
    assert (found.payments, found.until_on) == ((), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("above", "account"),
    [
        ("Kontonummer: 8079 0001234567\n", "8079 0001234567"),
        ("Konto;1234.56.78903;;\n", "1234.56.78903"),
        ("IBAN: NO93 8601 1117 947\n", "NO93 8601 1117 947"),
        ("Driftskonto 8601.11.17947 pr. 31.01.2026\n", "8601.11.17947"),
        ("Account number 55001234567\n", "55001234567"),
        ("Kontoudtog pr. 31.01.2026\n", ""),
        ("Saldo 31.01.2026;;12.345,67;\n", ""),
    ],
)
def test_the_account_above_the_headings(above: str, account: str) -> None:
    found = only(f"{above}{HEADINGS}05.01.2026;Bo;50,00;50,00\n")
    assert found.account == account
    assert ("the file names no account: it is taken for the creditor's own" in found.remarks) == (not account)


def test_several_accounts_in_one_file_are_several_statements() -> None:
    found = read(
        "Konto;Dato;Tekst;Beløb;Saldo\n"
        "8079 0001234567;05.01.2026;A;1,00;1,00\n"
        "8079 0009999999;05.01.2026;B;2,00;900,00\n"
        "8079 0001234567;06.01.2026;C;4,00;5,00\n"
    )
    assert [(item.account, [pay.amount.minor for pay in item.payments]) for item in found.statements] == [
        ("8079 0001234567", [100, 400]),
        ("8079 0009999999", [200]),
    ]


def test_a_currency_of_its_own_is_told_by_a_column_a_heading_or_the_amounts() -> None:
    for text in (
        "Dato;Tekst;Beløb;Valuta\n05.01.2026;Bo;1,00;EUR\n",
        "Dato;Tekst;Beløb (EUR)\n05.01.2026;Bo;1,00\n",
        "Dato;Tekst;Beløb\n05.01.2026;Bo;EUR 1,00\n",
    ):
        assert only(text).payments[0].amount == Money(100, "EUR")
    assert only("Dato;Tekst;Beløb;Valuta\n05.01.2026;Bo;1,00 kr.;kr.\n", "SEK").payments[0].amount == Money(100, "SEK")


@pytest.mark.parametrize(
    ("money", "minors"),
    [
        ("1.250,00;2.500,00-", (125_000, -250_000)),
        ("1 250,00;-2 500,00", (125_000, -250_000)),
        ("+1250.00;−2500.00", (125_000, -250_000)),
        ('"1,250.00";-2500.00', (125_000, -250_000)),
    ],
)
def test_amounts_in_every_dress(money: str, minors: tuple[int, int]) -> None:
    first, second = money.split(";")
    found = only(f"Dato;Tekst;Beløb\n05.01.2026;Bo;{first}\n06.01.2026;Retur KID 775;{second}\n")
    assert tuple(payment.amount.minor for payment in found.payments) == minors


def test_a_column_may_say_whether_money_came_or_went() -> None:
    found = only("Dato;Tekst;Beløb;Debet/kredit\n05.01.2026;Bo;1,00;K\n05.01.2026;Ib;2,00;D\n")
    assert [payment.amount.minor for payment in found.payments] == [100]


def workbook(*sheets: tuple[tuple[object, ...], ...]) -> bytes:
    book = Workbook()
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    file = BytesIO()
    book.save(file)
    return file.getvalue()


ACCOUNT = (
    ("Kontonummer", "8079 0001234567"),
    ("Dato", "Tekst", "Beløb", "Saldo", "Reference"),
    (date(2026, 1, 5), "Bo Ek", 1250.5, 1250.5, "0531"),
    (date(2026, 1, 6), "Gebyr", -25, 1225.5, None),
)
LEDGER = (("Kundenavn", "Fakturanr.", "Dato", "Forfald", "Beløb", "Saldo"),)


def test_a_workbook_gives_the_payments_of_its_text() -> None:
    data = workbook(ACCOUNT)
    assert sniff.recognise(data, "x.xlsx") == "statement"
    (found,) = read(data, name="x.xlsx").statements
    text = (
        "Kontonummer;8079 0001234567;;;\nDato;Tekst;Beløb;Saldo;Reference\n"
        "05.01.2026;Bo Ek;1.250,50;1.250,50;0531\n06.01.2026;Gebyr;-25,00;1.225,50;\n"
    )
    assert found == StatementIn(**{field: getattr(only(text), field) for field in StatementIn.__slots__})
    assert found.payments[0].references == ("0531",)


def test_every_sheet_of_a_workbook_is_read_or_named() -> None:
    other = (("Kontonummer", "8079 0009999999"), ("Dato", "Tekst", "Beløb"), (date(2026, 1, 5), "Ib", 3))
    found = read(workbook((("Vejledning",),), ACCOUNT, other), name="x.xlsx")
    assert [item.account for item in found.statements] == ["8079 0001234567", "8079 0009999999"]
    assert found.unused == (Unused("sheet “Sheet1”", "it holds no account statement"),)


@pytest.mark.parametrize("sheets", [(LEDGER,), (LEDGER, ACCOUNT)])
def test_a_ledger_workbook_is_no_statement(sheets: tuple[tuple[tuple[object, ...], ...], ...]) -> None:
    assert sniff.recognise(workbook(*sheets), "x.xlsx") == "table"


def test_it_tells_how_it_read_the_file() -> None:
    remarks = read(HEADINGS + "05.01.2026;Bo;50,00;50,00\n").remarks
    assert remarks == (
        "encoding UTF-8",
        "separator ;",
        "“Beløb”: decimal comma",
        "“Dato”: day.month.year",
        "read as: “Dato” day, “Tekst” text, “Beløb” amount, “Saldo” balance",
    )


def test_the_table_reader_still_reads_what_is_no_statement() -> None:
    data = "Navn;Faktura;Dato;Beløb\nBo;7;2026-01-05;1,00\n".encode()
    assert sniff.read(data, "x.csv", "DKK") == table.read(data, "x.csv", currency="DKK")

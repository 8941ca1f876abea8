"""A list of open items out of a bookkeeping program becomes invoices and credit notes, however it was saved."""

from datetime import date

from krav.formats import table
from krav.formats.values import ItemIn, LedgerIn, PartyIn, Unused
from krav.kernel.money import Money

DANISH = """\
Kundenr.;Kundenavn;Kundetype;CVR-nr.;Adresse;Postnr.;By;Land;E-mail;Sprog;Att.;Fakturanr.;Fakturadato;Forfaldsdato;\
Forfaldsdato aftalt;Beløb;Restbeløb;Valuta;FIK;Tekst
1001;Bakkens Kro ApS;erhverv;20000007;Bakken 4;8000;Aarhus C;Danmark;bogholderi@bakkenskro.example;dansk;Åse Bæk;5001;\
05.01.2026;04.02.2026;ja;12.500,00;2.500,00;DKK;+71<000000010001006+20000015<;Levering i december
1002;Søren Østergård;privat;;Åvej 2;0800;Høje Taastrup;;;;;5002;16.01.2026;30.01.2026;nej;-349,95;;;;
"""

KRO = PartyIn(
    name="Bakkens Kro ApS",
    number="1001",
    company_number="20000007",
    kind="business",
    street="Bakken 4",
    postcode="8000",
    city="Aarhus C",
    country="DK",
    email="bogholderi@bakkenskro.example",
    language="da",
    attention="Åse Bæk",
)


def read(text: str, currency: str = "DKK", encoding: str = "utf-8") -> LedgerIn:
    return table.read(text.encode(encoding), "poster.csv", currency=currency)


def only(text: str, currency: str = "DKK") -> ItemIn:
    (item,) = read(text, currency).items
    return item


def test_a_line_with_every_column_becomes_an_invoice() -> None:
    assert read(DANISH).items[0] == ItemIn(
        number="5001",
        issued_on=date(2026, 1, 5),
        due_on=date(2026, 2, 4),
        amount=Money(1_250_000, "DKK"),
        customer=KRO,
        where="line 2",
        open_amount=Money(250_000, "DKK"),
        reference="+71<000000010001006+20000015<",
        description="Levering i december",
        due_agreed=True,
    )


def test_what_a_line_leaves_blank_stays_unsaid() -> None:
    item = read(DANISH).items[1]
    assert (item.open_amount, item.reference, item.description, item.due_agreed) == (None, "", "", False)
    assert item.customer == PartyIn(
        "Søren Østergård", "1002", kind="consumer", street="Åvej 2", postcode="0800", city="Høje Taastrup"
    )


def test_four_columns_are_enough() -> None:
    assert only("Navn,Faktura,Dato,Beløb\nBo Ek,7,2026-01-05,100\n") == ItemIn(
        number="7",
        issued_on=date(2026, 1, 5),
        due_on=None,
        amount=Money(10_000, "DKK"),
        customer=PartyIn("Bo Ek"),
        where="line 2",
    )


def test_a_norwegian_list() -> None:
    item = only(
        "Kundenummer;Kundenavn;Kundetype;Organisasjonsnummer;Gateadresse;Postnr;Poststed;Fakturanummer;Fakturadato;"
        "Forfall;Beløp;Utestående;KID;Forfallsdato avtalt\n"
        "17;Fjell Snekker;enkeltpersonforetak;810000007;Fjellveien 3;0150;Oslo;901;05.01.2026;19.01.2026;"
        "1 234,50;1 000,00;0001000100014;nei\n",
        currency="NOK",
    )
    assert item.customer == PartyIn("Fjell Snekker", "17", "810000007", "sole_trader", "Fjellveien 3", "0150", "Oslo")
    assert (item.amount, item.open_amount) == (Money(123_450, "NOK"), Money(100_000, "NOK"))
    assert (item.reference, item.due_on, item.due_agreed) == ("0001000100014", date(2026, 1, 19), False)


def test_a_swedish_list() -> None:
    item = only(
        "Kundnr\tKundnamn\tKundtyp\tOrganisationsnummer\tPostort\tFakturanummer\tFakturadatum\tFörfallodatum\tBelopp\t"
        "Kvar att betala\tOCR-nummer\n"
        "9\tLunds kommun\toffentlig\t556000-0001\tLund\t77\t2026-01-05\t2026-02-04\t1\u00a0234,50\t1\u202f234,50\t775\n",
        currency="SEK",
    )
    assert item.customer == PartyIn("Lunds kommun", "9", "556000-0001", "public", city="Lund")
    assert (item.amount, item.open_amount, item.reference) == (Money(123_450, "SEK"), Money(123_450, "SEK"), "775")


def test_an_english_list() -> None:
    item = only(
        "Customer no.|Customer name|Country|Invoice no.|Invoice date|Due date|Amount|Balance|Payment reference\n"
        "C9|Hill & Sons|united kingdom|A-77|2026-01-05|2026-02-04|1,234.50|1,000.00|RF18539007547034\n"
    )
    assert item.customer == PartyIn("Hill & Sons", "C9", country="GB")
    assert (item.amount, item.open_amount) == (Money(123_450, "DKK"), Money(100_000, "DKK"))


def test_headings_are_known_in_any_dress() -> None:
    item = only("KUNDE_NAVN; faktura nr ;Faktura.Dato;beløb  INKL_moms\nBo Ek;7;2026-01-05;100,00\n")
    assert (item.customer.name, item.number, item.amount) == ("Bo Ek", "7", Money(10_000, "DKK"))


def test_headings_stand_below_a_title() -> None:
    item = only("Åbne poster;;;\nPr. 01.02.2026;;;\n;;;\nNavn;Faktura;Dato;Beløb\nBo Ek;7;2026-01-05;100,00\n")
    assert (item.number, item.where) == ("7", "line 5")


def test_a_payment_on_account_is_negative_and_stands_alone() -> None:
    ledger = read(
        "Navn;Faktura;Dato;Beløb;Dokumenttype\n"
        "Bo Ek;7;2026-01-05;100,00;Faktura\n"
        "Bo Ek;P1;2026-01-06;40,00;Indbetaling\n"
        "Bo Ek;8;2026-01-07;0,00;\n"
    )
    found = [(item.kind, item.amount.minor) for item in ledger.items]
    assert found == [("invoice", 10_000), ("payment", -4_000), ("invoice", 0)]
    assert all(item.stands_alone for item in ledger.items)
    assert "lines of zero, shown and never reminded: 1" in ledger.remarks


def test_a_credit_note_is_negative_by_its_sign_or_its_type() -> None:
    ledger = read(
        "Navn;Faktura;Dato;Beløb;Rest;Dokumenttype;Krediteret faktura\n"
        "Bo Ek;7;2026-01-05;100,00;100,00;Faktura;\n"
        "Bo Ek;8;2026-01-06;40,00;40,00;Kreditnota;7\n"
        "Bo Ek;9;2026-01-07;-10,00;-10,00;;7\n"
    )
    assert [item.amount.minor for item in ledger.items] == [10_000, -4_000, -1_000]
    assert [item.open_amount for item in ledger.items] == [item.amount for item in ledger.items]
    assert [item.credits for item in ledger.items] == ["", "7", "7"]
    assert [item.kind for item in ledger.items] == ["invoice", "credit", "credit"]
    assert "credit notes and payments without a minus sign, read as negative: 1" in ledger.remarks


def test_the_currency_column_says_the_currency_of_each_line() -> None:
    ledger = read("Navn;Faktura;Dato;Beløb;Valuta\nBo;7;2026-01-05;100,00;eur\nAnn;8;2026-01-05;100,00;\n")
    assert [item.amount for item in ledger.items] == [Money(10_000, "EUR"), Money(10_000, "DKK")]


def test_a_currency_beside_every_amount_is_theirs() -> None:
    assert only("Name,Invoice,Date,Amount\nBo,7,2026-01-05,EUR 100.00\n").amount == Money(10_000, "EUR")


def test_zero_is_left_to_the_importer() -> None:
    assert only("Navn;Faktura;Dato;Beløb\nBo;7;2026-01-05;0,00\n").amount == Money(0, "DKK")


def test_totals_and_blank_lines_are_no_items() -> None:
    ledger = read(
        "Navn;Faktura;Dato;Beløb\nTotal;6;2026-01-05;50,00\n;;;\nBo;7;2026-01-05;100,00\nI alt:;;;150,00\n;;;\n\n"
    )
    assert [item.customer.name for item in ledger.items] == ["Total", "Bo"]
    assert ledger.unused == (
        Unused("line 3", "it is blank"),
        Unused("line 5", "it holds totals"),
        Unused("lines 6–7", "it is blank"),
    )


def test_a_list_without_lines_is_an_empty_ledger() -> None:
    assert read("Navn;Faktura;Dato;Beløb\n").items == ()


def test_a_cell_may_hold_the_separator_and_a_line_break() -> None:
    ledger = read('Navn;Faktura;Dato;Beløb;Tekst\n"Ek; Bo";7;2026-01-05;100;"To\r\nlinjer"\nAnn;8;2026-01-05;5;"""A"""\n')
    assert [item.customer.name for item in ledger.items] == ["Ek; Bo", "Ann"]
    assert [item.description for item in ledger.items] == ["To linjer", '"A"']
    assert [item.where for item in ledger.items] == ["line 2", "line 4"]


def test_lines_that_say_the_same_of_a_customer_share_the_value() -> None:
    first, second = read("Navn;Faktura;Dato;Beløb\nBo;7;2026-01-05;100\nBo;8;2026-01-06;5\n").items
    assert first.customer is second.customer


def test_it_tells_what_was_understood() -> None:
    ledger = read(
        "Navn;Faktura;Dato;Forfald;Beløb;Sælger\nBo Åby;7;05/01/2026;04-02-2026;1.234,50;Ib\n", encoding="cp1252"
    )
    assert ledger.format == "table"
    assert ledger.understood == (
        ("Navn", "customer_name"),
        ("Faktura", "invoice_number"),
        ("Dato", "invoice_date"),
        ("Forfald", "due_date"),
        ("Beløb", "amount"),
    )
    assert ledger.remarks == (
        "encoding Windows-1252",
        "separator ;",
        "not read: “Sælger”",
        "“Dato”: day/month/year",
        "“Forfald”: day-month-year",
        "“Beløb”: decimal comma, thousands point",
    )

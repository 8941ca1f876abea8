"""Account statements in the layouts of ten banks and more; the people, accounts and amounts are invented."""

from typing import NamedTuple

from krav.formats import statement
from krav.formats.values import BankFileIn, StatementIn


class Layout(NamedTuple):
    """A file of one bank, and what is to be found in it: account, payments as (day, amount, references, payer)."""

    bank: str
    currency: str
    data: bytes
    account: str
    payments: tuple[tuple[str, str, tuple[str, ...], str], ...]
    unused: int = 0
    pending: int = 0


def read(data: bytes | str, currency: str = "DKK", name: str = "export.csv") -> BankFileIn:
    return statement.read(data.encode() if isinstance(data, str) else data, name, currency=currency)


def only(data: bytes | str, currency: str = "DKK") -> StatementIn:
    (found,) = read(data, currency).statements
    return found


LAYOUTS = (
    Layout(
        "Danske Bank",
        "DKK",
        (
            '"Dato";"Kategori";"Underkategori";"Tekst";"Beløb";"Saldo";"Status";"Afstemt"\r\n'
            '"05.01.2026";"Indkomst";"Øvrig";"FI-kort 71 000000000000018";"1.250,00";"11.250,00";"Udført";"Nej"\r\n'
            '"06.01.2026";"Drift";"Gebyr";"Gebyr";"-25,00";"11.225,00";"Udført";"Nej"\r\n'
            '"07.01.2026";"Indkomst";"Øvrig";"Bo Ek faktura 17";"99,50";"";"Venter";"Nej"\r\n'
        ).encode("cp1252"),
        "",
        (("2026-01-05", "1250.00 DKK", ("71/000000000000018",), ""),),
        unused=1,
        pending=1,
    ),
    Layout(
        "Danske Bank, erhverv",
        "DKK",
        (
            "Konto;Bogføringsdato;Rentedato;Tekst;Antal;Beløb DKK;Bogført saldo DKK;Status;Bankens arkivreference\n"
            "3000-0012345678;05.01.2026;06.01.2026;+71<000000000000018+81234567<;1;1.250,00;1.250,00;Bogført;A-1\n"
        ).encode("utf-8-sig"),
        "3000-0012345678",
        (("2026-01-05", "1250.00 DKK", ("71/000000000000018",), ""),),
    ),
    Layout(
        "Nordea DK",
        "DKK",
        (
            "Bogføringsdato;Beløb;Afsender;Modtager;Navn;Beskrivelse;Saldo;Valuta;Afstemt\n"
            "Reserveret;-80,00;;;Kro;Kortkøb;;DKK;\n"
            "2026/01/06;-300,00;2222 0000000001;;Leverandør;Faktura 9;1700,00;DKK;\n"
            "2026/01/05;2000,00;5555 0001234567;2222 0000000001;Søren Ås;Faktura 1001;2000,00;DKK;\n"
        ).encode("utf-8-sig"),
        "",
        (("2026-01-05", "2000.00 DKK", (), "Søren Ås"),),
        unused=2,
    ),
    Layout(
        "Jyske Bank",
        "DKK",
        (
            '"Dato";"Valør";"Tekst";"Beløb";"Saldo"\n'
            '"02-01-2026";"02-01-2026";"Indbetalingskort 71-000000000000018";"500,00";"1.500,00"\n'
            '"02-01-2026";"02-01-2026";"Overførsel Ann Bæk";"250,00";"1.750,00"\n'
        ).encode("cp1252"),
        "",
        (
            ("2026-01-02", "500.00 DKK", ("71/000000000000018",), ""),
            ("2026-01-02", "250.00 DKK", (), ""),
        ),
    ),
    Layout(
        "Sydbank",
        "DKK",
        (
            "Kontonummer: 8079 0001234567\n\n"
            "Bogføringsdato;Valørdato;Tekst;Ud;Ind;Saldo\n"
            "05/01/2026;05/01/2026;Husleje;4.000,00;;-3.000,00\n"
            "13/01/2026;13/01/2026;Fra Bo Ek;;5.000,00;2.000,00\n"
        ).encode("cp1252"),
        "8079 0001234567",
        (("2026-01-13", "5000.00 DKK", (), ""),),
        unused=1,
    ),
    Layout(
        "Lunar",
        "DKK",
        (
            "Date,Text,Amount,Balance,Currency,Status\n"
            "2026-01-07 13:45:22,Ann Bæk,1200.00,1500.00,DKK,Completed\n"
            "2026-01-05 09:00:00,Bo Ek,300.00,300.00,DKK,Completed\n"
        ).encode(),
        "",
        (
            ("2026-01-07", "1200.00 DKK", (), ""),
            ("2026-01-05", "300.00 DKK", (), ""),
        ),
    ),
    Layout(
        "Nordea NO",
        "NOK",
        (
            "Bokføringsdato;Beløp;Avsender;Mottaker;Navn;Tittel;Valuta;Betalingstype\n"
            "2026/01/05;1 234,50;12345678903;98765432100;Kari Øye;KID 0001000100014;NOK;Innbetaling\n"
        ).encode(),
        "",
        (("2026-01-05", "1234.50 NOK", ("0001000100014",), "Kari Øye"),),
    ),
    Layout(
        "DNB",
        "NOK",
        (
            '"Konto: 1234.56.78903"\n"Periode: 01.01.2026 - 31.01.2026"\n'
            '"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"\n'
            '"05.01.2026";"Fra Kari Øye";"06.01.2026";"";"1.234,50"\n'
            '"06.01.2026";"Husleie";"06.01.2026";"8.000,00";""\n'
        ).encode("cp1252"),
        "1234.56.78903",
        (("2026-01-05", "1234.50 NOK", (), ""),),
        unused=1,
    ),
    Layout(
        "SpareBank 1",
        "NOK",
        (
            "Bokføringsdato;Beskrivelse;Rentedato;Inn;Ut;Fra konto;Til konto;Melding/KID/Fakt.nr\n"
            "05.01.2026;Ola Ås;05.01.2026;500,00;;11112233334;12345678903;0001000100014\n"
            "06.01.2026;Strøm;06.01.2026;;-700,00;12345678903;;\n"
        ).encode("utf-8-sig"),
        "",
        (("2026-01-05", "500.00 NOK", ("0001000100014",), ""),),
        unused=1,
    ),
    Layout(
        "Sbanken",
        "NOK",
        (
            "BOKFØRINGSDATO;RENTEDATO;ARKIVREFERANSE;MOTKONTO;TYPE;TEKST;UT FRA KONTO;INN PÅ KONTO\n"
            "2026-01-05;2026-01-05;99887766;97101234560;OVFNETTB;Fra: Ola Ås;;700,00\n"
            "2026-01-06;2026-01-06;99887767;;VARER;Butikk;45,00;\n"
        ).encode("cp1252"),
        "",
        (("2026-01-05", "700.00 NOK", (), ""),),
        unused=1,
    ),
    Layout(
        "Handelsbanken NO",
        "NOK",
        (
            "Bokført dato;Rentedato;Tekst;Ut/inn;Saldo;Arkivref.;KID\n"
            "05.01.2026;05.01.2026;Innbetaling;900,00;900,00;55;0001000100014\n"
        ).encode("utf-16"),
        "",
        (("2026-01-05", "900.00 NOK", ("0001000100014",), ""),),
    ),
    Layout(
        "Handelsbanken SE",
        "SEK",
        (
            "Kontonamn;Företagskonto;;;\nKontonummer;123 456 789;;;\nSaldo;3 000,00;;;\n;;;;\n"
            "Reskontradatum;Transaktionsdatum;Text;Belopp;Saldo\n"
            "2026-01-07;2026-01-07;Bg 5555-1234;2 000,00;3 000,00\n"
            "2026-01-05;2026-01-05;Swish Åsa;1 000,00;1 000,00\n"
        ).encode("cp1252"),
        "123 456 789",
        (("2026-01-07", "2000.00 SEK", (), ""), ("2026-01-05", "1000.00 SEK", (), "")),
    ),
    Layout(
        "SEB",
        "SEK",
        (
            "Konto;5123 12 345 67;;;;\nSökparametrar;2026-01-01 - 2026-01-31;;;;\n"
            "Bokföringsdatum;Valutadatum;Verifikationsnummer;Text/mottagare;Belopp;Saldo\n"
            "2026-01-05;2026-01-05;5490990004;OCR 10025;150.00;1150.00\n"
            "2026-01-05;2026-01-05;5490990005;Hyra;-150.00;1000.00\n"
        ).encode("utf-8-sig"),
        "5123 12 345 67",
        (("2026-01-05", "150.00 SEK", ("10025",), ""),),
        unused=1,
    ),
    Layout(
        "Swedbank",
        "SEK",
        (
            "* Transaktionsrapport Period 2026-01-01–2026-01-31 Skapad 2026-01-20 10:12 CET\n"
            "Radnummer,Clearingnummer,Kontonummer,Produkt,Valuta,Bokföringsdag,Transaktionsdag,Valutadag,Referens,"
            "Beskrivning,Belopp,Bokfört saldo\n"
            "1,81059,1234567890,Företagskonto,SEK,2026-01-15,2026-01-15,2026-01-15,10025,Bankgiro,250.00,750.00\n"
            "2,81059,1234567890,Företagskonto,SEK,2026-01-12,2026-01-12,2026-01-12,ÅSA EK,Swish,500.00,500.00\n"
        ).encode("cp1252"),
        "81059 1234567890",
        (("2026-01-15", "250.00 SEK", ("10025",), ""), ("2026-01-12", "500.00 SEK", (), "")),
    ),
    Layout(
        "Nordea SE",
        "SEK",
        (
            "Bokföringsdag;Belopp;Avsändare;Mottagare;Namn;Rubrik;Saldo;Valuta\n"
            "Reservationer;-45,00;;;;Kortköp;;SEK\n"
            "2026-01-05;800,00;Åsa Ek;1234 56 78901;;Faktura 12;800,00;SEK\n"
        ).encode("utf-8-sig"),
        "",
        (("2026-01-05", "800.00 SEK", (), "Åsa Ek"),),
        unused=1,
    ),
)

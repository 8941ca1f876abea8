"""The open-item lists that the bookkeeping programs of three countries export are read as they are."""

import pytest

from krav.formats import sniff, statement
from krav.formats.values import LedgerIn, Unused

SYSTEMS = {
    "e-conomic": "Kundenr.;Kundenavn;Bilagsnr.;Fakturanr.;Dato;Forfaldsdato;Tekst;Valuta;Beløb;Restbeløb\n"
    "7;Bo Ek;90;1001;05.01.2026;04.02.2026;Faktura;DKK;1.250,00;250,00\n",
    "Dinero": "Fakturanummer;Kontakt;Dato;Forfaldsdato;Beløb inkl. moms;Manglende betaling\n"
    "1001;Bo Ek;05-01-2026;04-02-2026;1250,00;250,00\n",
    "Billy": "Faktura nr.;Kunde;Fakturadato;Forfaldsdato;Total inkl. moms;Rest beløb\n"
    "1001;Bo Ek;2026-01-05;2026-02-04;1.250,00;250,00\n",
    "Business Central": "Bogføringsdato;Bilagstype;Bilagsnr.;Debitornr.;Debitornavn;Valutakode;Oprindeligt beløb;Restbeløb;"
    "Forfaldsdato\n05-01-2026;Faktura;1001;7;Bo Ek;DKK;1.250,00;250,00;04-02-2026\n",
    "Tripletex": "Kundenr;Kundenavn;Bilagsnr;Fakturanr;Bilagsdato;Forfallsdato;Beløp;Åpent beløp;KID\n"
    "7;Bo Ek;90;1001;05.01.2026;04.02.2026;1 250,00;250,00;0001000100014\n",
    "PowerOffice": "Kundenr.;Kunde;Bilagsnr.;Faktura nr.;Fakturadato;Forfall;Beløp;Restbeløp\n"
    "7;Bo Ek;90;1001;05.01.2026;04.02.2026;1250,00;250,00\n",
    "24SevenOffice": "Kunde nr.;Kundenavn;Fakturanr.;Dato;Forfallsdato;Totalbeløp;Utestående beløp\n"
    "7;Bo Ek;1001;05.01.2026;04.02.2026;1250,00;250,00\n",
    "Xledger": "Kundenr;Kunde;Fakturanr;Fakturadato;Forf.dato;Valuta;Fakturabeløp;Restbeløp\n"
    "7;Bo Ek;1001;2026-01-05;2026-02-04;NOK;1250,00;250,00\n",
    "Conta": "Fakturanr;Kunde;Fakturadato;Forfallsdato;Beløp inkl. MVA;Utestående\n"
    "1001;Bo Ek;05.01.2026;04.02.2026;1 250,00;250,00\n",
    "Fortnox": "Fakturanr;Kundnr;Kundnamn;Fakturadatum;Förfallodatum;Totalt;Saldo;OCR\n"
    "1001;7;Bo Ek;2026-01-05;2026-02-04;1 250,00;250,00;10025\n",
    "Visma": "Fakturanummer;Kundnummer;Kund;Fakturadatum;Förfallodatum;Belopp;Återstående belopp\n"
    "1001;7;Bo Ek;2026-01-05;2026-02-04;1250,00;250,00\n",
    "Visma Business": "Kundnr;Kundnamn;Fakturanr;Datum;Förf.datum;Fakturabelopp;Kvar att betala\n"
    "7;Bo Ek;1001;2026-01-05;2026-02-04;1250,00;250,00\n",
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_list_of_a_system_is_read(system: str) -> None:
    data = SYSTEMS[system].encode("cp1252")
    assert not statement.recognises(data, "poster.csv")
    ledger = sniff.read(data, "poster.csv", "DKK")
    assert isinstance(ledger, LedgerIn)
    (item,) = ledger.items
    assert (item.customer.name, item.number, item.amount.minor) == ("Bo Ek", "1001", 125_000)
    assert item.open_amount is not None
    assert item.open_amount.minor == 25_000
    assert (item.issued_on.isoformat(), item.due_on and item.due_on.isoformat()) == ("2026-01-05", "2026-02-04")


def test_a_voucher_s_number_and_day_are_not_read_where_the_invoice_s_are() -> None:
    ledger = sniff.read(
        "Kunde;Bilagsnr;Fakturanr;Dato;Fakturadato;Beløb\nBo;90;1001;2026-01-09;2026-01-05;1,00\n".encode(), "x.csv", "DKK"
    )
    assert isinstance(ledger, LedgerIn)
    assert (ledger.items[0].number, ledger.items[0].issued_on.isoformat()) == ("1001", "2026-01-05")
    assert "not read: “Bilagsnr”, “Dato”" in ledger.remarks


def test_a_contact_is_the_person_where_the_customer_is_named() -> None:
    ledger = sniff.read("Kunde;Kontakt;Faktura;Dato;Beløb\nKro ApS;Åse;7;2026-01-05;1,00\n".encode(), "x.csv", "DKK")
    assert isinstance(ledger, LedgerIn)
    assert (ledger.items[0].customer.name, ledger.items[0].customer.attention) == ("Kro ApS", "Åse")


def test_every_line_that_was_not_used_is_named() -> None:
    lines = ("Bo;7;2026-01-05;1,00", ";;;", ";;;", "Ann;8;2026-01-05;1,00", ";;;", "I alt;;;2,00", "Sum;;;2,00")
    ledger = sniff.read("\n".join(("Kunde;Faktura;Dato;Beløb", *lines)).encode(), "x.csv", "DKK")
    assert isinstance(ledger, LedgerIn)
    assert ledger.unused == (
        Unused("lines 3–4", "it is blank"),
        Unused("line 6", "it is blank"),
        Unused("line 7", "it holds totals"),
        Unused("line 8", "it holds totals"),
    )

"""The invoices that the tests of writing write: an invoice, its credit note, and one for a consumer."""

from dataclasses import replace
from datetime import date

from krav.formats.ubl import InvoiceOut, LineOut
from krav.formats.values import PartyIn
from krav.kernel.money import Money
from krav.law.payment import PaymentMeans

SUPPLIER = PartyIn("Lindö Verktyg AB", "", "5566778899", "business", "Verkstadsgatan 5", "602 22", "Norrköping", "SE")
CUSTOMER = PartyIn(
    "Exempel & Söner <Bygg> AB", "10418", "5599990008", "business", "Exempelgatan 21", "582 22", "Linköping", "SE",
    "ekonomi@exempel.example", attention="Ekonomi",
)  # fmt: skip
LINES = (
    LineOut("Faktura 20418", "12 500,00 × 10 % × 20 / 365", 6849, date(2026, 5, 30), date(2026, 6, 18)),
    LineOut("Faktura 20418", "Betalt tidigare", -849),
)
INVOICE = InvoiceOut(
    "900017", date(2026, 11, 24), date(2026, 12, 8), Money(6000, "SEK"), SUPPLIER, CUSTOMER, LINES,
    PaymentMeans("30", "9000175", "50501055", "SE:BANKGIRO"), "Ränta är undantagen från moms", "Tack",
)  # fmt: skip
CREDIT_NOTE = replace(INVOICE, number="900018", credits="900017")
ODD = {
    "signs": "Bed & <b>Æble</b> \"Ø\" 'Å' ]]> ©",
    "long": "Ærlig Østers Åpning " * 30,
    "beyond the letters of old files": "🦊 Räv 𝔘",
    "what XML cannot carry": "Bo\x0b Ek\x1f\ufffe",
    "blanks": "  Bo\t\n Ek  ",
}
"""What somebody may have written as a name."""
CONSUMER = replace(INVOICE, customer=PartyIn("Anna Lind", "7", country="SE"), note="")


def oddly(invoice: InvoiceOut, text: str) -> InvoiceOut:
    """The same with odd words wherever words stand, and parties without an address."""
    supplier = PartyIn(text, company_number=invoice.supplier.company_number, kind="business", country="SE")
    customer = replace(invoice.customer, name=text, street="", postcode="", city="", email=text, attention=text)
    lines = tuple(replace(line, name=text, description=text) for line in invoice.lines)
    return replace(invoice, supplier=supplier, customer=customer, lines=lines, note=text, free_of_vat=text)

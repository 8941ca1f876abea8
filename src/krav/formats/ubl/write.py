"""Invoices and credit notes that bear no VAT, written in Peppol BIS Billing 3 (UBL 2.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from krav.formats.ubl.parts import cac, cbc, document, money, party, payment_means, vat
from krav.formats.values import PartyIn
from krav.formats.xml import Element
from krav.kernel.money import Minor, Money
from krav.law.payment import PaymentMeans

_CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


@dataclass(frozen=True, slots=True)
class LineOut:
    """One line: what it is for, the days it is about, and its amount in minor units."""

    name: str
    description: str
    amount: Minor
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class InvoiceOut:
    """An invoice outside the scope of VAT, or a credit note where `credits` names an invoice; the lines come to `amount`.

    `free_of_vat` says why it bears none. A party is found in Peppol by its company number.
    """

    number: str
    issued_on: date
    due_on: date
    amount: Money
    supplier: PartyIn
    customer: PartyIn
    lines: tuple[LineOut, ...]
    means: PaymentMeans
    free_of_vat: str
    note: str = ""
    credits: str = ""


def write(invoice: InvoiceOut) -> bytes:
    """The document as XML."""
    kind = "CreditNote" if invoice.credits else "Invoice"
    return document(kind, _document(invoice))


def _document(invoice: InvoiceOut) -> Iterator[Element]:
    yield cbc("CustomizationID", _CUSTOMIZATION)
    yield cbc("ProfileID", _PROFILE)
    yield cbc("ID", invoice.number)
    yield cbc("IssueDate", invoice.issued_on.isoformat())
    if not invoice.credits:
        yield cbc("DueDate", invoice.due_on.isoformat())
    yield cbc("CreditNoteTypeCode", "381") if invoice.credits else cbc("InvoiceTypeCode", "380")
    if invoice.note:
        yield cbc("Note", invoice.note)
    yield cbc("DocumentCurrencyCode", invoice.amount.currency)
    yield cbc("BuyerReference", invoice.customer.attention or invoice.customer.number or invoice.number)
    if invoice.credits:
        yield cac("BillingReference", cac("InvoiceDocumentReference", cbc("ID", invoice.credits)))
    yield cac("AccountingSupplierParty", party(invoice.supplier))
    yield cac("AccountingCustomerParty", party(invoice.customer))
    yield payment_means(invoice.means)
    yield _tax(invoice)
    yield _totals(invoice)
    for number, line in enumerate(invoice.lines, 1):
        yield _line(number, line, invoice)


def _tax(invoice: InvoiceOut) -> Element:
    category = cac(
        "TaxCategory",
        cbc("ID", "O"),
        cbc("TaxExemptionReasonCode", "VATEX-EU-O"),
        cbc("TaxExemptionReason", invoice.free_of_vat),
        vat(),
    )
    nothing = Money(0, invoice.amount.currency)
    taxed = cac("TaxSubtotal", money("TaxableAmount", invoice.amount), money("TaxAmount", nothing), category)
    return cac("TaxTotal", money("TaxAmount", nothing), taxed)


def _totals(invoice: InvoiceOut) -> Element:
    names = ("LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "PayableAmount")
    return cac("LegalMonetaryTotal", *(money(name, invoice.amount) for name in names))


def _line(number: int, line: LineOut, invoice: InvoiceOut) -> Element:
    """A line below zero has a quantity below zero: a price may not be negative."""
    kind, quantity = ("CreditNoteLine", "CreditedQuantity") if invoice.credits else ("InvoiceLine", "InvoicedQuantity")
    currency = invoice.amount.currency
    element = cac(kind, cbc("ID", str(number)), cbc(quantity, "1" if line.amount >= 0 else "-1", unitCode="C62"))
    element.append(money("LineExtensionAmount", Money(line.amount, currency)))
    if line.from_on and line.to_on:
        days = cbc("StartDate", line.from_on.isoformat()), cbc("EndDate", line.to_on.isoformat())
        element.append(cac("InvoicePeriod", *days))
    described = [cbc("Description", line.description)] if line.description else []
    element.append(cac("Item", *described, cbc("Name", line.name), cac("ClassifiedTaxCategory", cbc("ID", "O"), vat())))
    element.append(cac("Price", money("PriceAmount", Money(abs(line.amount), currency))))
    return element

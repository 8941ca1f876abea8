"""Invoices and credit notes, with VAT of one rate or without any, written in Peppol BIS Billing 3 (UBL 2.1)."""

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
class VatOut:
    """The VAT of an invoice: UNCL 5305's category, the rate in hundredths of a per cent, the amount, the seller's number."""

    category: str
    rate: int
    amount: Minor
    seller_number: str

    @property
    def percent(self) -> str:
        """The rate as a decimal number."""
        return f"{self.rate // 100}.{self.rate % 100:02}"


_OUTSIDE = VatOut("O", 0, 0, "")


@dataclass(frozen=True, slots=True)
class InvoiceOut:
    """An invoice, or a credit note where `credits` names an invoice; the lines and the VAT come to `amount`.

    `free_of_vat` says why it bears none. Without `vat` it is outside its scope. A party is found in Peppol by its company
    number.
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
    vat: VatOut = _OUTSIDE

    @property
    def net(self) -> Money:
        """Without VAT."""
        return Money(self.amount.minor - self.vat.amount, self.amount.currency)


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
    yield cac("AccountingSupplierParty", party(invoice.supplier, *_registered(invoice.vat)))
    yield cac("AccountingCustomerParty", party(invoice.customer))
    yield payment_means(invoice.means)
    yield _tax(invoice)
    yield _totals(invoice)
    for number, line in enumerate(invoice.lines, 1):
        yield _line(number, line, invoice)


def _registered(told: VatOut) -> Iterator[Element]:
    if told.seller_number:
        yield cac("PartyTaxScheme", cbc("CompanyID", told.seller_number), vat())


def _tax(invoice: InvoiceOut) -> Element:
    charged = Money(invoice.vat.amount, invoice.amount.currency)
    category = cac("TaxCategory", *_category(invoice.vat))
    if not invoice.vat.rate:
        category.append(cbc("TaxExemptionReasonCode", f"VATEX-EU-{invoice.vat.category}"))
        category.append(cbc("TaxExemptionReason", invoice.free_of_vat))
    category.append(vat())
    taxed = cac("TaxSubtotal", money("TaxableAmount", invoice.net), money("TaxAmount", charged), category)
    return cac("TaxTotal", money("TaxAmount", charged), taxed)


def _category(told: VatOut) -> Iterator[Element]:
    """The category, and its rate where it is within the scope of VAT."""
    yield cbc("ID", told.category)
    if told.category != _OUTSIDE.category:
        yield cbc("Percent", told.percent)


def _totals(invoice: InvoiceOut) -> Element:
    net, gross = ("LineExtensionAmount", "TaxExclusiveAmount"), ("TaxInclusiveAmount", "PayableAmount")
    sums = [money(name, invoice.net) for name in net] + [money(name, invoice.amount) for name in gross]
    return cac("LegalMonetaryTotal", *sums)


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
    category = cac("ClassifiedTaxCategory", *_category(invoice.vat), vat())
    element.append(cac("Item", *described, cbc("Name", line.name), category))
    element.append(cac("Price", money("PriceAmount", Money(abs(line.amount), currency))))
    return element

"""Invoices and credit notes that bear no VAT, written in Peppol BIS Billing 3 (UBL 2.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from krav.formats.values import PartyIn
from krav.formats.xml import Element
from krav.kernel.money import Minor, Money
from krav.law.payment import PaymentMeans

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_SPACES = {"cac": f"{_UBL}CommonAggregateComponents-2", "cbc": f"{_UBL}CommonBasicComponents-2"}
_CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_REGISTERS = {"DK": "0184", "NO": "0192", "SE": "0007"}
"""The code of each country's register of companies (ISO 6523)."""


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
    namespace = f"{_UBL}{kind}-2"
    root = etree.Element(f"{{{namespace}}}{kind}", nsmap={"ubl": namespace, **_SPACES})
    root.extend(_document(invoice))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _a(name: str, *children: Element) -> Element:
    """An aggregate: elements in an element."""
    element = etree.Element(f"{{{_SPACES['cac']}}}{name}")
    element.extend(children)
    return element


def _b(name: str, text: str, **attributes: str) -> Element:
    """A basic element: a text."""
    element = etree.Element(f"{{{_SPACES['cbc']}}}{name}", attributes)
    element.text = text
    return element


def _document(invoice: InvoiceOut) -> Iterator[Element]:
    yield _b("CustomizationID", _CUSTOMIZATION)
    yield _b("ProfileID", _PROFILE)
    yield _b("ID", invoice.number)
    yield _b("IssueDate", invoice.issued_on.isoformat())
    if not invoice.credits:
        yield _b("DueDate", invoice.due_on.isoformat())
    yield _b("CreditNoteTypeCode", "381") if invoice.credits else _b("InvoiceTypeCode", "380")
    if invoice.note:
        yield _b("Note", invoice.note)
    yield _b("DocumentCurrencyCode", invoice.amount.currency)
    yield _b("BuyerReference", invoice.customer.attention or invoice.customer.number or invoice.number)
    if invoice.credits:
        yield _a("BillingReference", _a("InvoiceDocumentReference", _b("ID", invoice.credits)))
    yield _a("AccountingSupplierParty", _party(invoice.supplier))
    yield _a("AccountingCustomerParty", _party(invoice.customer))
    yield _payment(invoice.means)
    yield _tax(invoice)
    yield _totals(invoice)
    for number, line in enumerate(invoice.lines, 1):
        yield _line(number, line, invoice)


def _party(party: PartyIn) -> Element:
    parts: list[Element] = []
    register = _REGISTERS.get(party.country, "")
    if party.company_number and register:
        parts.append(_b("EndpointID", party.company_number, schemeID=register))
    if party.number:
        parts.append(_a("PartyIdentification", _b("ID", party.number)))
    parts.append(_a("PartyName", _b("Name", party.name)))
    parts.append(_address(party))
    legal = _a("PartyLegalEntity", _b("RegistrationName", party.name))
    if party.company_number:
        scheme = {"schemeID": register} if register else {}
        legal.append(_b("CompanyID", party.company_number, **scheme))
    parts.append(legal)
    contact = [("Name", party.attention), ("ElectronicMail", party.email)]
    if any(text for _, text in contact):
        parts.append(_a("Contact", *(_b(name, text) for name, text in contact if text)))
    return _a("Party", *parts)


def _address(party: PartyIn) -> Element:
    texts = [("StreetName", party.street), ("CityName", party.city), ("PostalZone", party.postcode)]
    address = _a("PostalAddress", *(_b(name, text) for name, text in texts if text))
    address.append(_a("Country", _b("IdentificationCode", party.country)))
    return address


def _payment(means: PaymentMeans) -> Element:
    account = _a("PayeeFinancialAccount", _b("ID", means.account))
    if means.branch:
        account.append(_a("FinancialInstitutionBranch", _b("ID", means.branch)))
    return _a("PaymentMeans", _b("PaymentMeansCode", means.code), _b("PaymentID", means.reference), account)


def _tax(invoice: InvoiceOut) -> Element:
    category = _a(
        "TaxCategory",
        _b("ID", "O"),
        _b("TaxExemptionReasonCode", "VATEX-EU-O"),
        _b("TaxExemptionReason", invoice.free_of_vat),
        _scheme(),
    )
    nothing = Money(0, invoice.amount.currency)
    taxed = _a("TaxSubtotal", _money("TaxableAmount", invoice.amount), _money("TaxAmount", nothing), category)
    return _a("TaxTotal", _money("TaxAmount", nothing), taxed)


def _scheme() -> Element:
    return _a("TaxScheme", _b("ID", "VAT"))


def _totals(invoice: InvoiceOut) -> Element:
    names = ("LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "PayableAmount")
    return _a("LegalMonetaryTotal", *(_money(name, invoice.amount) for name in names))


def _line(number: int, line: LineOut, invoice: InvoiceOut) -> Element:
    """A line below zero has a quantity below zero: a price may not be negative."""
    kind, quantity = ("CreditNoteLine", "CreditedQuantity") if invoice.credits else ("InvoiceLine", "InvoicedQuantity")
    currency = invoice.amount.currency
    element = _a(kind, _b("ID", str(number)), _b(quantity, "1" if line.amount >= 0 else "-1", unitCode="C62"))
    element.append(_money("LineExtensionAmount", Money(line.amount, currency)))
    if line.from_on and line.to_on:
        days = _b("StartDate", line.from_on.isoformat()), _b("EndDate", line.to_on.isoformat())
        element.append(_a("InvoicePeriod", *days))
    described = [_b("Description", line.description)] if line.description else []
    element.append(_a("Item", *described, _b("Name", line.name), _a("ClassifiedTaxCategory", _b("ID", "O"), _scheme())))
    element.append(_a("Price", _money("PriceAmount", Money(abs(line.amount), currency))))
    return element


def _money(name: str, amount: Money) -> Element:
    return _b(name, str(amount.decimal), currencyID=amount.currency)

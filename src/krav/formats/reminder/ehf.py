"""A reminder in EHF 3.0: an invoice without a type code that asks once more for invoices, each of which it names.

What an invoice still comes to, and the interest on it, are lines; what the letter charges are charges of reason REM. Nothing
bears VAT: the invoices did.
"""

from collections.abc import Iterator

from krav.formats.reminder.values import ChargeOut, InvoiceDue, ReminderOut
from krav.formats.ubl.parts import cac, cbc, document, money, party, payment_means, vat
from krav.formats.xml import Element
from krav.kernel.money import Minor

_CUSTOMIZATION = (
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
    "#conformant#urn:fdc:anskaffelser.no:2019:ehf:reminder:3.0"
)
_PROFILE = "urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:06:1.0"


def write(reminder: ReminderOut) -> bytes:
    """The document as XML."""
    return document("Invoice", _content(reminder))


def _content(reminder: ReminderOut) -> Iterator[Element]:
    yield cbc("CustomizationID", _CUSTOMIZATION)
    yield cbc("ProfileID", _PROFILE)
    yield cbc("ID", reminder.number)
    yield cbc("IssueDate", reminder.issued_on.isoformat())
    yield cbc("DueDate", reminder.due_on.isoformat())
    if reminder.note:
        yield cbc("Note", reminder.note)
    yield cbc("DocumentCurrencyCode", reminder.currency)
    yield cbc("BuyerReference", reminder.customer.attention or reminder.customer.number or reminder.number)
    for invoice in reminder.invoices:
        yield _reference(invoice)
    yield cac("AccountingSupplierParty", party(reminder.supplier, *_registered(reminder)))
    yield cac("AccountingCustomerParty", party(reminder.customer))
    yield payment_means(reminder.means)
    lines = [(_name(invoice), invoice.open) for invoice in reminder.invoices]
    lines += [(charge.text, charge.amount) for charge in reminder.charges if charge.kind == "interest"]
    charges = [charge for charge in reminder.charges if charge.kind != "interest"]
    for charge in charges:
        yield _charge(charge, reminder)
    yield _tax(reminder)
    yield _totals(reminder, sum(amount for _, amount in lines), sum(charge.amount for charge in charges))
    for number, (name, amount) in enumerate(lines, 1):
        yield _line(number, name, amount, reminder)


def _reference(invoice: InvoiceDue) -> Element:
    told = cac("InvoiceDocumentReference", cbc("ID", invoice.number), cbc("IssueDate", invoice.issued_on.isoformat()))
    return cac("BillingReference", told)


def _registered(reminder: ReminderOut) -> list[Element]:
    """Its place in the register of companies stands for a number of VAT, which Krav does not know."""
    if not reminder.supplier.company_number:
        return []
    return [cac("PartyTaxScheme", cbc("CompanyID", "Foretaksregisteret"), cac("TaxScheme", cbc("ID", "TAX")))]


def _name(invoice: InvoiceDue) -> str:
    return f"{invoice.number}, {invoice.text}" if invoice.text else invoice.number


def _charge(charge: ChargeOut, reminder: ReminderOut) -> Element:
    return cac(
        "AllowanceCharge",
        cbc("ChargeIndicator", "true"),
        cbc("AllowanceChargeReasonCode", "REM"),
        cbc("AllowanceChargeReason", charge.text),
        money("Amount", reminder.money(charge.amount)),
        cac("TaxCategory", *_exempt()),
    )


def _tax(reminder: ReminderOut) -> Element:
    nothing, scheme = reminder.money(0), _exempt()
    scheme.insert(2, cbc("TaxExemptionReason", reminder.free_of_vat))
    taxable = money("TaxableAmount", reminder.money(reminder.lines + reminder.charged))
    taxed = cac("TaxSubtotal", taxable, money("TaxAmount", nothing), cac("TaxCategory", *scheme))
    return cac("TaxTotal", money("TaxAmount", nothing), taxed)


def _exempt() -> list[Element]:
    return [cbc("ID", "E"), cbc("Percent", "0"), vat()]


def _totals(reminder: ReminderOut, lines: Minor, charges: Minor) -> Element:
    whole = reminder.money(lines + charges)
    return cac(
        "LegalMonetaryTotal",
        money("LineExtensionAmount", reminder.money(lines)),
        money("TaxExclusiveAmount", whole),
        money("TaxInclusiveAmount", whole),
        *([money("ChargeTotalAmount", reminder.money(charges))] if charges else []),
        *([money("PrepaidAmount", reminder.money(reminder.paid))] if reminder.paid else []),
        money("PayableAmount", reminder.money(reminder.total)),
    )


def _line(number: int, name: str, amount: Minor, reminder: ReminderOut) -> Element:
    """A line below zero has a quantity below zero: a price may not be negative."""
    return cac(
        "InvoiceLine",
        cbc("ID", str(number)),
        cbc("InvoicedQuantity", "1" if amount >= 0 else "-1", unitCode="C62"),
        money("LineExtensionAmount", reminder.money(amount)),
        cac("Item", cbc("Name", name), cac("ClassifiedTaxCategory", *_exempt())),
        cac("Price", money("PriceAmount", reminder.money(abs(amount)))),
    )

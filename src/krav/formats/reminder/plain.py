"""A reminder in UBL 2.1 as it is published, with no country's rules laid over it."""

from collections.abc import Iterator

from krav.formats.reminder.values import ChargeOut, InvoiceDue, ReminderOut
from krav.formats.ubl.parts import cac, cbc, document, money, party, payment_means
from krav.formats.xml import Element


def write(reminder: ReminderOut) -> bytes:
    """The document as XML."""
    return document("Reminder", _content(reminder))


def _content(reminder: ReminderOut) -> Iterator[Element]:
    yield cbc("UBLVersionID", "2.1")
    yield cbc("ID", reminder.number)
    yield cbc("IssueDate", reminder.issued_on.isoformat())
    yield cbc("ReminderTypeCode", type_code(reminder))
    yield cbc("ReminderSequenceNumeric", str(reminder.sequence))
    if reminder.note:
        yield cbc("Note", reminder.note)
    yield cbc("DocumentCurrencyCode", reminder.currency)
    yield cac("AccountingSupplierParty", party(reminder.supplier))
    yield cac("AccountingCustomerParty", party(reminder.customer))
    means = payment_means(reminder.means)
    means.insert(1, cbc("PaymentDueDate", reminder.due_on.isoformat()))
    yield means
    if reminder.paid:
        yield prepaid(reminder)
    for charge in reminder.charges:
        yield _charge(charge, reminder)
    nothing = reminder.money(0)
    yield cac("TaxTotal", money("TaxAmount", nothing))
    yield totals(reminder, tax_exclusive=reminder.lines + reminder.charged)
    for number, invoice in enumerate(reminder.invoices, 1):
        yield line(number, invoice, reminder)


def type_code(reminder: ReminderOut) -> str:
    """Advis where it only reminds, Reminder where it charges."""
    return "Advis" if reminder.notice else "Reminder"


def prepaid(reminder: ReminderOut) -> Element:
    """Money of the debtor that stands on no invoice."""
    return cac("PrepaidPayment", money("PaidAmount", reminder.money(reminder.paid)))


def totals(reminder: ReminderOut, *, tax_exclusive: int) -> Element:
    """The sums; what is said to be without tax differs by document."""
    return cac(
        "LegalMonetaryTotal",
        money("LineExtensionAmount", reminder.money(reminder.lines)),
        money("TaxExclusiveAmount", reminder.money(tax_exclusive)),
        money("TaxInclusiveAmount", reminder.money(reminder.lines + reminder.charged)),
        *([money("ChargeTotalAmount", reminder.money(reminder.charged))] if reminder.charges else []),
        *([money("PrepaidAmount", reminder.money(reminder.paid))] if reminder.paid else []),
        money("PayableAmount", reminder.money(reminder.total)),
    )


def line(number: int, invoice: InvoiceDue, reminder: ReminderOut) -> Element:
    """An invoice; one below zero is a credit."""
    side = "DebitLineAmount" if invoice.open >= 0 else "CreditLineAmount"
    told = cac("InvoiceDocumentReference", cbc("ID", invoice.number), cbc("IssueDate", invoice.issued_on.isoformat()))
    return cac(
        "ReminderLine",
        cbc("ID", str(number)),
        *([cbc("Note", invoice.text)] if invoice.text else []),
        money(side, reminder.money(abs(invoice.open))),
        cac("BillingReference", told),
    )


def _charge(charge: ChargeOut, reminder: ReminderOut) -> Element:
    return cac(
        "AllowanceCharge",
        cbc("ChargeIndicator", "true"),
        cbc("AllowanceChargeReason", charge.text),
        money("Amount", reminder.money(charge.amount)),
    )

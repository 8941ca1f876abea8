"""Invoices and credit notes in UBL 2: Peppol BIS 3, EHF, OIOUBL and plain UBL 2.1."""

from krav.formats import xml
from krav.formats.enclosed import Enclosures
from krav.formats.invoices import ENVELOPE, InvoiceRead, credited, ledger_of, told
from krav.formats.ubl.documents import invoices
from krav.formats.ubl.papers import papers
from krav.formats.ubl.party import party
from krav.formats.ubl.payment import Terms, terms
from krav.formats.values import ItemIn, LedgerIn
from krav.formats.xml import Node
from krav.kernel.money import Money

_UBL = "urn:oasis:names:specification:ubl:"
_ASK = "Ask the sender for a complete invoice."
_CREDITED = "BillingReference/InvoiceDocumentReference/ID"
_CREDIT_TYPES = frozenset({"381", "396", "81", "83", "532"})
"""Codes of UNCL 1001 that make a credit note of an Invoice element, too."""


def recognises(data: bytes, _name: str) -> bool:
    """Whether the file is a UBL document of any kind, an envelope or a test set around some, judged by its root."""
    root = xml.root(data)
    return root is not None and (root.namespace.startswith(_UBL) or root.name in {"testSet", ENVELOPE})


def read(data: bytes, name: str) -> LedgerIn:
    """Every invoice and credit note of the file with its papers, and their one supplier.

    The amount is PayableAmount, negative for a credit note: TaxExclusiveAmount is the VAT in OIOUBL 2 and the amount
    without VAT elsewhere, and what was paid in advance is not owed.

    Raises:
        FormatError: for a file without invoice or credit note, and for one without number, day, currency, payable amount
            or parties; for a damaged paper, a number that stands twice, and for invoices of several suppliers.
    """
    enclosures = Enclosures()
    documents = invoices(xml.parse(data, name, long_texts=True), enclosures)
    return ledger_of([_read(document, enclosures) for document in documents], enclosures)


def _read(document: Node, enclosures: Enclosures) -> InvoiceRead:
    payment = terms(document)
    item, remarks = _item(document, payment, enclosures)
    supplier = document.find("AccountingSupplierParty")
    return InvoiceRead(
        document,
        item,
        party(supplier) if supplier else None,
        f"{_dialect(document)} {'credit note' if document.name == 'CreditNote' else 'invoice'}",
        _understood(item, payment),
        (*payment.remarks, *_remarks(document, item), *remarks),
    )


def _item(document: Node, payment: Terms, enclosures: Enclosures) -> tuple[ItemIn, list[str]]:
    amount = _amount(document)
    number, issued_on, customer = told(document, "AccountingCustomerParty", _ASK)
    credits, remarks = credited(document.texts(_CREDITED)) if amount.minor < 0 else ("", [])
    item = ItemIn(
        number=number,
        issued_on=issued_on,
        due_on=payment.due_on,
        amount=amount,
        customer=party(customer),
        where=document.where,
        reference=payment.reference,
        description=_description(document),
        credits=credits,
        attachments=papers(document, enclosures),
    )
    return item, remarks


def _amount(document: Node) -> Money:
    payable = document.money("LegalMonetaryTotal/PayableAmount", "currencyID")
    if payable is None:
        raise document.wrong("the invoice has no PayableAmount.", _ASK)
    currency = document.text("DocumentCurrencyCode")
    if currency and currency != payable.currency:
        raise document.wrong(f"the invoice is in {currency}, its PayableAmount in {payable.currency}.", _ASK)
    if document.name == "Invoice":
        return -payable if document.text("InvoiceTypeCode") in _CREDIT_TYPES and payable.minor > 0 else payable
    if payable.minor < 0:
        raise document.wrong(f"the credit note's amount is negative ({payable}).", "Ask whether it adds or subtracts.")
    return -payable


def _dialect(document: Node) -> str:
    custom, version = document.text("CustomizationID"), document.text("UBLVersionID") or "2.1"
    if "ehf" in custom:
        return "EHF"
    if custom.startswith("OIOUBL-"):
        return f"OIOUBL {custom.removeprefix('OIOUBL-')[:10]}"
    if "fdc:oioubl.dk" in custom:
        return f"OIOUBL {custom.rpartition(':')[2][:10]}"
    return "Peppol BIS Billing 3" if "peppol.eu:2017:poacc:billing:3.0" in custom else f"UBL {version[:10]}"


def _description(document: Node) -> str:
    lines = document.all("InvoiceLine") + document.all("CreditNoteLine")
    first = lines[0].first("Item/Name", "Item/Description") if lines else ""
    return f"{first} (+{len(lines) - 1})" if first and len(lines) > 1 else first


def _understood(item: ItemIn, payment: Terms) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("ID", "number"),
        ("IssueDate", "issued_on"),
        (payment.due_path, "due_on"),
        ("LegalMonetaryTotal/PayableAmount", "amount"),
        ("PaymentMeans/PaymentID" if item.reference else "", "reference"),
        (_CREDITED if item.credits else "", "credits"),
        ("AccountingCustomerParty", "customer"),
    )
    return tuple(pair for pair in pairs if pair[0])


def _remarks(document: Node, item: ItemIn) -> list[str]:
    prepaid = document.money("LegalMonetaryTotal/PrepaidAmount", "currencyID")
    remarks = []
    if prepaid:
        remarks.append(f"{prepaid} was paid in advance and is not in the amount, {item.amount}")
    if item.due_on and item.due_on < item.issued_on:
        remarks.append(f"due on {item.due_on}, before it was issued on {item.issued_on}")
    if document.text("CopyIndicator") == "true":
        remarks.append("marked as a copy")
    return remarks

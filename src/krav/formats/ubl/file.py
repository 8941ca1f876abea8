"""Invoices and credit notes in UBL 2: Peppol BIS 3, EHF, OIOUBL and plain UBL 2.1."""

from krav.formats import xml
from krav.formats.ubl.party import party
from krav.formats.ubl.payment import Terms, terms
from krav.formats.values import ItemIn, LedgerIn
from krav.formats.xml import Node
from krav.kernel.money import Money

_UBL = "urn:oasis:names:specification:ubl:"
_SVEFAKTURA = "urn:sfti:documents:"
_ENVELOPE = "StandardBusinessDocument"
_OTHER = {
    "Reminder": "a reminder",
    "Statement": "a statement of account",
    "ApplicationResponse": "an answer to a document (ApplicationResponse)",
    "Order": "an order",
    "testSet": "a set of validation tests (testSet)",
    _ENVELOPE: "an envelope (SBDH) without an invoice in it",
}
_PRO_FORMA = "325"
_ASK = "Ask the sender for a complete invoice."


def recognises(data: bytes, _name: str) -> bool:
    """Whether the file is a UBL document of any kind, an envelope or a test set around some, judged by its root."""
    root = xml.root(data)
    return root is not None and (root.namespace.startswith((_UBL, _SVEFAKTURA)) or root.name in {"testSet", _ENVELOPE})


def read(data: bytes, name: str) -> LedgerIn:
    """The one invoice or credit note of the file, and its supplier.

    The amount is PayableAmount, negative for a credit note: TaxExclusiveAmount is the VAT in OIOUBL 2 and the amount
    without VAT elsewhere, and what was paid in advance is not owed.

    Raises:
        FormatError: for anything that is not an invoice or credit note, and for one without number, day, currency,
            payable amount or parties.
    """
    document = _invoice(xml.parse(data, name))
    payment = terms(document)
    amount = _amount(document)
    item = _item(document, amount, payment)
    supplier = document.find("AccountingSupplierParty")
    return LedgerIn(
        items=(item,),
        format=f"{_dialect(document)} {'credit note' if document.name == 'CreditNote' else 'invoice'}",
        understood=_understood(item, payment),
        remarks=(*payment.remarks, *_remarks(document, item)),
        supplier=party(supplier) if supplier else None,
    )


def _invoice(root: Node) -> Node:
    """The Invoice or CreditNote element, out of its envelope; anything else is refused by its name."""
    inside = [child for child in root.children() if child.name in {"Invoice", "CreditNote"}]
    document = inside[0] if root.name == _ENVELOPE and len(inside) == 1 else root
    what = _OTHER.get(document.name, f"a document of the type {document.name}")
    if document.namespace.startswith(_SVEFAKTURA):
        what = "a Svefaktura (UBL 1.0)"
    elif document.name in {"Invoice", "CreditNote"}:
        if "ehf:reminder" in document.text("CustomizationID"):
            what = "an EHF reminder about an invoice"
        elif document.text("InvoiceTypeCode") == _PRO_FORMA:
            what = "a pro forma invoice"
        else:
            return document
    raise document.wrong(f"this is {what}. Only invoices and credit notes are read.", "Import the invoice itself.")


def _item(document: Node, amount: Money, payment: Terms) -> ItemIn:
    number, issued_on = document.text("ID"), document.day("IssueDate")
    customer = document.find("AccountingCustomerParty")
    if not number:
        raise document.wrong("the invoice has no number (ID).", _ASK)
    if issued_on is None:
        raise document.wrong("the invoice has no IssueDate.", _ASK)
    if customer is None:
        raise document.wrong("the invoice names no customer (AccountingCustomerParty).", _ASK)
    return ItemIn(
        number=number,
        issued_on=issued_on,
        due_on=payment.due_on,
        amount=amount,
        customer=party(customer),
        where=document.where,
        reference=payment.reference,
        description=_description(document),
        credits=document.text("BillingReference/InvoiceDocumentReference/ID") if amount.minor < 0 else "",
    )


def _amount(document: Node) -> Money:
    payable = document.money("LegalMonetaryTotal/PayableAmount", "currencyID")
    if payable is None:
        raise document.wrong("the invoice has no PayableAmount.", _ASK)
    currency = document.text("DocumentCurrencyCode")
    if currency and currency != payable.currency:
        raise document.wrong(f"the invoice is in {currency}, its PayableAmount in {payable.currency}.", _ASK)
    if document.name == "Invoice":
        return payable
    if payable.minor < 0:
        raise document.wrong(f"the credit note's amount is negative ({payable}).", "Ask whether it adds or subtracts.")
    return -payable


def _dialect(document: Node) -> str:
    custom, version = document.text("CustomizationID"), document.text("UBLVersionID") or "2.1"
    if "ehf" in custom:
        return "EHF"
    if custom.startswith("OIOUBL-"):
        return f"OIOUBL {custom.removeprefix('OIOUBL-')}"
    if "fdc:oioubl.dk" in custom:
        return f"OIOUBL {custom.rpartition(':')[2]}"
    return "Peppol BIS Billing 3" if "peppol.eu:2017:poacc:billing:3.0" in custom else f"UBL {version}"


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
        ("BillingReference/InvoiceDocumentReference/ID" if item.credits else "", "credits"),
        ("AccountingCustomerParty", "customer"),
    )
    return tuple(pair for pair in pairs if pair[0])


def _remarks(document: Node, item: ItemIn) -> list[str]:
    prepaid = document.money("LegalMonetaryTotal/PrepaidAmount", "currencyID")
    credited = document.texts("BillingReference/InvoiceDocumentReference/ID") if item.credits else ()
    remarks = []
    if prepaid:
        remarks.append(f"{prepaid} was paid in advance and is not in the amount, {item.amount}")
    if len(credited) > 1:
        remarks.append(f"several invoices are credited; {item.credits} is used, not {', '.join(credited[1:])}")
    if item.due_on and item.due_on < item.issued_on:
        remarks.append(f"due on {item.due_on}, before it was issued on {item.issued_on}")
    if document.text("CopyIndicator") == "true":
        remarks.append("marked as a copy")
    return remarks

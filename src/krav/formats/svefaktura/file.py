"""Svefaktura 1.0 (SFTI Basic Invoice): invoices and credit notes, alone or with their papers in SFTI's envelope."""

from krav.formats import xml
from krav.formats.enclosed import Enclosures
from krav.formats.invoices import ENVELOPE, InvoiceRead, credited, due_day, ledger_of, reference_remarks, told
from krav.formats.references import plain
from krav.formats.svefaktura.papers import Papers
from krav.formats.svefaktura.party import party
from krav.formats.values import ItemIn, LedgerIn, Unused
from krav.formats.xml import Node
from krav.kernel.money import Money

_SFTI = "urn:sfti:documents:"
_INVOICE = f"{_SFTI}BasicInvoice:"
_VERSION = "1:0"
_CREDIT_NOTE = "381"
_KINDS = {"380": "invoice", _CREDIT_NOTE: "credit note"}
_DUE = "PaymentMeans/DuePaymentDate"
_CREDITED = "InitialInvoiceDocumentReference/ID"
_TOTAL = "LegalTotal/TaxInclusiveTotalAmount"
_HEADER, _OBJECTS = "StandardBusinessDocumentHeader", "ObjectEnvelope"
_BANKGIRO = "BGABSESS"
_ASK = "Ask the sender for a complete invoice."


def recognises(data: bytes, _name: str) -> bool:
    """Whether the file is a document of SFTI, or an envelope of any kind around one."""
    root = xml.root(data)
    if root is None:
        return False
    return root.namespace.startswith(_SFTI) or (root.name == ENVELOPE and _INVOICE.encode() in data)


def read(data: bytes, name: str) -> LedgerIn:
    """Every invoice and credit note of the file with its papers, and their one supplier.

    The amount is the total with VAT and rounding, the only one a Svefaktura asks for. A credit note (381) lowers the debt
    whether its total is written above or below zero.

    Raises:
        FormatError: for a file without invoice, another version, and an invoice without number, day, total or parties; for
            a damaged paper, a number that stands twice, and for invoices of several suppliers.
    """
    root = xml.parse(data, name, long_texts=True)
    enclosures = Enclosures()
    documents = _documents(root, enclosures)
    papers = Papers(root, [document.text("ID") for document in documents], enclosures)
    found = [_read(document, papers) for document in documents]
    papers.tell_strays()
    return ledger_of(found, enclosures)


def _documents(root: Node, enclosures: Enclosures) -> list[Node]:
    """The invoices and credit notes, at least one; other documents of an envelope are told as not used."""
    found = [each for each in (root, *root.children()) if each.name == "Invoice" and each.namespace.startswith(_INVOICE)]
    if root.name == _OBJECTS:
        about = root.text("DocumentReference/DocumentID")
        problem = f"this is an envelope of papers (ObjectEnvelope) that belong to invoice {about}, without the invoice."
        raise root.wrong(problem, "Import the invoice, and add the papers on its page.")
    if not found:
        problem = f"this is a document of the type {root.name} without a Svefaktura in it."
        raise root.wrong(problem, "Import the invoice itself.")
    for document in found:
        if document.namespace != f"{_INVOICE}{_VERSION}":
            version = document.namespace.removeprefix(_INVOICE).replace(":", ".")
            problem = f"this is a Svefaktura of version {version}; only 1.0 is read."
            raise document.wrong(problem, "Ask for version 1.0 or Peppol.")
        if document.text("InvoiceTypeCode") not in _KINDS:
            code = document.text("InvoiceTypeCode")
            problem = f"“{code}” (InvoiceTypeCode) is neither an invoice, 380, nor a credit note, 381."
            raise document.wrong(problem, _ASK)
    known = {_HEADER, _OBJECTS, "Invoice"}
    others = [each for each in root.children() if root.name == ENVELOPE and each.name not in known]
    why = "this is a document of the type {}, no Svefaktura"
    enclosures.unused += [Unused(other.where, why.format(other.name)) for other in others]
    return found


def _read(document: Node, papers: Papers) -> InvoiceRead:
    kind = _KINDS[document.text("InvoiceTypeCode")]
    due_path, due_on, remarks = due_day(document, (_DUE,))
    references = _references(document)
    amount, below = _amount(document)
    numbers = document.texts(_CREDITED)
    lowers, several = credited(numbers) if amount.minor < 0 else ("", [])
    number, issued_on, customer = told(document, "BuyerParty", _ASK)
    item = ItemIn(
        number=number,
        issued_on=issued_on,
        due_on=due_on,
        amount=amount,
        customer=party(customer),
        where=document.where,
        reference=references[0] if references else "",
        description=_description(document),
        credits=lowers,
        attachments=papers.of(document),
    )
    supplier = document.find("SellerParty")
    written = document.text("PaymentTerms/Note")
    if due_on is None and written and not item.is_credit:
        remarks.append(f"no due date; the terms say: {written}")
    return InvoiceRead(
        document,
        item,
        party(supplier) if supplier else None,
        f"Svefaktura 1.0 {kind}",
        _understood(item, due_path),
        (*remarks, *below, *reference_remarks(references), *several),
    )


def _amount(document: Node) -> tuple[Money, list[str]]:
    """The total, below zero for a credit note; with a remark where the file itself writes a credit note below zero."""
    total = document.money(_TOTAL, "amountCurrencyID")
    if total is None:
        raise document.wrong("the invoice has no total with VAT (TaxInclusiveTotalAmount).", _ASK)
    currency = document.text("InvoiceCurrencyCode")
    if currency and currency != total.currency:
        raise document.wrong(f"the invoice is in {currency}, its total in {total.currency}.", _ASK)
    if document.text("InvoiceTypeCode") != _CREDIT_NOTE:
        return total, []
    if total.minor < 0:
        return total, [f"the credit note's total is written below zero ({total}); it lowers what is owed"]
    return -total, []


def _references(document: Node) -> list[str]:
    """Every reference once, the one to pay on a bankgiro with first; the rest in the order of the file."""
    found = []
    for account in document.all("PaymentMeans/PayeeFinancialAccount"):
        bank = account.text("FinancialInstitutionBranch/FinancialInstitution/ID").upper()
        found += [(bank != _BANKGIRO, plain(text)) for text in account.texts("PaymentInstructionID")]
    return list(dict.fromkeys(reference for _, reference in sorted(found, key=lambda pair: pair[0])))


def _description(document: Node) -> str:
    lines = document.all("InvoiceLine")
    first = lines[0].text("Item/Description") if lines else ""
    return f"{first} (+{len(lines) - 1})" if first and len(lines) > 1 else first


def _understood(item: ItemIn, due_path: str) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("ID", "number"),
        ("IssueDate", "issued_on"),
        (due_path, "due_on"),
        (_TOTAL, "amount"),
        ("PaymentMeans/PayeeFinancialAccount/PaymentInstructionID" if item.reference else "", "reference"),
        (_CREDITED if item.credits else "", "credits"),
        ("BuyerParty", "customer"),
    )
    return tuple(pair for pair in pairs if pair[0])

"""Which documents of a UBL file are invoices: alone, in an envelope (SBDH) or in a batch of one."""

from krav.formats.enclosed import Enclosures
from krav.formats.invoices import ENVELOPE
from krav.formats.values import Unused
from krav.formats.xml import Node

_HEADER = "StandardBusinessDocumentHeader"
_OTHER = {
    "Reminder": "a reminder",
    "Statement": "a statement of account",
    "ApplicationResponse": "an answer to a document (ApplicationResponse)",
    "Order": "an order",
    "testSet": "a set of validation tests (testSet)",
    ENVELOPE: "an envelope (SBDH) without an invoice in it",
}
_PRO_FORMA = "325"


def invoices(root: Node, enclosures: Enclosures) -> list[Node]:
    """The invoices and credit notes, at least one; what else lies with them in an envelope is told as not used.

    Raises:
        FormatError: there is none; says what there is.
    """
    held = [child for child in root.children() if child.name != _HEADER] if root.name == ENVELOPE else [root]
    found = [document for document in held if not _other(document)]
    if not found:
        like = [document for document in held if document.name in {"Invoice", "CreditNote"}]
        first = like[0] if like else root
        problem = f"this is {_other(first)}. Only invoices and credit notes are read."
        raise first.wrong(problem, "Import the invoice itself.")
    others = (document for document in held if _other(document))
    enclosures.unused += [Unused(other.where, f"this is {_other(other)}, no invoice or credit note") for other in others]
    return found


def _other(document: Node) -> str:
    """What it is where it is neither an invoice nor a credit note; else empty."""
    if document.name not in {"Invoice", "CreditNote"}:
        return _OTHER.get(document.name, f"a document of the type {document.name}")
    if "ehf:reminder" in document.text("CustomizationID"):
        return "an EHF reminder about an invoice"
    return "a pro forma invoice" if document.text("InvoiceTypeCode") == _PRO_FORMA else ""

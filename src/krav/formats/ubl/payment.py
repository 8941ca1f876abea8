"""When and with which reference a UBL invoice is to be paid."""

from dataclasses import dataclass
from datetime import date

from krav.formats.invoices import due_day, reference_remarks
from krav.formats.references import has_false_check_digit, payment_card, plain
from krav.formats.xml import Node

_CARD_MEANS = frozenset({"93", "50"})
_DUE_PATHS = (
    "DueDate",
    "PaymentMeans/PaymentDueDate",
    "PaymentTerms/PaymentDueDate",
    "PaymentTerms/InstallmentDueDate",
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Due date (None: the invoice does not say) and reference, the elements they were read from, and remarks."""

    due_on: date | None
    due_path: str
    reference: str
    remarks: tuple[str, ...]


def terms(document: Node) -> Terms:
    """The terms of payment of an Invoice or CreditNote element.

    The first place that names a due date decides: the header, the payment means, the payment terms. Where it names
    several, they are instalments or alternatives of the one payable amount, and the earliest is taken.

    Raises:
        FormatError: when a due date is no day.
    """
    due_path, due_on, remarks = due_day(document, _DUE_PATHS)
    references = _references(document)
    written = document.text("PaymentTerms/Note")
    if due_on is None and written:
        remarks.append(f"no due date; the terms say: {written}")
    remarks += reference_remarks(references)
    remarks += [f"reference {ref} fails its check digit" for ref in references[:1] if has_false_check_digit(ref)]
    return Terms(due_on, due_path, references[0] if references else "", tuple(remarks))


def _references(document: Node) -> list[str]:
    """Every reference once: Danish payment cards first, the rest in the order of the file."""
    found = [reference for means in document.all("PaymentMeans") for reference in _of_means(means)]
    return sorted(dict.fromkeys(found), key=lambda reference: "/" not in reference)


def _of_means(means: Node) -> list[str]:
    """OIOUBL writes the card in PaymentID and its number in InstructionID; Peppol writes 71#number in PaymentID."""
    texts, number = means.texts("PaymentID"), means.text("InstructionID")
    if means.text("PaymentMeansCode") in _CARD_MEANS:
        cards = [card for text in texts if (card := payment_card(text, number))]
        if cards:
            return cards
    return [plain(text) for text in texts if len(text) > 2]

"""What the formats of invoices have in common: when one is due, and many of one file as a ledger."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from krav.formats.enclosed import Enclosures
from krav.formats.values import ItemIn, LedgerIn, PartyIn
from krav.formats.xml import Node

ENVELOPE = "StandardBusinessDocument"


class InvoiceRead(NamedTuple):
    """One invoice or credit note, who sent it, and what of it was understood."""

    document: Node
    item: ItemIn
    supplier: PartyIn | None
    format: str
    understood: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def told(document: Node, customer: str, remedy: str) -> tuple[str, date, Node]:
    """Number, day and customer of an invoice, without which it is none; `customer` is the path of that element.

    Raises:
        FormatError: when one of them is missing.
    """
    number, issued_on, party = document.text("ID"), document.day("IssueDate"), document.find(customer)
    if not number:
        raise document.wrong("the invoice has no number (ID).", remedy)
    if issued_on is None:
        raise document.wrong("the invoice has no IssueDate.", remedy)
    if party is None:
        raise document.wrong(f"the invoice names no customer ({customer}).", remedy)
    return number, issued_on, party


def due_day(document: Node, paths: Sequence[str]) -> tuple[str, date | None, list[str]]:
    """The element that says when the invoice is due, the day, and a remark on the other days that are named.

    The first path that names a day decides. Where it names several, they are instalments or alternatives of the one
    payable amount, and the latest is taken: before it, nobody can be asked for all of it.

    Raises:
        FormatError: when a due date is no day.
    """
    named = {path: sorted({day for node in document.all(path) if (day := node.day())}) for path in paths}
    path = next((path for path, days in named.items() if days), "")
    if not path:
        return "", None, []
    used = named[path][-1]
    others = sorted({day for days in named.values() for day in days} - {used})
    told = ", ".join(str(day) for day in others)
    remark = f"several due dates (instalments or alternatives): {used} is used, not {told}"
    return path, used, [remark] if others else []


def reference_remarks(references: Sequence[str]) -> list[str]:
    """That an invoice names more references than the one that is used."""
    if len(references) < 2:
        return []
    return [f"several payment references: {references[0]} is used, not {', '.join(references[1:])}"]


def credited(numbers: Sequence[str]) -> tuple[str, list[str]]:
    """The one invoice that a credit note lowers; of several it lowers none by itself, for nobody says how much of each."""
    found = list(dict.fromkeys(numbers))
    if len(found) < 2:
        return "".join(found), []
    return "", [f"several invoices are credited ({', '.join(found)}): it is an open credit note of the customer"]


def ledger_of(read: Sequence[InvoiceRead], enclosures: Enclosures) -> LedgerIn:
    """The invoices of one file, at least one, as a ledger of one supplier.

    Raises:
        FormatError: they are of several suppliers, or one of them stands twice.
    """
    first = read[0]
    numbered: set[str] = set()
    for each in read:
        if each.item.number in numbered:
            problem = f"the number {each.item.number} stands twice in the file."
            raise each.document.wrong(problem, "Give each invoice once.")
        numbered.add(each.item.number)
    suppliers = {each.supplier.company_number: each for each in read if each.supplier and each.supplier.company_number}
    if len(suppliers) > 1:
        names = " and ".join(f"{each.supplier.name} ({number})" for number, each in suppliers.items() if each.supplier)
        other = list(suppliers.values())[1].document
        raise other.wrong(f"the file holds invoices of {names}.", "Give the invoices of each supplier for themselves.")
    known = next(iter(suppliers.values()), first)
    several = len(read) > 1
    return LedgerIn(
        items=tuple(each.item for each in read),
        format=f"{_dialect(first.format)}, {len(read)} documents" if several else first.format,
        understood=tuple(dict.fromkeys(pair for each in read for pair in each.understood)),
        remarks=tuple(f"{each.item.number}: {text}" if several else text for each in read for text in each.remarks),
        supplier=known.supplier,
        unused=tuple(enclosures.unused),
    )


def _dialect(form: str) -> str:
    """The name of a format without what the document is."""
    return form.removesuffix(" invoice").removesuffix(" credit note")

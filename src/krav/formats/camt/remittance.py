"""Who paid and what for: the references, texts and names of a transaction in a camt file."""

from collections.abc import Iterable, Sequence

from krav.formats.references import plain
from krav.formats.xml import Node

_PAYER = "RltdPties/Dbtr", "RltdPties/Dbtr/Pty", "RltdPties/UltmtDbtr", "RltdPties/UltmtDbtr/Pty"
_CREDIT_NOTE = "CREN"


def references(details: Sequence[Node]) -> tuple[str, ...]:
    """Structured references in their plain form, best first: the creditor's own, then document numbers.

    Credit notes the payer set off come last. What people typed (`501998/`) stays as they typed it.
    """
    structured = [part for detail in details for part in detail.all("RmtInf/Strd")]
    documents = [document for part in structured for document in part.all("RfrdDocInf")]
    documents.sort(key=lambda document: document.text("Tp/CdOrPrtry/Cd") == _CREDIT_NOTE)
    found = [reference for part in structured for reference in part.texts("CdtrRefInf/Ref")]
    found += [number for document in documents for number in document.texts("Nb")]
    return _once(plain(text) for text in found)


def texts(details: Sequence[Node], entry: Node) -> tuple[str, ...]:
    """Free text: each line, lines joined both ways (banks cut at 35 characters, inside numbers), further notes."""
    found: list[str] = []
    for detail in details:
        lines = detail.texts("RmtInf/Ustrd")
        found += lines
        if len(lines) > 1:
            found += ["".join(lines), " ".join(lines)]
        found += [*detail.texts("RmtInf/Strd/AddtlRmtInf"), *detail.texts("AddtlTxInf")]
    return _once([*found, *entry.texts("AddtlNtryInf")])


def payer_name(details: Sequence[Node]) -> str:
    """The debtor's name; some banks write it as the first address line."""
    paths = (*(f"{party}/Nm" for party in _PAYER), *(f"{party}/PstlAdr/AdrLine" for party in _PAYER))
    return details[0].first(*paths) if len(details) == 1 else ""


def payer_account(details: Sequence[Node]) -> str:
    """The debtor's account, IBAN or the bank's own number, without blanks."""
    if len(details) != 1:
        return ""
    return details[0].first("RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id").replace(" ", "")


def identity(
    details: Sequence[Node], entry: Node, references: Sequence[str], written: Sequence[str]
) -> tuple[str, ...]:
    """What tells this transaction from others of its day and amount, the same in a statement and a notification.

    The bank's own reference of the transaction does it alone; the entry's does with the references the payer gave;
    where the bank gave none, everything written counts (`written`: texts, name and account of the payer).
    """
    own = details[0].text("Refs/AcctSvcrRef") if len(details) == 1 else ""
    if own:
        return (own,)
    given = [detail.text(path) for detail in details for path in ("Refs/EndToEndId", "Refs/TxId")]
    given = [text for text in given if text not in {"", "NOTPROVIDED"}]
    of_entry = entry.text("AcctSvcrRef")
    return (of_entry, *given, *references) if of_entry else (*given, *references, *written)


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))

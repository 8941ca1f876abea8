"""Who paid and what for: the references, texts, shares and names of a transaction in a camt file."""

from collections.abc import Iterable, Sequence

from krav.formats.camt.fields import Fields
from krav.formats.references import plain
from krav.formats.values import FormatError, ShareIn
from krav.formats.xml import Node
from krav.kernel.money import Money

_PARTIES = "RltdPties/Dbtr", "RltdPties/Dbtr/Pty", "RltdPties/UltmtDbtr", "RltdPties/UltmtDbtr/Pty"
_NAMES, _ADDRESSES = tuple(f"{party}/Nm" for party in _PARTIES), tuple(f"{party}/PstlAdr" for party in _PARTIES)
_COMPANIES = tuple(f"{party}/Id/OrgId/Othr/Id" for party in _PARTIES)
_ACCOUNTS = "RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id"
_STRUCTURED, _DOCUMENT = "RmtInf/Strd", "RmtInf/Strd/RfrdDocInf"
_REFERENCE, _REMARK = "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/AddtlRmtInf"
_CREDIT_NOTE = "CREN"


def references(details: Sequence[Fields]) -> tuple[str, ...]:
    """Structured references in their plain form, best first: the creditor's own, then document numbers.

    Credit notes the payer set off come last. What people typed (`501998/`) stays as they typed it.
    """
    found: list[str] = []
    for detail in details:
        found += detail.texts(_REFERENCE)
    if any(map(_has_documents, details)):
        documents = [document for detail in details for document in detail.all(_DOCUMENT)]
        for document in sorted(documents, key=_is_credit_note):
            found += document.texts("Nb")
    return _once(map(plain, found))


def shares(details: Sequence[Fields], change: Money) -> tuple[ShareIn, ...]:
    """How the payer divided the money: an amount a document where that is told, below zero for a credit note."""
    if sum(detail.count(_STRUCTURED) for detail in details) < 2 and not any(map(_has_documents, details)):
        return ()
    blocks = (block for detail in details for block in detail.all(_STRUCTURED))
    return tuple(share for block in blocks for share in _shares_of(block, change))


def _shares_of(block: Node, change: Money) -> list[ShareIn]:
    """The shares of one block: its document and amount; several documents under one amount have none of their own."""
    documents = [(document, plain(number)) for document in block.all("RfrdDocInf") for number in document.texts("Nb")]
    if not documents:
        reference = plain(block.text("CdtrRefInf/Ref"))
        return [ShareIn(reference, _told(block, change, credit=False))] if reference else []
    if len(documents) > 1:
        return [ShareIn(number) for _, number in documents]
    ((document, number),) = documents
    return [ShareIn(number, _told(block, change, credit=_is_credit_note(document)))]


def _told(block: Node, change: Money, *, credit: bool) -> Money | None:
    """The amount of a block in the payment's currency and direction; None where it says none, nothing or no amount."""
    paths = ("CdtNoteAmt", "RmtdAmt") if credit else ("RmtdAmt", "DuePyblAmt")
    for path in paths:
        try:
            amount = block.money(f"RfrdDocAmt/{path}", "Ccy")
        except FormatError:
            continue
        if amount and amount.currency == change.currency:
            return -amount if credit != (change.minor < 0) else amount
    return None


def _has_documents(detail: Fields) -> bool:
    return detail.has(_DOCUMENT)


def _is_credit_note(document: Node) -> bool:
    return document.text("Tp/CdOrPrtry/Cd") == _CREDIT_NOTE


def texts(details: Sequence[Fields], entry: Fields) -> tuple[str, ...]:
    """Free text: each line, lines joined both ways (banks cut at 35 characters, inside numbers), further notes."""
    found: list[str] = []
    for detail in details:
        lines = detail.texts("RmtInf/Ustrd")
        found += lines
        if len(lines) > 1:
            found += ["".join(lines), " ".join(lines)]
        found += [*detail.texts(_REMARK), *detail.texts("AddtlTxInf")]
    return _once([*found, *entry.texts("AddtlNtryInf")])


def payer_name(details: Sequence[Fields]) -> str:
    """The debtor's name; some banks write it as the first address line."""
    if len(details) != 1:
        return ""
    (detail,) = details
    name = detail.first(*_NAMES)
    if not name:
        name = next((line for path in _ADDRESSES if (line := detail.part(path).text("AdrLine"))), "")
    return name


def payer_account(details: Sequence[Fields]) -> str:
    """The debtor's account, IBAN or the bank's own number, without blanks."""
    return details[0].first(*_ACCOUNTS).replace(" ", "") if len(details) == 1 else ""


def payer_number(details: Sequence[Fields]) -> str:
    """The number of a debtor that is an organisation; a person's own number is not read."""
    return details[0].first(*_COMPANIES).replace(" ", "") if len(details) == 1 else ""


def identity(details: Sequence[Fields], entry: Fields, references: Sequence[str], written: Sequence[str]) -> tuple[str, ...]:
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

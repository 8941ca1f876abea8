"""One entry (Ntry) of a camt file: what it changes on the account and which customer payments it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from krav.formats.camt.remittance import identity, payer_account, payer_name, references, texts
from krav.formats.camt.shares import FETCH, Share, check_sum, divide
from krav.formats.values import FormatError
from krav.formats.xml import Node
from krav.kernel.money import Money

BOOKED = "BOOK"
_RETURN_CODES = frozenset({"RRTN", "RPCR", "UPDD", "RTRN"})
_DAYS = ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")


@dataclass(frozen=True, slots=True)
class Movement:
    """One customer payment of an entry, negative when it was taken back; `identity` goes into its key."""

    day: date
    amount: Money
    where: str
    identity: tuple[str, ...]
    references: tuple[str, ...]
    texts: tuple[str, ...]
    payer_name: str
    payer_account: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as read. `change` is signed; `outgoing` counts the debits in it that are no customer's payment."""

    status: str
    day: date | None
    change: Money
    movements: tuple[Movement, ...] = ()
    outgoing: int = 0
    remarks: tuple[str, ...] = ()


def entry(node: Node, ordinal: int) -> Entry:
    """The entry, numbered from 1 in its statement.

    Only booked entries hold payments: credits, and debits that are returns or reversals of earlier credits.

    Raises:
        FormatError: when status, direction, amount or day is missing, or the transactions do not add up to the entry.
    """
    where = f"entry {ordinal} in line {node.element.sourceline}"
    status, change = node.first("Sts/Cd", "Sts/Prtry", "Sts"), _change(node, where)
    day = next((day for path in _DAYS if (day := node.day(path))), None)
    if not status:
        raise FormatError(node.file, where, "the entry does not say whether it is booked (Sts).", FETCH)
    if status != BOOKED:
        return Entry(status, day, change)
    shares, remarks = divide(node, change, where)
    payments = [share for share in shares if _is_payment(node, share)]
    outgoing = sum(share.amount.minor < 0 for share in shares) - sum(share.amount.minor < 0 for share in payments)
    if not payments:
        return Entry(status, day, change, outgoing=outgoing)
    if day is None:
        raise FormatError(node.file, where, "the entry has no booking day.", FETCH)
    check_sum(node, shares, change, where)
    if change.minor > 0 and _is_reversal(node):
        remarks.append(f"{where}: money you paid came back; it is listed as a payment")
    movements = tuple(_movement(node, share, day) for share in payments)
    return Entry(status, day, change, movements, outgoing, tuple(remarks))


def _change(node: Node, where: str) -> Money:
    amount, direction = node.money("Amt", "Ccy"), node.text("CdtDbtInd")
    if amount is None or direction not in {"CRDT", "DBIT"}:
        raise FormatError(node.file, where, "the entry has no amount, or is neither credit nor debit.", FETCH)
    return amount if direction == "CRDT" else -amount


def _is_payment(node: Node, share: Share) -> bool:
    return share.amount.minor > 0 or (share.amount.minor < 0 and _is_return(node, share.details))


def _is_return(node: Node, details: Sequence[Node]) -> bool:
    codes = {part.text("BkTxCd/Domn/Fmly/SubFmlyCd") for part in (node, *details)}
    return _is_reversal(node) or bool(codes & _RETURN_CODES) or any(detail.find("RtrInf") for detail in details)


def _is_reversal(node: Node) -> bool:
    return node.text("RvslInd") in {"true", "1"}


def _movement(node: Node, share: Share, day: date) -> Movement:
    details = share.details
    found, notes = references(details), texts(details, node)
    name, account = payer_name(details), payer_account(details)
    return Movement(
        day=day,
        amount=share.amount,
        where=share.where,
        identity=identity(details, node, found, (*notes, name, account)),
        references=found,
        texts=notes,
        payer_name=name,
        payer_account=account,
    )

"""One entry (Ntry) of a camt file: what it changes on the account and which customer payments it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from krav.formats.camt import remittance
from krav.formats.camt.bank_entry import bank_entry
from krav.formats.camt.fields import Fields
from krav.formats.camt.shares import FETCH, Share, check_sum, divide
from krav.formats.values import FormatError, ShareIn, Unused
from krav.kernel.money import Money

BOOKED, PENDING = "BOOK", "PDNG"
_RETURN_CODES = frozenset({"RRTN", "RPCR", "UPDD", "RTRN"})
_CODE = "Domn/Fmly/SubFmlyCd"


class Movement(NamedTuple):
    """One customer payment of an entry, negative when it was taken back; `identity` goes into its key.

    `day` is None only where the bank has not booked it; `number` is that of its entry, should the bank give no name to it.
    """

    day: date | None
    amount: Money
    where: str
    identity: tuple[str, ...]
    references: tuple[str, ...]
    texts: tuple[str, ...]
    payer_name: str
    payer_account: str
    payer_number: str
    shares: tuple[ShareIn, ...]
    bank_entry: str
    number: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as read. `change` is signed; `outgoing` counts the debits in it that are no customer's payment."""

    status: str
    day: date | None
    change: Money
    number: str
    movements: tuple[Movement, ...] = ()
    outgoing: int = 0
    remarks: Sequence[str] = ()
    unused: Sequence[Unused] = ()


def entry(node: Fields, ordinal: int) -> Entry:
    """The entry, numbered from 1 in its statement.

    Booked entries hold payments: credits, and debits that are returns or reversals of earlier credits. Of what the bank
    has only seen (PDNG) the credits are payments to wait for.

    Raises:
        FormatError: when status, direction, amount or day is missing, or the transactions do not add up to the entry.
    """
    where = f"entry {ordinal} in line {node.element.sourceline}"
    status, change, number = node.first("Sts/Cd", "Sts/Prtry", "Sts"), _change(node, where), node.text("NtryRef")
    day = node.day("BookgDt/Dt", "BookgDt/DtTm") or node.part("ValDt").day("Dt", "DtTm")
    if not status:
        raise FormatError(node.file, where, "the entry does not say whether it is booked (Sts).", FETCH)
    if status not in {BOOKED, PENDING}:
        return Entry(status, day, change, number, unused=[Unused(where, f"its status is {status}, it is not booked")])
    shares, remarks = divide(node, change, where)
    payments: list[Share] = []
    others: list[Share] = []
    for share in shares:
        (payments if _is_payment(node, share, status) else others).append(share)
    unused = [Unused(share.where, _why_unused(share)) for share in others]
    outgoing = sum(share.amount.minor < 0 for share in others)
    if not payments:
        return Entry(status, day, change, number, outgoing=outgoing, unused=unused)
    if day is None and status == BOOKED:
        raise FormatError(node.file, where, "the entry has no booking day.", FETCH)
    check_sum(node, shares, change, where)
    if change.minor > 0 and _is_reversal(node):
        remarks.append(f"{where}: money you paid came back; it is listed as a payment")
    movements = tuple(_movement(node, share, day, number) for share in payments)
    return Entry(status, day, change, number, movements, outgoing, remarks, unused)


def _change(node: Fields, where: str) -> Money:
    amount, direction = node.money("Amt"), node.text("CdtDbtInd")
    if amount is None or direction not in {"CRDT", "DBIT"}:
        raise FormatError(node.file, where, "the entry has no amount, or is neither credit nor debit.", FETCH)
    return amount if direction == "CRDT" else -amount


def _is_payment(node: Fields, share: Share, status: str) -> bool:
    back = share.amount.minor < 0 and status == BOOKED and _is_return(node, share.details)
    return share.amount.minor > 0 or back


def _why_unused(share: Share) -> str:
    if not share.amount:
        return "its amount is zero"
    return f"{-share.amount} went out and takes back no payment"


def _is_return(node: Fields, details: Sequence[Fields]) -> bool:
    codes = {part.part("BkTxCd").text(_CODE) for part in (node, *details)}
    return _is_reversal(node) or bool(codes & _RETURN_CODES) or any(detail.has("RtrInf") for detail in details)


def _is_reversal(node: Fields) -> bool:
    return node.text("RvslInd") in {"true", "1"}


def _movement(node: Fields, share: Share, day: date | None, number: str) -> Movement:
    details = share.details
    found, notes = remittance.references(details), remittance.texts(details, node)
    name, account = remittance.payer_name(details), remittance.payer_account(details)
    return Movement(
        day=day,
        amount=share.amount,
        where=share.where,
        identity=remittance.identity(details, node, found, (*notes, name, account)),
        references=found,
        texts=notes,
        payer_name=name,
        payer_account=account,
        payer_number=remittance.payer_number(details),
        shares=remittance.shares(details, share.amount),
        bank_entry=bank_entry(node, details),
        number=number,
    )

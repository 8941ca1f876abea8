"""A voucher as Conta books it: amounts that go from one account to another, on the customers' account for an invoice."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.money import Minor
from krav.wire.broken import Refused

RECEIVABLE: Final = "1500"
"""The one account of Conta's chart that has customers."""
_LEDGERS, _CHARGES = "15", ("16", "3", "8")
"""How accounts of customers begin in the chart, and those of outlays and income."""

_OWN, _LOSS = "Krav ", " (not a payment):"
_LONG, _SHORT = 2000, 500

_UNKNOWN: Final = "{system} has accounts of four digits, and “{account}” is none. Choose another account in the settings."
_OTHER_LEDGER: Final = (
    "{system} has customers on account 1500 only, and this voucher has them on {account}. Choose 1500 in the settings."
)
_NO_CUSTOMER: Final = (
    "{system} books nothing on account 1500 without a customer of its own, and “{customer}” is none. Take the vouchers' "
    "file from Bookkeeping and book it there."
)
_PLACE: Final = "{system} has a number for each department and project, and “{place}” is none. Choose it in the settings."


class Invoice(NamedTuple):
    """An invoice that a voucher names: Conta's id of it, what is left of it and how much it is in all."""

    id: int
    rest: Minor
    total: Minor


class Entry(NamedTuple):
    """A part of a voucher's line; `invoice` is 0 where it moves none."""

    line: VoucherLineOut
    amount: Minor
    invoice: int


def mark(voucher: VoucherOut) -> str:
    """What its text begins with, by which it is found again."""
    return f"{_OWN}{voucher.name}{_LOSS if voucher.not_payment else ':'}"


def described(voucher: VoucherOut) -> str:
    """The text of the voucher there."""
    return f"{mark(voucher)} {voucher.text}"[:_LONG].strip()


def is_own(text: str) -> bool:
    """Whether a text is of a voucher that Krav posted."""
    return text.startswith(_OWN) and ":" in text


def is_own_loss(text: str) -> bool:
    """Whether it says that no money came.

    >>> is_own_loss("Krav V20260001 (not a payment): Loss"), is_own_loss("Krav K17: Payment")
    (True, False)
    """
    return is_own(text) and _LOSS in text


def check(voucher: VoucherOut, system: str) -> None:
    """That Conta can have it.

    Raises:
        Refused: it cannot, and what to do.
    """
    has_ledger = any(line.account == RECEIVABLE for line in voucher.lines)
    for line in voucher.lines:
        if not re.fullmatch(r"[0-9]{4}", line.account):
            raise Refused(_UNKNOWN, {"system": system, "account": line.account})
        if line.account.startswith(_LEDGERS) and line.customer and not has_ledger:
            raise Refused(_OTHER_LEDGER, {"system": system, "account": line.account})
        if line.account == RECEIVABLE and not line.customer.isdecimal():
            raise Refused(_NO_CUSTOMER, {"system": system, "customer": line.customer})


def written(voucher: VoucherOut, invoices: Mapping[str, Invoice], places: Mapping[str, str], system: str) -> dict[str, Any]:
    """The voucher; `invoices` are those it names that Conta has, by their numbers."""
    text = described(voucher)
    shared = {"date": str(voucher.on), "description": text[:_SHORT]}
    pairs = _pairs(list(_entries(voucher, invoices)))
    return {
        "transactionType": "MANUAL_TRANSACTION",
        "date": str(voucher.on),
        "description": text,
        "transactionLinesAdvanced": [
            {
                **shared,
                "amount": Decimal(amount).scaleb(-2),
                **_side("debit", debit),
                **_side("credit", credit),
                **_placed(debit.line, credit.line, places, system),
            }
            for debit, credit, amount in pairs
        ],
    }


def moves(voucher: VoucherOut, invoices: Mapping[str, Invoice]) -> dict[str, Minor]:
    """What a voucher does to the rests of invoices: each stays between nothing and its whole amount.

    A charge that is booked on the customer's account, or given up there, is the customer's and not the invoice's, which has
    never had it. A rest rises where money went back or a loss is taken back.
    """
    charges = [line for line in voucher.lines if line.account.startswith(_CHARGES)]
    rises = voucher.not_payment or sum(line.amount for line in voucher.lines if not line.invoice and line not in charges) < 0
    is_alone = len({line.invoice for line in voucher.lines if line.invoice}) == 1
    found: dict[str, Minor] = {}
    for number, invoice in invoices.items():
        lines = [line for line in voucher.lines if line.invoice == number or (is_alone and not line.invoice)]
        minor = sum(line.amount for line in lines if line.account == RECEIVABLE and line.invoice)
        against = sum(line.amount for line in lines if line in charges and line.amount * minor < 0)
        left = minor + against
        if left * minor > 0 and (left < 0 or rises):
            found[number] = min(max(invoice.rest + left, 0), invoice.total) - invoice.rest
    return found


def _entries(voucher: VoucherOut, invoices: Mapping[str, Invoice]) -> Iterator[Entry]:
    """The lines, each parted into what moves its invoice and what only moves the customer's account."""
    left = moves(voucher, invoices)
    for line in voucher.lines:
        wanted = left.get(line.invoice, 0) if line.account == RECEIVABLE else 0
        part = 0 if wanted * line.amount <= 0 else min(wanted, line.amount, key=abs)
        if part:
            left[line.invoice] -= part
            yield Entry(line, part, invoices[line.invoice].id)
        if line.amount != part:
            yield Entry(line, line.amount - part, 0)


def _pairs(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry, Minor]]:
    """The debits, each against as much of the credits, in order."""
    debits = [entry for entry in entries if entry.amount > 0]
    credits_left = [entry for entry in entries if entry.amount < 0]
    while debits and credits_left:
        debit, credit = debits[0], credits_left[0]
        amount = min(debit.amount, -credit.amount)
        yield debit, credit, amount
        debits[:1] = [debit._replace(amount=debit.amount - amount)] if debit.amount > amount else []
        credits_left[:1] = [credit._replace(amount=credit.amount + amount)] if -credit.amount > amount else []


def _side(side: str, entry: Entry) -> dict[str, Any]:
    """One side of an amount; customers and invoices are the customers' account's only."""
    found: dict[str, Any] = {f"{side}BookkeepingAccountNo": entry.line.account}
    if entry.line.account == RECEIVABLE:
        found[f"{side}CustomerId"] = int(entry.line.customer)
    if entry.invoice:
        found[f"{side}InvoiceId"] = entry.invoice
    return found


def _placed(debit: VoucherLineOut, credit: VoucherLineOut, places: Mapping[str, str], system: str) -> dict[str, int]:
    """The department and project that one side has."""
    told = {"departmentId": debit.department or credit.department, "projectId": debit.project or credit.project}
    found = {name: places.get(place, place) for name, place in told.items() if place}
    for place in found.values():
        if not place.isdecimal():
            raise Refused(_PLACE, {"system": system, "place": place})
    return {name: int(place) for name, place in found.items()}

"""Our vouchers as Fortnox books them: one voucher whole, and beside it a payment for each invoice whose rest it moves."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.money import Minor
from krav.wire.accounting.fortnox.reading import Row, decimal, written_off
from krav.wire.broken import Refused

_RECEIVABLE, _CHARGES = "15", ("16", "3", "8")
"""How accounts of the customer ledger begin in the chart that Fortnox has, and those of outlays and income."""

_OURS: Final = re.compile(r"Krav (\S+)(?:: payments ([\d, ]+))?")
_SHORT, _LONG = 100, 200
_UNKNOWN: Final = "{system} has accounts of four digits, and “{account}” is none. Choose another account in the settings."


class Move(NamedTuple):
    """How a voucher moves an invoice's rest: below zero lowers it. `account` is the one of the customer ledger."""

    invoice: str
    account: str
    minor: Minor


def moves(voucher: VoucherOut) -> list[Move]:
    """What a voucher does to the rests of invoices.

    A charge that is booked on the customer's account, or given up there, is in the general ledger only: Fortnox's invoice
    has never had it, so that its rest stays. A rest rises where money went back or a loss is taken back; not where money
    came for what was lost, for that money found no rest to lower. Money is a line that names no invoice.
    """
    found: list[Move] = []
    rises = voucher.not_payment or sum(line.amount for line in voucher.lines if not line.invoice) < 0
    for invoice in dict.fromkeys(line.invoice for line in voucher.lines if line.invoice):
        lines = [line for line in voucher.lines if line.invoice == invoice]
        ledger = [line for line in lines if line.account.startswith(_RECEIVABLE)]
        minor = sum(line.amount for line in ledger)
        against = sum(line.amount for line in lines if line.account.startswith(_CHARGES) and line.amount * minor < 0)
        left = minor + against
        if left * minor > 0 and (left < 0 or rises):
            found.append(Move(invoice, ledger[0].account, left))
    return found


def within(move: Move, row: Row) -> Move:
    """The move as far as the invoice has room: its rest stays between nothing and its whole amount."""
    rest, whole = (int(decimal(row, name).scaleb(2)) for name in ("Balance", "Total"))
    then = min(max(rest + move.minor, min(0, whole)), max(0, whole))
    return move._replace(minor=then - rest)


def payment_body(voucher: VoucherOut, move: Move, mode: str) -> dict[str, Any]:
    """A payment that moves the rest and nothing else: our voucher has the money, so it goes through the ledger's account.

    What is no payment is written off, with no money.
    """
    amount = Decimal(-move.minor).scaleb(-2)
    body: dict[str, Any] = {
        "InvoiceNumber": int(move.invoice),
        "PaymentDate": str(voucher.on),
        "Amount": amount,
        "ModeOfPaymentAccount": int(move.account),
    }
    if mode:
        body["ModeOfPayment"] = mode
    if voucher.not_payment:
        text = f"{voucher.name} {voucher.text}"[:_SHORT]
        off = {"Amount": amount, "AccountNumber": int(move.account), "TransactionInformation": text}
        body |= {"Amount": Decimal(0), "WriteOffs": [off]}
    return {"InvoicePayment": body}


def is_same(row: Row, voucher: VoucherOut, move: Move) -> bool:
    """Whether a payment's whole row is what a voucher would make: nobody else pays through the customer ledger's account."""
    off = written_off(row)
    return (
        row["PaymentDate"] == str(voucher.on)
        and str(row.get("ModeOfPaymentAccount")) == move.account
        and bool(off) == voucher.not_payment
        and decimal(row, "Amount") + off == Decimal(-move.minor).scaleb(-2)
    )


def voucher_body(
    voucher: VoucherOut, series: str, year: int, payments: Iterable[str], places: Mapping[str, str]
) -> dict[str, Any]:
    """The voucher whole. Its description begins with its name, and its comment names the payments that go with it."""
    named = ", ".join(payments)
    body = {
        "Description": described(voucher),
        "Comments": f"Krav {voucher.name}: payments {named}" if named else f"Krav {voucher.name}",
        "VoucherSeries": series,
        "TransactionDate": str(voucher.on),
        "Year": year,
        "VoucherRows": [_row(line, places) for line in voucher.lines],
    }
    return {"Voucher": body}


def described(voucher: VoucherOut) -> str:
    """How Fortnox's voucher is called."""
    return f"{voucher.name} {voucher.text}".strip()[:_LONG]


def is_called(row: Row, voucher: VoucherOut) -> bool:
    """Whether a voucher's description begins with the name of ours."""
    return f"{row.get('Description') or ''} ".startswith(f"{voucher.name} ")


def with_it(row: Row) -> tuple[str, frozenset[str]]:
    """The name of our voucher and the payments that go with it; nothing for one that is not ours."""
    found = _OURS.fullmatch(str(row.get("Comments") or ""))
    if not found:
        return "", frozenset()
    return found[1], frozenset((found[2] or "").replace(" ", "").split(",")) - {""}


def check_accounts(voucher: VoucherOut, system: str) -> None:
    """That every account can be one of Fortnox's.

    Raises:
        Refused: one cannot.
    """
    for line in voucher.lines:
        if not re.fullmatch(r"[0-9]{4}", line.account):
            raise Refused(_UNKNOWN, {"system": system, "account": line.account})


def _row(line: VoucherLineOut, places: Mapping[str, str]) -> dict[str, Any]:
    amount = Decimal(abs(line.amount)).scaleb(-2)
    row: dict[str, Any] = {
        "Account": int(line.account),
        "Debit": amount if line.amount > 0 else Decimal(0),
        "Credit": amount if line.amount < 0 else Decimal(0),
    }
    told = {
        "TransactionInformation": (line.text or " ".join(filter(None, (line.customer, line.invoice))))[:_SHORT],
        "CostCenter": places.get(line.department, line.department),
        "Project": places.get(line.project, line.project),
    }
    return row | {name: word for name, word in told.items() if word}

"""Vouchers as Xledger wants them: each posting is an item of its imports, and all bear the voucher's name."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zlib import crc32

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.wire.accounting.values import Chosen

OURS = "Krav "
"""What the names of our vouchers begin with: other programs lay their own among the imports."""

_LOSS = "not a payment"
_TEXT = 100
_SOURCE = "GL"
_READY = 1
"""The level of the work at which an import waits to be booked."""

_POSITIVE = 0x7FFF_FFFF


def name(voucher: VoucherOut) -> str:
    """What a voucher is called in the system, before it is booked and after."""
    return f"{OURS}{voucher.name}"


def text(voucher: VoucherOut) -> str:
    """What each of its postings says: the name first."""
    about = f"({_LOSS}) {voucher.text}" if voucher.not_payment else voucher.text
    return f"{name(voucher)} {about}".strip()[:_TEXT]


def is_loss(called: str, said: str) -> bool:
    """Whether a transaction is of a voucher of ours that is no payment."""
    return called.startswith(OURS) and said.startswith(f"{called} ({_LOSS})")


def inputs(voucher: VoucherOut, receivable: frozenset[str], chosen: Chosen, company: str) -> list[dict[str, Any]]:
    """The items to import; those on an account of the customer ledger name the customer and the invoice they move."""
    return [{"node": _node(voucher, line, receivable, chosen, company)} for line in voucher.lines]


def _node(
    voucher: VoucherOut, line: VoucherLineOut, receivable: frozenset[str], chosen: Chosen, company: str
) -> dict[str, Any]:
    amount = f"{Decimal(line.amount).scaleb(-2):.2f}"
    found: dict[str, Any] = {
        "transactionSource": {"code": chosen.journal or _SOURCE},
        "trRegNumber": crc32(voucher.name.encode()) & _POSITIVE,
        "postedDate": voucher.on.isoformat(),
        "account": {"code": line.account},
        "amount": amount,
        "invoiceAmount": amount,
        "text": text(voucher),
        "extIdentifier": name(voucher),
        "jobLevel": {"dbSubId": _READY},
    }
    if line.account in receivable and line.customer:
        found |= {"subledger": {"code": line.customer}}
        found |= {"invoiceNumber": line.invoice} if line.invoice else {}
    if line.department:
        found["glObject1"] = {"code": _place(line.department, chosen.places)}
    if line.project:
        found["project"] = {"code": _place(line.project, chosen.places)}
    if company:
        found["owner"] = {"dbId": int(company)}
    return found


def _place(ours: str, places: Mapping[str, str]) -> str:
    return places.get(ours, ours)

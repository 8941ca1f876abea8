"""A voucher as 24SevenOffice wants it: lines that come to nothing, each beginning with the voucher's own name."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from krav.formats.vouchers import VoucherLineOut, VoucherOut

_OWN, _LOSS, _LONGEST = "Krav ", " (not a payment):", 75
PROJECT, DEPARTMENT = 1, 2
_UNTAXED = 0


def mark(voucher: VoucherOut) -> str:
    """What its text begins with, by which it is found again."""
    return f"{_OWN}{voucher.name}{_LOSS if voucher.not_payment else ':'}"


def is_own(text: str) -> bool:
    """Whether a text is of a voucher that Krav posted."""
    return text.startswith(_OWN) and ":" in text


def is_own_loss(text: str) -> bool:
    """Whether it says that no money came.

    >>> is_own_loss("Krav V20260001 (not a payment): Loss"), is_own_loss("Krav K17: Payment")
    (True, False)
    """
    return is_own(text) and _LOSS in text


def written(
    voucher: VoucherOut, series: int, customers: int | None, receivable: tuple[str, ...], places: Mapping[str, str]
) -> dict[str, Any]:
    """The voucher in a series of numbers; `customers` is the dimension of customers, `receivable` their accounts."""
    text = f"{mark(voucher)} {voucher.text}"[:_LONGEST].strip()

    def line(told: VoucherLineOut) -> dict[str, Any]:
        dimensions = {PROJECT: told.project, DEPARTMENT: told.department, customers or 0: told.customer}
        found = [
            {"dimensionType": kind, "value": value if kind == customers else places.get(value, value)}
            for kind, value in dimensions.items()
            if kind and value
        ]
        invoice = {"invoice": {"number": told.invoice}} if told.invoice and told.account in receivable else {}
        return {
            "accountNumber": int(told.account),
            "amount": Decimal(told.amount) / 100,
            "comment": text,
            "tax": {"number": _UNTAXED},
            **({"dimensions": found} if found else {}),
            **invoice,
        }

    return {
        "transactionTypeNumber": series,
        "date": str(voucher.on),
        "comment": text,
        "lines": [line(each) for each in voucher.lines],
    }

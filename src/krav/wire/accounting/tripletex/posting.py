"""Vouchers as Tripletex wants them: postings by its own ids, and invoices by way of the account of passage."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.wire.accounting.tripletex.asking import Row
from krav.wire.accounting.tripletex.marks import Mark, text_of

_NO_VAT = {"id": 0}


class Known(NamedTuple):
    """What the system calls what a voucher names: rows by number, and ids of places."""

    accounts: Mapping[str, Row]
    customers: Mapping[str, int]
    invoices: Mapping[str, Row]
    departments: Mapping[str, int]
    projects: Mapping[str, int]
    passage: int = 0


def is_receivable(line: VoucherLineOut, accounts: Mapping[str, Row]) -> bool:
    """Whether a line stands on a customer's account."""
    return bool(accounts[line.account]["ledgerType"] == "CUSTOMER")


def moves_invoice(line: VoucherLineOut, known: Known) -> bool:
    """Whether a line moves the rest of an invoice that the system has; of Krav's own claims it has none."""
    return is_receivable(line, known.accounts) and line.invoice in known.invoices


def body(voucher: VoucherOut, known: Known) -> dict[str, Any]:
    """The voucher; its name stands first in its text."""
    return {
        "date": voucher.on.isoformat(),
        "description": _text(voucher),
        "externalVoucherNumber": voucher.name,
        "postings": [_posting(row, line, voucher, known) for row, line in enumerate(voucher.lines, 1)],
    }


def marks(voucher: VoucherOut, known: Known, number: str) -> tuple[Mark, ...]:
    """What the voucher marks on the account of passage."""
    return tuple(
        Mark(voucher.name, number, line.invoice, voucher.on.isoformat(), _amount(line), voucher.not_payment)
        for line in voucher.lines
        if moves_invoice(line, known)
    )


def payment(mark: Mark, payment_type: int) -> dict[str, str | int]:
    """The payment that takes a mark off: what lowers the rest is paid, what raises it is paid back."""
    return {"paymentDate": mark.on, "paymentTypeId": payment_type, "paidAmount": f"{-mark.amount:.2f}"}


def is_named(row: Row, voucher: VoucherOut) -> bool:
    """Whether a voucher of the system is this one, by its name or by all of its text."""
    return row.get("externalVoucherNumber") == voucher.name or row.get("description") == _text(voucher)


def _posting(row: int, line: VoucherLineOut, voucher: VoucherOut, known: Known) -> dict[str, Any]:
    amount = _amount(line)
    found: dict[str, Any] = {
        "row": row,
        "date": voucher.on.isoformat(),
        "description": line.text or voucher.text,
        "account": {"id": known.accounts[line.account]["id"]},
        "amountGross": amount,
        "amountGrossCurrency": amount,
        "vatType": _NO_VAT,
    }
    if moves_invoice(line, known):
        found["account"] = {"id": known.passage}
        found["description"] = text_of(voucher.name, line.invoice, not_payment=voucher.not_payment)
    elif is_receivable(line, known.accounts):
        found["customer"] = {"id": known.customers[line.customer]}
    if line.department:
        found["department"] = {"id": known.departments[line.department]}
    if line.project:
        found["project"] = {"id": known.projects[line.project]}
    return found


def _text(voucher: VoucherOut) -> str:
    return f"{voucher.name} {voucher.text}".strip()


def _amount(line: VoucherLineOut) -> Decimal:
    return Decimal(line.amount).scaleb(-2)

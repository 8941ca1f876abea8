"""Xledger's rows as values: a transaction of the customer ledger is an invoice, a credit note, a payment or our own."""

from datetime import date
from decimal import Decimal
from typing import Literal

from krav.formats.values import ItemIn, PartyIn
from krav.kernel.money import Money
from krav.wire.accounting.values import BooksItemIn, CompanyIn, MovementIn, ReminderIn, money
from krav.wire.accounting.xledger.asking import Row
from krav.wire.accounting.xledger.posting import OURS, is_loss

_INVOICES = frozenset({"AR", "SO", "OS"})
"""The sources of transactions that are invoices and credit notes: the ledger itself, orders and opening balances."""

_PERSON = 11
"""Digits of a person's number, which stands where companies have theirs; Krav does not ask for it."""


def is_invoice(row: Row) -> bool:
    """Whether a transaction is an invoice or a credit note; the others pay, clear or are posted by hand."""
    return _source(row) in _INVOICES


def is_claim(row: Row) -> bool:
    """Whether a transaction is an invoice that the customer owes."""
    return is_invoice(row) and amount(row) > 0


def amount(row: Row) -> Decimal:
    """The whole of a transaction, in its own currency."""
    told = row.get("invoiceAmount")
    return _decimal(row.get("amount") if told is None else told)


def rest(row: Row) -> Decimal:
    """What is left of a transaction."""
    return _decimal(row.get("invoiceRemaining"))


def number(row: Row) -> str:
    """The number of an invoice. Others bear that of the invoice they are for, and a voucher may hold many of them."""
    own = str(row.get("invoiceNumber") or "")
    return own if is_invoice(row) and own else f"{_voucher_number(row)}-{row['dbId']}"


def voucher(row: Row) -> str:
    """The number of the voucher: what we laid among the imports keeps the name we gave it."""
    name = str(row.get("extIdentifier") or "")
    return name if name.startswith(OURS) else _voucher_number(row)


def posted_on(row: Row) -> date:
    """The day of a transaction in the books."""
    header = row.get("transactionHeader") or {}
    return date.fromisoformat((header.get("postedDate") or row.get("paymentDate") or row["invoiceDate"])[:10])


def item(row: Row, movements: tuple[MovementIn, ...] = ()) -> BooksItemIn:
    """A transaction as an item of the ledger."""
    told = str(row.get("extIdentifier") or "")
    reference = str(row.get("paymentReference") or ("" if told.startswith(OURS) else told))
    found = ItemIn(
        number=number(row),
        issued_on=_day(row.get("invoiceDate")) or posted_on(row),
        due_on=_day(row.get("dueDate")),
        amount=_money(amount(row), row),
        customer=_customer(row.get("subledger") or {}),
        where=f"transaction {row['dbId']}",
        open_amount=_money(rest(row), row),
        reference=reference,
        description=str(row.get("text") or ""),
        is_payment=not is_invoice(row),
    )
    department = str(((row.get("glDimension") or {}).get("glObject1") or {}).get("code") or "")
    return BooksItemIn(str(row["dbId"]), found, movements, voucher(row), department=department)


def movement(row: Row, claim: Row, part: Decimal) -> MovementIn:
    """What a transaction took off an invoice it was matched with."""
    kind: Literal["payment", "credit", "write_off"] = "credit" if is_invoice(row) else "payment"
    if is_loss(str(row.get("extIdentifier") or ""), str(row.get("text") or "")):
        kind = "write_off"
    return MovementIn(posted_on(row), _money(-part, claim), kind, f"{row['dbId']}:{claim['dbId']}", voucher(row))


def reminder(row: Row, today: date) -> ReminderIn | None:
    """The last letter that the system sent about an invoice, where it tells of one."""
    sent_on = _day(row.get("reminderDate"))
    if sent_on is None or sent_on > today or not is_claim(row):
        return None
    fee = _money(_decimal(row.get("lateFee")), row)
    return ReminderIn(f"{row['dbId']}-{sent_on}", number(row), sent_on, "reminder", fee if fee.minor > 0 else None)


def party(row: Row) -> PartyIn:
    """A customer, or a company whose books they are."""
    address = row.get("address") or {}
    told = "".join(filter(str.isdigit, str((row.get("company") or {}).get("companyNumber") or "")))
    return PartyIn(
        str(row.get("description") or ""),
        number=str(row.get("code") or ""),
        company_number="" if len(told) == _PERSON else told,
        street=str(address.get("streetAddress") or ""),
        postcode=str(address.get("zipCode") or ""),
        city=str(address.get("place") or ""),
        country=str((address.get("country") or {}).get("code") or ""),
        email=str(row.get("email") or ""),
    )


def company(row: Row) -> CompanyIn:
    """An entity: a company whose books the right covers."""
    return CompanyIn(str(row["dbId"]), party(row), str((row.get("currency") or {}).get("code") or ""))


def _customer(row: Row) -> PartyIn:
    return PartyIn(str(row.get("description") or ""), number=str(row.get("code") or ""))


def _source(row: Row) -> str:
    return str(((row.get("transactionHeader") or {}).get("transactionSource") or {}).get("code") or "")


def _voucher_number(row: Row) -> str:
    return str((row.get("transactionHeader") or {}).get("transactionNumber") or "")


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told[:10]) if told else None


def _decimal(told: object) -> Decimal:
    return Decimal(str(told)) if told not in (None, "") else Decimal(0)


def _money(told: Decimal, row: Row) -> Money:
    return money(told, str((row.get("currency") or {}).get("code") or ""))

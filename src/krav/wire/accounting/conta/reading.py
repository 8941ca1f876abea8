"""Conta's rows as what the books tell: companies, customers, invoices, the letters it sent and what moved an invoice."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from krav.formats.values import ItemIn, PartyIn
from krav.kernel.money import Money
from krav.wire.accounting.conta.asking import Row
from krav.wire.accounting.conta.posting import RECEIVABLE, is_own, is_own_loss
from krav.wire.accounting.values import BooksItemIn, CompanyIn, MovementIn, ReminderIn, money

HOME: Final = "NOK"
_DRAFT: Final = "BEING_CREATED"
_ELSEWHERE: Final = frozenset({"SOLD_TO_EASYBANK", "CLOSED_BY_EASYBANK", "SENT_TO_KRAVIA", "BEING_SENT_TO_KRAVIA"})
"""An invoice that was sold, or that another collector has: nobody else may ask for it."""

_KINDS: Final[Mapping[str, Literal["consumer", "business"]]] = {"INDIVIDUAL": "consumer", "ORGANIZATION": "business"}
_NOT_MOVING: Final = frozenset({"INVOICE", "PAYMENT_REMINDER"})

Kind = Literal["payment", "credit", "write_off", "other"]

_SETTLED: Final[Mapping[str, Kind]] = {"WRITTEN_OFF_AS_LOSS": "write_off", "CLOSED_BY_CREDIT_NOTE": "credit"}
"""How an invoice was settled, where a payment of it was none."""


def company(row: Row, accounts: Iterable[Row] = ()) -> CompanyIn:
    """A company; Conta tells its name, and neither its number nor where it is."""
    numbers = (str(each.get("accountNo") or "") for each in accounts if not each.get("isArchived"))
    return CompanyIn(str(row["id"]), PartyIn(row.get("name", ""), kind="business"), HOME, next(filter(None, numbers), ""))


def customer(row: Row) -> PartyIn:
    """A customer as the list has them; their address stands on their invoices."""
    return PartyIn(
        _text(row, "customerName"),
        str(row["id"]),
        _digits(row, "orgNo"),
        kind=_KINDS.get(_text(row, "customerType"), ""),
        email=_text(row, "emailAddress"),
    )


def is_issued(row: Row) -> bool:
    """Whether an invoice is one already."""
    return row.get("status") != _DRAFT and bool(row.get("invoiceNo") and row.get("invoiceDate"))


def is_of_invoice(row: Row) -> bool:
    """Whether a payment, or a line of a voucher, is a customer's for an invoice."""
    return bool(row.get("invoiceId") and row.get("customerId"))


def item(row: Row, movements: tuple[MovementIn, ...] = ()) -> BooksItemIn:
    """An invoice or credit note."""
    number, currency = str(row["invoiceNo"]), _text(row, "invoiceCurrency") or HOME
    total = _amount(row, "sumTotal")
    credited = row.get("creditedInvoiceNo") or 0
    return BooksItemIn(
        str(row["id"]),
        ItemIn(
            number=number,
            issued_on=date.fromisoformat(row["invoiceDate"]),
            due_on=_day(row, "invoiceDueDate"),
            amount=money(total, currency),
            customer=_customer_of(row),
            where=f"invoice {number}",
            open_amount=money(_rest(row, total), currency),
            reference=_text(row, "kid"),
            credits=str(credited) if total < 0 and credited > 0 else "",
        ),
        movements if currency == HOME else (),
        department=str(row.get("departmentId") or ""),
        project=str(row.get("projectId") or ""),
    )


def payment(row: Row, invoice: Row) -> MovementIn:
    """What a payment did to its invoice. One that is none says only that the rest was settled otherwise."""
    kind = _SETTLED.get(_text(invoice, "status"), "other") if row.get("paymentType") == "NOT_PAYMENT" else "payment"
    return MovementIn(date.fromisoformat(row["date"]), -_home(_amount(row, "amount")), kind, f"payment {row['id']}")


def credit(row: Row) -> MovementIn:
    """What a credit note did to the invoice that it names."""
    key = f"credit note {row['invoiceNo']}"
    return MovementIn(date.fromisoformat(row["invoiceDate"]), money(_amount(row, "sumTotal"), HOME), "credit", key)


def lines(voucher: Row) -> Iterable[Row]:
    """The lines of a voucher that move invoices."""
    if voucher.get("transactionType") in _NOT_MOVING:
        return ()
    told: Iterable[Row] = voucher.get("ledgerLines") or ()
    return [line for line in told if is_of_invoice(line) and line.get("bookkeepingAccountNo") == RECEIVABLE]


def movement(voucher: Row, line: Row) -> MovementIn:
    """What a voucher's line did to its invoice."""
    number, on = _text(voucher, "transactionNoYear"), date.fromisoformat(line.get("date") or voucher["date"])
    return MovementIn(on, _home(_amount(line, "amount")), _kind(voucher), f"line {line['id']}", number)


def reminder(row: Row) -> ReminderIn | None:
    """The last letter that Conta sent for an invoice; None where it sent none."""
    on = _day(row, "paymentReminderDate")
    if on is None:
        return None
    number, fee = str(row["invoiceNo"]), _amount(row, "paymentReminderFee")
    is_notice = row.get("paymentReminderType") == "DEBT_COLLECTION_NOTICE"
    return ReminderIn(
        f"{row['id']} {on}",
        number,
        on,
        "notice" if is_notice else "reminder",
        _home(fee) if fee else None,
        _day(row, "paymentReminderDueDate"),
    )


def _kind(voucher: Row) -> Kind:
    said, called = _text(voucher, "description"), _text(voucher, "transactionType")
    if called == "LOSS" or is_own_loss(said):
        return "write_off"
    return "payment" if is_own(said) or called.startswith("PAYMENT") else "other"


def _rest(row: Row, total: Decimal) -> Decimal:
    """What is left of an invoice itself: never more than all of it, though Conta may count its own fee to it."""
    if row.get("status") in _ELSEWHERE:
        return Decimal(0)
    rest = _amount(row, "sumRemaining")
    return max(min(rest, total), Decimal(0)) if total > 0 else min(max(rest, total), Decimal(0))


def _customer_of(row: Row) -> PartyIn:
    """The customer as the invoice names them."""
    return PartyIn(
        _text(row, "customerName"),
        str(row["customerId"]),
        _digits(row, "customerOrgNo"),
        street=", ".join(filter(None, (_text(row, "customerAddressLine1"), _text(row, "customerAddressLine2")))),
        postcode=_text(row, "customerAddressPostcode"),
        city=_text(row, "customerAddressCity"),
        email=_text(row, "customerEmailAddress"),
        language=_language(_text(row, "invoiceLanguage")),
    )


def _amount(row: Row, name: str) -> Decimal:
    return Decimal(row.get(name) or 0)


def _home(amount: Decimal) -> Money:
    return money(amount, HOME)


def _text(row: Row, name: str) -> str:
    return str(row.get(name) or "").strip()


def _digits(row: Row, name: str) -> str:
    return "".join(filter(str.isdigit, _text(row, name)))


def _day(row: Row, name: str) -> date | None:
    told = _text(row, name)
    return date.fromisoformat(told) if told else None


def _language(told: str) -> str:
    """The system knows its own language and English."""
    return "" if not told else "en" if told == "EN" else "nb"

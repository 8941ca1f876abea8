"""Tripletex's rows as what the books tell: companies, customers, invoices with what moved them, reminders."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from krav.formats.values import ItemIn, PartyIn
from krav.wire.accounting.tripletex.asking import Row
from krav.wire.accounting.tripletex.marks import Mark
from krav.wire.accounting.values import BooksItemIn, CompanyIn, MovementIn, ReminderIn, money

_ADDRESS = "addressLine1,addressLine2,postalCode,city,country(isoAlpha2Code)"
COMPANY = f"id,name,organizationNumber,email,address({_ADDRESS}),currency(code),accountantOrSimilar"
CUSTOMER = (
    "id,customerNumber,name,organizationNumber,isPrivateIndividual,email,invoiceEmail,overdueNoticeEmail,language,"
    f"postalAddress({_ADDRESS}),physicalAddress({_ADDRESS}),accountManager(firstName,lastName,email)"
)
VOUCHER = "id,number,year,numberAsString"
POSTINGS = f"postings(id,date,type,amount,amountCurrency,voucher({VOUCHER}),changes(timestamp))"
INVOICE = (
    "id,invoiceNumber,invoiceDate,invoiceDueDate,kid,amountCurrency,amountCurrencyOutstanding,currency(code),isCredited,"
    f"creditedInvoice,invoiceComment,voucher({VOUCHER}),orders(department(departmentNumber),project(number)),"
    f"customer({CUSTOMER}),{POSTINGS},changes(timestamp)"
)
TOUCHED = "id,invoiceDate,amountCurrencyOutstanding,changes(timestamp),postings(changes(timestamp))"
REMINDERS = "invoiceNumber,currency(code),reminders(id,type,reminderDate,termOfPayment,chargeCurrency,currency(code))"

HOME = "NOK"
_LETTERS: Mapping[str, Literal["reminder", "notice"]] = {
    "SOFT_REMINDER": "reminder",
    "REMINDER": "reminder",
    "NOTICE_OF_DEBT_COLLECTION": "notice",
}


def company(row: Row, name: str, account: str = "") -> CompanyIn:
    """A company by the name that its books are opened with."""
    return CompanyIn(name, _party(row, row.get("address")), _code(row), account)


def party(row: Row) -> PartyIn:
    """A customer; notices go to the address that is kept for them, if there is one."""
    mails = (row.get(each) for each in ("overdueNoticeEmail", "invoiceEmail", "email"))
    private = row.get("isPrivateIndividual")
    return replace(
        _party(row, row.get("postalAddress") or row.get("physicalAddress")),
        number=str(row.get("customerNumber") or ""),
        kind="" if private is None else "consumer" if private else "business",
        email=next(filter(None, mails), ""),
        language=_language(row.get("language")),
    )


def item(row: Row, own: Mapping[int, Mark], credited: Mapping[int, str]) -> BooksItemIn:
    """An invoice or credit note; `own` are the marks of Krav's postings by their ids, `credited` numbers of invoices."""
    number, currency = str(row["invoiceNumber"]), _code(row)
    order: Row = next(iter(row.get("orders") or ()), {})
    return BooksItemIn(
        str(row["id"]),
        ItemIn(
            number=number,
            issued_on=date.fromisoformat(row["invoiceDate"]),
            due_on=date.fromisoformat(row["invoiceDueDate"]) if row.get("invoiceDueDate") else None,
            amount=money(_amount(row["amountCurrency"]), currency),
            customer=party(row["customer"]),
            where=f"invoice {number}",
            open_amount=money(_amount(row["amountCurrencyOutstanding"]), currency),
            reference=row.get("kid") or "",
            description=row.get("invoiceComment") or "",
            credits=credited.get(row.get("creditedInvoice") or 0, ""),
        ),
        tuple(_movement(posting, currency, own.get(posting["id"])) for posting in moves(row)),
        number_of(row.get("voucher")),
        department=(order.get("department") or {}).get("departmentNumber") or "",
        project=(order.get("project") or {}).get("number") or "",
        manager=_manager(row["customer"].get("accountManager")),
    )


def moves(row: Row) -> list[Row]:
    """The postings that moved an invoice, in the order they were made: all but the one that made it."""
    made = (row.get("voucher") or {}).get("id")
    found = [each for each in row.get("postings") or () if (each.get("voucher") or {}).get("id") != made]
    return sorted(found, key=lambda each: int(each["id"]))


def moved_from(rows: Iterable[Row]) -> str:
    """The first day on which any of some invoices was moved; empty where none was."""
    return min((move["date"] for row in rows for move in moves(row)), default="")


def is_open(row: Row) -> bool:
    """Whether anything is left of an invoice."""
    return bool(row["amountCurrencyOutstanding"])


def changed(row: Row, since: str) -> bool:
    """Whether an invoice, or what moves it, was touched since a moment."""
    touched, first = (row, *(row.get("postings") or ())), _moment(since)
    return any(_moment(each["timestamp"]) >= first for one in touched for each in one.get("changes") or ())


def letters(row: Row, since: str) -> Iterator[ReminderIn]:
    """The letters that the system sent for an invoice since a day; what went to a collector is none."""
    for each in row.get("reminders") or ():
        kind, on = _LETTERS.get(each["type"]), each["reminderDate"]
        if kind and on >= since:
            fee = money(_amount(each.get("chargeCurrency") or 0), _code(each if each.get("currency") else row))
            number, until = str(row["invoiceNumber"]), each.get("termOfPayment")
            deadline = date.fromisoformat(until) if until else None
            yield ReminderIn(str(each["id"]), number, date.fromisoformat(on), kind, fee if fee.minor else None, deadline)


def number_of(voucher: Row | None) -> str:
    """A voucher's number as people read it there."""
    if not voucher:
        return ""
    return str(voucher.get("numberAsString") or f"{voucher.get('number')}-{voucher.get('year')}")


def _movement(row: Row, currency: str, mark: Mark | None) -> MovementIn:
    """What a posting did."""
    amount = money(_amount(row["amountCurrency"]), currency)
    number = mark.number if mark else number_of(row.get("voucher"))
    return MovementIn(date.fromisoformat(row["date"]), amount, _kind(row, amount.minor, mark), str(row["id"]), number)


def _kind(row: Row, minor: int, mark: Mark | None) -> Literal["payment", "credit", "write_off", "other"]:
    """Another invoice's posting is a credit note set off; what raises the rest is no payment."""
    if mark and mark.not_payment:
        return "write_off"
    if row.get("type") == "OUTGOING_INVOICE_CUSTOMER_POSTING":
        return "credit"
    return "payment" if minor < 0 else "other"


def _party(row: Row, address: Row | None) -> PartyIn:
    address = address or {}
    street = ", ".join(filter(None, (address.get("addressLine1"), address.get("addressLine2"))))
    return PartyIn(
        row.get("name") or "",
        company_number=row.get("organizationNumber") or "",
        street=street,
        postcode=address.get("postalCode") or "",
        city=address.get("city") or "",
        country=(address.get("country") or {}).get("isoAlpha2Code") or "",
        email=row.get("email") or "",
    )


def _language(told: str | None) -> str:
    """The system knows its own language and English."""
    return "" if not told else "en" if told == "EN" else "nb"


def _manager(row: Row | None) -> str:
    row = row or {}
    return row.get("email") or " ".join(filter(None, (row.get("firstName"), row.get("lastName"))))


def _code(row: Row) -> str:
    return str((row.get("currency") or {}).get("code") or HOME)


def _amount(told: Decimal | int) -> Decimal:
    return Decimal(told)


def _moment(told: str) -> datetime:
    """A moment; one that names no zone is taken for UTC, which is never later than the system meant."""
    found = datetime.fromisoformat(told)
    return found if found.tzinfo else found.replace(tzinfo=UTC)

"""What Fortnox tells, read: its rows as companies, customers, invoices and what moved them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from krav.formats.values import ItemIn, PartyIn
from krav.wire.accounting.values import BooksItemIn, CompanyIn, MovementIn, ReminderIn, money

Row = Mapping[str, Any]

HOME: Final = "SEK"
_PLACE: Final = ZoneInfo("Europe/Stockholm")
_OVERLAP, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_INTEREST: Final = frozenset({"INTRESTINVOICE", "INTERESTINVOICE"})  # the first is how the vendor's description spells it


def company(row: Row) -> CompanyIn:
    """The company by its settings; its account is its bankgiro, or else its plusgiro or IBAN."""
    party = PartyIn(
        name=_text(row, "Name"),
        company_number=_digits(row, "OrganizationNumber"),
        kind="business",
        street=_text(row, "Address"),
        postcode=_text(row, "ZipCode"),
        city=_text(row, "City"),
        country=_text(row, "CountryCode"),
        email=_text(row, "Email"),
    )
    account = _text(row, "BG") or _text(row, "PG") or _text(row, "IBAN")
    return CompanyIn(_text(row, "DatabaseNumber"), party, HOME, account)


def customer(row: Row) -> PartyIn:
    """A customer as the list has them: it tells neither country, nor language, nor whether they are a consumer."""
    return PartyIn(
        name=_text(row, "Name"),
        number=_text(row, "CustomerNumber"),
        company_number=_digits(row, "OrganisationNumber"),
        street=", ".join(filter(None, (_text(row, "Address1"), _text(row, "Address2")))),
        postcode=_text(row, "ZipCode"),
        city=_text(row, "City"),
        email=_text(row, "Email"),
    )


def item(row: Row, movements: tuple[MovementIn, ...] = (), credited: str = "") -> BooksItemIn:
    """An invoice; a credit note has a total below zero."""
    currency, number = _text(row, "Currency") or HOME, _text(row, "DocumentNumber")
    told = ItemIn(
        number=number,
        issued_on=date.fromisoformat(row["InvoiceDate"]),
        due_on=_day(row, "DueDate"),
        amount=money(decimal(row, "Total"), currency),
        customer=PartyIn(_text(row, "CustomerName"), _text(row, "CustomerNumber")),
        where=f"invoice {number}",
        open_amount=money(decimal(row, "Balance"), currency),
        reference=_text(row, "OCR"),
        credits=credited,
    )
    return BooksItemIn(
        id=number,
        item=told,
        movements=movements,
        voucher=voucher_number(row),
        charge="interest" if row.get("InvoiceType") in _INTEREST else "",
        department=_text(row, "CostCenter"),
        project=_text(row, "Project"),
        gone=bool(row.get("Cancelled")),
    )


def is_claim(row: Row) -> bool:
    """Whether an invoice was booked, or was and is void; a draft is nobody's debt."""
    return bool(row.get("Booked") or row.get("Cancelled"))


def credit_of(row: Row) -> str:
    """The invoice that a credit note is for, by its whole row; Fortnox writes 0 where there is none."""
    told = _text(row, "CreditInvoiceReference")
    return "" if told == "0" else told


def movements(row: Row, voucher: str) -> tuple[MovementIn, ...]:
    """What a payment did to its invoice: the money, and what was written off beside it.

    The row of the list will do where nothing was written off and the invoice is in the books' own currency.
    """
    on, key = date.fromisoformat(row["PaymentDate"]), _text(row, "Number")
    currency = _text(row, "Currency") or HOME
    paid = decimal(row, "Amount" if currency == HOME else "AmountCurrency")
    off = written_off(row)
    found = []
    if paid:
        found.append(MovementIn(on, -money(paid, currency), "payment", key, voucher))
    if off:
        found.append(MovementIn(on, -money(off, currency), "write_off", f"{key} written off", voucher))
    return tuple(found)


def wants_a_closer_look(row: Row) -> bool:
    """Whether the list does not tell all that a payment did."""
    return bool(row.get("WriteOffExist")) or (_text(row, "Currency") or HOME) != HOME


def written_off(row: Row) -> Decimal:
    """What a payment's whole row says was written off."""
    told: Sequence[Row] = row.get("WriteOffs") or ()
    return sum((decimal(each, "Amount") for each in told), Decimal(0))


def reminder(row: Row) -> ReminderIn | None:
    """The last letter that Fortnox sent for an invoice, by its whole row."""
    on = _day(row, "LastRemindDate")
    if on is None or not decimal(row, "Reminders"):
        return None
    number = _text(row, "DocumentNumber")
    return ReminderIn(f"{number} {on}", number, on, "reminder")


def voucher_number(row: Row) -> str:
    """A voucher by all that tells it from others, series, number and the id of its year; empty where there is none."""
    number = row.get("VoucherNumber")
    return f"{row['VoucherSeries']}{number}/{row.get('VoucherYear', row.get('Year'))}" if number else ""


def decimal(row: Row, name: str) -> Decimal:
    """An amount, which may come as a number or a text; zero where it is silent."""
    told = row.get(name)
    return Decimal(str(told)) if told not in {None, ""} else Decimal(0)


def since(at: str) -> str:
    """A moment as Fortnox is asked for what changed since: to the minute on a Swedish clock, and one minute earlier.

    In the hour before clocks go back it is an hour earlier: the same minutes come again.
    """
    start = datetime.fromisoformat(at) - _OVERLAP
    local, later = start.astimezone(_PLACE), (start + _HOUR).astimezone(_PLACE)
    back = (local.utcoffset() or timedelta()) - (later.utcoffset() or timedelta())
    return f"{local.replace(tzinfo=None) - max(back, timedelta()):%Y-%m-%d %H:%M}"


def _text(row: Row, name: str) -> str:
    told = row.get(name)
    return "" if told is None else str(told).strip()


def _digits(row: Row, name: str) -> str:
    return "".join(filter(str.isdigit, _text(row, name)))


def _day(row: Row, name: str) -> date | None:
    told = _text(row, name)
    return date.fromisoformat(told) if told else None

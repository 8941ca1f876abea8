"""What 24SevenOffice tells, row by row: customers, and lines on customers' accounts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from krav.formats.values import PartyIn
from krav.kernel.money import Minor, Money
from krav.wire.accounting.twentyfour.posting import DEPARTMENT, PROJECT, is_own, is_own_loss
from krav.wire.accounting.values import CompanyIn, MovementIn, money

TypeKind = Literal["", "payment", "credit", "fee", "interest"]

_STEMS: Mapping[TypeKind, tuple[str, ...]] = {
    "fee": ("purre", "påminnelse", "reminder", "gebyr"),
    "interest": ("rente", "ränta", "interest"),
    "credit": ("kredit", "credit"),
    "payment": ("innbetal", "inbetal", "payment", "betaling", "betalning"),
}
_LOCAL = "LOCAL"


class Line(NamedTuple):
    """A line on a customer's account, debit positive; `kind` is what its type of transaction is for."""

    id: str
    voucher: str
    voucher_number: str
    on: date
    amount: Minor
    currency: str
    kind: TypeKind
    customer: str = ""
    number: str = ""
    due_on: date | None = None
    reference: str = ""
    text: str = ""
    project: str = ""
    department: str = ""


def kind_of_type(name: str) -> TypeKind:
    """What a type of transaction is for, by its name; nothing where the name does not tell.

    >>> kind_of_type("Innbetaling"), kind_of_type("Kreditnota"), kind_of_type("Bilag")
    ('payment', 'credit', '')
    """
    plain = name.casefold()
    return next((kind for kind, stems in _STEMS.items() if any(stem in plain for stem in stems)), "")


def line_of(row: Mapping[str, Any], currency: str, types: Mapping[str, TypeKind]) -> Line:
    """A row of transaction lines; `currency` is that of the books."""
    invoice, voucher = row.get("invoice") or {}, row.get("transaction") or {}
    code = (row.get("currency") or {}).get("code") or _LOCAL
    told = currency if code == _LOCAL else code
    due = invoice.get("dueDate")
    places = {each["dimensionType"]: str(each["value"]) for each in row.get("dimensions") or ()}
    return Line(
        id=str(row.get("id") or ""),
        voucher=str(voucher.get("id") or ""),
        voucher_number=str(voucher.get("number") or ""),
        on=_day(row["date"]),
        amount=money(Decimal(row["amount"]), told).minor,
        currency=told,
        kind=types.get(str((row.get("transactionType") or {}).get("id")), ""),
        customer=str((row.get("customer") or {}).get("id") or ""),
        number=str(invoice.get("number") or "").strip(),
        due_on=_day(due) if due else None,
        reference=str(invoice.get("remittanceReference") or ""),
        text=str(row.get("comment") or ""),
        project=places.get(PROJECT, ""),
        department=places.get(DEPARTMENT, ""),
    )


def movement_of(line: Line) -> MovementIn:
    """A line as what it did to an invoice; “other” where the system does not tell, so that nobody takes it for money."""
    return MovementIn(line.on, Money(line.amount, line.currency), _kind_of(line), line.id, line.voucher)


def _kind_of(line: Line) -> Literal["payment", "credit", "write_off", "other"]:
    if is_own_loss(line.text):
        return "write_off"
    if line.kind == "credit":
        return "credit"
    return "payment" if line.kind == "payment" or (is_own(line.text) and line.amount < 0) else "other"


def customer_of(row: Mapping[str, Any]) -> PartyIn:
    """A customer; a person is a consumer."""
    person, addresses, email = row.get("person") or {}, row.get("address") or {}, row.get("email") or {}
    told = [addresses.get(kind) or {} for kind in ("billing", "postal", "visit")]
    address = next((each for each in told if each.get("postalCode")), {})
    name = row.get("name") or " ".join(filter(None, (person.get("firstName"), person.get("lastName"))))
    country = next((each["countryCode"] for each in told if each.get("countryCode")), "")
    return PartyIn(
        name=name,
        number=str(row["id"]),
        company_number=_digits(row.get("organizationNumber") or ""),
        kind="business" if row.get("isCompany") else "consumer",
        street=address.get("street") or "",
        postcode=address.get("postalCode") or "",
        city=address.get("postalArea") or "",
        country=country,
        email=email.get("billing") or email.get("contact") or "",
    )


def company_of(row: Mapping[str, Any], accounts: list[Any], currency: str) -> CompanyIn:
    """The organization; its number and bank account are told by its bank accounts only."""
    address = row.get("address") or {}
    own: Mapping[str, Any] = next((each for each in accounts if (each.get("owner") or {}).get("organizationNumber")), {})
    party = PartyIn(
        name=row.get("name") or "",
        company_number=_digits((own.get("owner") or {}).get("organizationNumber") or ""),
        street=address.get("street") or "",
        postcode=address.get("postalCode") or "",
        city=address.get("postalArea") or address.get("city") or "",
        country=address.get("countryCode") or "",
        email=row.get("email") or row.get("invoiceEmail") or "",
    )
    return CompanyIn(str(row["id"]), party, currency, str(own.get("number") or ""))


def _day(told: str) -> date:
    return date.fromisoformat(told[:10])


def _digits(told: str) -> str:
    return "".join(filter(str.isdigit, told))

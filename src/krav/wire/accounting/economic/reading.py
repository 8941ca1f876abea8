"""e-conomic's rows as what the books tell: the company, customers, invoices, open entries and what moved an invoice."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from krav.formats.sheets.vocabulary import plain
from krav.formats.table.words import countries
from krav.formats.values import ItemIn, PartyIn
from krav.kernel.money import Money
from krav.wire.accounting.economic.asking import Row
from krav.wire.accounting.economic.posting import NOT_PAYMENT
from krav.wire.accounting.values import BooksItemIn, CompanyIn, MovementIn, money

INVOICE: Final = "customerInvoice"
_PAYMENT, _MANUAL, _REMINDER = "customerPayment", "manualDebtorInvoice", "reminder"


class Entry:
    """A booked entry on a customer's account; `year` is the accounting year it stands in."""

    def __init__(self, row: Row, year: str) -> None:
        """As the system tells it."""
        self.row, self.year, self.number = row, year, int(row["entryNumber"])

    @property
    def kind(self) -> str:
        """What the system calls its type."""
        return str(self.row.get("entryType", ""))

    @property
    def rest(self) -> str:
        """What is left of it, as the system writes it."""
        return str((_amount(self.row.get("remainder")) + 0).normalize())

    @property
    def customer(self) -> int:
        """The customer's number."""
        return int(self.row["customer"]["customerNumber"])

    @property
    def account(self) -> int:
        """The account it stands on."""
        return int(self.row["account"]["accountNumber"])

    @property
    def invoice(self) -> int:
        """The number of the invoice it is, or is for; 0 where it names none."""
        told = (self.row.get("bookedInvoice") or {}).get("bookedInvoiceNumber") or self.row.get("invoiceNumber") or ""
        return int(told) if str(told).isdecimal() else 0

    @property
    def lowers(self) -> bool:
        """Whether it lowers what the customer owes."""
        return _amount(self.row["amount"]) < 0

    @property
    def makes_invoice(self) -> bool:
        """Whether it is an invoice itself."""
        return self.kind == INVOICE and not self.lowers

    @property
    def stands(self) -> bool:
        """Whether anything is left of it, other than of an invoice, which is read as such."""
        return self.rest != "0" and not self.makes_invoice

    @property
    def voucher(self) -> str:
        """The number of its voucher."""
        return voucher_number(self.year, self.row.get("voucherNumber"))


def voucher_number(year: str, number: object) -> str:
    """A voucher's name in the system: its number, in its accounting year."""
    return f"{year}-{number}" if number else ""


def company(row: Row) -> CompanyIn:
    """The company of an agreement."""
    told, bank = row["company"], row.get("bankInformation") or {}
    account = (bank.get("bankSortCode"), bank.get("bankAccountNumber"))
    return CompanyIn(
        str(row["agreementNumber"]),
        PartyIn(
            told.get("name", ""),
            company_number=_bare(told.get("companyIdentificationNumber")),
            street=", ".join(filter(None, (told.get("addressLine1"), told.get("addressLine2")))),
            postcode=told.get("zip", ""),
            city=told.get("city", ""),
            country=_country(told.get("country")),
            email=_first(told.get("email")),
            attention=told.get("attention", ""),
        ),
        row["settings"]["baseCurrency"],
        " ".join(filter(None, account)),
    )


def party(row: Row) -> PartyIn:
    """A customer; the system does not tell consumers from businesses."""
    return PartyIn(
        row["name"],
        str(row["customerNumber"]),
        _bare(row.get("corporateIdentificationNumber")),
        street=row.get("address", ""),
        postcode=row.get("zip", ""),
        city=row.get("city", ""),
        country=_country(row.get("country")),
        email=_first(row.get("email")),
    )


def invoice(row: Row, people: Mapping[int, str], moved: Sequence[MovementIn] = ()) -> BooksItemIn:
    """An invoice or credit note; `people` are the employees by number, `moved` what is known to have moved it.

    Its customer is named by number only: an invoice keeps name and address as they were on its day.
    """
    number, currency = str(row["bookedInvoiceNumber"]), row["currency"]
    seller = (row.get("references") or {}).get("salesPerson") or {}
    return BooksItemIn(
        number,
        ItemIn(
            number=number,
            issued_on=date.fromisoformat(row["date"]),
            due_on=_day(row.get("dueDate")),
            amount=_money(row["grossAmount"], currency),
            customer=PartyIn("", str(row["customer"]["customerNumber"])),
            where=f"invoice {number}",
            open_amount=_money(row["remainder"], currency),
            description=(row.get("notes") or {}).get("heading", ""),
        ),
        tuple(moved),
        project=str((row.get("project") or {}).get("projectNumber") or ""),
        manager=people.get(seller.get("employeeNumber", 0), ""),
    )


def open_entry(entry: Entry) -> BooksItemIn | None:
    """What stands on a customer's account without an invoice: a payment, an invoice put in by hand, a reminder's fee.

    None for what is no item of its own: invoices, which are read as such, and what only corrects an account.
    """
    row, paid = entry.row, entry.kind == _PAYMENT and entry.lowers
    if not paid and entry.kind not in {_MANUAL, _REMINDER}:
        return None
    where, currency = f"entry {entry.number}", row["currency"]
    return BooksItemIn(
        where,
        ItemIn(
            number=str(entry.invoice) if entry.kind == _MANUAL and entry.invoice else where,
            issued_on=date.fromisoformat(row["date"]),
            due_on=_day(row.get("dueDate")),
            amount=_money(row["amount"], currency),
            customer=PartyIn("", str(entry.customer)),
            where=where,
            open_amount=_money(row.get("remainder") or Decimal(0), currency),
            description=row.get("text", ""),
            is_payment=paid,
        ),
        voucher=entry.voucher,
        charge="fee" if entry.kind == _REMINDER else "",
        project=str((row.get("project") or {}).get("projectNumber") or ""),
    )


def movement(entry: Entry) -> MovementIn:
    """What an entry did to the invoice it names."""
    row, on = entry.row, date.fromisoformat(entry.row["date"])
    kind: Literal["payment", "write_off", "other"] = "payment" if entry.kind == _PAYMENT and entry.lowers else "other"
    if row.get("text", "").partition(" ")[2].startswith(NOT_PAYMENT):
        kind = "write_off"
    return MovementIn(on, _money(row["amount"], row["currency"]), kind, str(entry.number), entry.voucher)


def person(row: Row) -> tuple[int, str]:
    """An employee's number, and their address or else their name."""
    return int(row["employeeNumber"]), row.get("email") or row.get("name", "")


def _country(told: str | None) -> str:
    """The system keeps whatever was typed for a country."""
    return countries().get(plain(told or ""), "")


def _bare(told: str | None) -> str:
    return "".join(each for each in told or "" if each.isalnum())


def _first(told: str | None) -> str:
    """The first of several addresses."""
    return (told or "").replace(",", ";").split(";")[0].strip()


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _amount(told: Decimal | int | None) -> Decimal:
    return Decimal(told or 0)


def _money(told: Decimal | int, currency: str) -> Money:
    return money(Decimal(told), currency)

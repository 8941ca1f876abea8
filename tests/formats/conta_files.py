"""Files as Conta gives them: SAF-T Financial of the books, and the list of invoices for a spreadsheet.

Conta gives its customers no numbers that people see; its SAF-T file names them by numbers of its own.
"""

from decimal import Decimal
from io import BytesIO
from typing import NamedTuple

from openpyxl import Workbook

from tests.formats.ledger_files import booked, customer, reference, saft

_HEADINGS = ("Status", "Fakturanr.", "Kunde", "Fakturadato", "Forfallsdato", "KID", "Beløp inkl. MVA", "Utestående")


class Sold(NamedTuple):
    """An invoice to the customer of a number, days as 2026-03-01; `paid_on` is the day of the only payment."""

    number: str
    to: str
    on: str
    due_on: str
    amount: Decimal
    paid: Decimal = Decimal(0)
    paid_on: str = ""

    @property
    def kid(self) -> str:
        return f"00{self.number}7"

    @property
    def rest(self) -> Decimal:
        return self.amount - self.paid

    @property
    def status(self) -> str:
        return "FORFALT" if self.rest else "BETALT"


def books(sold: tuple[Sold, ...]) -> bytes:
    """The SAF-T file: the invoices, what was paid of them, and each customer's balance."""
    rests = {each.to: sum((one.rest for one in sold if one.to == each.to), Decimal(0)) for each in sold}
    transactions = ""
    for place, each in enumerate(sold):
        told = reference(each.number, each.due_on, each.kid)
        transactions += booked(f"{place}a", each.on, each.to, str(each.amount), told, f"Faktura {each.number}")
        if each.paid:
            transactions += booked(f"{place}b", each.paid_on, each.to, f"-{each.paid}", reference(each.number), "Innbetalt")
    return saft("".join(customer(number, "0", str(rest)) for number, rest in rests.items()), transactions)


def separated(sold: tuple[Sold, ...]) -> bytes:
    """The list as text for a spreadsheet: amounts and days as people in Norway write them."""
    lines = [";".join(_HEADINGS), *(";".join(map(_written, _row(each))) for each in sold)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def workbook(sold: tuple[Sold, ...]) -> bytes:
    """The same list as a workbook, with numbers as numbers."""
    book = Workbook()
    sheet = book.create_sheet("Fakturaer", 0)
    sheet.append(_HEADINGS)
    for each in sold:
        sheet.append([float(cell) if isinstance(cell, Decimal) else cell for cell in _row(each)])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _row(each: Sold) -> tuple[str | Decimal, ...]:
    name = f"Kunde {each.to} AS"
    return each.status, each.number, name, _day(each.on), _day(each.due_on), each.kid, each.amount, each.rest


def _day(told: str) -> str:
    return ".".join(reversed(told.split("-")))


def _written(cell: str | Decimal) -> str:
    return f"{cell:,.2f}".replace(",", " ").replace(".", ",") if isinstance(cell, Decimal) else cell

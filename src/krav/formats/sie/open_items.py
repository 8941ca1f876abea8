"""The receivables of a SIE file: which accounts hold them, which invoice each posting names, and what is left open."""

import re
from collections.abc import Iterator
from datetime import date

from krav.formats.receivables import Gathered, Posting, gather
from krav.formats.sie.books import SieBooks, SieVoucher, Transaction
from krav.formats.sie.names import Named, named, voucher_named

_RECEIVABLE = re.compile(r"kund|reskontra|fordr", re.IGNORECASE)
_NOT_CUSTOMERS = re.compile(r"nedskr|nedsk\b|belån|delad|skatteverket|\bhus|\brot\b|\brut\b|kontokort", re.IGNORECASE)
"""Written down, pledged, or owed by the tax authority (its share of household services)."""

_CUSTOMER, _INVOICE = "8", "10"
"""The dimensions the standard keeps for customers and invoices."""

_CUSTOMER_NAME = re.compile(r"kund(?:er|nr)?|customers?", re.IGNORECASE)
_INVOICE_NAME = re.compile(r"(?:kund)?faktura|fakturor|fakturanr|invoices?", re.IGNORECASE)


def receivable_accounts(books: SieBooks) -> dict[str, str]:
    """Number and name of the accounts of customers.

    They are 1510 to 1519 of the Swedish chart, unless their names say otherwise, and 1500 to 1509 where their names say so.
    """
    posted = {line.account for voucher in books.vouchers for line in voucher.lines}
    numbers = sorted(posted | books.accounts.keys() | books.closing.keys())
    return {number: books.accounts.get(number, "") for number in numbers if _is_receivable(number, books)}


def _is_receivable(number: str, books: SieBooks) -> bool:
    name = books.accounts.get(number, "")
    if not re.fullmatch("15[01][0-9]", number) or books.account_kinds.get(number, "T") != "T":
        return False
    if not name or name == number:
        return number.startswith("151")
    return bool(_RECEIVABLE.search(name)) and not _NOT_CUSTOMERS.search(name)


def gathered(books: SieBooks, accounts: dict[str, str]) -> Gathered:
    """What the postings on these accounts make: a number names an invoice whoever the customer is."""
    dimensions = _Dimensions(books)
    series = _invoice_series(books, accounts)
    balanced = (voucher for voucher in books.vouchers if not voucher.sum)
    postings = [posting for voucher in balanced for posting in _postings(voucher, accounts, dimensions, series)]
    known = {posting.customer for posting in postings if posting.names and posting.customer}
    return gather((_with_customer(posting, known) for posting in postings), by_customer=False)


def customer_names(books: SieBooks) -> dict[str, str]:
    """The names of the customers that are objects, by their numbers."""
    dimension = _Dimensions(books).customer
    return {number: name for (each, number), name in books.objects.items() if each == dimension and name}


class _Dimensions:
    """Where the file's objects name customers and invoices."""

    def __init__(self, books: SieBooks) -> None:
        self.customer, self.invoice = _CUSTOMER, _INVOICE
        self.objects = books.objects
        for number, name in books.dimensions.items():
            if _CUSTOMER_NAME.fullmatch(name):
                self.customer = number
            elif _INVOICE_NAME.fullmatch(name):
                self.invoice = number

    def named(self, line: Transaction) -> Named:
        """The invoice's number and the customer's, as objects of the line."""
        return Named(line.objects.get(self.invoice, ""), line.objects.get(self.customer, ""))


def _invoice_series(books: SieBooks, accounts: dict[str, str]) -> set[str]:
    """The series of vouchers whose own numbers are the invoices' numbers: payments name them so."""
    series = {voucher.series for voucher in books.vouchers if voucher.series}
    lines = (line for voucher in books.vouchers for line in voucher.lines if line.account in accounts and line.amount < 0)
    found = (voucher_named(line.text) for line in lines)
    return {each[0] for each in found if each and each[0] in series}


def _postings(voucher: SieVoucher, accounts: dict[str, str], dimensions: _Dimensions, series: set[str]) -> Iterator[Posting]:
    lines = [line for line in voucher.lines if line.account in accounts and line.amount]
    if not sum(line.amount for line in lines) and not any(_says(line, dimensions) for line in lines):
        return  # moved between accounts, nobody owes more or less
    for line in lines:
        told, objects = named(line.text), dimensions.named(line)
        if not told.number and len(lines) == 1:
            told = _either(told, named(voucher.text))
        number = objects.number or told.number
        if not number and voucher.series in series and line.amount > 0 and len(lines) == 1:
            number, told = voucher.name, Named(customer=line.text)
        yield Posting(
            on=line.on,
            amount=line.amount,
            where=f"line {line.line}",
            names=(number,) if number else (),
            customer=objects.customer or told.customer,
            voucher=str(voucher.line),
            text=line.text or voucher.text,
            is_credit_note=told.credit and line.amount < 0,
        )


def _says(line: Transaction, dimensions: _Dimensions) -> bool:
    return bool(named(line.text).number or dimensions.named(line).number)


def _either(line: Named, voucher: Named) -> Named:
    return Named(voucher.number, line.customer or voucher.customer, line.credit or voucher.credit)


def _with_customer(posting: Posting, known: set[str]) -> Posting:
    """A posting whose whole text is the name of a customer is that customer's."""
    if posting.customer or posting.text not in known:
        return posting
    return posting._replace(customer=posting.text)


def last_nameless(loose: list[Posting]) -> dict[str, date]:
    """For each customer (empty: any of them) the last day on which money came that names no invoice."""
    found: dict[str, date] = {}
    for posting in loose:
        if posting.amount < 0 and not posting.names:
            found[posting.customer] = max(posting.on, found.get(posting.customer, posting.on))
    return found

"""An interest invoice as a value, and what it does to the books: everything a PDF, a UBL file and a voucher are made of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from krav.claims.letter import Addressee, Sender
from krav.kernel.money import Minor
from krav.law.country import Country
from krav.law.payment import Payee


class InvoiceRow(NamedTuple):
    """One claim's stretch of days with one principal and one yearly rate in per cent, for the days (from, to] or [from, to).

    Without a rate it is what was paid or invoiced of the claim's interest before, below zero.
    """

    number: str
    from_on: date
    to_on: date
    days: int
    rate: Decimal | None
    basis: int
    principal: Minor
    amount: Minor


@dataclass(frozen=True, slots=True)
class Crediting:
    """That the whole invoice was credited, under a number of the same series."""

    number: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class InterestInvoice:
    """An interest invoice. Amounts are minor units of `currency`; the rows come to `interest`, with `fee` to `total`."""

    country: str
    number: str
    issued_on: date
    due_on: date
    currency: str
    sender: Sender
    payee: Payee
    addressee: Addressee
    company_number: str
    reference: str
    rows: tuple[InvoiceRow, ...]
    interest: Minor
    fee: Minor
    total: Minor
    comment: str = ""
    credited: Crediting | None = None
    draft: bool = False


class Posting(NamedTuple):
    """One line of a voucher: positive is debit, negative credit, in minor units."""

    account: str
    amount: Minor


class Voucher(NamedTuple):
    """What the books are to say: the postings come to nothing. `customer` is the creditor's own number for it."""

    number: str
    on: date
    customer: str
    currency: str
    postings: tuple[Posting, ...]


def vouchers(invoice: InterestInvoice, country: Country) -> tuple[Voucher, ...]:
    """The voucher of the invoice, and of its crediting; interest and fee bear no VAT.

    Raises:
        NotInForce: no accounts are known for the day.
    """
    issued = _voucher(invoice, country, invoice.number, invoice.issued_on, 1)
    if invoice.credited is None:
        return (issued,)
    return issued, _voucher(invoice, country, invoice.credited.number, invoice.credited.on, -1)


def _voucher(invoice: InterestInvoice, country: Country, number: str, on: date, sign: int) -> Voucher:
    accounts = country.book["writeoff.accounts"].on(on)
    amounts = {"receivable": invoice.total, "interest": -invoice.interest, "fee": -invoice.fee}
    postings = tuple(Posting(accounts[name], sign * amount) for name, amount in amounts.items() if amount)
    return Voucher(number, on, invoice.addressee.number, invoice.currency, postings)

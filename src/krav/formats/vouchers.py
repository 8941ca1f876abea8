"""Vouchers on their way out, to an accounting system that has no connection: the same value for every format."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from krav.formats.values import PartyIn
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError


class AccountOut(NamedTuple):
    """An account of the creditor's chart. `category` and `code` place it in the authority's chart, where one asks for it."""

    number: str
    name: str
    category: str = ""
    code: str = ""


class VoucherLineOut(NamedTuple):
    """One posting, debit positive; `customer` is the customer's number in the creditor's books, `invoice` an invoice's."""

    account: str
    amount: Minor
    text: str = ""
    customer: str = ""
    invoice: str = ""
    department: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class VoucherOut:
    """What the books are to say on a day; its postings come to nothing.

    One that is `not_payment` lowers what the books have left of an invoice while the customer owes it still: whoever reads
    the books must not take it for money.
    """

    series: str
    number: str
    on: date
    text: str
    lines: tuple[VoucherLineOut, ...]
    not_payment: bool = False

    @property
    def name(self) -> str:
        """Series and number, as people write them."""
        return f"{self.series}{self.number}"


@dataclass(frozen=True, slots=True)
class BooksOut:
    """The vouchers of a period, of one creditor and in one currency. `program` and `version` say what wrote them.

    Raises:
        KravError: a voucher does not come to nothing, is of another day, or names what the books do not describe.
    """

    creditor: PartyIn
    currency: str
    made_on: date
    from_on: date
    to_on: date
    program: str
    version: str
    accounts: tuple[AccountOut, ...]
    customers: tuple[PartyIn, ...]
    vouchers: tuple[VoucherOut, ...]

    def __post_init__(self) -> None:
        accounts = {account.number for account in self.accounts}
        customers = {customer.number for customer in self.customers} | {""}
        for voucher in self.vouchers:
            if total := sum(line.amount for line in voucher.lines):
                raise KravError(
                    "Voucher {number} does not come to nothing: its postings make {sum}. Nothing was written.",
                    {"number": voucher.name, "sum": Money(total, self.currency)},
                )
            if not self.from_on <= voucher.on <= self.to_on:
                raise KravError(
                    "Voucher {number} is of {on}, outside the period from {from} to {to}. Nothing was written.",
                    {"number": voucher.name, "on": voucher.on, "from": self.from_on, "to": self.to_on},
                )
            for line in voucher.lines:
                if line.account not in accounts:
                    raise KravError(
                        "Voucher {number} posts to account {account}, which has no name. Nothing was written.",
                        {"number": voucher.name, "account": line.account},
                    )
                if line.customer not in customers:
                    raise KravError(
                        "Voucher {number} names customer {customer}, who is not described. Nothing was written.",
                        {"number": voucher.name, "customer": line.customer},
                    )

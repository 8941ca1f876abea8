"""What a file holds once it is read: ledger items, bank payments, and what of it was not used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from krav.kernel.money import Money
from krav.kernel.refusal import KravError

PartyKind = Literal["", "consumer", "business", "sole_trader", "public"]


class FormatError(KravError):
    """A file that cannot be taken in: which file, where in it, what is wrong, what to do."""

    def __init__(self, file: str, where: str, problem: str, remedy: str) -> None:
        place = f"{file}, {where}" if where else file
        super().__init__(f"{place}: {problem} {remedy} Nothing of the file was imported.")
        self.file, self.where, self.problem, self.remedy = file, where, problem, remedy


class Unused(NamedTuple):
    """A line or element of a file that was read and not used, and why; the report of an import names each."""

    where: str
    why: str


class AttachmentIn(NamedTuple):
    """A paper inside an invoice file. `kind` is its media type, such as application/pdf; `about` what the file calls it."""

    name: str
    kind: str
    content: bytes
    about: str = ""


class ShareIn(NamedTuple):
    """What a payer said one part of a payment is for; below zero a credit note set off. None: how much is not said."""

    reference: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class PartyIn:
    """A customer as the file names it; empty strings where the file is silent."""

    name: str
    number: str = ""
    company_number: str = ""
    kind: PartyKind = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    email: str = ""
    language: str = ""
    attention: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ItemIn:
    """One invoice, credit note or payment on account. What lowers the debt has negative amounts.

    `amount` is the whole amount including VAT, `open_amount` what is still unpaid by the file (None: it does not say).
    `where` names the line or element it was read from.
    """

    number: str
    issued_on: date
    due_on: date | None
    amount: Money
    customer: PartyIn
    where: str
    open_amount: Money | None = None
    reference: str = ""
    description: str = ""
    credits: str = ""
    due_agreed: bool | None = None
    is_payment: bool = False
    attachments: tuple[AttachmentIn, ...] = ()

    @property
    def is_credit(self) -> bool:
        """Whether the item lowers what the customer owes."""
        return self.amount.minor < 0

    @property
    def stands_alone(self) -> bool:
        """Whether it is an open item of its own; a credit note that names its invoice lowers that one instead."""
        return not (self.is_credit and self.credits)

    @property
    def kind(self) -> Literal["invoice", "credit", "payment"]:
        """What it is as an item of its own."""
        if not self.is_credit:
            return "invoice"
        return "payment" if self.is_payment else "credit"


@dataclass(frozen=True, slots=True)
class LedgerIn:
    """A ledger file: its items, and for the dry run what was understood of it (heading → field) and remarks.

    `everything` says that it lists all that is open, so that what it does not name is open no more (None: it is a list of
    what is open that does not say so; a person may). `until_on` is the last day it speaks for (None: the day it is taken
    in).
    """

    items: tuple[ItemIn, ...]
    format: str
    understood: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    supplier: PartyIn | None = None
    everything: bool | None = False
    until_on: date | None = None
    unused: tuple[Unused, ...] = ()


class PaymentIn(NamedTuple):
    """One payment on the creditor's account; negative when money left it again (a return or reversal).

    `key` is the same whenever the same payment is read again, from the same file or another copy of it.
    `references` are structured references as printed in the file, best first; `texts` the free lines; `shares` how the
    payer divided the money. `bank_entry` names the bank's entry it is all or a part of, the same in a statement and in a
    notification of the same money; empty where the bank gives it no name.
    """

    received_on: date
    amount: Money
    key: str
    where: str
    references: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    payer_name: str = ""
    payer_account: str = ""
    payer_number: str = ""
    shares: tuple[ShareIn, ...] = ()
    bank_entry: str = ""


@dataclass(frozen=True, slots=True)
class StatementIn:
    """A bank file: payments in, the account they came to (empty: it names none) and the last day the file speaks for.

    `pending` are payments that the bank has seen and not booked: nobody may be asked for that money, and it is not here.
    """

    payments: tuple[PaymentIn, ...]
    format: str
    account: str
    currency: str
    until_on: date
    remarks: tuple[str, ...] = ()
    pending: tuple[PaymentIn, ...] = ()
    unused: tuple[Unused, ...] = ()


@dataclass(frozen=True, slots=True)
class BankFileIn:
    """A bank file may hold statements of several accounts."""

    statements: tuple[StatementIn, ...]
    format: str
    remarks: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()


def parse_money(text: str, currency: str) -> Money:
    """Money from a machine-written decimal; trailing zeros beyond two decimals are harmless (RmtdAmt 25000.000)."""
    amount = Decimal(text)
    return Money.of(amount.quantize(Decimal("0.01")) if amount == amount.quantize(Decimal("0.01")) else amount, currency)

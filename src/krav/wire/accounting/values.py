"""What an accounting system tells: the company, customers and invoices with what moved them; and what it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Literal, NamedTuple

from krav.formats.values import ItemIn, PartyIn
from krav.kernel.money import Money


class CompanyIn(NamedTuple):
    """The company whose books a connection opens; `id` is what the system calls it."""

    id: str
    party: PartyIn
    currency: str
    account: str = ""


class MovementIn(NamedTuple):
    """What changed an invoice's balance in the books: below zero lowers it. `key` is the system's own name of it.

    `voucher` is the number of the voucher that did it, as `Books.post` tells it: Krav knows its own by it.
    """

    on: date
    amount: Money
    kind: Literal["payment", "credit", "write_off", "other"]
    key: str
    voucher: str = ""


class BooksItemIn(NamedTuple):
    """One item of the customer ledger; `item.open_amount` is what the books have left of it.

    `id` is what documents are asked for by, `voucher` the number of the voucher that made it. A `charge` is a fee or
    interest that the system made by itself, and `charge_of` the number of the invoice it is for, where it says so.
    `manager` is the e-mail address, or else the name, of whoever looks after the customer. One that is `gone` was deleted
    or made void.
    """

    id: str
    item: ItemIn
    movements: tuple[MovementIn, ...] = ()
    voucher: str = ""
    charge: Literal["", "fee", "interest"] = ""
    charge_of: str = ""
    department: str = ""
    project: str = ""
    manager: str = ""
    gone: bool = False


class ReminderIn(NamedTuple):
    """A letter that the accounting system sent by itself; `deadline_on` is the day it gave, where the system tells it."""

    key: str
    invoice: str
    on: date
    kind: Literal["reminder", "notice"]
    fee: Money | None = None
    deadline_on: date | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What one request brought; a reading that is resumed by `cursor` goes on after it, and after the last with changes."""

    cursor: str
    customers: tuple[PartyIn, ...] = ()
    items: tuple[BooksItemIn, ...] = ()
    reminders: tuple[ReminderIn, ...] = ()
    last: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a company's books are read and written, as a person chose. `since`: what is older is left alone.

    `journal` is the system's name of the journal or series that vouchers are posted in; `places` the system's names of our
    departments and projects, where they differ.
    """

    since: date | None = None
    journal: str = ""
    places: Mapping[str, str] = field(default_factory=dict)


def money(amount: Decimal, currency: str) -> Money:
    """An amount of the books, rounded down: a third decimal makes no debt larger than it is, and no credit smaller."""
    return Money.of(amount.quantize(Decimal("0.01"), ROUND_FLOOR), currency)

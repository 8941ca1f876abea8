"""What an accounting system tells: the company, customers and invoices with what moved them; and what it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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

    `ours` says that Krav posted it; it is known here, however late it is told.
    """

    on: date
    amount: Money
    kind: Literal["payment", "credit", "write_off", "other"]
    key: str
    ours: bool = False


class BooksItemIn(NamedTuple):
    """One item of the customer ledger; `item.open_amount` is what the books have left of it.

    `id` is what documents are asked for by. A `charge` is a fee or interest that the system made by itself. `manager` is the
    e-mail address of whoever looks after the customer. One that is `gone` was deleted or made void.
    """

    id: str
    item: ItemIn
    movements: Sequence[MovementIn] = ()
    charge: Literal["", "fee", "interest"] = ""
    manager: str = ""
    gone: bool = False


class ReminderIn(NamedTuple):
    """A letter that the accounting system sent by itself."""

    key: str
    invoice: str
    on: date
    kind: Literal["reminder", "notice"]
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What one request brought. `cursor` goes on after it: kept, it resumes there, and after the last it asks for changes.

    `total` is how much there is in all, where the system says so.
    """

    cursor: str
    customers: tuple[PartyIn, ...] = ()
    items: tuple[BooksItemIn, ...] = ()
    reminders: tuple[ReminderIn, ...] = ()
    total: int = 0
    last: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is fetched and how vouchers are posted: `journal` is where, `places` the system's names of our departments."""

    journal: str = ""
    since: date | None = None
    customers: frozenset[str] = frozenset()
    places: Mapping[str, str] | None = None

"""Open items told from postings on customers' accounts: what names the same invoice belongs together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from krav.kernel.days import days_after
from krav.kernel.money import Minor

DAYS_WITHOUT_TERMS = 30
"""Days until an invoice is taken to be due where the books name no day: interest must not begin too early."""


class Posting(NamedTuple):
    """A line on a customer's account, debit positive.

    `names` are what it may be known by, best first: an invoice number, a payment reference. `customer` is the customer's
    number or name, `voucher` the one it stands in.
    """

    on: date
    amount: Minor
    where: str
    names: tuple[str, ...] = ()
    customer: str = ""
    voucher: str = ""
    due_on: date | None = None
    reference: str = ""
    text: str = ""
    is_credit_note: bool = False


@dataclass(slots=True)
class Receivable:
    """An invoice or a credit note, with every posting that names it, beginning with the one that made it.

    `rest` is what is left of it; below zero for an invoice that was paid too much of.
    """

    number: str
    first: Posting
    postings: list[Posting] = field(default_factory=list)
    rest: Minor = 0

    def __post_init__(self) -> None:
        self.add(self.first)

    def add(self, posting: Posting) -> None:
        """Adds a posting that names it."""
        self.postings.append(posting)
        self.rest += posting.amount

    @property
    def is_credit(self) -> bool:
        return self.first.amount < 0

    @property
    def amount(self) -> Minor:
        """What it was made out for: the lines of its own voucher, or more where more is left of it."""
        voucher, is_credit = self.first.voucher, self.is_credit
        made = sum([each.amount for each in self.postings if each.voucher == voucher and (each.amount < 0) == is_credit])
        return min(made, self.rest) if is_credit else max(made, self.rest)

    @property
    def open(self) -> Minor:
        """What is left of it, never on the other side of zero."""
        return min(0, self.rest) if self.is_credit else max(0, self.rest)

    @property
    def excess(self) -> Minor:
        """What was posted beyond nothing; below zero where a customer paid too much."""
        return self.rest - self.open

    @property
    def customer(self) -> str:
        return next((each.customer for each in self.postings if each.customer), "")

    @property
    def reference(self) -> str:
        return next((each.reference for each in self.postings if each.reference), "")

    def due_on(self, days: int = DAYS_WITHOUT_TERMS) -> tuple[date, bool]:
        """The day it is due, and whether the books say so; one before its own day is a slip and not believed."""
        told = self.first.due_on
        if told and told >= self.first.on:
            return told, True
        return days_after(self.first.on, days), False


class Gathered(NamedTuple):
    """Invoices and credit notes, and the postings that belong to none of them."""

    receivables: list[Receivable]
    loose: list[Posting]


class _Index:
    """Receivables by what they may be known by. A second name that two of them share names neither."""

    def __init__(self, *, by_customer: bool) -> None:
        self.by_customer = by_customer
        self.firsts: dict[tuple[str, str], Receivable] = {}
        self.others: dict[tuple[str, str], Receivable | None] = {}

    def add(self, made: Receivable) -> None:
        customer = self._customer(made.first)
        self.firsts[customer, made.first.names[0]] = made
        for name in made.first.names[1:]:
            self.others[customer, name] = None if (customer, name) in self.others else made

    def of(self, posting: Posting) -> Receivable | None:
        """The one whose first name it bears."""
        return self.firsts.get((self._customer(posting), posting.names[0]))

    def meant(self, posting: Posting) -> Receivable | None:
        """The one that any of its names means."""
        keys = [(self._customer(posting), name) for name in posting.names]
        found = (index.get(key) for key in keys for index in (self.firsts, self.others))
        return next((each for each in found if each), None)

    def _customer(self, posting: Posting) -> str:
        return posting.customer if self.by_customer else ""


def gather(postings: Iterable[Posting], *, by_customer: bool) -> Gathered:
    """The receivables in order of their days; `by_customer` when a name means something only together with a customer.

    A debit with a name makes an invoice, or adds to it; a credit goes to the invoice it names. One without a name goes to
    the invoice of its voucher that it settles to the øre: a difference in rates or roundings.
    """
    ordered = sorted(postings, key=lambda posting: posting.on)
    index, receivables, unplaced = _Index(by_customer=by_customer), list[Receivable](), list[Posting]()
    for posting in ordered:
        if not posting.names or (posting.amount < 0 and not posting.is_credit_note):
            unplaced.append(posting)
            continue
        receivable = index.of(posting)
        if receivable is None:
            receivable = Receivable(posting.names[0], posting)
            receivables.append(receivable)
            index.add(receivable)
        else:
            receivable.add(posting)
    return Gathered(receivables, _place(unplaced, index))


def _place(unplaced: Sequence[Posting], index: _Index) -> list[Posting]:
    """Adds credits to what they name; the postings that belong to nothing known."""
    touched: dict[str, list[Receivable]] = {}
    loose, nameless = list[Posting](), list[Posting]()
    for posting in unplaced:
        receivable = index.meant(posting) if posting.names else None
        if receivable:
            receivable.add(posting)
            touched.setdefault(posting.voucher, []).append(receivable)
        else:
            (loose if posting.names else nameless).append(posting)
    for posting in nameless:
        beside = touched.get(posting.voucher, ()) if posting.voucher else ()
        settled = next((each for each in beside if each.rest and each.rest == -posting.amount), None)
        if settled:
            settled.add(posting)
        else:
            loose.append(posting)
    return loose

"""A reminder on its way out as an electronic document: the same value for every country's document."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from krav.formats.values import PartyIn
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError
from krav.law.payment import PaymentMeans


class InvoiceDue(NamedTuple):
    """An invoice that is asked for: its whole amount, and what of it is still `open`; what it was about may be empty."""

    number: str
    issued_on: date
    due_on: date
    amount: Minor
    open: Minor
    text: str = ""


class ChargeOut(NamedTuple):
    """What is asked beside the invoices, in the reader's words; interest names the invoice that it runs on."""

    kind: Literal["fee", "compensation", "costs", "interest"]
    text: str
    amount: Minor
    invoice: str = ""


@dataclass(frozen=True, slots=True)
class ReminderOut:
    """One reminder. The open invoices and the charges, less what was `paid` beyond the invoices, come to `total`.

    `sequence` counts the letters about these invoices from 1; `notice` says that it only reminds and charges nothing.
    `free_of_vat` says why nothing bears VAT here: the invoices did.

    Raises:
        KravError: the amounts do not come to the total.
    """

    number: str
    notice: bool
    sequence: int
    issued_on: date
    due_on: date
    currency: str
    supplier: PartyIn
    customer: PartyIn
    invoices: tuple[InvoiceDue, ...]
    charges: tuple[ChargeOut, ...]
    paid: Minor
    total: Minor
    means: PaymentMeans
    free_of_vat: str
    note: str = ""

    def __post_init__(self) -> None:
        found = self.lines + self.charged - self.paid
        if found != self.total:
            facts = {"number": self.number, "found": self.money(found), "total": self.money(self.total)}
            raise KravError("Letter {number}: the amounts of its document make {found}, its total is {total}.", facts)

    @property
    def lines(self) -> Minor:
        """What is still open of all invoices."""
        return sum(invoice.open for invoice in self.invoices)

    @property
    def charged(self) -> Minor:
        """What all charges come to."""
        return sum(charge.amount for charge in self.charges)

    def money(self, minor: Minor) -> Money:
        """An amount in the reminder's currency."""
        return Money(minor, self.currency)

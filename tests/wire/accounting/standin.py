"""What every stand-in of an accounting system lets a test do, whatever the system calls it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from krav.wire.accounting.protocol import Books, System
from krav.wire.accounting.values import Chosen
from krav.wire.rights import Told
from tests.wire.accounting.server import Asked, Server


@dataclass(slots=True)
class Kept:
    """Rights in memory; `renewals` counts how often they were renewed."""

    told: Told
    renewals: int = 0

    def now(self) -> Told:
        """As they are."""
        return self.told

    def renewed(self, old: Told, renew: Callable[[Told], Told]) -> Told:
        """New ones, unless somebody else was faster."""
        if self.told == old:
            self.told = renew(old)
            self.renewals += 1
        return self.told


class StandIn(Protocol):
    """A company's books that a test writes in, and all that Krav needs to open them.

    Its answers are looked at by the vendor's own description as they are given.
    """

    server: Server
    system: System
    rights: Mapping[str, str]
    company: str
    currency: str
    chosen: Chosen
    page: int
    """How many items a page of the system holds at most, as the connector asks for it."""

    def customer(self, number: str, name: str, manager: str = "") -> None:
        """A customer, and whoever looks after them."""

    def invoice(self, number: str, customer: str, amount: Decimal, issued_on: date, due_on: date) -> None:
        """An invoice that was booked; a negative amount is a credit note."""

    def invoices(self, count: int) -> None:
        """So many invoices at once, 1 to <count>, of 100.00 each to the customer "1", due on 2026-02-01."""

    def pay(self, number: str, amount: Decimal, on: date) -> None:
        """Somebody books money on an invoice."""

    def edit(self, number: str, due_on: date) -> None:
        """Somebody gives an invoice another due day."""

    def void(self, number: str) -> None:
        """Somebody deletes an invoice, or makes it void, as the system has it."""

    def book(self) -> None:
        """The system's own work, or a person, books what waits in a journal; nothing where vouchers are booked at once."""

    def pass_time(self) -> None:
        """A minute passes on the system's clock."""

    def end_access(self) -> None:
        """The access that was given is over; the right to get a new one is good."""

    def revoke(self) -> None:
        """Somebody has taken the connection back."""

    def rest(self, number: str) -> Decimal:
        """What the books have left of an invoice."""

    def posted(self) -> list[str]:
        """The texts of the vouchers that Krav has posted, in order, each as often as it is there."""

    def is_write(self, asked: Asked) -> bool:
        """Whether a request books something."""


def opened(standin: StandIn, kept: Kept | None = None) -> Books:
    """The books of the stand-in's company."""
    return standin.system.open(kept or Kept(standin.rights), standin.company, standin.chosen)

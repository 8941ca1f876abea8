"""What a country's law asks of how a letter goes: by which channels, with what proof, at which hours of the day."""

from datetime import date
from typing import NamedTuple

from krav.law.book import Book
from krav.law.dated import NotInForce
from krav.law.step import DebtorKind, StepKind

ON_PAPER = ("file", "print")


class Delivery(NamedTuple):
    """How a letter of a kind may go: its channels, the proof to keep, and whether one that does not arrive stops its clock.

    A channel that is not named must not carry the letter.
    """

    channels: tuple[str, ...]
    proof: tuple[str, ...]
    voids: bool
    section: str = ""


SAFE = Delivery(ON_PAPER, ("posted",), voids=True)
"""What holds where nothing is known: paper, posted by somebody, and no clock without its letter."""


class Sending:
    """The part of a country's law that is about sending; read from sending.toml."""

    book: Book

    def delivery(self, kind: StepKind, debtor: DebtorKind, on: date) -> Delivery:
        """How a letter of that kind may go to the debtor that day; a table `<kind>_consumer` is the consumers'."""
        own = self.book.tables.get(f"sending.{kind}_consumer") if debtor.is_consumer else None
        table = own or self.book.tables.get(f"sending.{kind}")
        try:
            rule = table.at(on) if table else None
        except NotInForce:
            rule = None
        if rule is None:
            return SAFE
        told = rule.value
        return Delivery(tuple(told["channels"]), tuple(told["proof"]), told["voids"], rule.source.section)

    def hours(self, channel: str, on: date) -> tuple[int, int] | None:
        """From which hour to which a channel may disturb the debtor; None where it disturbs nobody."""
        told: tuple[int, int] | list[int] | None = self.book["sending.hours"].on(on).get(channel)
        return (int(told[0]), int(told[1])) if told else None

"""The open-item ledger of a claim: signed entries, inserted and never changed, and what was sent about it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from krav.kernel.money import Minor
from krav.law.interest import Convention
from krav.law.step import DebtorKind, PastLetter, Terms


class EntryKind(StrEnum):
    """What an entry is. Debits raise the claim, credits lower it. COSTS are those of a case: settlement, plan, court.

    INTEREST entries record what letters have demanded; what is owed is always reckoned anew from the days. A WAIVER gives
    up interest that has run: a letter's total paid by its deadline settles everything in it, and interest on an interest
    invoice has left the claim; a positive one takes that back. A WRITE_OFF is the books' alone: the debtor still owes.
    """

    INVOICE = "invoice"
    CREDIT = "credit"
    PAYMENT = "payment"
    FEE = "fee"
    COMPENSATION = "compensation"
    INTEREST = "interest"
    WAIVER = "waiver"
    COSTS = "costs"
    WRITE_OFF = "write_off"


class Entry(NamedTuple):
    """One fact of the ledger.

    `amount` is signed minor units: positive raises the claim. `on` is the day it takes effect: of a payment the day the
    money came, of a credit note that says part was never owed the invoice's own day. `aim` is the part a payment covers
    first ("principal"), or empty for costs, interest, principal. `label` names a charge's line in letters.
    """

    kind: EntryKind
    amount: Minor
    on: date
    aim: str = ""
    label: str = ""


_MOVED = "interest_invoice "


def moved_label(number: str) -> str:
    """The label of the waivers by which interest leaves its claim for an interest invoice, and comes back from it."""
    return _MOVED + number


def moved(entry: Entry) -> bool:
    """Whether the entry moves interest to or from an interest invoice."""
    return entry.label.startswith(_MOVED)


ENDS_BY_ITSELF = ("promise", "wait")
"""Reasons of holds that are over when their end has come; any other then waits until a person has looked and lifts it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A stop: an objection, a plan, a promise. Nothing is sent from `from_on` up to `until_on` (None: until lifted)."""

    reason: str
    from_on: date
    until_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the stop is in force that day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


class Interruption(NamedTuple):
    """What may interrupt the limitation of a claim.

    `kind` is payment, acknowledged, written (that, with the amount), received (a written demand), filed, ruled, refused
    (nothing was awarded), or how a filing ended: ended (without a decision) or withdrawn, each with _served where the
    debtor had been served.
    """

    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Claim:
    """One invoice under the ladder, with everything that happened to it. Amounts are minor units of `currency`.

    `convention` and `contract_rate` (per cent a year) are the creditor's own way of counting; None takes the country's.
    `case_id` is the case it is gathered in, 0 for none; `interruptions` are what its cases tell of its limitation.
    """

    id: int
    debtor_id: int
    number: str
    currency: str
    terms: Terms
    debtor: DebtorKind = DebtorKind.CONSUMER
    fee_agreed: bool = False
    entries: tuple[Entry, ...] = ()
    letters: tuple[PastLetter, ...] = ()
    holds: tuple[Hold, ...] = ()
    convention: Convention | None = None
    contract_rate: Decimal | None = None
    case_id: int = 0
    interruptions: tuple[Interruption, ...] = ()

    @property
    def face(self) -> Minor:
        """The invoice's own amount."""
        return self.charged(EntryKind.INVOICE)

    def charged(self, kind: EntryKind) -> Minor:
        """What has been charged or demanded of one kind in all."""
        return sum(entry.amount for entry in self.entries if entry.kind is kind)

    @property
    def written_off(self) -> Minor:
        """What the books no longer carry of it; the debtor owes it all the same."""
        return -self.charged(EntryKind.WRITE_OFF)


@dataclass(frozen=True, slots=True)
class Relation:
    """What one debtor's claims share: the days of all fee-bearing letters since the unbroken arrears began."""

    fee_days: tuple[date, ...] = ()


def arrears_from(spans: list[tuple[date, date | None]], on: date) -> date:
    """The day the debtor's unbroken arrears began: spans are (due, settled or None), touching spans are one arrears.

    Returns `on` when nothing is overdue that day.
    """
    start = on
    for due, settled in sorted(spans, key=lambda span: span[1] or date.max, reverse=True):
        if (settled is None or settled >= start) and due < start:
            start = due
    return start

"""A case as a court or a lawyer is told of it: parties, claims part by part, letters as sent; every sum explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from krav.kernel.money import Minor
from krav.kernel.why import Why
from krav.law.interest import Line
from krav.law.payment import Payee
from krav.law.step import Charge, DebtorKind, StepKind


class Party(NamedTuple):
    """The creditor or the debtor. `number` is the company number, `customer` the creditor's own.

    Of a person the number is masked, and whole in `sealed`.
    """

    name: str
    number: str
    kind: DebtorKind
    street: str
    postcode: str
    city: str
    country: str = ""
    attention: str = ""
    phone: str = ""
    email: str = ""
    customer: str = ""
    sealed: str = ""


class Covered(NamedTuple):
    """What of an amount was covered, and on which day."""

    on: date
    amount: Minor


class Moved(NamedTuple):
    """What happened to a claim's principal: `amount` as it came or was credited, `principal` how the principal changed."""

    kind: str
    on: date
    amount: Minor
    principal: Minor


class Charged(NamedTuple):
    """A fee, a compensation or a cost: what was charged on which day by which letter, and what is still open of it."""

    label: str
    step: str
    on: date
    amount: Minor
    covered: tuple[Covered, ...]
    open: Minor
    why: Why


class Accrued(NamedTuple):
    """One line of interest, the first and the last day that bears it, and what is still open of it."""

    line: Line
    first: date
    last: date
    open: Minor
    covered: tuple[Covered, ...]
    why: Why


class Sent(NamedTuple):
    """A letter as it was sent. `at`, `channel`, `address` and `sha256` prove the sending; empty where nothing does."""

    number: str
    step: str
    kind: StepKind
    sent_on: date
    deadline_on: date
    claims: tuple[str, ...]
    channel: str = ""
    at: datetime | None = None
    address: str = ""
    sha256: str = ""
    elsewhere: bool = False


class Stopped(NamedTuple):
    """A stop of a claim in force on the day: an objection, a plan, a promise."""

    reason: str
    from_on: date


@dataclass(frozen=True, slots=True)
class MatterClaim:
    """One claim, part by part, on the day of the matter; amounts are minor units.

    The open parts less `overpaid` come to `total`. `per_day` is a day's interest at the rate in force, `percent`; `agreed`
    tells that the rate was. Interest is reckoned up to `runs_from` and runs on from it. `barred_on` is the day the
    principal is time-barred, where it is known.
    """

    id: int
    number: str
    description: str
    reference: str
    issued_on: date
    due_on: date
    interest_from: date
    runs_from: date
    amount: Minor
    moved: tuple[Moved, ...]
    principal: Minor
    accrued: tuple[Accrued, ...]
    interest: Minor
    percent: Decimal
    agreed: bool
    per_day: Minor
    per_day_why: Why
    fees: tuple[Charged, ...]
    compensation: tuple[Charged, ...]
    costs: tuple[Charged, ...]
    overpaid: Minor
    stops: tuple[Stopped, ...]
    barred_on: date | None
    why: Why

    @property
    def charges(self) -> tuple[Charged, ...]:
        """Everything that was charged beside principal and interest."""
        return (*self.fees, *self.compensation, *self.costs)

    @property
    def total(self) -> Minor:
        """What is owed in all."""
        return self.principal + self.interest + sum(charge.open for charge in self.charges) - self.overpaid


class Totals(NamedTuple):
    """The open parts of several claims together; the parts less `overpaid` come to `total`."""

    principal: Minor
    interest: Minor
    fees: Minor
    compensation: Minor
    costs: Minor
    overpaid: Minor
    total: Minor


@dataclass(frozen=True, slots=True)
class Matter:
    """All a case says on a day. `filing_costs` is what filing would add; it is in no claim's sum before it is filed.

    `plan` and `happened` are what the case's journal tells of a plan that runs, and of filings and rulings.
    """

    country: str
    case: str
    currency: str
    on: date
    creditor: Party
    payee: Payee
    debtor: Party
    claims: tuple[MatterClaim, ...]
    letters: tuple[Sent, ...]
    filing_costs: tuple[Charge, ...] = ()
    plan: Mapping[str, Any] | None = None
    happened: tuple[tuple[str, date, Mapping[str, Any]], ...] = ()

    @property
    def owed(self) -> tuple[MatterClaim, ...]:
        """The claims on which something is owed."""
        return tuple(claim for claim in self.claims if claim.total > 0)

    def last(self, kind: StepKind) -> Sent | None:
        """The last letter of a kind about a claim that is owed."""
        about = {claim.number for claim in self.owed}
        found = [letter for letter in self.letters if letter.kind is kind and about & set(letter.claims)]
        return max(found, key=lambda letter: letter.sent_on, default=None)


def totals(claims: tuple[MatterClaim, ...]) -> Totals:
    """The parts of the claims together."""
    return Totals(
        principal=sum(claim.principal for claim in claims),
        interest=sum(claim.interest for claim in claims),
        fees=sum(fee.open for claim in claims for fee in claim.fees),
        compensation=sum(each.open for claim in claims for each in claim.compensation),
        costs=sum(cost.open for claim in claims for cost in claim.costs),
        overpaid=sum(claim.overpaid for claim in claims),
        total=sum(claim.total for claim in claims),
    )

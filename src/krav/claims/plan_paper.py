"""A plan for payment by instalments as a paper to be signed: whom it is between, what is acknowledged, what is paid when."""

from dataclasses import dataclass
from datetime import date

from krav.claims.letter import Addressee, Sender
from krav.claims.plan import Plan
from krav.kernel.money import Minor
from krav.law.payment import Payee


@dataclass(frozen=True, slots=True)
class Sums:
    """What is acknowledged, by kind; `credit` is money of the debtor that stands on no line."""

    principal: Minor
    interest: Minor
    fees: Minor
    compensation: Minor
    costs: Minor
    credit: Minor

    @property
    def total(self) -> Minor:
        """All of it."""
        return self.principal + self.interest + self.fees + self.compensation + self.costs - self.credit


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """The paper of a plan of case `number`; not `agreed` yet it is a proposal. `reference` goes with every payment.

    `grace_bank_days` are the bank days after an instalment's day before it counts as missed.
    """

    country: str
    currency: str
    number: str
    invoices: tuple[str, ...]
    sender: Sender
    payee: Payee
    addressee: Addressee
    reference: str
    on: date
    plan: Plan
    sums: Sums
    grace_bank_days: int
    agreed: bool

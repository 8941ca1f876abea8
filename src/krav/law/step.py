"""Words shared by the law and the claims: kinds of debtor, steps of a ladder, what was sent and what may be charged."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from krav.kernel.money import Minor
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why


class DebtorKind(StrEnum):
    """What the debtor is in law; unknown counts as a consumer."""

    CONSUMER = "consumer"
    BUSINESS = "business"
    SOLE_TRADER = "sole_trader"
    PUBLIC = "public"

    @property
    def is_consumer(self) -> bool:
        """Whether consumer protection applies."""
        return self is DebtorKind.CONSUMER


class StepKind(StrEnum):
    """What a letter is in law: reminder, notice before collection, demand; in a case an offer, a notice of enforcement."""

    REMINDER = "reminder"
    NOTICE = "notice"
    DEMAND = "demand"
    OFFER = "offer"
    ENFORCEMENT = "enforcement"


CORRECTION = "correction"
"""The step of a letter that corrects an earlier one: no rung of any ladder, and it never costs anything."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder.

    `key` names the letter's text. `wait_days` count from the due day (plus postal days) for the first step, and from the
    deadline of the letter before for every later one. `charges` is whether the creditor wants what the law allows; `fee`
    is its own amount in minor units where it wants less, None for all of it.
    """

    key: str
    kind: StepKind
    wait_days: int
    deadline_days: int
    charges: bool = True
    fee: Minor | None = None


class PastLetter(NamedTuple):
    """A letter that was sent about a claim; `fee` is what was charged for it, `total` what it asked for, where known.

    With `partner` it says that the claim goes to a collection partner when its deadline has passed unpaid.
    """

    step: str
    kind: StepKind
    sent_on: date
    deadline_on: date
    fee: Minor
    total: Minor = 0
    partner: bool = False


class Terms(NamedTuple):
    """What decides from which day interest runs: the due day, whether it was agreed beforehand, the day of the demand."""

    due_on: date
    due_agreed: bool
    sent_on: date


@dataclass(frozen=True, slots=True)
class Situation:
    """What a country's law looks at before a step.

    `letters` are this claim's, oldest first; `relation_fees` the days of all fee-bearing letters to the debtor in the
    unbroken arrears. `fees` and `compensation` are what was already charged on the claim. `terms` tell from which day
    interest runs; without them that is the due day.
    """

    debtor: DebtorKind
    due_on: date
    letters: tuple[PastLetter, ...] = ()
    relation_fees: tuple[date, ...] = ()
    fee_agreed: bool = False
    wants_compensation: bool = True
    fees: Minor = 0
    compensation: Minor = 0
    terms: Terms | None = None


class Charge(NamedTuple):
    """An amount the law lets the creditor claim with a letter; `label` names its line in the letter's text."""

    label: str
    amount: Minor
    why: Why


class Charges(NamedTuple):
    """What a step may cost the debtor: a fee for the letter, compensation for the claim; `no_fee` says why there is none."""

    fee: Charge | None = None
    compensation: Charge | None = None
    no_fee: Refusal | None = None

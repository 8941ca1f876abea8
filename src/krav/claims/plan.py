"""Payment by instalments: how a debt is divided, which instalments are paid or missed, and what falls due next.

Days are bank days. Payments go to the instalments oldest first; how they cover the claims is the ledger's matter.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from krav.claims.ledger import Claim, EntryKind
from krav.claims.policy import Policy
from krav.kernel.days import days_after, months_after
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError
from krav.law.country import Country

MOST = 120
"""So many instalments a plan has at most."""

_WHOLE = 100
"""Instalments are whole crowns; the last takes the rest."""


class Every(StrEnum):
    """How far apart instalments are."""

    MONTH = "month"
    FORTNIGHT = "fortnight"


class Interest(StrEnum):
    """Interest while a plan runs: it runs on and comes with the last instalment, or is given up if the plan is kept."""

    RUNS = "runs"
    WAIVED = "waived"


class State(StrEnum):
    """Where an instalment stands."""

    PAID = "paid"
    PARTLY = "partly"
    OPEN = "open"
    MISSED = "missed"


class Instalment(NamedTuple):
    """An amount in minor units and the bank day it is to be paid."""

    due_on: date
    amount: Minor


class Received(NamedTuple):
    """Money that came in on a day; negative where it went back."""

    on: date
    amount: Minor


@dataclass(frozen=True, slots=True)
class Plan:
    """What was agreed. `costs` are part of the total; `known` was received on the day of the agreement, before it."""

    agreed_on: date
    instalments: tuple[Instalment, ...]
    interest: Interest
    costs: Minor = 0
    known: Minor = 0
    acknowledged_on: date | None = None

    @property
    def total(self) -> Minor:
        """What the instalments come to."""
        return sum(each.amount for each in self.instalments)


class Part(NamedTuple):
    """An instalment as it stands; `paid_on` is the day on which it was full."""

    due_on: date
    amount: Minor
    paid: Minor
    state: State
    paid_on: date | None

    @property
    def open(self) -> Minor:
        """What is missing."""
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """A plan on a day."""

    parts: tuple[Part, ...]
    overpaid: Minor

    @property
    def paid(self) -> Minor:
        """What the instalments have got."""
        return sum(part.paid for part in self.parts)

    @property
    def next(self) -> Part | None:
        """The first instalment that is not paid; None where the plan is kept."""
        return next((part for part in self.parts if part.state is not State.PAID), None)

    @property
    def missed(self) -> tuple[Part, ...]:
        """Instalments that did not come in time."""
        return tuple(part for part in self.parts if part.state is State.MISSED)

    @property
    def kept_on(self) -> date | None:
        """The day the last of them was paid; None while one is not."""
        return None if self.next else max((part.paid_on for part in self.parts if part.paid_on), default=None)


def propose(
    total: Minor, first_on: date, every: Every, country: Country, *, count: int = 0, amount: Minor = 0, least: Minor = 0
) -> tuple[Instalment, ...]:
    """The debt in instalments, `count` of them or of `amount` each: all alike but the last, which takes the rest.

    Raises:
        KravError: there would be fewer than two, or more than MOST, or one is below `least`.
    """
    if (count > 0) is (amount > 0):
        raise KravError("Say either how many instalments there are, or how large each is.")
    pieces = count or -(-total // amount)
    shares = (_by_count(total, count) if count else _by_amount(total, amount, least)) if 2 <= pieces <= MOST else []
    if len(shares) < 2:
        facts_of_count = {"most": MOST, "count": len(shares) or pieces}
        raise KravError("A plan has 2 to {most} instalments; this one would have {count}.", facts_of_count)
    if shares[0] < max(least, 1):
        facts = {"least": Money(least, country.currency), "amount": Money(shares[0], country.currency)}
        raise KravError("An instalment is at least {least}; these would be {amount}. Choose fewer.", facts)
    return tuple(Instalment(_day(first_on, every, place, country), share) for place, share in enumerate(shares))


def _by_count(total: Minor, count: int) -> list[Minor]:
    share = total // count // _WHOLE * _WHOLE
    return [share] * (count - 1) + [total - share * (count - 1)]


def _by_amount(total: Minor, amount: Minor, least: Minor) -> list[Minor]:
    """A rest too small to stand alone goes with the one before it."""
    count, rest = divmod(total, amount)
    shares = [amount] * count
    if shares and rest < least:
        shares[-1] += rest
    elif rest:
        shares.append(rest)
    return shares


def _day(first_on: date, every: Every, place: int, country: Country) -> date:
    day = months_after(first_on, place) if every is Every.MONTH else days_after(first_on, 14 * place)
    return country.bank_day_from(day)


def plan_data(plan: Plan) -> dict[str, Any]:
    """The plan as the journal keeps it; `read_plan` makes the same of it."""
    return {
        "instalments": [{"due_on": each.due_on.isoformat(), "amount": each.amount} for each in plan.instalments],
        "total": plan.total,
        "interest": str(plan.interest),
        "costs": plan.costs,
        "known": plan.known,
        "acknowledged_on": plan.acknowledged_on.isoformat() if plan.acknowledged_on else "",
    }


def read_plan(agreed_on: date, data: Mapping[str, Any]) -> Plan:
    """The plan of a line of the journal."""
    acknowledged_on = data["acknowledged_on"]
    return Plan(
        agreed_on,
        tuple(Instalment(date.fromisoformat(row["due_on"]), row["amount"]) for row in data["instalments"]),
        Interest(data["interest"]),
        data["costs"],
        data["known"],
        date.fromisoformat(acknowledged_on) if acknowledged_on else None,
    )


def received(claims: Iterable[Claim], plan: Plan) -> tuple[Received, ...]:
    """What came in on the claims since the plan was agreed, a sum a day; earlier money was in the plan's total."""
    days: Counter[date] = Counter()
    for claim in claims:
        for entry in claim.entries:
            if entry.kind is EntryKind.PAYMENT and entry.on >= plan.agreed_on:
                days[entry.on] -= entry.amount
    days[plan.agreed_on] -= plan.known
    return tuple(Received(day, amount) for day, amount in sorted(days.items()) if amount)


def standing(
    plan: Plan, payments: Sequence[Received], on: date, country: Country, policy: Policy, owed: Minor | None = None
) -> PlanStanding:
    """The plan on a day: each instalment with what it got, and what came beyond them.

    `owed` is all that is owed that day, if known: interest that has run since comes with the last instalment unless it is
    given up, and what is credited meanwhile is taken off the last. An instalment is missed when the days of grace have
    passed; a rest up to the policy's tolerance counts as paid, where all before it is.
    """
    came = [payment for payment in payments if payment.on <= on]
    paid = max(0, sum(payment.amount for payment in came))
    due = plan.instalments if owed is None else tuple(_adjusted(plan, paid, owed))
    parts: list[Part] = []
    left, above = paid, 0
    for each in due:
        got = min(left, each.amount)
        left, above = left - got, above + each.amount
        full = above - paid <= policy.tolerance
        late = on >= country.acts_after(each.due_on, policy.grace_bank_days)
        state = State.PAID if full else State.MISSED if late else State.PARTLY if got else State.OPEN
        parts.append(Part(*each, got, state, _full_on(came, above - policy.tolerance) if full else None))
    return PlanStanding(tuple(parts), left)


def _adjusted(plan: Plan, paid: Minor, owed: Minor) -> Iterator[Instalment]:
    """The instalments as what is owed now makes them: the last bears what was added and loses what was credited."""
    whole = max(0, paid + owed)
    if plan.interest is Interest.WAIVED:
        whole = min(whole, plan.total)
    left = whole
    last = plan.instalments[-1]
    for each in plan.instalments:
        amount = left if each is last else min(left, each.amount)
        left -= amount
        if amount:
            yield each._replace(amount=amount)


def _full_on(came: Sequence[Received], wanted: Minor) -> date | None:
    """The day since which so much had come and stayed."""
    sum_so_far, since = 0, None
    for payment in came:
        sum_so_far += payment.amount
        if sum_so_far < wanted:
            since = None
        elif since is None:
            since = payment.on
    return since

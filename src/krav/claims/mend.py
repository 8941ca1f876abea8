"""A policy made lawful: what a breach says would be lawful, laid over the creditor's own choices."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from krav.claims.check import Breach, check_interest, check_policy
from krav.claims.interest_policy import InterestPolicy
from krav.claims.policy import Policy
from krav.kernel.money import Money
from krav.law.country import Country
from krav.law.step import DebtorKind, Step


def breaches(country: Country, policy: Policy, on: date) -> tuple[Breach, ...]:
    """Every breach a policy would commit against a debtor of any kind, each once.

    The country's own ladder is no choice of the creditor's: where the law has left it behind, the run refuses the step.
    """
    check = check_interest if policy.steps == country.ladder else check_policy
    return tuple(dict.fromkeys(each for kind in DebtorKind for each in check(country, policy, kind, on)))


def mended(policy: Policy, breach: Breach, on: date) -> Policy:
    """The policy with the step of the breach as the law allows it; without the step where no choice makes it lawful.

    A breach without a step lies in what is asked with interest invoices.
    """
    if not breach.step:
        return replace(policy, interest=_lawful_interest(policy.interest, breach))
    steps = tuple(_lawful(step, breach, on) if step.key == breach.step else step for step in policy.steps)
    kept = tuple(step for step in steps if step)
    return replace(policy, steps=kept or policy.steps)


def _lawful_interest(interest: InterestPolicy, breach: Breach) -> InterestPolicy:
    if breach.code == "interest_fee":
        return replace(interest, fee=0)
    most = breach.facts.get("most")
    return replace(interest, rate=most if isinstance(most, Decimal) else None)


def _lawful(step: Step, breach: Breach, on: date) -> Step | None:
    facts = breach.facts
    least, until, most = facts.get("least"), facts.get("until"), facts.get("most")
    if breach.code == "deadline_too_short" and isinstance(least, int):
        return replace(step, deadline_days=least)
    if breach.code == "fee" and isinstance(most, Money):
        return replace(step, fee=most.minor)
    if breach.code in {"fee", "not_in_force", "plan"}:
        return replace(step, fee=None, charges=False)
    if isinstance(until, date):
        return replace(step, wait_days=step.wait_days + (until - on).days)
    return None

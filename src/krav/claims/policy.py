"""What a creditor has decided within the law: the ladder's steps, days of patience, what it claims."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from krav.kernel.money import Minor
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.step import Step

CHANNELS = ("file", "email")
"""How letters may leave."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A creditor's choices. `minimum` and `tolerance` are minor units of the claim's currency.

    `postal_days` are added to the due day before the first step; `grace_bank_days` to each deadline, for money under way.
    Nothing is sent below `minimum`. A rest up to `tolerance` counts as paid. `stale_after_days` is how old the newest
    news of money may be on the day of a run. `channel` is how letters leave: file or email.
    """

    steps: tuple[Step, ...]
    postal_days: int = 2
    grace_bank_days: int = 2
    minimum: Minor = 5000
    tolerance: Minor = 100
    compensation: bool = True
    terms_agreed: bool = True
    fee_agreed: bool = False
    stale_after_days: int = 10
    channel: str = "file"

    def step_after(self, taken: str) -> Step | None:
        """The step that follows the one taken last (empty: the first); None at the ladder's end or off the ladder."""
        if not taken:
            return self.steps[0] if self.steps else None
        keys = [step.key for step in self.steps]
        position = keys.index(taken) + 1 if taken in keys else len(keys)
        return self.steps[position] if position < len(keys) else None


_LIKE = Policy(steps=())
"""What each choice looks like."""


def default_policy(country: Country) -> Policy:
    """The country's lawful default."""
    return Policy(steps=country.ladder)


def read_policy(data: Mapping[str, Any], country: Country) -> Policy:
    """A stored policy: the country's default with the creditor's own choices laid over it.

    Raises:
        KravError: a choice that does not exist, or a step no letter text of the country knows.
    """
    known = {field.name for field in fields(Policy)}
    if unknown := data.keys() - known:
        raise KravError(f"The policy has no choice “{min(unknown)}”. It may set {', '.join(sorted(known))}.")
    chosen = dict(data)
    if "steps" in chosen:
        if not isinstance(chosen["steps"], list | tuple):
            raise KravError("The policy's steps are a list, each with its key.")
        chosen["steps"] = tuple(_step(row, country) for row in chosen["steps"])
    policy = replace(default_policy(country), **chosen)
    _check(policy)
    if policy.tolerance >= policy.minimum:
        raise KravError("The policy's tolerance must be below its minimum, or an unpaid small invoice would count as paid.")
    return policy


def _check(policy: Policy) -> None:
    """Refuses values no run could live by."""
    for field in fields(Policy):
        value, like = getattr(policy, field.name), getattr(_LIKE, field.name)
        if type(value) is not type(like) or (type(value) is int and value < 0):
            raise KravError(f"The policy's {field.name} is {value!r}; it should be like {like!r}.")
    if policy.channel not in CHANNELS:
        raise KravError(f"The policy's channel is “{policy.channel}”; letters leave by {' or '.join(CHANNELS)}.")
    keys = [step.key for step in policy.steps]
    if not keys or len(set(keys)) < len(keys):
        raise KravError("The policy's steps must be at least one, and each of them once.")


def _step(row: Mapping[str, Any], country: Country) -> Step:
    """A step of the country with the creditor's own days and fee; what is not said stays as in the country."""
    unknown = row.keys() - {"key", "wait_days", "deadline_days", "charges", "fee"}
    if "key" not in row or unknown:
        raise KravError(f"A step has key, wait_days, deadline_days, charges and fee; {dict(row)} does not fit.")
    known = country.step(row["key"])
    for name, value in row.items():
        like = 0 if name == "fee" else getattr(known, name)
        if type(value) is not type(like) or (type(value) is int and value < 0):
            raise KravError(f"The step {row['key']}: {name} is {value!r}; it should be like {like!r}.")
    return replace(known, **row)

"""What a creditor has decided within the law: the ladder's steps, days of patience, what it claims."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from krav.claims.books_policy import BooksPolicy, read_books
from krav.claims.interest_policy import InterestPolicy, read_interest
from krav.kernel.money import Minor
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.step import Step

CHANNELS = ("file", "email", "sms", "print", "digital")
"""How letters may leave: a file that the account prints itself, e-mail, SMS, a print house, a digital mailbox."""

PAPER = ("file", "print")
SMS = "sms"
"""Tells that there is a letter, and is never the letter itself."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A creditor's choices. `minimum` and `tolerance` are minor units of the claim's currency.

    `postal_days` are added to the due day before the first step; `grace_bank_days` to each deadline, for money under way.
    Nothing is sent below `minimum`. A rest up to `tolerance` counts as paid; that of a whole case, once something was paid,
    is given up to `case_tolerance`. `stale_after_days` is how old the newest news of money may be on the day of a run,
    `ledger_stale_after_days` how old the newest whole ledger; 0 asks for none. `books_remind_days` after the due day the
    accounting system itself may remind, and no letter is made before; what it sent counts as a letter.
    With `asked_waits` a plan or a day that a debtor asks for on its own page stops its claims until somebody has answered.
    `delivery` is what is tried in order for a letter to leave; where nothing is said, `channel` alone. Paper is always the
    last of it, and the steps `on_paper` know nothing else. The steps of `approval` wait for a person's yes; all others go by
    themselves.
    """

    steps: tuple[Step, ...]
    postal_days: int = 2
    grace_bank_days: int = 2
    minimum: Minor = 5000
    tolerance: Minor = 100
    case_tolerance: Minor = 100
    compensation: bool = True
    terms_agreed: bool = True
    fee_agreed: bool = False
    stale_after_days: int = 10
    ledger_stale_after_days: int = 0
    books_remind_days: int = 0
    asked_waits: bool = False
    channel: str = "file"
    delivery: tuple[str, ...] = ()
    on_paper: tuple[str, ...] = ()
    approval: tuple[str, ...] = ()
    interest: InterestPolicy = field(default_factory=InterestPolicy)
    books: BooksPolicy = field(default_factory=BooksPolicy)

    def step_after(self, taken: str) -> Step | None:
        """The step that follows the one taken last (empty: the first); None at the ladder's end or off the ladder."""
        if not taken:
            return self.steps[0] if self.steps else None
        keys = [step.key for step in self.steps]
        position = keys.index(taken) + 1 if taken in keys else len(keys)
        return self.steps[position] if position < len(keys) else None

    def step_later(self, taken: str, key: str) -> Step | None:
        """The step of that key where it comes after the one taken last, however many lie between; else None."""
        keys = [step.key for step in self.steps]
        if key not in keys or (taken and taken not in keys):
            return None
        position = keys.index(key)
        return self.steps[position] if not taken or position > keys.index(taken) else None

    def ways(self, key: str) -> tuple[str, ...]:
        """What is tried in order for the letter of a step; paper is among it, whatever was chosen."""
        chosen = self.delivery or (self.channel,)
        paper = tuple(way for way in chosen if way in PAPER)
        if key in self.on_paper:
            return paper or CHANNELS[:1]
        return chosen if paper else (*chosen, CHANNELS[0])

    def channel_of(self, key: str) -> str:
        """How the letter of a step leaves where nothing stands in the way."""
        return next(way for way in self.ways(key) if way != SMS)


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
    known = {choice.name for choice in fields(Policy)}
    if unknown := data.keys() - known:
        facts = {"choice": min(unknown), "choices": ", ".join(sorted(known))}
        raise KravError("The policy has no choice “{choice}”. It may set {choices}.", facts)
    chosen = dict(data)
    if "steps" in chosen:
        if not isinstance(chosen["steps"], list | tuple):
            raise KravError("The policy's steps are a list, each with its key.")
        chosen["steps"] = tuple(_step(row, country) for row in chosen["steps"])
    for named in ("delivery", "on_paper", "approval"):
        if isinstance(chosen.get(named), list):
            chosen[named] = tuple(chosen[named])
    chosen["interest"] = read_interest(chosen.get("interest", {}))
    chosen["books"] = read_books(chosen.get("books", {}))
    policy = replace(default_policy(country), **chosen)
    _check(policy)
    if policy.tolerance >= policy.minimum:
        raise KravError("The policy's tolerance must be below its minimum, or an unpaid small invoice would count as paid.")
    return policy


def policy_data(policy: Policy, country: Country) -> dict[str, Any]:
    """The policy as it is stored; `read_policy` makes the same of it. The country's own ladder stays the country's."""
    data = asdict(policy)
    data["steps"] = [_row(step) for step in policy.steps]
    if policy.steps == country.ladder:
        del data["steps"]
    if policy.interest.rate is not None:
        data["interest"]["rate"] = str(policy.interest.rate)
    return data


def _row(step: Step) -> dict[str, Any]:
    row = asdict(step)
    del row["kind"]
    if step.fee is None:
        del row["fee"]
    return row


def _check(policy: Policy) -> None:
    """Refuses values no run could live by."""
    for choice in fields(Policy):
        value, like = getattr(policy, choice.name), getattr(_LIKE, choice.name)
        if type(value) is not type(like) or (type(value) is int and value < 0):
            facts = {"choice": choice.name, "value": repr(value), "like": repr(like)}
            raise KravError("The policy's {choice} is {value}; it should be like {like}.", facts)
    ways = (policy.channel, *policy.delivery)
    if unknown := [way for way in ways if way not in CHANNELS]:
        facts = {"channel": unknown[0], "channels": ", ".join(CHANNELS)}
        raise KravError("The policy's channel is “{channel}”; letters leave by one of {channels}.", facts)
    if policy.channel == SMS or len(set(policy.delivery)) < len(policy.delivery):
        raise KravError("A letter is tried by each channel once, and an SMS alone is no letter.")
    keys = [step.key for step in policy.steps]
    if not keys or len(set(keys)) < len(keys):
        raise KravError("The policy's steps must be at least one, and each of them once.")


def _step(row: Mapping[str, Any], country: Country) -> Step:
    """A step of the country with the creditor's own days and fee; what is not said stays as in the country."""
    unknown = row.keys() - {"key", "wait_days", "deadline_days", "charges", "fee"}
    if "key" not in row or unknown:
        raise KravError("A step has key, wait_days, deadline_days, charges and fee; {row} does not fit.", {"row": dict(row)})
    known = country.step(row["key"])
    if row["key"] not in {step.key for step in country.steps}:
        raise KravError("The step {step} belongs to a case; a policy cannot take it.", {"step": row["key"]})
    for name, value in row.items():
        like = 0 if name == "fee" else getattr(known, name)
        if type(value) is not type(like) or (type(value) is int and value < 0):
            facts = {"step": row["key"], "choice": name, "value": repr(value), "like": repr(like)}
            raise KravError("The step {step}: {choice} is {value}; it should be like {like}.", facts)
    return replace(known, **row)

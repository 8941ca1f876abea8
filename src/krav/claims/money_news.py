"""What is known of money: up to which day, what nobody has placed yet, and what lies to customers' credit."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, Self

from krav.claims.ledger import Claim
from krav.claims.policy import Policy
from krav.claims.reckon import Reckoning
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import Refusal


def fresh(known: date | None, days: int, on: date) -> bool:
    """Whether what is known up to a day is no more than so many days old."""
    return known is not None and (on - known).days <= days


class Unplaced(NamedTuple):
    """Money that no claim has been given; or, with `until`, that the bank has not booked: it is waited for until then.

    `named` are the debtors it speaks of: by reference, number, payer or what they owe in all. Where it is `clear` that the
    money is theirs, it is nobody else's, whatever the amount. A `rest` is left of a payment that is placed: it holds back
    only what it would cover.
    """

    on: date
    money: Money
    named: frozenset[int] = frozenset()
    clear: bool = False
    until: date | None = None
    rest: bool = False


class UnplacedMoney:
    """Unplaced money, found by the debtor it speaks of and, where that is in doubt, by its amount."""

    def __init__(self, items: Iterable[Unplaced] = ()) -> None:
        """Indexes the items, what is booked first: it waits for a person."""
        self._items = tuple(sorted(items, key=lambda item: (item.until is not None, item.on, item.money.minor)))
        self._of_debtor: dict[int, list[Unplaced]] = defaultdict(list)
        doubtful: dict[str, list[Unplaced]] = defaultdict(list)
        for item in self._items:
            for debtor_id in item.named:
                self._of_debtor[debtor_id].append(item)
            if not item.clear:
                doubtful[item.money.currency].append(item)
        self._doubtful = {key: sorted(some, key=lambda item: item.money.minor) for key, some in doubtful.items()}
        self._amounts = {key: [item.money.minor for item in some] for key, some in self._doubtful.items()}

    def __bool__(self) -> bool:
        return bool(self._items)

    def __iter__(self) -> Iterator[Unplaced]:
        return iter(self._items)

    def could_be(self, debtor_id: int, currency: str, on: date, amounts: Sequence[tuple[Minor, Minor]]) -> Unplaced | None:
        """Money that may be the debtor's that day: it speaks of them, or is within one of the `amounts` (least, most)."""
        for item in self._of_debtor.get(debtor_id, ()):
            if _waits(item, on) and (not item.rest or item.money.minor >= min(amounts)[0]):
                return item
        mine = self._amounts.get(currency)
        if not mine:
            return None
        some = self._doubtful[currency]
        found = (some[bisect_left(mine, least) : bisect_left(mine, most + 1)] for least, most in amounts)
        return min((item for each in found for item in each if _waits(item, on)), key=_booked_first, default=None)


def _waits(item: Unplaced, on: date) -> bool:
    return item.until is None or on < item.until


def _booked_first(item: Unplaced) -> tuple[bool, date]:
    return item.until is not None, item.on


@dataclass(frozen=True, slots=True)
class MoneyNews:
    """What is known of money. `credits` are what lies unmatched to a debtor's credit, by debtor and currency."""

    until_on: date
    unplaced: UnplacedMoney = field(default_factory=UnplacedMoney)
    credits: Mapping[tuple[int, str], Minor] = field(default_factory=dict)

    def credit(self, claim: Claim) -> Minor:
        """What lies to the credit of the claim's debtor and is not matched."""
        return self.credits.get((claim.debtor_id, claim.currency), 0)

    def with_more(self, more: Iterable[Unplaced]) -> Self:
        """The same with further money that nobody has placed."""
        return replace(self, unplaced=UnplacedMoney((*self.unplaced, *more)))


def may_be_paid(claim: Claim, reckoning: Reckoning, policy: Policy, news: MoneyNews, on: date) -> Refusal | None:
    """Why the claim waits for money that may have paid it, or None.

    An amount may pay it that is its own, that of a letter about it, or lies between its principal, less what the policy
    tolerates, and all that is owed: the interest of the day it was paid, or a fee left out, makes no difference. A credit
    comes first, for it is as large every day: what is owed grows, and other money may fit it later.
    """
    credit = news.credit(claim)
    if credit >= reckoning.principal:
        facts = {"credit": Money(credit, claim.currency)}
        reason = "{credit} lies to the customer's credit, as much as is owed here. Match it first."
        return Refusal("credit_open", reason, facts=facts)
    amounts = [(reckoning.principal - policy.tolerance, reckoning.total), (claim.face, claim.face)]
    amounts += [(letter.total, letter.total) for letter in claim.letters if letter.total]
    money = news.unplaced.could_be(claim.debtor_id, claim.currency, on, amounts)
    return unplaced_refusal(money) if money else None


def unplaced_refusal(money: Unplaced) -> Refusal:
    """Why money makes a step wait, and what to do."""
    facts = {"amount": money.money, "day": money.on}
    if money.until is None:
        reason = "Money has come in that may be for this. Place the payment of {amount} of {day} first, or pay it back."
        return Refusal("unmatched_money", reason, facts=facts)
    reason = "The bank has seen a payment of {amount} on {day} that may be for this, and has not booked it yet."
    return Refusal("in_transit", reason, until=money.until, facts=facts)

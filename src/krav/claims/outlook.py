"""What comes to many debtors' claims, summed by day: letters, fees, what is demanded, and money by the customers' habits."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, zip_longest
from typing import NamedTuple

from krav.claims.ahead import Event, Stop
from krav.claims.habits import MILLION, WATCHED_DAYS, Habit
from krav.claims.ledger import Claim, EntryKind
from krav.claims.policy import Policy
from krav.kernel.days import days_after
from krav.kernel.money import Minor, half_up


@dataclass(slots=True)
class Sums:
    """What comes on one day, or in all, in one currency; amounts in minor units.

    `letters` are counted by step; claims whose step waits for approval (`asked`) by step too, claims that stop for
    another reason (`stopped`) by the refusal's code, both on the day it begins. `fees` and `compensation` are what the
    letters add, `demanded` is their totals. `money` is what the customers' habits bring.
    """

    letters: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)
    fees: Minor = 0
    compensation: Minor = 0
    demanded: Minor = 0
    money: Minor = 0


class _Taken(NamedTuple):
    """A step that a claim took (empty: fell due) on a day, and what it owed then by its entries."""

    step: str
    since: date
    owed: Minor


class _Spell(NamedTuple):
    """Claims in one currency that took a step on one day and the next on the other, None where none follows."""

    currency: str
    step: str
    since: date
    next_on: date | None


class Outlook:
    """The sums of everything added, by day and currency.

    `untold` claims go through a step whose habit is not known: from there on `money` says nothing of them. A claim on
    hold pays by no habit. `debtors_on` are the ids of those to whom something comes on a day.
    """

    def __init__(self, policy: Policy, habits: Mapping[str, Habit], from_on: date, until_on: date) -> None:
        self.from_on, self.until_on, self.habits = from_on, until_on, habits
        self.untold = self.finished = 0
        self._last_step = policy.steps[-1].key
        self._days_to_last = 0
        self._days: dict[tuple[date, str], Sums] = defaultdict(Sums)
        self._owed: Counter[_Spell] = Counter()
        self.debtors_on: dict[date, set[int]] = defaultdict(set)

    def add(self, claims: Sequence[Claim], events: Iterable[Event]) -> None:
        """One debtor's claims as they stand, and what comes to them."""
        steps = {claim.id: [_taken(claim)] for claim in claims if not _held(claim, self.from_on)} if self.habits else {}
        for event in events:
            if isinstance(event, Stop):
                self._stop(event)
                continue
            on, key = event.sent_on, event.step.key
            sums = self._days[on, event.currency]
            self.debtors_on[on].add(event.debtor_id)
            sums.letters[key] += 1
            sums.fees += event.fee
            sums.demanded += event.total
            for item in event.taken:
                added = 0
                for kind, amount, *_ in item.entries:
                    added += amount
                    sums.compensation += amount if kind is EntryKind.COMPENSATION else 0
                if key == self._last_step:
                    self.finished += 1
                    self._days_to_last += (on - item.claim.terms.due_on).days
                if taken := steps.get(item.claim.id):
                    taken.append(_Taken(key, on, taken[-1].owed + added))
        for claim in claims:
            if taken := steps.get(claim.id):
                self._expect(claim.currency, taken)

    @property
    def days_to_last_step(self) -> int | None:
        """The mean of days from the due day to the ladder's last letter, over the claims (`finished`) that get it."""
        return half_up(self._days_to_last, self.finished) if self.finished else None

    def days(self) -> list[tuple[date, str, Sums]]:
        """The days on which something comes, in their order, a line for each currency."""
        days = dict(self._days)
        for (on, currency), amount in self._money().items():
            days.setdefault((on, currency), Sums()).money = half_up(amount, MILLION)
        return [(*key, days[key]) for key in sorted(days)]

    def totals(self) -> dict[str, Sums]:
        """All days together, by currency; a claim may be demanded more than once."""
        totals: dict[str, Sums] = defaultdict(Sums)
        for _, currency, sums in self.days():
            total = totals[currency]
            total.letters += sums.letters
            total.asked += sums.asked
            total.stopped += sums.stopped
            total.fees += sums.fees
            total.compensation += sums.compensation
            total.demanded += sums.demanded
            total.money += sums.money
        return dict(totals)

    def _stop(self, stop: Stop) -> None:
        if stop.refusal.until is None:
            sums = self._days[stop.on, stop.claim.currency]
            self.debtors_on[stop.on].add(stop.claim.debtor_id)
            if stop.asked and stop.step:
                sums.asked[stop.step.key] += 1
            else:
                sums.stopped[stop.refusal.code] += 1

    def _expect(self, currency: str, steps: list[_Taken]) -> None:
        """What one claim owes after each of its steps, by how sure it is (in millionths) to get that far unpaid."""
        sure = MILLION
        for (step, since, owed), following in zip_longest(steps, islice(steps, 1, None)):
            habit = self.habits.get(step)
            if habit is None:
                self.untold += 1
                return
            next_on = following.since if following else None
            self._owed[_Spell(currency, step, since, next_on)] += max(0, owed) * sure
            if next_on:
                unpaid = MILLION - habit.within((next_on - since).days - 1)
                sure = sure * unpaid // self._unpaid_before(habit, since)

    def _unpaid_before(self, habit: Habit, since: date) -> int:
        """The share, in millionths, that by habit is unpaid when the look ahead begins; never nothing, as here is one."""
        return max(1, MILLION - habit.within((self.from_on - since).days - 1))

    def _money(self) -> dict[tuple[date, str], int]:
        """The money of each day and currency, in millionths of minor units."""
        money: Counter[tuple[date, str]] = Counter()
        for (currency, step, since, next_on), owed in self._owed.items():
            habit = self.habits[step]
            unpaid = self._unpaid_before(habit, since)
            last = min((next_on - since).days - 1 if next_on else WATCHED_DAYS, (self.until_on - since).days, WATCHED_DAYS)
            for days in range(max((self.from_on - since).days, 0), last + 1):
                if share := habit.within(days) - habit.within(days - 1):
                    money[days_after(since, days), currency] += owed * share // unpaid
        return money


def _taken(claim: Claim) -> _Taken:
    """The step a claim is at."""
    owed = sum(entry.amount for entry in claim.entries)
    if not claim.letters:
        return _Taken("", claim.terms.due_on, owed)
    last = claim.letters[-1]
    return _Taken(last.step, last.sent_on, owed)


def _held(claim: Claim, on: date) -> bool:
    return any(hold.covers(on) for hold in claim.holds)

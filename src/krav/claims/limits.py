"""Every open part of a claim and how long it may be demanded: the principal, each charge, interest month by month."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from krav.claims.ledger import Claim, Entry, EntryKind, Interruption
from krav.claims.limitation import (
    FEES,
    INTEREST,
    PRINCIPAL,
    Period,
    arose,
    events_of,
    explain_period,
    last_day,
    period_of,
    principal_period,
    soonest,
)
from krav.claims.reckon import Reckoning, calendar_of, reckon
from krav.kernel.days import ONE_DAY, days_after, months_after
from krav.kernel.money import Minor
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.step import DebtorKind

BARRED = "barred"
"""The label of a waiver that gives up interest as time-barred."""

_OPEN = {EntryKind.FEE: "fees", EntryKind.COMPENSATION: "compensation", EntryKind.COSTS: "costs"}
"""Each kind of charge, and how a reckoning calls what is open of it."""


class Limit(NamedTuple):
    """What is open of a part of a claim, and its period.

    `kind` is that of the part's entries. A charge has its own limit, and its `entry`; interest one for each stretch of days.
    """

    kind: EntryKind
    amount: Minor
    period: Period
    entry: Entry | None = None

    def why(self, country: Country, debtor: DebtorKind) -> Why:
        """Why it may be demanded up to that day."""
        return explain_period(country, _part(self.kind), self.period, debtor)


def limits(claim: Claim, country: Country, on: date) -> tuple[Limit, ...]:
    """The claim's parts that are open that day.

    Raises:
        NotInForce: a rate, or the law of the day a period began, is not known.
    """
    reckoning = reckon(claim.entries, country.interest_from(claim.terms), calendar_of(claim, country), on)
    found = tuple(_additions(claim, reckoning, country, on, by_month=True))
    if reckoning.principal <= 0:
        return found
    return (Limit(EntryKind.INVOICE, reckoning.principal, principal_period(claim, country)), *found)


def over(claim: Claim, reckoning: Reckoning, country: Country, on: date) -> tuple[Limit, ...]:
    """What is time-barred of what comes on top of the principal.

    Raises:
        NotInForce: a rate, or the law of the day a period began, is not known.
    """
    return tuple(each for each in _additions(claim, reckoning, country, on) if each.period.over(on))


def barred(claim: Claim, reckoning: Reckoning, country: Country, on: date) -> Refusal | None:
    """Why a claim may not be demanded as it is reckoned: it, or something that is open in it, is time-barred.

    Raises:
        NotInForce: the law of the day a period began is not known.
    """
    if on <= soonest(country, min(claim.terms.due_on, claim.terms.sent_on), claim.debtor):
        return None
    period = principal_period(claim, country)
    if period.over(on):
        whole = Limit(EntryKind.INVOICE, reckoning.principal, period)
        reason = "The claim was time-barred after {last}; it may not be demanded any more."
        return _refusal(whole, reason, claim, country)
    for limit in over(claim, reckoning, country, on):
        reason = "A charge in it was time-barred after {last}; give that up first."
        if limit.kind is EntryKind.INTEREST:
            reason = "Interest in it was time-barred after {last}; give that up first."
        return _refusal(limit, reason, claim, country)
    return None


def _refusal(limit: Limit, reason: str, claim: Claim, country: Country) -> Refusal:
    why, facts = limit.why(country, claim.debtor), {"last": limit.period.last_on}
    return Refusal("barred", reason, why.section, why=why, facts=facts)


def _part(kind: EntryKind) -> str:
    return {EntryKind.INVOICE: PRINCIPAL, EntryKind.INTEREST: INTEREST}.get(kind, FEES)


def _additions(
    claim: Claim, reckoning: Reckoning, country: Country, on: date, *, by_month: bool = False
) -> Iterator[Limit]:
    """What is open beside the principal. Unless asked by month, interest that nothing can have barred is not looked at."""
    falls = country.book["limitation.falls_with_principal"].on(on) if reckoning.principal > 0 else ()
    principal, events = principal_period(claim, country), events_of(claim)
    for kind, name in _OPEN.items():
        for entry, amount in _open_charges(claim, kind, getattr(reckoning, name), on):
            period = _of_addition(claim, country, FEES, entry.on, events)
            yield Limit(kind, amount, _no_longer(period, principal) if FEES in falls else period, entry)
    start = country.interest_from(claim.terms)
    if reckoning.interest <= 0 or (not by_month and on <= last_day(country, INTEREST, start, claim.debtor)):
        return
    for first, amount in _open_interest(claim, reckoning, country, on, by_month=by_month):
        period = _of_addition(claim, country, INTEREST, first, events)
        yield Limit(EntryKind.INTEREST, amount, _no_longer(period, principal) if INTEREST in falls else period)


def _of_addition(claim: Claim, country: Country, part: str, day: date, events: Sequence[Interruption]) -> Period:
    """The period of what was added that day; where the law lets it begin with the claim, it does."""
    if country.book["limitation.starts"].on(day)[part] == "arisen":
        day = arose(claim, country)
    return period_of(country, part, day, claim.debtor, events)


def _no_longer(period: Period, principal: Period) -> Period:
    """A part that falls with the principal ends with it at the latest."""
    if principal.last_on is None or (period.last_on and period.last_on <= principal.last_on):
        return period
    return period._replace(last_on=principal.last_on, counted=principal.counted)


def _open_charges(claim: Claim, kind: EntryKind, left: Minor, on: date) -> Iterator[tuple[Entry, Minor]]:
    """The charges that are open, newest first: money covers the oldest. One taken back whole never was."""
    charged: list[Entry] = []
    for entry in sorted((each for each in claim.entries if each.kind is kind and each.on <= on), key=attrgetter("on")):
        if entry.amount > 0:
            charged.append(entry)
            continue
        back = next((each for each in reversed(charged) if (each.amount, each.label) == (-entry.amount, entry.label)), None)
        charged = [each for each in charged if each is not back]
    for entry in reversed(charged):
        if left <= 0:
            return
        yield entry, min(left, entry.amount)
        left -= entry.amount


def _open_interest(
    claim: Claim, reckoning: Reckoning, country: Country, on: date, *, by_month: bool
) -> Iterator[tuple[date, Minor]]:
    """The interest that is open, as the first day of a stretch of days that are barred together, and its amount.

    Money covers the oldest. What was given up as time-barred is taken from what is barred.
    """
    start, calendar = country.interest_from(claim.terms), calendar_of(claim, country)
    late = 0 if calendar.counting.anchor_counts else 1
    given_up = -sum(entry.amount for entry in claim.entries if entry.label == BARRED and entry.kind is EntryKind.WAIVER)
    covered, before = reckoning.accrued - reckoning.interest - given_up, 0
    found: list[tuple[date, Minor]] = []
    for first, last in pairwise(_stretches(claim, country, days_after(start, late - 1), on, by_month=by_month)):
        accrued = reckon(claim.entries, start, calendar, min(on, days_after(last, 1 - late))).accrued
        found.append((days_after(first, 1), max(0, accrued - max(covered, before))))
        before = accrued
    events = events_of(claim)
    order = sorted(found, key=lambda each: not _of_addition(claim, country, INTEREST, each[0], events).over(on))
    for first, amount in order:
        taken = min(amount, given_up)
        given_up -= taken
        if amount > taken:
            yield first, amount - taken


def _stretches(claim: Claim, country: Country, before: date, on: date, *, by_month: bool) -> list[date]:
    """The last days of stretches of interest: those of events, the last day that is barred by itself, the ends of months."""
    days = {event.on for event in events_of(claim)} | {_barred_until(country, claim.debtor, before, on)}
    if by_month:
        month = date(before.year, before.month, 1)
        while (month := months_after(month, 1)) <= on:
            days.add(month - ONE_DAY)
    return sorted({before, on, *(day for day in days if before < day < on)})


def _barred_until(country: Country, debtor: DebtorKind, before: date, on: date) -> date:
    """The last day whose interest is barred where nothing interrupted it."""
    alive, gone = on, before
    while (alive - gone).days > 1:
        middle = gone + (alive - gone) // 2
        if last_day(country, INTEREST, middle, debtor) < on:
            gone = middle
        else:
            alive = middle
    return gone

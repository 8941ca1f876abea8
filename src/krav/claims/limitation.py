"""When a claim is time-barred: the day a period begins, what interrupted it, and its last day.

All of it is the country's: how long periods are, from which day each part runs and what an event does stand in its
limitation.toml. A part may be demanded up to and with its last day; claims.limits tells of every part of a claim.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from krav.claims.ledger import Claim, Entry, EntryKind, Interruption
from krav.kernel.days import days_after, months_after
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import DebtorKind

PRINCIPAL, INTEREST, FEES = "principal", "interest", "fees"

_COUNTED = {
    "payment": "The debtor paid on {on}",
    "acknowledged": "The debtor acknowledged the debt on {on}",
    "written": "The debtor acknowledged the debt and its amount in writing on {on}",
    "received": "The debtor received a written demand on {on}",
    "filed": "Filed on {on}",
    "ended": "What was filed ended without a decision on {on}",
    "withdrawn": "What was filed was withdrawn on {on}",
    "ruled": "Decided on {on}",
}


class Period(NamedTuple):
    """A period of limitation: its last day (None while a court has the claim) and the event it was counted from at last."""

    last_on: date | None
    start_on: date
    counted: Interruption | None = None

    def over(self, on: date) -> bool:
        """Whether it has ended by that day."""
        return self.last_on is not None and on > self.last_on


def principal_barred_on(claim: Claim, country: Country) -> date | None:
    """The last day on which the principal may be demanded; None while a court has it, or where no law is known."""
    try:
        return principal_period(claim, country).last_on
    except NotInForce:
        return None


def principal_period(claim: Claim, country: Country) -> Period:
    """The period of the principal.

    Raises:
        NotInForce: the law of the day it began is not known.
    """
    return period_of(country, PRINCIPAL, arose(claim, country), claim.debtor, events_of(claim))


def arose(claim: Claim, country: Country) -> date:
    """The day the principal's period begins."""
    due_on, _, sent_on = claim.terms
    return min(due_on, sent_on) if country.book["limitation.starts"].on(due_on)[PRINCIPAL] == "arisen" else due_on


def events_of(claim: Claim) -> tuple[Interruption, ...]:
    """What may have interrupted the claim's periods, oldest first: money that came and stayed, and what its cases tell."""
    came: list[Entry] = []
    for entry in claim.entries:
        if entry.kind is EntryKind.PAYMENT and entry.amount < 0:
            came.append(entry)
        elif entry.kind is EntryKind.PAYMENT:
            back = next((each for each in reversed(came) if each.amount == -entry.amount), None)
            came = [each for each in came if each is not back]
    if not came and not claim.interruptions:
        return ()
    paid = (Interruption("payment", entry.on) for entry in came)
    return tuple(sorted((*claim.interruptions, *paid), key=attrgetter("on")))


@lru_cache(maxsize=1 << 16)
def last_day(country: Country, part: str, start_on: date, debtor: DebtorKind) -> date:
    """The last day of a period that begins that day and that nothing interrupts."""
    return country.barred_on(part, start_on, debtor)[0]


@lru_cache(maxsize=1 << 16)
def soonest(country: Country, first_on: date, debtor: DebtorKind) -> date:
    """The last day on which nothing of a claim can be time-barred, where no period of it begins before that day."""
    return min(last_day(country, part, first_on, debtor) for part in (PRINCIPAL, INTEREST, FEES))


def period_of(
    country: Country, part: str, start_on: date, debtor: DebtorKind, events: Sequence[Interruption]
) -> Period:
    """The period of a part from its first day through all events that concern it. No event brings its last day nearer.

    Raises:
        NotInForce: the law of the day it began is not known.
    """
    last = last_day(country, part, start_on, debtor)
    counted: Interruption | None = None
    waits = extended = False
    length = part
    for event in events:
        ends = event.kind.startswith(("ended", "withdrawn", "refused"))
        lapsed = not waits and event.on > last and event.kind != "ruled"
        if event.on < start_on or lapsed or (ends and not waits):
            continue
        waits = waits and not ends and event.kind != "ruled"
        effect, until = _effect(country, part, event), last
        if effect == "stands":
            waits, counted = True, event
        elif effect == "title":
            until = last_day(country, "title", event.on, debtor)
            length = "title" if country.book["limitation.restart"].on(event.on) == "same" else part
        elif effect == "anew":
            until = last_day(country, length, event.on, debtor)
        elif effect == "extra" and not extended:
            until = months_after(event.on, 12 * int(country.book["limitation.provisional"].number(event.on)))
            extended = True
        if until > last:
            last, counted = until, event
    return Period(None if waits else last, start_on, counted)


def _effect(country: Country, part: str, event: Interruption) -> str:
    """What the country's law lets the event do to the part, empty for nothing; being served is not everywhere told apart."""
    book, (kind, on) = country.book, event
    if kind == "payment" and part not in book["limitation.payment_acknowledges"].on(on):
        return ""
    effects = book["limitation.effects"].on(on)
    return str(effects.get(kind) or effects.get(kind.removesuffix("_served"), ""))


def explain_period(country: Country, part: str, period: Period, debtor: DebtorKind) -> Why:
    """Why a part may be demanded up to that day: the rule, the day it was counted from, and the event that began it anew."""
    counted = period.counted
    if counted is None:
        facts = {"start": period.start_on, "last": period.last_on}
        why = country.barred_on(part, period.start_on, debtor)[1]
        return why._replace(arithmetic="From {start} to {last}", amount=str(period.last_on), facts=facts)
    facts = {"start": counted.on, "last": period.last_on}
    law = country.book["limitation.effects"].why(counted.on, _COUNTED[counted.kind.removesuffix("_served")])
    event = law._replace(value="", facts={"on": counted.on})
    if period.last_on is None:
        why = country.barred_on(part, period.start_on, debtor)[1]
        return why._replace(arithmetic="It stands still since {start}", facts=facts, parts=(event,))
    effect = _effect(country, part, counted)
    why = country.barred_on("title" if effect == "title" else part, counted.on, debtor)[1]
    if effect == "extra":
        why = country.book["limitation.provisional"].why(counted.on)
    return why._replace(arithmetic="From {start} to {last}", amount=str(period.last_on), facts=facts, parts=(event,))


def warned(country: Country, on: date) -> tuple[tuple[date, date], ...]:
    """The last days that are warned of that day, as stretches, the nearest first: each warning stands for a month."""
    months = sorted(int(count) for count in country.book["limitation.warn_months"].on(on))
    return tuple((days_after(months_after(on, count - 1), int(count > 1)), months_after(on, count)) for count in months)

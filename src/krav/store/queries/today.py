"""What stands beside the queue: the money that came in, and the days to watch."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum

from krav.countries import country
from krav.kernel.days import ONE_DAY, days_after
from krav.kernel.money import Money
from krav.law.country import Country
from krav.law.review import ending
from krav.store import models as rows
from krav.store.prepared import Prepared, account_marked
from krav.store.scope import account_scope

WATCHED = 90
"""So many days ahead are watched."""


class RunningOut(NamedTuple):
    """The claim of an account that is time-barred first, and the last day on which it may be demanded."""

    claim_id: int
    number: str
    customer: str
    barred_on: date


class Beside(NamedTuple):
    """What stands beside the queue of some accounts: money by currency since a day, claims by account, rates."""

    since: date
    came_in: list[Money]
    running_out: list[tuple[int, RunningOut]]
    rates: list["RateEnding"]


class RateEnding(NamedTuple):
    """The day from which a country's rate is not confirmed: interest stops there until it is."""

    country: Country
    from_on: date


def bank_day_before(law: Country, on: date) -> date:
    """The last day before that the country's banks were open."""
    day = on - ONE_DAY
    while law.bank_day_from(day) != day:
        day -= ONE_DAY
    return day


def beside(accounts: Mapping[int, Country], on: date) -> Beside:
    """What stands beside the queue of these accounts. No other account is in scope."""
    since = min(bank_day_before(law, on) for law in accounts.values())
    with account_marked(next(iter(accounts))):
        money = Prepared(_came_in(since, on))
        late = Prepared(_running_out(on))
    came: Counter[str] = Counter()
    running: list[tuple[int, RunningOut]] = []
    for account_id in accounts:
        with account_scope(account_id):
            came.update(dict(money.rows()))
            running += [(account_id, RunningOut(*row)) for row in late.rows()]
    sums = [Money(total, currency) for currency, total in sorted(came.items()) if total]
    soonest = sorted(running, key=lambda each: each[1].barred_on)
    return Beside(since, sums, soonest, _rates_ending({law.code for law in accounts.values()}, on))


def _came_in(since: date, until: date) -> QuerySet[Any, Any]:
    """The money that came from one day to the other, a sum a currency; what the bank took back is taken off."""
    found = rows.Payment.objects.filter(received_on__gte=since, received_on__lte=until)
    return found.values_list("currency").order_by("currency").annotate(sum=Sum("amount"))


def _running_out(on: date) -> QuerySet[Any, Any]:
    """The open claim whose last day comes first, where that is within the days watched."""
    found = rows.ClaimState.objects.filter(settled_on__isnull=True, barred_on__range=(on, days_after(on, WATCHED)))
    return found.order_by("barred_on").values_list("claim_id", "claim__number", "debtor__name", "barred_on")[:1]


def _rates_ending(codes: set[str], on: date) -> list[RateEnding]:
    """The countries whose published rate ends within the days watched, or has ended."""
    laws = [country(code) for code in sorted(codes)]
    return [
        RateEnding(law, held.value.until_on)
        for law in laws
        for held in ending(law.book, on, WATCHED)
        if held.table.name == "interest.rate" and held.value.until_on
    ]

"""Reckonings a second on one core, against a bare loop over prefix sums."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from krav.claims.decide import decide, reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import default_policy
from krav.claims.quote import Ask, quote
from krav.claims.reckon import reckon
from krav.countries import countries
from krav.kernel.money import Money
from krav.law.country import Country
from krav.law.step import DebtorKind, Terms
from tests.claims.test_reckon_day_by_day import second

DUE, ON = date(2023, 4, 3), date(2026, 4, 1)


def run() -> Iterator[str]:
    """A claim of three years with four payments, for each country; then interest alone, decisions and quotes."""
    intervals = _bare_intervals()
    yield f"bare prefix sums: {intervals:,.0f} intervals/s"
    for code, country in countries().items():
        yield f"{code}: " + "; ".join(_of(country, intervals))


def _of(country: Country, intervals: float) -> Iterator[str]:
    entries = (
        Entry(EntryKind.INVOICE, 1_000_000, date(2023, 3, 1)),
        *(Entry(EntryKind.PAYMENT, -100_000, DUE + timedelta(days=200 * turn)) for turn in range(1, 5)),
    )
    calendar, policy = country.rates(DUE), default_policy(country)
    terms = Terms(date(2026, 8, 3), due_agreed=True, sent_on=date(2026, 7, 1))
    claim = Claim(1, 1, "1", country.currency, terms, DebtorKind.BUSINESS, entries=entries[:1])
    ask = Ask(Money(1_000_000, country.currency), DUE, ON, DebtorKind.BUSINESS)
    speed = _per_second(lambda: reckon(entries, DUE, calendar, ON), 40_000)
    yield f"reckonings of 3 years and 4 payments {speed:,.0f}/s ({intervals / (5 * speed):.0f} × the bare loop)"
    yield f"of 3 years alone {_per_second(lambda: reckon(entries[:1], DUE, calendar, ON), 40_000):,.0f}/s"
    alone = replace(claim, terms=Terms(DUE, due_agreed=True, sent_on=DUE))
    by_day = _per_second(lambda: second(country.code, alone, ON), 200)
    yield f"{_per_second(lambda: reckon_claim(alone, country, ON), 20_000) / by_day:,.0f} × as fast as day by day in Decimal"
    yield f"decisions {_per_second(lambda: decide([claim], Relation(), country, policy, date(2026, 9, 15)), 10_000):,.0f}/s"
    yield f"full quotes with explanation {_per_second(lambda: quote(country, ask), 2_000):,.0f}/s"


def _bare_intervals() -> float:
    """principal × (F[to] − F[from]), halves up: the floor for any reckoning in plain Python."""
    table = list(range(0, 4_000_000, 1000))
    spans = [(turn % 900, turn % 900 + 200) for turn in range(200_000)]
    start = time.perf_counter()
    for low, high in spans:
        _ = (1_000_000 * (table[high] - table[low]) + 500) // 1000
    return len(spans) / (time.perf_counter() - start)


def _per_second(action: Callable[[], object], times: int) -> float:
    action()
    start = time.perf_counter()
    for _ in range(times):
        action()
    return times / (time.perf_counter() - start)

"""Reckonings a second on one core, against a bare loop over prefix sums."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from krav.claims.decide import decide
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import default_policy
from krav.claims.quote import quote
from krav.claims.reckon import reckon
from krav.countries import countries
from krav.kernel.money import Money
from krav.law.step import DebtorKind, Terms

DUE, ON = date(2023, 4, 3), date(2026, 4, 1)


def run() -> Iterator[str]:
    """A claim of three years with four payments, for each country; then decisions and quotes."""
    intervals = _bare_intervals()
    yield f"bare prefix sums: {intervals:,.0f} intervals/s"
    entries = (
        Entry(EntryKind.INVOICE, 1_000_000, date(2023, 3, 1)),
        *(Entry(EntryKind.PAYMENT, -100_000, DUE + timedelta(days=200 * turn)) for turn in range(1, 5)),
    )
    for code, country in countries().items():
        calendar = country.rates(DUE)
        speed = _per_second(lambda calendar=calendar: reckon(entries, DUE, calendar, ON), 40_000)  # type: ignore[misc]
        yield f"reckonings, {code}, 3 years, 4 payments: {speed:,.0f}/s ({intervals / (5 * speed):.1f} × the bare loop's time)"
    for code, country in countries().items():
        policy = default_policy(country)
        claim = Claim(
            1, 1, "1", country.currency, Terms(date(2026, 8, 3), True, date(2026, 7, 1)), DebtorKind.BUSINESS, entries=(
                Entry(EntryKind.INVOICE, 1_000_000, date(2026, 7, 1)),
            ),
        )  # fmt: skip
        one = [claim]
        speed = _per_second(lambda: decide(one, Relation(), country, policy, date(2026, 9, 15)), 10_000)  # noqa: B023
        full = _per_second(lambda: quote(country, Money(1_000_000, country.currency), DUE, ON, DebtorKind.BUSINESS), 2_000)  # noqa: B023
        yield f"decisions, {code}: {speed:,.0f}/s; full quotes with explanation: {full:,.0f}/s"


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

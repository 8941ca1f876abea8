"""Random claims for properties: an invoice, money both ways, credit notes, fees and a due day in the known years."""

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind
from tests.claims.cast import COUNTRIES, claim

SAME_EVERY_RUN = settings(derandomize=True, deadline=None, max_examples=150)

FIRST, LAST = date(2003, 1, 1), date(2026, 6, 30)

_KINDS = [EntryKind.PAYMENT, EntryKind.PAYMENT, EntryKind.CREDIT, EntryKind.FEE, EntryKind.COMPENSATION]

codes = st.sampled_from(sorted(COUNTRIES))
days = st.dates(FIRST, LAST)
amounts = st.integers(1, 50_000_000)


class Told(NamedTuple):
    """A claim of a country, and a day to ask about it."""

    code: str
    claim: Claim
    on: date


@st.composite
def facts(draw: st.DrawFn, face: int, due_on: date) -> list[Entry]:
    """One fact in the year around the due day, of up to the whole invoice; a payment may go back later."""
    kind = draw(st.sampled_from(_KINDS))
    on = due_on + timedelta(days=draw(st.integers(-30, 400)))
    if kind in {EntryKind.FEE, EntryKind.COMPENSATION}:
        return [Entry(kind, draw(st.integers(1, 50000)), on)]
    amount = draw(st.integers(1, face))
    if kind is EntryKind.CREDIT:
        return [Entry(kind, -amount, on)]
    payment = Entry(kind, -amount, on, draw(st.sampled_from(["", "principal"])))
    goes_back = draw(st.integers(0, 4)) == 0
    return [payment, Entry(kind, amount, on + timedelta(days=draw(st.integers(0, 60))))] if goes_back else [payment]


@st.composite
def told(draw: st.DrawFn) -> Told:
    """A claim with a few facts, asked about within two years of its due day."""
    face, due_on = draw(amounts), draw(st.dates(FIRST, date(2025, 6, 30)))
    entries = [entry for some in draw(st.lists(facts(face, due_on), max_size=5)) for entry in some]
    on = min(due_on + timedelta(days=draw(st.integers(-10, 700))), date(2026, 12, 31))
    return Told(draw(codes), claim(face, due_on, *entries), on)


def accrued(case: Told, on: date) -> int:
    """The interest that has run up to a day."""
    return reckon_claim(case.claim, COUNTRIES[case.code], on).accrued

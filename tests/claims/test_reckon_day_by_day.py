"""A second reckoning, day by day in Decimal from the bare tables, agrees with the first on two thousand claims a country.

It shares no code with the first: rates and margins are read from the TOML files, each day adds its own interest, and the
sum is rounded as the country rounds.
"""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

import pytest

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.law.country import Country
from tests.claims.cast import COUNTRIES, DENMARK, NORWAY, SWEDEN, claim

CLAIMS = 2000
EXACT = Context(prec=60)
YEARS = Decimal(365 * 366)
ONE_DAY = timedelta(days=1)


def daily(country: Country, due_on: date) -> dict[date, Decimal]:
    """What one unit of principal bears each day, times 100 × 365 × 366."""
    book = tomllib.loads((country.folder / "interest.toml").read_text(), parse_float=Decimal)
    margins = book.get("margin", {"values": []})["values"]
    margin = next((row["value"] for row in reversed(margins) if row["from"] <= due_on), 0)
    found = {}
    for row in book["rate"]["values"]:
        day = row["from"]
        while day < row["until"]:
            leap = country is not SWEDEN and (date(day.year, 12, 31) - date(day.year - 1, 12, 31)).days == 366
            found[day] = (row["value"] + margin) * (365 if leap else 366)
            day += ONE_DAY
    return found


BEFORE, SINCE = date(2012, 6, 1), date(2013, 3, 1)
DAILY = {(code, due_on): daily(country, due_on) for code, country in COUNTRIES.items() for due_on in (BEFORE, SINCE)}


@dataclass
class Purse:
    """A claim's open parts, the exact interest of the line that runs, and the interest rounded before it."""

    principal: int = 0
    costs: int = 0
    over: int = 0
    interest_paid: int = 0
    rounded: int = 0
    running: Decimal = field(default_factory=Decimal)

    @property
    def accrued(self) -> int:
        return self.rounded + int((self.running / (100 * YEARS)).quantize(Decimal(1), ROUND_HALF_UP, EXACT))

    def close_line(self) -> None:
        self.rounded, self.running = self.accrued, Decimal(0)

    def take(self, entry: Entry) -> None:
        """Invoice, cost, credit note or payment."""
        if entry.kind is EntryKind.INVOICE:
            self.principal += entry.amount
        elif entry.kind is EntryKind.FEE:
            self.costs += entry.amount
        elif entry.kind is EntryKind.CREDIT:
            lowered = min(-entry.amount, self.principal)
            self.principal -= lowered
            self.over += -entry.amount - lowered
        else:
            self.over += -entry.amount
            if entry.aim:
                self.spend_on_principal()
        if entry.kind is not EntryKind.CREDIT:
            self.spend()

    def spend(self) -> None:
        """What lies over covers costs, then interest, then principal."""
        on_costs = min(self.over, self.costs)
        on_interest = min(self.over - on_costs, self.accrued - self.interest_paid)
        self.costs -= on_costs
        self.interest_paid += on_interest
        self.over -= on_costs + on_interest
        self.spend_on_principal()

    def spend_on_principal(self) -> None:
        spent = min(self.over, self.principal)
        self.principal -= spent
        self.over -= spent


def second(country: Country, told: Claim, on: date) -> tuple[int, int]:
    """Interest accrued and the total owed."""
    purse, due_on = Purse(), told.terms.due_on
    day = min(entry.on for entry in told.entries)
    rates = DAILY[country.code, SINCE if due_on >= SINCE else BEFORE]
    facts = sorted(told.entries, key=lambda entry: entry.on)
    while day <= on:
        if country is not NORWAY and day > due_on:
            purse.running += purse.principal * rates[day]
        for entry in [entry for entry in facts if entry.on == day]:
            if country is NORWAY and entry.kind is not EntryKind.FEE:
                purse.close_line()
            purse.take(entry)
        if country is NORWAY and due_on <= day < on:
            if (day.day, day.month) in {(1, 1), (1, 7)}:
                purse.close_line()
            purse.running += purse.principal * rates[day]
        day += ONE_DAY
    purse.spend()
    return purse.accrued, purse.principal + purse.costs + purse.accrued - purse.interest_paid - purse.over


def some_claims(code: str) -> Iterator[tuple[Claim, date]]:
    """The same claims on every run: due in 2006 to 2025, up to four facts, asked about within 400 days."""
    dice = random.Random(code)
    for _ in range(CLAIMS):
        due_on = date(2006, 1, 1) + timedelta(days=dice.randrange(7300))
        face = dice.choice([dice.randrange(1, 10000), dice.randrange(1, 100_000_000)])
        facts = [some_fact(dice, face, due_on) for _ in range(dice.randrange(5))]
        yield claim(face, due_on, *facts), min(due_on + timedelta(days=dice.randrange(400)), date(2026, 12, 31))


def some_fact(dice: random.Random, face: int, due_on: date) -> Entry:
    kind = dice.choice([EntryKind.PAYMENT, EntryKind.PAYMENT, EntryKind.CREDIT, EntryKind.FEE])
    amount = dice.randrange(1, 20000) if kind is EntryKind.FEE else -dice.randrange(1, face + 1)
    aim = dice.choice(["", "principal"]) if kind is EntryKind.PAYMENT else ""
    return Entry(kind, amount, due_on + timedelta(days=dice.randrange(-14, 300)), aim)


@pytest.mark.parametrize("code", [DENMARK.code, NORWAY.code, SWEDEN.code])
def test_both_reckonings_agree(code: str) -> None:
    country = COUNTRIES[code]
    for told, on in some_claims(code):
        found = reckon_claim(told, country, on)
        assert (found.accrued, found.total) == second(country, told, on), (told, on)

"""A second reckoning, day by day in Decimal from the bare tables, agrees with the first on 100 000 claims a country.

It shares no code with the first: rates and margins are read from the TOML files, each day adds its own interest, and the
sum is rounded as the country rounds. The claims are the same on every run, due from the first known rate to the last,
with payments, credit notes and fees, by every way of counting days, with and without an agreed due day.
"""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import groupby

import pytest

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.law.interest import Convention
from tests.claims.cast import COUNTRIES, claim

CLAIMS = 100_000
FIRST_DUE = {"DK": date(2002, 9, 1), "NO": date(1994, 2, 1), "SE": date(2002, 8, 1)}
LAST = date(2026, 12, 31)
USUAL = {"DK": Convention.ACT_ACT, "NO": Convention.ACT_ACT, "SE": Convention.ACT_365}
ONE_DAY = timedelta(days=1)
YEARS = 360 * 365 * 366
"""A year in units in which a day of every convention is a whole number."""

Rates = dict[int, Decimal]
"""By the day's ordinal, what a hundred of principal bear that day, in YEARS-ths."""


def weight(day: date, convention: Convention, *, anchored: bool) -> int:
    """The part of a year that the day is; counted from its anchor a day ends with the next one."""
    if convention is Convention.THIRTY_360:
        start = day if anchored else day - ONE_DAY
        end = start + ONE_DAY
        months = 12 * (end.year - start.year) + end.month - start.month
        return (30 * months + min(end.day, 30) - min(start.day, 30)) * 365 * 366
    leap = date(day.year, 12, 31).timetuple().tm_yday == 366
    return 360 * (365 if leap and convention is Convention.ACT_ACT else 366)


@cache
def rows(code: str, table: str) -> list[tuple[date, date, Decimal]]:
    book = tomllib.loads((COUNTRIES[code].folder / "interest.toml").read_text(), parse_float=Decimal)
    values = book.get(table, {"values": ()})["values"]
    return [(row["from"], row.get("until", LAST), Decimal(row["value"])) for row in values]


@cache
def rates(code: str, convention: Convention, margin: Decimal) -> Rates:
    found: Rates = {}
    for day, until, percent in rows(code, "rate"):
        for ordinal in range(day.toordinal(), until.toordinal()):
            found[ordinal] = (percent + margin) * weight(date.fromordinal(ordinal), convention, anchored=code == "NO")
    return found


def rates_of(code: str, told: Claim) -> Rates:
    margin = sum((value for day, until, value in rows(code, "margin") if day <= told.terms.due_on < until), Decimal(0))
    return rates(code, told.convention or USUAL[code], margin)


class Purse:
    """A claim's open parts, the exact interest of the line that runs, and the interest rounded before it."""

    def __init__(self, each_day: Rates, *, norwegian: bool) -> None:
        self.each_day, self.norwegian = each_day, norwegian
        self.principal = self.costs = self.over = self.interest_paid = self.rounded = 0
        self.running = Decimal(0)

    @property
    def accrued(self) -> int:
        return self.rounded + int((self.running / (100 * YEARS)).quantize(Decimal(1), ROUND_HALF_UP))

    def close_line(self) -> None:
        if self.norwegian:
            self.rounded, self.running = self.accrued, Decimal(0)

    def live(self, first: int, last: int) -> None:
        """Every day from the first to the last bears its interest; a Norwegian line ends with the half-year."""
        principal, each_day = Decimal(self.principal), self.each_day
        for day in range(first, last + 1):
            if self.norwegian and day in HALF_YEARS:
                self.close_line()
            self.running += principal * each_day[day]

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
        if not self.over:
            return
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


HALF_YEARS = {date(year, month, 1).toordinal() for year in range(1994, 2028) for month in (1, 7)}


def second(code: str, told: Claim, on: date) -> tuple[int, int]:
    """Interest accrued and the total owed: Norway counts the anchor day, the others begin on the day after it."""
    terms, norwegian = told.terms, code == "NO"
    starts = terms.due_on if terms.due_agreed else max(terms.due_on, terms.sent_on + timedelta(days=30))
    shift = 0 if norwegian else 1
    purse, at = Purse(rates_of(code, told), norwegian=norwegian), starts.toordinal()
    for day, facts in groupby(sorted(told.entries, key=lambda entry: entry.on), key=lambda entry: entry.on):
        if day > on:
            break
        purse.live(at + shift, day.toordinal() - 1 + shift)
        at = max(at, day.toordinal())
        for entry in facts:
            if entry.kind is not EntryKind.FEE:
                purse.close_line()
            purse.take(entry)
    purse.live(at + shift, on.toordinal() - 1 + shift)
    purse.spend()
    return purse.accrued, purse.principal + purse.costs + purse.accrued - purse.interest_paid - purse.over


def some_claims(code: str) -> Iterator[tuple[Claim, date]]:
    """Invoices with up to four facts, most asked about within a year, some after four."""
    dice, first = random.Random(code), FIRST_DUE[code]
    for _ in range(CLAIMS):
        due_on = first + timedelta(days=dice.randrange((LAST - first).days))
        span = dice.choice([30, 120, 400, 400, 1500])
        face = dice.randrange(1, dice.choice([10_000, 1_000_000, 100_000_000]))
        facts = [some_fact(dice, face, due_on, span) for _ in range(dice.randrange(5))]
        told = counted(dice, claim(face, due_on, *facts))
        yield told, min(due_on + timedelta(days=dice.randrange(span)), LAST)


def some_fact(dice: random.Random, face: int, due_on: date, span: int) -> Entry:
    kind = dice.choice([EntryKind.PAYMENT, EntryKind.PAYMENT, EntryKind.CREDIT, EntryKind.FEE])
    amount = dice.randrange(1, 20000) if kind is EntryKind.FEE else -dice.randrange(1, face + 1)
    aim = dice.choice(["", "principal"]) if kind is EntryKind.PAYMENT else ""
    return Entry(kind, amount, due_on + timedelta(days=dice.randrange(-14, span)), aim)


def counted(dice: random.Random, told: Claim) -> Claim:
    """The claim with the country's counting of days or the creditor's own; a due day in four was not agreed."""
    terms = told.terms._replace(due_agreed=dice.randrange(4) > 0)
    return replace(told, terms=terms, convention=dice.choice([None, *Convention]))


@pytest.mark.parametrize("code", COUNTRIES)
def test_both_reckonings_agree(code: str) -> None:
    country = COUNTRIES[code]
    for told, on in some_claims(code):
        found = reckon_claim(told, country, on)
        assert (found.accrued, found.total) == second(code, told, on), (told, on)

"""What is owed on a claim, in the lines a reader is told: each with the part of the explanation that opens it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from krav.claims.explain import amount, explain_lines, told_entries
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.claims.reckon import Reckoning
from krav.kernel.money import Minor
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.interest import Line

_SUMMED = {
    EntryKind.FEE: "Fees, {count} in all",
    EntryKind.COMPENSATION: "Compensation, {count} in all",
    EntryKind.COSTS: "Costs of the case, {count} in all",
}


class OwedLine(NamedTuple):
    """One line. `part` names it in addresses; `entries` are what it sums, and none for interest.

    `periods` are the stretches of interest.
    """

    part: str
    kind: EntryKind
    amount: Minor
    entries: tuple[Entry, ...]
    why: Why
    periods: tuple[Line, ...] = ()


class Owed(NamedTuple):
    """A claim on a day: its lines add up to the total."""

    reckoning: Reckoning
    lines: tuple[OwedLine, ...]
    why: Why

    def part(self, name: str) -> Why | None:
        """The explanation of a line, or of all as “total”."""
        if name == "total":
            return self.why
        return next((line.why for line in self.lines if line.part == name), None)


def owed(claim: Claim, country: Country, on: date) -> Owed:
    """The lines of the day: the invoice, each credit note and payment, interest, then each kind of charge in one sum.

    What was entered and taken back on the same day is left out.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    reckoning, periods, why = explain_lines(claim, country, on)
    told = told_entries(claim, on)
    moved = [*_movements(told, why)]
    interest = [
        OwedLine("interest", EntryKind.INTEREST, reckoning.accrued, (), part, periods) for part in why.parts[len(told) :]
    ]
    return Owed(reckoning, (*moved, *interest, *_charges(told, why)), why)


def _movements(told: list[Entry], why: Why) -> Iterator[OwedLine]:
    standing: Counter[tuple[object, ...]] = Counter()
    for entry in told:
        standing[_same(entry)] += entry.amount
    for index, (entry, part) in enumerate(zip(told, why.parts, strict=False)):
        if entry.kind not in _SUMMED and (standing[_same(entry)] or entry.kind is EntryKind.INVOICE):
            yield OwedLine(f"{entry.kind}-{index}", entry.kind, entry.amount, (entry,), part)


def _same(entry: Entry) -> tuple[object, ...]:
    return entry.kind, entry.on, entry.aim, entry.label


def _charges(told: list[Entry], why: Why) -> Iterator[OwedLine]:
    for kind, phrase in _SUMMED.items():
        found = [(entry, part) for entry, part in zip(told, why.parts, strict=False) if entry.kind is kind]
        total = sum(entry.amount for entry, _ in found)
        if not total:
            continue
        count = sum(1 if entry.amount > 0 else -1 for entry, _ in found)
        parts = tuple(part for _, part in found)
        together = Why(phrase, amount=amount(total), facts={"count": count}, parts=parts)
        yield OwedLine(str(kind), kind, total, tuple(entry for entry, _ in found), parts[0] if len(parts) == 1 else together)

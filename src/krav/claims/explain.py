"""Every krone of a claim opened to its rule, section, dated value, source, days and arithmetic."""

from datetime import date, timedelta
from operator import attrgetter

from krav.claims.ledger import Claim, Entry, EntryKind, moved
from krav.claims.limits import BARRED
from krav.claims.reckon import Reckoning, calendar_of, reckon_lines
from krav.kernel.days import ONE_DAY, plain
from krav.kernel.money import Minor
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.interest import Line, RateCalendar

_CHARGES = {EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.COSTS}
_WORDS = {
    EntryKind.INVOICE: "Invoice of {on}",
    EntryKind.CREDIT: "Credit note, effective {on}",
    EntryKind.PAYMENT: "Payment of {on}",
    EntryKind.WAIVER: "Interest given up, as the letter was paid in time on {on}",
}


def explain(claim: Claim, country: Country, on: date) -> tuple[Reckoning, Why]:
    """The claim on a day, and why: the amounts of the parts add up to the total.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    reckoning, _, why = explain_lines(claim, country, on)
    return reckoning, why


def explain_lines(claim: Claim, country: Country, on: date) -> tuple[Reckoning, tuple[Line, ...], Why]:
    """The same, with the lines of the interest between."""
    start, calendar = country.interest_from(claim.terms), calendar_of(claim, country)
    reckoning, lines = reckon_lines(claim.entries, start, calendar, on)
    parts = (
        *(
            _charge(entry, claim, country) if entry.kind in _CHARGES else _movement(entry)
            for entry in told_entries(claim, on)
        ),
        *([explain_interest(claim, country, calendar, lines, reckoning.accrued)] if lines else ()),
    )
    return reckoning, lines, Why("Claim on {on}", amount=amount(reckoning.total), facts={"on": on}, parts=parts)


def told_entries(claim: Claim, on: date) -> list[Entry]:
    """The entries that the parts of an explanation tell of, in their order: what moved, then what was charged."""
    entries = sorted((entry for entry in claim.entries if entry.on <= on), key=attrgetter("on"))
    charges = [entry for entry in entries if entry.kind in _CHARGES]
    return [entry for entry in entries if entry.kind in _WORDS] + charges


def amount(minor: Minor) -> str:
    """Minor units as a decimal string of major units.

    >>> amount(1250000), amount(-5)
    ('12500.00', '-0.05')
    """
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def _movement(entry: Entry) -> Why:
    taken_back = entry.kind is EntryKind.PAYMENT and entry.amount > 0
    phrase = "Payment taken back, {on}" if taken_back else _WORDS[entry.kind]
    if entry.kind is EntryKind.WAIVER and entry.label == BARRED:
        phrase = "Interest given up as time-barred, {on}"
    elif entry.kind is EntryKind.WAIVER and moved(entry):
        phrase = "Interest moved to an interest invoice, {on}" if entry.amount < 0 else "Interest moved back, {on}"
    return Why(phrase, amount=amount(entry.amount), facts={"on": entry.on})


def _charge(entry: Entry, claim: Claim, country: Country) -> Why:
    """The rule that allowed the charge, as its part."""
    why = country.charge_why(entry.label, claim.terms.due_on, entry.on, abs(entry.amount))
    facts = {**why.facts, "what": why.rule, "on": entry.on}
    by_letter = any(letter.sent_on == entry.on for letter in claim.letters)
    rule = "{what}, letter of {on}" if by_letter else "{what}, claimed on {on}"
    return why._replace(rule=rule, amount=amount(entry.amount), facts=facts)


def explain_interest(claim: Claim, country: Country, calendar: RateCalendar, lines: tuple[Line, ...], accrued: Minor) -> Why:
    """The interest of these lines in all, with how days are counted."""
    start, counting = lines[0].from_on, calendar.counting
    shift = ONE_DAY * (not counting.anchor_counts)
    margin = country.book.tables.get("interest.margin")
    margins = (margin.why(claim.terms.due_on),) if margin else ()
    parts = tuple(_line(line, *_rate(claim, country, line.from_on + shift, margins), shift) for line in lines)
    why = country.book["interest.counting"].why(start, "Interest, counted from {on}")
    return why._replace(value=str(counting.convention), amount=amount(accrued), facts={"on": start}, parts=parts)


def _line(line: Line, rate: Why, parts: tuple[Why, ...], shift: timedelta) -> Why:
    """One line: the rate, dated or agreed, and arithmetic that can be repeated."""
    return Why(
        rule="{first} to {last}: {days} days at {rate} %",
        section=rate.section,
        value=rate.value,
        valid_from=rate.valid_from,
        source=rate.source,
        publisher=rate.publisher,
        checked_on=rate.checked_on,
        confidence=rate.confidence,
        arithmetic="{principal} × {rate} % × {days} / {basis}",
        amount=amount(line.amount),
        facts={
            "first": line.from_on + shift,
            "last": line.to_on - ONE_DAY + shift,
            "days": line.days,
            "rate": plain(line.percent),
            "principal": amount(line.principal),
            "basis": line.basis,
        },
        parts=parts,
    )


def _rate(claim: Claim, country: Country, day: date, margins: tuple[Why, ...]) -> tuple[Why, tuple[Why, ...]]:
    """The statutory rate of the day and its margin where the country has one, or the agreed rate and its ceiling."""
    if claim.contract_rate is None:
        return country.book["interest.rate"].why(day), margins
    highest = country.ceiling(claim.debtor, claim.terms.due_on, day)
    return Why("Agreed rate", value=f"{plain(claim.contract_rate)} %"), (highest[1],) if highest else ()

"""What the law lets a creditor claim on a day, for an invoice that nothing has happened to yet."""

from dataclasses import dataclass
from datetime import date

from krav.claims.explain import explain
from krav.claims.ledger import Claim, Entry, EntryKind
from krav.claims.reckon import Reckoning, interest_lines
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor, Money, half_up
from krav.kernel.refusal import KravError, Refusal
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.interest import SCALE, Line
from krav.law.step import Charges, DebtorKind, Situation, Terms


@dataclass(frozen=True, slots=True)
class Quote:
    """The claim on the day, and what a first letter sent that day may charge or why it may not be sent."""

    on: date
    currency: str
    reckoning: Reckoning
    lines: tuple[Line, ...]
    per_diem: Minor
    charges: Charges
    obstacle: Refusal | None
    why: Why


def quote(country: Country, principal: Money, due_on: date, on: date, debtor: DebtorKind) -> Quote:
    """The quote for an amount that was due on an agreed day.

    Raises:
        KravError: an amount that is not positive, another country's currency, or a day before the due day.
        NotInForce: interest runs on a day without a known rate.
    """
    if principal.minor <= 0 or principal.currency != country.currency:
        raise KravError(f"{principal} cannot be quoted: give a positive amount of {country.currency}.")
    if on < due_on:
        raise KravError(f"On {on} the invoice is not due yet; it falls due on {due_on}. Quote a day from then on.")
    terms = Terms(due_on, due_agreed=True, sent_on=due_on)
    entries = (Entry(EntryKind.INVOICE, principal.minor, due_on),)
    claim = Claim(0, 0, "", country.currency, terms, debtor, entries=entries)
    reckoning, why = explain(claim, country, on)
    calendar, start = country.rates(due_on), country.interest_from(terms)
    step, situation = country.ladder[0], Situation(debtor, due_on)
    return Quote(
        on=on,
        currency=country.currency,
        reckoning=reckoning,
        lines=interest_lines(entries, start, calendar, on),
        per_diem=half_up(principal.minor * calendar.factor(on - ONE_DAY, on), SCALE),
        charges=country.charges(step, situation, on),
        obstacle=country.obstacle(step, situation, on),
        why=why,
    )

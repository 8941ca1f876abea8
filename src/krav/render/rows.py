"""The rows of the claim table: each invoice's principal and interest, each fee by its letter, and the rest."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from krav.claims.letter import Letter, LetterItem
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError
from krav.render import amounts
from krav.render.voice import Voice

MOST_ROWS = 9
"""Invoices and amounts that page 1 has room for; above it the amounts stand by kind and the invoices on page 2."""

_MOST_FEES = 4


class RenderError(KravError):
    """A letter that must not be sent: its rows do not add up, or it does not fit."""


class Row(NamedTuple):
    """One amount of the claim table, with the section it rests on."""

    what: str
    basis: str
    amount: Minor


def rows(voice: Voice) -> list[Row]:
    """Every amount on a row of its own; zero rows are left out.

    Raises:
        RenderError: the rows do not add up to the letter's total, or an invoice's row does not.
    """
    parts = (_principal, interest, fees, _compensation, costs, _credit)
    return _checked(voice, [row for part in parts for row in part(voice)])


def rows_by_kind(voice: Voice) -> list[Row]:
    """One row for each kind of amount; fees stay apart as long as they are few.

    Raises:
        RenderError: as `rows`.
    """
    letter, words = voice.letter, voice.words
    accrued = sum(item.interest for item in letter.items)
    charged = list(fees(voice))
    if len(charged) > _MOST_FEES:
        basis = charged[0].basis if len({fee.basis for fee in charged}) == 1 else ""
        charged = [Row(words["title_fees"], basis, sum(fee.amount for fee in charged))]
    kinds = [*_principal(voice), Row(words["title_interest"], voice.say("line_interest_basis"), accrued), *charged]
    return _checked(voice, [*kinds, *_compensation(voice), *costs(voice), *_credit(voice)])


def is_long(letter: Letter) -> bool:
    """Whether invoices and amounts are more than page 1 has room for."""
    charges = len(letter.fees) + len(letter.costs) + any(item.compensation for item in letter.items)
    return 2 * len(letter.items) + 1 + charges > MOST_ROWS


def _principal(voice: Voice) -> Iterator[Row]:
    items = voice.letter.items
    subject = f", {items[0].description}" if len(items) == 1 and items[0].description else ""
    yield Row(voice.words["line_principal"] + subject, "", sum(item.principal for item in items))


def interest(voice: Voice) -> Iterator[Row]:
    """The interest of each invoice, in the order of the invoices."""
    for item in voice.letter.items:
        key = "line_interest" if len(voice.letter.items) == 1 else "line_interest_of"
        if len({line.principal for line in item.interest_lines}) > 1 and key == "line_interest":
            key = "line_interest_varied" if "line_interest_varied" in voice.words else key
        yield Row(voice.say(key, **_stretch(voice, item)), voice.say("line_interest_basis"), item.interest)


def _stretch(voice: Voice, item: LetterItem) -> dict[str, str]:
    lines = item.interest_lines
    rates = [amounts.percent(rate, voice.language) for rate in dict.fromkeys(line.percent for line in lines)]
    return {
        "number": item.number,
        "rate": voice.join(rates) if len(rates) < 3 else f"{rates[0]}–{rates[-1]}",
        "principal": voice.number(lines[0].principal if lines else item.principal),
        "days": str(sum(line.days for line in lines)),
        "interest_from": voice.day(item.interest_from, "table"),
        "interest_to": voice.day(voice.letter.sent_on, "table"),
    }


def fees(voice: Voice) -> Iterator[Row]:
    """Each fee by its letter."""
    for fee in voice.letter.fees:
        if fee.amount:
            sent = voice.day(fee.sent_on, "table")
            yield Row(voice.say(f"line_{fee.label}", sent=sent), voice.say(f"line_{fee.label}_basis"), fee.amount)


def _compensation(voice: Voice) -> Iterator[Row]:
    units = Counter(item.compensation for item in voice.letter.items if item.compensation)
    for unit, count in units.items():
        each = voice.round_money(Money(unit, voice.letter.currency))
        what = voice.say("line_compensation", count=str(count), unit=each)
        yield Row(what, voice.say("line_compensation_basis"), unit * count)


def costs(voice: Voice) -> Iterator[Row]:
    """Each cost of the case."""
    for cost in voice.letter.costs:
        yield Row(voice.cost(cost), voice.cost(cost, "_basis"), cost.amount)


def _credit(voice: Voice) -> Iterator[Row]:
    yield Row(voice.words["line_credit"], "", -voice.letter.credit)


def _checked(voice: Voice, found: list[Row]) -> list[Row]:
    letter = voice.letter
    kept = [row for row in found if row.amount]
    if sum(row.amount for row in kept) != letter.total:
        shown = voice.number(sum(row.amount for row in kept))
        raise RenderError(f"Letter {letter.number}: its rows add up to {shown}, its total is {voice.number(letter.total)}.")
    for item in letter.items:
        if item.amount - item.covered != item.principal:
            amount, covered, left = map(voice.number, (item.amount, item.covered, item.principal))
            raise RenderError(f"Letter {letter.number}, invoice {item.number}: {amount} less {covered} is not {left}.")
    return kept

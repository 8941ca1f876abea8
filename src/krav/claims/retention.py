"""Whether what is known of a customer may be erased on a day: what keeps it, until when and by which section, or nothing."""

from datetime import date
from typing import NamedTuple

from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.dated import NotInForce


class Kept(NamedTuple):
    """What is known of a customer that keeps it.

    `booked_on` is the last day on which anything of the customer was booked or sent, None where nothing tells of one.
    `claims` are the numbers of open claims, `cases` of open cases, `holds` how many objections or plans stand, `waiting`
    how many things are under way: letters that leave, words without an answer, money that is not placed.
    """

    booked_on: date | None
    claims: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    holds: int = 0
    waiting: int = 0


class TimeUp(NamedTuple):
    """Nothing keeps it any more, since that day, by that rule."""

    since: date
    why: Why


def keeping(kept: Kept, law: Country, year_ends: int, on: date) -> Refusal | TimeUp:
    """Why what is known of a customer may not be erased that day, or since when it may.

    What is not known refuses: nobody is erased because Krav does not know better.
    """
    if going_on := _going_on(kept, law, on):
        return going_on
    if kept.booked_on is None:
        reason = "Krav knows no day on which anything of this customer was booked, so it cannot tell when the time is up."
        return Refusal("unknown", reason, law.book["retention.books"].values[-1].source.section)
    try:
        free_on, why = law.books_free_on(kept.booked_on, year_ends)
    except NotInForce as error:
        return Refusal("unknown", error.phrase, facts=error.facts)
    if on < free_on:
        reason = "The books must be kept: the last thing booked of this customer is of {day}."
        return Refusal("books", reason, why.section, free_on, why, {"day": kept.booked_on})
    return TimeUp(free_on, why)


def _going_on(kept: Kept, law: Country, on: date) -> Refusal | None:
    """What is not over yet: a person, or time, ends it first."""
    facts: dict[str, object]
    if kept.claims:
        code, reason = (
            "open_claims",
            "Claims are open: {numbers}. What is known of the customer is needed until they are settled.",
        )
        facts = {"numbers": _named(kept.claims)}
    elif kept.cases:
        code, reason = "open_cases", "Cases are open: {numbers}. Close them first."
        facts = {"numbers": _named(kept.cases)}
    elif kept.holds:
        code, reason, facts = (
            "holds",
            "An objection or an agreement still stands: {count}. End it first.",
            {"count": kept.holds},
        )
    elif kept.waiting:
        reason = "Something of this customer is under way: {count}. Let it end, or end it, first."
        code, facts = "under_way", {"count": kept.waiting}
    else:
        return None
    try:
        why = law.kept_while_open(on)
    except NotInForce as error:
        return Refusal("unknown", error.phrase, facts=error.facts)
    return Refusal(code, reason, why.section, why=why, facts=facts)


def _named(numbers: tuple[str, ...]) -> str:
    """The first few numbers."""
    few = ", ".join(numbers[:3])
    return f"{few} …" if len(numbers) > 3 else few

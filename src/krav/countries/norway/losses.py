"""Norwegian losses: merverdiavgiftsforskriften § 4-7-1, the four ways in which a claim is finally lost."""

from datetime import date

from krav.kernel.days import months_after
from krav.kernel.refusal import Refusal
from krav.law.book import Book
from krav.law.dated import NotInForce
from krav.law.loss import LossFacts, not_reminded, objected
from krav.law.step import StepKind

_COLLECTION = frozenset({StepKind.DEMAND})


def collected(book: Book, facts: LossFacts, on: date) -> Refusal | None:
    """Letter a: enforcement or collection was in vain."""
    return not_reminded(facts, book["writeoff.lost_when"].at(on).source.section, on, _COLLECTION)


def half_a_year(book: Book, facts: LossFacts, on: date) -> Refusal | None:
    """Letter b: six months after it was due, in spite of at least three reminders, each after the deadline of the last."""
    months, least = book["writeoff.months"], book["writeoff.reminders"]
    try:
        waits, needed = int(months.number(facts.due_on)), int(least.number(facts.due_on))
    except NotInForce as missing:
        return Refusal("not_in_force", missing.phrase, facts=missing.facts)
    section, count = months.at(facts.due_on).source.section, _reminders(facts, on)
    if count < needed:
        reason = "{count} reminders were sent in vain; {least} are needed."
        return Refusal("too_few", reason, section, facts={"count": count, "least": needed})
    if on < (from_on := months_after(facts.due_on, waits)):
        reason = "It is lost {months} months after it was due."
        return Refusal("too_early", reason, section, from_on, facts={"months": waits})
    return None


def _reminders(facts: LossFacts, on: date) -> int:
    """The letters that set a deadline and were followed by another only when it was over."""
    count, after = 0, facts.due_on
    for letter in facts.letters:
        if letter.sent_on >= after and letter.deadline_on < on:
            count, after = count + 1, letter.deadline_on
    return count


def disputed(book: Book, facts: LossFacts, on: date) -> Refusal | None:
    """The loss must come of the debtor's inability to pay; one who disputes the claim refuses."""
    return objected(facts, book["writeoff.relief_condition"].at(on).source.section)

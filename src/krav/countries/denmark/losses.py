"""Danish losses: momsloven § 27, stk. 6, and the tax authority's guide to when a loss is certain."""

from datetime import date

from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.law.book import Book
from krav.law.loss import LossFacts, not_reminded, objected
from krav.law.step import StepKind

_REMINDERS = frozenset({StepKind.REMINDER, StepKind.NOTICE, StepKind.DEMAND})
_COLLECTION = frozenset({StepKind.NOTICE, StepKind.DEMAND})


def small(book: Book, facts: LossFacts, on: date) -> Refusal | None:
    """Below the limit the creditor's own vain reminders are enough."""
    table = book["writeoff.small_limit"]
    section, limit = table.at(on).source.section, table.money(on)
    if facts.currency != limit.currency:
        reason = "The limit is {limit}, and the claim is in another currency."
        return Refusal("not_small", reason, section, facts={"limit": limit})
    if facts.principal >= limit.minor:
        told = {"limit": limit, "amount": Money(facts.principal, limit.currency)}
        return Refusal("not_small", "The claim is {amount}; own reminders are enough below {limit}.", section, facts=told)
    return objected(facts, section) or not_reminded(facts, section, on, _REMINDERS)


def large(book: Book, facts: LossFacts, on: date) -> Refusal | None:
    """From the limit on collection must have been in vain."""
    section = book["writeoff.large_conditions"].at(on).source.section
    return objected(facts, section) or not_reminded(facts, section, on, _COLLECTION)

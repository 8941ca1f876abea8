"""What an accounting system sent by itself counts as far as it was lawful, and the ladder goes on from it."""

from dataclasses import replace
from datetime import date

from krav.claims.books_letter import Sent, counted
from krav.claims.catch_up import steps_late
from krav.claims.ladder import next_step, situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import default_policy
from krav.countries import country
from krav.law.step import DebtorKind, StepKind, Terms

DUE = date(2026, 3, 2)
NORWAY = country("NO")
POLICY = default_policy(NORWAY)


def invoice() -> Claim:
    terms = Terms(DUE, due_agreed=True, sent_on=date(2026, 2, 2))
    entries = (Entry(EntryKind.INVOICE, 250_000, date(2026, 2, 2)),)
    return Claim(1, 1, "1001", "NOK", terms, DebtorKind.CONSUMER, entries=entries)


def test_a_reminder_of_the_books_is_the_first_on_the_ladder() -> None:
    found = counted(invoice(), Sent(StepKind.REMINDER, date(2026, 3, 18)), Relation(), NORWAY, POLICY)
    assert found.letter is not None
    assert (found.letter.step, found.letter.sent_on, found.breaches) == (POLICY.steps[0].key, date(2026, 3, 18), ())
    coming = next_step(found.claim, situation(found.claim, Relation(), POLICY), NORWAY, POLICY)
    assert coming is not None
    assert coming.step == POLICY.steps[1]
    assert coming.from_on > found.letter.deadline_on


def test_a_fee_of_the_books_above_the_law_is_not_counted() -> None:
    found = counted(invoice(), Sent(StepKind.REMINDER, date(2026, 3, 18), 50_000), Relation(), NORWAY, POLICY)
    assert found.letter is not None
    assert found.letter.fee == 0
    assert [breach.code for breach in found.breaches]
    assert found.claim.charged(EntryKind.FEE) == 0


def test_a_lawful_fee_of_the_books_is_owed() -> None:
    found = counted(invoice(), Sent(StepKind.REMINDER, date(2026, 3, 18), 3_000), Relation(), NORWAY, POLICY)
    assert found.claim.charged(EntryKind.FEE) == 3_000
    assert found.breaches == ()


def test_a_notice_the_policy_does_not_know_counts_for_nothing() -> None:
    reminders = replace(POLICY, steps=tuple(step for step in POLICY.steps if step.kind is StepKind.REMINDER))
    found = counted(invoice(), Sent(StepKind.NOTICE, date(2026, 3, 18)), Relation(), NORWAY, reminders)
    assert found.letter is None
    assert found.claim == invoice()


def test_while_the_books_may_remind_nothing_is_sent() -> None:
    waits = replace(POLICY, books_remind_days=30)
    own = next_step(invoice(), situation(invoice(), Relation(), POLICY), NORWAY, POLICY)
    later = next_step(invoice(), situation(invoice(), Relation(), waits), NORWAY, waits)
    assert own is not None
    assert later is not None
    assert own.from_on < later.from_on
    assert (later.from_on - DUE).days >= 30


def test_how_late_a_claim_is() -> None:
    first = next_step(invoice(), situation(invoice(), Relation(), POLICY), NORWAY, POLICY)
    assert first is not None
    assert steps_late(invoice(), NORWAY, POLICY, first.from_on) == 0
    assert steps_late(invoice(), NORWAY, POLICY, date(2026, 3, 31)) == 1
    assert steps_late(invoice(), NORWAY, POLICY, date(2027, 3, 31)) == len(POLICY.steps)

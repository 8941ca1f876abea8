"""Planned letters written as facts: the letters, what they add to their claims, their rows in the outbox, the projection."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from krav.actions import partner_notices, states
from krav.actions.debtor_codes import make_codes
from krav.actions.opening import NewCase, gather
from krav.actions.unit import Unit
from krav.claims.decide import PlannedLetter, Taken
from krav.claims.ledger import Claim
from krav.claims.state import State, state_with
from krav.law.step import PastLetter, StepKind
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries, last_entry
from krav.store.load import Creditor
from krav.store.write import insert_many, reserve_ids

_LETTER = (
    "id", "debtor_id", "number", "step", "kind", "sent_on", "deadline_on", "currency", "fee", "total", "entries_to", "book"
)  # fmt: skip


def write(
    letters: Sequence[PlannedLetter], work: Unit, leaves_at: datetime | None = None, agreement_id: int | None = None
) -> list[int]:
    """Inserts the facts of the letters and moves the projection; the letters' ids, in order.

    A demand opens a case of its claims, or they join one. Ids are reserved so that the facts can name each other. Nothing
    leaves before `leaves_at`. A notice names the partner of `agreement_id`, or the one that the account chose for all.
    """
    if not letters:
        return []
    creditor = work.creditor
    cases = gather(work.cases, [_case(letter) for letter in letters if _opens(letter)], creditor.country, work.on)
    letter_ids = list(reserve_ids(rows.Letter, len(letters)))
    attempts, before = _attempts(), rows.Letter.objects.count()
    book = creditor.country.book.version
    insert_entries(_entries(letters, letter_ids, book))
    insert_many(rows.Letter, _LETTER, _letter_rows(letters, letter_ids, before + 1, last_entry(), book))
    insert_many(
        rows.LetterClaim,
        ("letter_id", "claim_id", "step", "attempt"),
        (
            (letter_id, item.claim.id, letter.step.key, attempts[item.claim.id, letter.step.key] + _time(letter, item))
            for letter_id, letter in zip(letter_ids, letters, strict=True)
            for item in letter.taken
        ),
    )
    channel_of = creditor.policy.channel_of
    insert_many(
        rows.Outbox,
        ("letter_id", "channel", "state", "leaves_at", "tries", "problem"),
        (
            (letter_id, channel_of(letter.step.key), "queued", leaves_at, 0, "")
            for letter_id, letter in zip(letter_ids, letters, strict=True)
        ),
    )
    make_codes([(letter_id, letter.sent_on) for letter_id, letter in zip(letter_ids, letters, strict=True)], work)
    named = partner_notices.keep(work, dict(zip(letter_ids, letters, strict=True)), agreement_id)
    moved = [
        _after(letter, item, cases, creditor, partner=letter_id in named)
        for letter_id, letter in zip(letter_ids, letters, strict=True)
        for item in letter.taken
    ]
    states.save(moved, creditor.country)
    return letter_ids


def _opens(letter: PlannedLetter) -> bool:
    return letter.step.kind is StepKind.DEMAND and not any(item.claim.case_id for item in letter.taken)


def _case(letter: PlannedLetter) -> NewCase:
    return NewCase(letter.debtor_id, letter.currency, tuple(item.claim.id for item in letter.taken), "demand")


def _time(letter: PlannedLetter, item: Taken) -> int:
    """Which time the claim has this letter: a demand that has lapsed is sent again."""
    return 1 + sum(past.step == letter.step.key for past in item.claim.letters)


def span(letter_ids: Sequence[int]) -> tuple[int, ...]:
    """The first and the last id: as the account is locked, all its letters between them were written together."""
    return (letter_ids[0], letter_ids[-1]) if letter_ids else ()


def _attempts() -> Counter[tuple[int, str]]:
    """How often a step was withdrawn or its letter came back, by claim and step."""
    void = Q(letter__withdrawal__isnull=False) | Q(letter__returned__isnull=False)
    return Counter(rows.LetterClaim.objects.filter(void).values_list("claim_id", "step"))


def _letter_rows(
    letters: Sequence[PlannedLetter], letter_ids: Sequence[int], serial: int, entries_to: int, book: str
) -> Iterator[tuple[object, ...]]:
    for position, (letter_id, letter) in enumerate(zip(letter_ids, letters, strict=True), serial):
        yield (
            letter_id,
            letter.debtor_id,
            f"{letter.sent_on.year}-{position:05d}",
            letter.step.key,
            letter.step.kind.value,
            letter.sent_on,
            letter.deadline_on,
            letter.currency,
            letter.fee,
            letter.total,
            entries_to,
            book,
        )


def _entries(letters: Sequence[PlannedLetter], letter_ids: Sequence[int], book: str) -> Iterator[NewEntry]:
    for letter_id, letter in zip(letter_ids, letters, strict=True):
        for item in letter.taken:
            for kind, amount, on, aim, label in item.entries:
                yield NewEntry(item.claim.id, kind.value, amount, on, on, aim, label, letter_id, None, book)


def _after(
    letter: PlannedLetter, item: Taken, cases: Mapping[int, int], creditor: Creditor, *, partner: bool
) -> tuple[Claim, State]:
    """The claim and where it stands once the letter is written: the same as rebuilding it from its facts."""
    step = letter.step
    past = PastLetter(step.key, step.kind, letter.sent_on, letter.deadline_on, letter.fee, letter.total, partner)
    case_id = cases.get(item.claim.id, item.claim.case_id)
    claim = replace(item.claim, letters=(*item.claim.letters, past), case_id=case_id)
    reckoning = item.reckoning.plus(item.entries)
    return claim, state_with(claim, reckoning, letter.sent_on, creditor.country, creditor.policy)

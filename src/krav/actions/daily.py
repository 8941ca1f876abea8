"""The daily run of one account: look at what may move today, decide, write the facts. Running it again changes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from krav.actions import states
from krav.actions.unit import Actor, unit
from krav.claims.decide import Decision, MoneyNews, PlannedLetter, Taken, decide
from krav.claims.ledger import Claim, Relation
from krav.claims.state import State, state_with
from krav.kernel.refusal import Refusal
from krav.law.step import PastLetter
from krav.store import load
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries, last_entry
from krav.store.load import Creditor
from krav.store.queries.payments import loose_amounts
from krav.store.write import insert_many, reserve_ids

_LETTER = (
    "id", "debtor_id", "number", "step", "kind", "sent_on", "deadline_on", "currency", "fee", "total", "entries_to", "book"
)  # fmt: skip


@dataclass(slots=True)
class DayReport:
    """What a day's run did: letters by step, amounts charged in minor units, and refusals by code."""

    letters: Counter[str] = field(default_factory=Counter)
    charged: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    stopped: Refusal | None = None


def plan_day(creditor: Creditor, on: date) -> tuple[list[Decision], Refusal | None]:
    """What the day would do, and why the whole run is stopped if it is. Reads only; the account must be in scope."""
    stale = _stale(creditor, on)
    if stale:
        return [], stale
    due = rows.ClaimState.objects.filter(next_on__lte=on)
    by_debtor: dict[int, list[Claim]] = defaultdict(list)
    for claim in load.claims(due.values("claim_id")).values():
        by_debtor[claim.debtor_id].append(claim)
    relations = load.relations(due.values("debtor_id"), on)
    news = MoneyNews(creditor.money_known_until or on, loose_amounts())
    law, policy, nothing = creditor.country, creditor.policy, Relation()
    return [
        decide(claims, relations.get(debtor_id, nothing), law, policy, on, news) for debtor_id, claims in by_debtor.items()
    ], None


def run_day(account_id: int, *, on: date, by: Actor) -> DayReport:
    """Decides and writes one account's day in one transaction.

    1. Stop when the news of money is too old. 2. Load the claims whose next step may be due. 3. Decide a debtor at a time.
    4. Insert letters, entries and outbox rows. 5. Move the projection.
    """
    report = DayReport()
    with unit(account_id, "day", on=on, by=by) as work:
        decisions, report.stopped = plan_day(work.creditor, on)
        letters = [letter for decision in decisions for letter in decision.letters]
        _write(letters, work.creditor)
        for decision in decisions:
            report.refused.update(refusal.code for refusal in decision.refusals.values())
        for letter in letters:
            report.letters[letter.step.key] += 1
            for entry in chain.from_iterable(taken.entries for taken in letter.taken):
                report.charged[entry.kind] += entry.amount
        work.said = {"letters": report.letters, "refused": report.refused, "stopped": report.stopped}
    return report


def _stale(creditor: Creditor, on: date) -> Refusal | None:
    known = creditor.money_known_until
    days = creditor.policy.stale_after_days
    if known is not None and (on - known).days <= days:
        return None
    since = f"end on {known}" if known else "are missing"
    return Refusal("stale", f"News of payments {since}; at most {days} days may pass. Import the bank's file first.")


def _write(letters: Sequence[PlannedLetter], creditor: Creditor) -> None:
    """Inserts the facts of the letters and moves the projection; ids are reserved so that the facts can name each other."""
    if not letters:
        return
    letter_ids = reserve_ids(rows.Letter, len(letters))
    attempts, before = _attempts(), rows.Letter.objects.count()
    book = creditor.country.book.version
    insert_entries(_entries(letters, letter_ids, book))
    insert_many(rows.Letter, _LETTER, _letter_rows(letters, letter_ids, before + 1, last_entry(), book))
    insert_many(
        rows.LetterClaim,
        ("letter_id", "claim_id", "step", "attempt"),
        (
            (letter_id, item.claim.id, letter.step.key, attempts.get((item.claim.id, letter.step.key), 0) + 1)
            for letter_id, letter in zip(letter_ids, letters, strict=True)
            for item in letter.taken
        ),
    )
    channel = creditor.policy.channel
    insert_many(
        rows.Outbox,
        ("letter_id", "channel", "state", "tries", "problem"),
        ((letter_id, channel, "queued", 0, "") for letter_id in letter_ids),
    )
    states.save((item.claim, _state_after(letter, item, creditor)) for letter in letters for item in letter.taken)


def _attempts() -> Counter[tuple[int, str]]:
    """How often a step was withdrawn, by claim and step."""
    withdrawn = rows.LetterClaim.objects.filter(letter__withdrawal__isnull=False)
    return Counter(withdrawn.values_list("claim_id", "step"))


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


def _state_after(letter: PlannedLetter, item: Taken, creditor: Creditor) -> State:
    """Where a claim stands once the letter is written: the same as rebuilding it from its facts."""
    past = PastLetter(letter.step.key, letter.step.kind, letter.sent_on, letter.deadline_on, letter.fee)
    claim = replace(item.claim, letters=(*item.claim.letters, past))
    return state_with(claim, item.reckoning.plus(item.entries), letter.sent_on, creditor.country, creditor.policy)

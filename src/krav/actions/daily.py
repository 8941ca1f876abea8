"""The daily run of one account: look at what may move today, decide, write the facts. Running it again changes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from krav.actions.instalments import look_at_plans
from krav.actions.small_rests import give_up_small_rests
from krav.actions.unit import Actor, unit
from krav.actions.writing import span, write
from krav.claims.decide import Decision, decide
from krav.claims.ledger import Claim, Relation
from krav.claims.money_news import fresh
from krav.kernel.refusal import Refusal
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor, Ids
from krav.store.queries.money_news import money_news


@dataclass(slots=True)
class DayReport:
    """What a day's run did: letters by step, amounts charged in minor units, refusals by code, plans by how they ended."""

    letters: Counter[str] = field(default_factory=Counter)
    charged: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    plans: Counter[str] = field(default_factory=Counter)
    stopped: Refusal | None = None


def plan_day(creditor: Creditor, on: date) -> tuple[list[Decision], Refusal | None]:
    """What the day would do, and why the whole run is stopped if it is. Reads only; the account must be in scope."""
    stale = stale_news(creditor, on)
    if stale:
        return [], stale
    due = rows.ClaimState.objects.filter(next_on__lte=on)
    return decisions(creditor, due.values("claim_id"), due.values("debtor_id"), on), None


def decisions(creditor: Creditor, ids: Ids, debtors: Ids, on: date, asked: str = "") -> list[Decision]:
    """What is decided for these claims of these debtors, a debtor at a time; `asked` is the step a person asks for."""
    return decided(creditor, load.claims(ids).values(), debtors, on, asked)


def decided(creditor: Creditor, claims: Iterable[Claim], debtors: Ids, on: date, asked: str = "") -> list[Decision]:
    """The same for claims that are loaded."""
    by_debtor: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_debtor[claim.debtor_id].append(claim)
    relations = load.relations(debtors, on)
    news = money_news(creditor, on)
    law, policy, nothing = creditor.country, creditor.policy, Relation()
    return [
        decide(together, relations.get(debtor_id, nothing), law, policy, on, news, asked)
        for debtor_id, together in by_debtor.items()
    ]


def run_day(account_id: int, *, on: date, by: Actor) -> DayReport:
    """Decides and writes one account's day in one transaction.

    1. Stop when the news of money is too old. 2. Load the claims whose next step may be due. 3. Decide a debtor at a time.
    4. Insert letters, entries and outbox rows. 5. Move the projection. 6. End the plans that were kept, or missed, and
    give up the small rests of cases that were paid.
    """
    report = DayReport()
    with unit(account_id, "day", on=on, by=by) as work:
        decisions, report.stopped = plan_day(work.creditor, on)
        letters = [letter for decision in decisions for letter in decision.letters]
        ids = write(letters, work)
        for decision in decisions:
            report.refused.update(refusal.code for refusal in decision.refusals.values())
        for letter in letters:
            report.letters[letter.step.key] += 1
            for entry in chain.from_iterable(taken.entries for taken in letter.taken):
                report.charged[entry.kind] += entry.amount
        if report.stopped is None:
            report.plans = look_at_plans(work)
            give_up_small_rests(work)
        work.said = {"letters": report.letters, "refused": report.refused, "plans": report.plans}
        work.said |= {"stopped": report.stopped, "span": span(ids)}
    return report


def stale_news(creditor: Creditor, on: date) -> Refusal | None:
    """Why nothing may be sent at all: nobody has seen what was connected, or the news of money or the ledger is too old."""
    if creditor.quarantine:
        reason = "The accounting system was read for the first time. Look at what waits, and let it go on."
        return Refusal("quarantine", reason)
    if creditor.books_unread:
        reason = "The accounting system could not be read, and nobody knows who has paid since. It is tried again each hour."
        return Refusal("books_unread", reason)
    known, days = creditor.money_known_until, creditor.policy.stale_after_days
    if fresh(known, days, on):
        return _stale_ledger(creditor, on)
    reason = "News of payments are missing; at most {days} days may pass. Import the bank's file first."
    if known:
        reason = "News of payments end on {known}; at most {days} days may pass. Import the bank's file first."
    return Refusal("stale", reason, facts={"known": known, "days": days})


def _stale_ledger(creditor: Creditor, on: date) -> Refusal | None:
    known, days = creditor.ledger_known_until, creditor.policy.ledger_stale_after_days
    if not days or fresh(known, days, on):
        return None
    reason = "No whole ledger was imported; at most {days} days may pass. Import the list of all open items first."
    if known:
        reason = "The ledger ends on {known}; at most {days} days may pass. Import the list of all open items first."
    return Refusal("stale_ledger", reason, facts={"known": known, "days": days})

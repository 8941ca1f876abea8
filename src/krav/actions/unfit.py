"""Letters that would not be made now: they are taken back before they leave, and decided anew."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from krav.actions.daily import stale_news
from krav.actions.returned import void
from krav.actions.unit import Unit
from krav.actions.withdrawals import give_up, withdraw
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, EntryKind
from krav.claims.money_news import may_be_paid
from krav.law.step import StepKind
from krav.store import load
from krav.store import models as rows
from krav.store.queries.letters import asking_for, held, overtaken
from krav.store.queries.money_news import money_news

_CHARGES = {EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.INTEREST, EntryKind.COSTS}


def take_back_unfit(work: Unit, letter_ids: set[int]) -> set[int]:
    """Takes back letters that would not be made now; answers which.

    They are overtaken by a payment, stopped by a hold, not sent on their day, or about what may be paid; or what is known
    of money and the ledger has grown too old.
    """
    gone: set[int] = set()

    def take_back(ids: Collection[int], reason: str) -> None:
        gone.update(ids)
        _take_back(work, set(ids), reason)

    take_back(overtaken(letter_ids), "A payment or credit note came in before the letter left.")
    take_back(held(letter_ids - gone, work.on), "The claim was put on hold before the letter left.")
    take_back(_late(work, letter_ids - gone), "The letter did not leave on its day; its deadline would be too short.")
    rest = letter_ids - gone
    stale = stale_news(work.creditor, work.on)
    blind = {letter_id for letter_id, _, _ in asking_for(rest)} if stale else set()
    take_back(blind, "What is known of money or the ledger grew too old before the letter left.")
    doubtful = _may_be_paid(work, rest - blind)
    take_back(doubtful, "Money that may be for it came, or is under way, before the letter left.")
    return gone


def _take_back(work: Unit, letter_ids: set[int], reason: str) -> None:
    """Withdraws them; one that left by another channel and reached nobody counts as come back."""
    if not letter_ids:
        return
    left = rows.Letter.objects.filter(id__in=letter_ids, dispatch__isnull=False).distinct()
    for letter in left:
        rows.Outbox.objects.filter(letter=letter, state="queued").update(state="withdrawn", problem=reason)
        void(work, letter, reason, stops=False)
    withdraw(work, letter_ids - {letter.id for letter in left}, reason)


def end(work: Unit, problems: Mapping[int, str]) -> None:
    """Letters that no channel takes, by id with the problem: their claims wait for a person.

    One that left by another channel and reached nobody counts as come back.
    """
    left = rows.Letter.objects.filter(id__in=list(problems), dispatch__isnull=False).distinct()
    for letter in left:
        rows.Outbox.objects.filter(letter=letter, state="queued").update(state="failed", problem=problems[letter.id])
        void(work, letter, problems[letter.id])
    gone = {letter.id for letter in left}
    give_up(work, {key: problem for key, problem in problems.items() if key not in gone})


def _late(work: Unit, letter_ids: set[int]) -> set[int]:
    """Those of an earlier day; one that left by another channel on its day only where its deadline has grown too short."""
    columns = ("id", "kind", "deadline_on", "dispatch__id")
    earlier = rows.Letter.objects.filter(id__in=letter_ids, sent_on__lt=work.on).values_list(*columns)
    return {key for key, kind, deadline_on, left in earlier if left is None or not still_holds(work, kind, deadline_on)}


def still_holds(work: Unit, kind: str, deadline_on: date) -> bool:
    """Whether a letter of that kind gives enough time when it leaves today."""
    table = work.creditor.country.deadline_table(StepKind(kind))
    return (deadline_on - work.on).days >= (int(table.number(work.on)) if table else 1)


def _may_be_paid(work: Unit, letter_ids: set[int]) -> set[int]:
    """The letters about claims that unplaced money, money under way or an open credit may have paid."""
    about = asking_for(letter_ids)
    creditor, on = work.creditor, work.on
    news = money_news(creditor, on, {debtor_id for _, _, debtor_id in about})
    if not news.unplaced and not news.credits:
        return set()
    claims = {key: _before(claim, on) for key, claim in load.claims({row[1] for row in about}).items()}
    law, policy = creditor.country, creditor.policy
    paid = {key for key, claim in claims.items() if may_be_paid(claim, reckon_claim(claim, law, on), policy, news, on)}
    return {letter_id for letter_id, claim_id, _ in about if claim_id in paid}


def _before(claim: Claim, on: date) -> Claim:
    """The claim as it stood before the day's letter, as it was decided on."""
    entries = tuple(entry for entry in claim.entries if entry.on != on or entry.kind not in _CHARGES)
    return replace(claim, entries=entries, letters=tuple(letter for letter in claim.letters if letter.sent_on != on))

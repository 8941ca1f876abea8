"""Withdrawing letters that were decided but never left: their charges are reversed by new entries."""

from collections.abc import Collection, Mapping

from krav.actions import states
from krav.actions.lines import about
from krav.actions.purses import give_back
from krav.actions.unit import Unit
from krav.actions.wrong import hold
from krav.claims.case import CaseKind
from krav.law.step import CORRECTION, StepKind
from krav.store import load
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.store.queries.letters import PASSED
from krav.store.write import insert_many


def withdraw(work: Unit, letter_ids: Collection[int], reason: str) -> None:
    """Takes letters back before they leave; the next run decides their claims anew."""
    if not letter_ids:
        return
    insert_many(rows.Withdrawal, ("letter_id", "on", "reason"), ((key, work.on, reason) for key in letter_ids))
    columns = ("claim_id", "kind", "amount", "on", "label", "letter_id", "book")
    charged = list(rows.Entry.objects.filter(letter_id__in=letter_ids).values_list(*columns))
    insert_entries(
        NewEntry(claim_id, kind, -amount, day, work.on, label=label, letter_id=letter_id, book=book)
        for claim_id, kind, amount, day, label, letter_id, book in charged
    )
    rows.Outbox.objects.filter(letter_id__in=letter_ids).exclude(state=PASSED).update(state="withdrawn", problem=reason)
    _give_back(work, letter_ids)
    _withdraw_cases(work, letter_ids)
    _wrong_again(work, letter_ids)
    states.refresh(rows.LetterClaim.objects.filter(letter_id__in=letter_ids).values("claim_id"), work.creditor)


def _give_back(work: Unit, letter_ids: Collection[int]) -> None:
    """What was drawn for letters that a carrier did not take goes back to the purse."""
    tried = rows.Outbox.objects.filter(letter_id__in=letter_ids, tries__gt=0).exclude(state=PASSED)
    abouts = [about(*row) for row in tried.values_list("letter_id", "channel")]
    if abouts:
        give_back(work.creditor.id, abouts, on=work.on, by=work.by)


def _withdraw_cases(work: Unit, letter_ids: Collection[int]) -> None:
    """A case that one of the letters opened by itself goes with it, unless it has claims of other letters."""
    demands = rows.LetterClaim.objects.filter(letter_id__in=letter_ids, letter__kind=StepKind.DEMAND)
    gathered = load.cases_of(demands.values("claim_id"))
    others = rows.CaseClaim.objects.filter(case_id__in=set(gathered.values())).exclude(claim_id__in=gathered)
    opened = rows.Case.objects.filter(id__in=set(gathered.values()), origin="demand")
    alone = opened.exclude(id__in=others.values("case_id"))
    for case_id in alone.values_list("id", flat=True):
        work.cases.tell(case_id, CaseKind.WITHDRAWN, work.on)


def _wrong_again(work: Unit, letter_ids: Collection[int]) -> None:
    """What a correction that never left was to put right is still wrong, and waits for a person again."""
    told = rows.LetterClaim.objects.filter(letter_id__in=letter_ids, step=CORRECTION)
    hold(work, list(told.values_list("claim_id", flat=True)))


def give_up(work: Unit, problems: Mapping[int, str]) -> None:
    """Takes back letters that cannot be sent, by id with the problem, and stops their claims until a person has looked."""
    for letter_id, problem in problems.items():
        withdraw(work, [letter_id], problem[:200])
    rows.Outbox.objects.filter(letter_id__in=problems).exclude(state=PASSED).update(state="failed")
    stop(work, problems, "letter_failed")


def stop(work: Unit, problems: Mapping[int, str], reason: str) -> None:
    """Puts the claims of letters on hold, with the problem as note."""
    joined = rows.LetterClaim.objects.filter(letter_id__in=problems)
    insert_many(
        rows.Hold,
        ("claim_id", "reason", "note", "from_on", "until_on", "placed_by"),
        (
            (claim_id, reason, problems[letter_id][:400], work.on, None, work.by.name)
            for letter_id, claim_id in list(joined.values_list("letter_id", "claim_id"))
        ),
    )
    states.refresh(joined.values("claim_id"), work.creditor)

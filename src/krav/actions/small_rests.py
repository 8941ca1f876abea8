"""Small rests: what is left of a paid case is given up where it is so little that the policy lets it go."""

from collections.abc import Collection

from django.db.models import Sum

from krav.actions import states
from krav.actions.unit import Unit
from krav.claims.case import Case
from krav.claims.decide import reckon_claim
from krav.claims.ledger import EntryKind
from krav.kernel.money import Minor
from krav.law.dated import NotInForce
from krav.store import load_cases
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.store.load import Ids

SMALL_REST = "small_rest"
"""The label of the waiver that gives up what is left of a case."""


def give_up_small_rests(work: Unit, case_ids: Collection[int] = ()) -> int:
    """Gives up what is left of open cases where it is at most the policy's tolerance for a case; of how many.

    Without ids it looks at every case whose balance is so small that it may be one.
    """
    most = work.creditor.policy.case_tolerance
    small = rows.CaseState.objects.filter(status__in=("open", "title"), balance__lte=most)
    ids = case_ids or list(small.values_list("case_id", flat=True))
    entries = [entry for case in load_cases.cases(ids).values() for entry in _rests(case, work, most)]
    insert_entries(entries)
    states.refresh([entry.claim_id for entry in entries], work.creditor)
    return len({entry.claim_id for entry in entries})


def ask_again(work: Unit, touched: Ids) -> None:
    """Takes back what was given up in cases of these claims that money has left again: it is no small rest any more."""
    given_up = rows.Entry.objects.filter(kind=EntryKind.WAIVER, label=SMALL_REST)
    cases = rows.CaseClaim.objects.filter(claim_id__in=touched).values("case_id")
    mine = given_up.filter(claim__caseclaim__case_id__in=cases)
    columns = ("claim__caseclaim__case_id", "claim_id", "on")
    standing = list(mine.values(*columns).annotate(sum=Sum("amount")).filter(sum__lt=0).values_list(*columns, "sum"))
    if not standing:
        return
    law, book = work.creditor.country, work.creditor.country.book.version
    left = {
        case.id: sum(reckon_claim(claim, law, work.on).total for claim in case.claims)
        for case in load_cases.cases({row[0] for row in standing}).values()
    }
    back = [
        NewEntry(claim_id, EntryKind.WAIVER, -amount, day, work.on, label=SMALL_REST, book=book)
        for case_id, claim_id, day, amount in standing
        if left[case_id] > 0
    ]
    insert_entries(back)
    states.refresh([entry.claim_id for entry in back], work.creditor)


def _rests(case: Case, work: Unit, most: Minor) -> list[NewEntry]:
    """The waivers of a case that has been paid but for a small rest."""
    law = work.creditor.country
    try:
        left = {claim.id: reckon_claim(claim, law, work.on).total for claim in case.claims}
    except NotInForce:
        return []
    paid = any(entry.kind is EntryKind.PAYMENT for claim in case.claims for entry in claim.entries)
    if case.closed or case.filed or not paid or not 0 < sum(left.values()) <= most or min(left.values()) < 0:
        return []
    book = law.book.version
    return [
        NewEntry(claim_id, EntryKind.WAIVER, -rest, work.on, work.on, label=SMALL_REST, book=book)
        for claim_id, rest in left.items()
        if rest
    ]

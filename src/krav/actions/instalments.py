"""The plans of a day: those that were kept end, those with a missed instalment go to a person."""

from collections import Counter
from dataclasses import replace
from datetime import date

from krav.actions import states
from krav.actions.unit import Unit
from krav.claims.agreement import Ending, ending, plan_of
from krav.claims.case import INSTALMENT, Case, CaseKind
from krav.store import load_cases
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.store.queries.money_news import money_news

LABEL = "plan_kept"
"""The label of the waiver of interest of a plan that was kept."""


def look_at_plans(work: Unit) -> Counter[str]:
    """Ends every plan of the account that is over; how many ended in which way."""
    due = rows.CaseState.objects.filter(next_step=INSTALMENT, next_on__lte=work.on)
    cases = load_cases.cases(due.values_list("case_id", flat=True))
    if not cases:
        return Counter()
    creditor = work.creditor
    news = replace(money_news(creditor, work.on), until_on=creditor.money_known_until or date.min)
    over: dict[int, Ending] = {}
    for case in cases.values():
        plan = plan_of(case)
        found = ending(case, plan, creditor.country, creditor.policy, work.on, news) if plan else None
        if found:
            over[case.id] = found
    for case_id, found in over.items():
        end(work, cases[case_id], found)
    return Counter(found.how for found in over.values())


def end(work: Unit, case: Case, found: Ending, note: str = "") -> None:
    """Writes that a plan is over, and gives up the interest that a kept plan gives up."""
    book = work.creditor.country.book.version
    insert_entries(
        NewEntry(claim_id, "waiver", -amount, found.on, work.on, label=LABEL, book=book)
        for claim_id, amount in found.waivers.items()
    )
    if found.waivers:
        states.refresh(list(found.waivers), work.creditor)
    waived = sum(found.waivers.values())
    told = {"due_on": found.missed.due_on.isoformat(), "open": found.missed.amount} if found.missed else {}
    work.cases.tell(case.id, CaseKind.PLAN_ENDED, work.on, how=found.how, note=note, waived=waived, **told)

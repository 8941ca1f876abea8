"""Cases opened: their rows, the claims that join, and the first line of their journals."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from krav.actions.casebook import Casebook
from krav.claims.case import CaseKind
from krav.law.country import Country
from krav.store import models as rows
from krav.store.write import insert_many, reserve_ids


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to be opened. `origin` is list, demand or elsewhere."""

    debtor_id: int
    currency: str
    claim_ids: tuple[int, ...]
    origin: str
    department: str = ""
    project: str = ""


def open_cases(book: Casebook, wanted: Sequence[NewCase], on: date, ids: Sequence[int] = ()) -> dict[int, int]:
    """Opens the cases; the case of each claim that joined, by claim. The caller has seen that they are in no other.

    `ids` are theirs where they were reserved already.
    """
    if not wanted:
        return {}
    ids, before = list(ids or reserve_ids(rows.Case, len(wanted))), rows.Case.objects.count()
    insert_many(
        rows.Case,
        ("id", "debtor_id", "number", "currency", "opened_on", "origin", "department", "project"),
        [
            (case_id, new.debtor_id, f"S{on.year}-{place:04d}", new.currency, on, new.origin, new.department, new.project)
            for place, (case_id, new) in enumerate(zip(ids, wanted, strict=True), before + 1)
        ],
    )
    case_of = {claim_id: case_id for case_id, new in zip(ids, wanted, strict=True) for claim_id in new.claim_ids}
    for case_id, new in zip(ids, wanted, strict=True):
        book.tell(case_id, CaseKind.OPENED, on, origin=new.origin, department=new.department, project=new.project)
    join(book, case_of, on)
    return case_of


def gather(book: Casebook, wanted: Sequence[NewCase], country: Country, on: date) -> dict[int, int]:
    """The claims of demands in their cases: the debtor's open one where the law gathers and there is one, else new ones."""
    running = _running({new.debtor_id for new in wanted}) if wanted and country.gathers(on) else {}
    joined = {
        claim_id: running[new.debtor_id, new.currency]
        for new in wanted
        if (new.debtor_id, new.currency) in running
        for claim_id in new.claim_ids
    }
    if joined:
        join(book, joined, on)
    return joined | open_cases(book, [new for new in wanted if (new.debtor_id, new.currency) not in running], on)


def _running(debtors: Collection[int]) -> dict[tuple[int, str], int]:
    """The case of each debtor that is at its letters still, by debtor and currency."""
    found = rows.CaseState.objects.filter(debtor_id__in=debtors, status="open").order_by("case_id")
    columns = ("debtor_id", "case__currency", "case_id")
    return {(debtor_id, currency): case_id for debtor_id, currency, case_id in found.values_list(*columns)}


def join(book: Casebook, case_of: dict[int, int], on: date) -> None:
    """Claims, by id, join the cases of these ids."""
    attempts = _attempts(case_of)
    insert_many(
        rows.CaseClaim,
        ("case_id", "claim_id", "joined_on", "attempt"),
        [(case_id, claim_id, on, attempts[claim_id] + 1) for claim_id, case_id in case_of.items()],
    )
    book.join(case_of)


def _attempts(claim_ids: Collection[int]) -> Counter[int]:
    """How often a claim was in a case before."""
    return Counter(rows.CaseClaim.objects.filter(claim_id__in=claim_ids).values_list("claim_id", flat=True))

"""Cases as values of the domain, in bulk: a handful of queries however many cases."""

import json
from collections import defaultdict
from collections.abc import Iterable

from krav.claims.case import Case, CaseKind, Happened
from krav.claims.ledger import Claim
from krav.store import load
from krav.store import models as rows

_KINDS = {kind.value: kind for kind in CaseKind}


def cases(ids: Iterable[int]) -> dict[int, Case]:
    """The cases of these ids with their claims and what happened to them, by id. The account must be in scope."""
    ids = set(ids)
    if not ids:
        return {}
    gathered: dict[int, list[int]] = defaultdict(list)
    members = rows.CaseClaim.objects.filter(case_id__in=ids).order_by("id")
    for case_id, claim_id in members.values_list("case_id", "claim_id"):
        gathered[case_id].append(claim_id)
    claims = load.claims([claim_id for members in gathered.values() for claim_id in members])
    happened = _happened(ids)
    columns = ("id", "number", "debtor_id", "currency", "opened_on", "department", "project")
    return {
        case_id: Case(
            case_id, number, debtor_id, currency, opened_on, _members(gathered[case_id], claims), tuple(happened[case_id]),
            department, project,
        )
        for case_id, number, debtor_id, currency, opened_on, department, project in rows.Case.objects.filter(
            id__in=ids
        ).values_list(*columns)
    }  # fmt: skip


def _members(ids: list[int], claims: dict[int, Claim]) -> tuple[Claim, ...]:
    return tuple(sorted((claims[key] for key in ids), key=lambda claim: (claim.terms.due_on, claim.number)))


def _happened(ids: set[int]) -> dict[int, list[Happened]]:
    """What happened to each case itself; the mirrored facts of its claims are left out."""
    found: dict[int, list[Happened]] = defaultdict(list)
    own = rows.CaseEvent.objects.filter(case_id__in=ids, fact="").order_by("case_id", "seq")
    for case_id, kind, on, data in own.values_list("case_id", "kind", "on", "data"):
        found[case_id].append(Happened(_KINDS[kind], on, json.loads(data)))
    return found


def case_of(claim_id: int) -> int:
    """The case a claim is in; 0 for none."""
    return load.cases_of([claim_id]).get(claim_id, 0)


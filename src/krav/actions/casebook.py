"""The book of an account's cases during one unit of work: at its end the journal and the cases' rows are written.

No action has to remember a journal: whatever facts it wrote about a claim in a case are found and mirrored.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from krav.actions import states
from krav.claims.case import Case, CaseKind
from krav.claims.case_standing import case_standing
from krav.claims.interruptions import INTERRUPTING
from krav.store import journal, load_cases
from krav.store import models as rows
from krav.store.journal import Line
from krav.store.load import Creditor
from krav.store.write import upsert_many
from krav.wire import clock

_STATE = (
    "case_id", "debtor_id", "customer", "status", "stage", "claims", "balance", "next_step", "next_on", "blocked",
    "deadline_on", "barred_on", "closed_on",
)  # fmt: skip


@dataclass(slots=True)
class Casebook:
    """What a unit of work tells of cases. `since` is None where the account has none yet."""

    since: Mapping[str, int] | None
    told: list[Line] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)

    @classmethod
    def open(cls) -> "Casebook":
        """The book at the beginning of a unit. The account must be in scope."""
        return cls(journal.marks() if rows.Case.objects.exists() else None)

    def tell(self, case_id: int, kind: CaseKind, on: date, **data: Any) -> None:  # noqa: ANN401 what its kind needs
        """Something that happened to a case itself."""
        self.told.append(Line(case_id, kind, "", on, data))

    def join(self, claim_ids: Collection[int]) -> None:
        """Claims that have just joined a case: all that ever happened to them goes into its journal."""
        self.joined.update(claim_ids)

    def touch(self, case_ids: Collection[int]) -> None:
        """Cases whose row is written anew although no fact says why."""
        self.touched.update(case_ids)

    def close(self, creditor: Creditor, on: date, by: str) -> None:
        """Writes the journal and the rows of all cases that this unit changed, and closes and reopens what money decides."""
        if self.since is None and not self.joined:
            return
        at = clock.now()
        lines = sorted(journal.mirrored(self.since, self.joined), key=lambda line: line.on)
        first = [line for line in self.told if line.kind == CaseKind.OPENED]
        after = [line for line in self.told if line.kind != CaseKind.OPENED]
        changed = self.touched | journal.write_lines([*first, *lines, *after], at, by)
        if moved := {line.case_id for line in after if line.kind in INTERRUPTING}:
            states.refresh(rows.CaseClaim.objects.filter(case_id__in=moved).values("claim_id"), creditor)
        if not changed:
            return
        cases = load_cases.cases(changed)
        settled = _settled(cases.values())
        ended = [line for case in cases.values() if (line := _by_money(case, settled, on))]
        if ended:
            cases |= load_cases.cases(journal.write_lines(ended, at, by))
        _save(cases, creditor, settled)


def _by_money(case: Case, settled: Mapping[int, bool], on: date) -> Line | None:
    """Paid in full a case closes; money taken back opens it again."""
    paid = all(settled.get(claim.id, False) for claim in case.claims)
    closed = case.closed
    if paid and closed is None:
        return Line(case.id, CaseKind.CLOSED, "", on, {"how": "paid"})
    if not paid and closed and closed.data.get("how") == "paid":
        return Line(case.id, CaseKind.REOPENED, "", on, {"why": "money"})
    return None


def _settled(cases: Collection[Case]) -> dict[int, bool]:
    ids = [claim.id for case in cases for claim in case.claims]
    found = rows.ClaimState.objects.filter(claim_id__in=ids).values_list("claim_id", "settled_on")
    return {claim_id: day is not None for claim_id, day in found}


def _save(cases: Mapping[int, Case], creditor: Creditor, settled: Mapping[int, bool]) -> None:
    ids = [claim.id for case in cases.values() for claim in case.claims]
    columns = ("claim_id", "balance", "customer", "barred_on")
    states = {row[0]: row[1:] for row in rows.ClaimState.objects.filter(claim_id__in=ids).values_list(*columns)}
    upsert_many(rows.CaseState, "case_id", _STATE, [_row(case, creditor, settled, states) for case in cases.values()])


def _row(
    case: Case, creditor: Creditor, settled: Mapping[int, bool], states: Mapping[int, tuple[int, str, date | None]]
) -> tuple[object, ...]:
    customer = states[case.claims[0].id][1]
    mine = () if case.withdrawn else case.claims
    balance = sum(states[claim.id][0] for claim in mine)
    barred = [day for claim in mine if (day := states[claim.id][2]) and not settled[claim.id]]
    standing = case_standing(case, creditor.country, creditor.policy, settled, balance)
    return (
        case.id, case.debtor_id, customer, standing.status, standing.stage, len(case.claims), standing.balance,
        standing.next_step, standing.next_on, standing.blocked, standing.deadline_on, min(barred, default=None),
        standing.closed_on,
    )  # fmt: skip

"""Where a case stands: the row a list shows, from the case's facts alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from krav.claims.case import INSTALMENT, Case, CaseKind, Happened, again, case_policy, letters_of, taken_by
from krav.claims.ladder import next_step, situation
from krav.claims.ledger import Claim, Relation
from krav.claims.plan import Interest, read_plan, received, standing
from krav.claims.policy import Policy
from krav.kernel.days import days_after
from krav.kernel.money import Minor
from krav.law.country import Country


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """Where a case stands: the row a list shows. See store.models.CaseState."""

    status: str
    stage: str
    balance: Minor
    next_step: str
    next_on: date | None
    blocked: str
    deadline_on: date | None
    closed_on: date | None


def case_standing(case: Case, country: Country, policy: Policy, settled: Mapping[int, bool], balance: Minor) -> CaseStanding:
    """Where the case stands after its last fact; `settled` tells of each claim, `balance` is theirs together."""
    if case.closed and case.withdrawn:
        return CaseStanding("closed", "", balance, "", None, "", None, case.closed.on)
    letters = [letter for claim in case.claims for letter in claim.letters]
    deadline_on = max((letter.deadline_on for letter in letters), default=None)
    stage = _stage(case)
    if case.closed:
        due_on = case.closed.on if case.plan else None
        return CaseStanding("closed", stage, balance, INSTALMENT if due_on else "", due_on, "", deadline_on, case.closed.on)
    if case.partner:
        return CaseStanding("partner", stage, balance, "", None, "", deadline_on, None)
    if case.plan:
        due_on = _next_instalment(case, case.plan, country, policy)
        return CaseStanding("plan", stage, balance, INSTALMENT, due_on, "", deadline_on, None)
    if case.broken:
        status = "title" if case.ruled else "open"
        return CaseStanding(status, stage, balance, "", None, "plan_missed", deadline_on, None)
    if case.filed:
        return CaseStanding("court", stage, balance, "", None, "", deadline_on, None)
    status = "title" if case.ruled else "open"
    held = [claim for claim in case.claims if any(hold.until_on is None for hold in claim.holds)]
    waiting = [claim for claim in case.claims if not settled[claim.id]]
    if waiting and all(claim in held for claim in waiting):
        return CaseStanding(status, stage, balance, "", None, "on_hold", deadline_on, None)
    step, next_on = _coming(case, waiting, held, country, policy)
    return CaseStanding(status, stage, balance, step, next_on, "", deadline_on, None)


def _next_instalment(case: Case, line: Happened, country: Country, policy: Policy) -> date | None:
    """The day of the first instalment that is not paid; of a plan that is paid the day it was."""
    plan = read_plan(line.on, line.data)
    stands = standing(plan, received(case.claims, plan), date.max, country, policy)
    if stands.next:
        return stands.next.due_on
    return stands.kept_on if plan.interest is Interest.WAIVED else plan.instalments[-1].due_on


def _coming(
    case: Case, waiting: Sequence[Claim], held: Sequence[Claim], country: Country, policy: Policy
) -> tuple[str, date | None]:
    """The next letter or filing and the first day it may be asked for."""
    if not waiting or case.ruled:
        return "", None
    taken = taken_by([claim for claim in waiting if claim not in held] or waiting)
    mine = (*again(case, country, policy, case.opened_on), *letters_of(country, policy))
    coming = next((step for step in mine if step.key not in taken), None)
    if coming:
        lengthened = case_policy(policy, country, case)
        found = [
            next_step(claim, situation(claim, Relation(), lengthened), country, lengthened, coming.key) for claim in waiting
        ]
        days = [max(each.from_on, case.free_on or each.from_on) for each in found if each]
        return coming.key, max(days, default=None)
    filing = country.filings[0]
    last = days_after(max(letter.deadline_on for claim in waiting for letter in claim.letters), 1)
    return filing.key, max(last, case.free_on or last)


def _stage(case: Case) -> str:
    filed = case.last(CaseKind.FILED)
    letters = [letter for claim in case.claims for letter in claim.letters]
    last = max(letters, key=lambda letter: letter.sent_on, default=None)
    if filed and (last is None or filed.on >= last.sent_on):
        return str(filed.data["filing"])
    return last.step if last else ""

"""A case: claims of one debtor gathered under the letters of a case, then the court; what may be done, at what cost, why not yet.

The letters are decided by `decide`, with the policy's ladder lengthened by the country's letters of a case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from krav.claims.decide import MoneyNews, PlannedLetter, decide, reckon_claim
from krav.claims.ladder import next_step, situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.policy import Policy
from krav.kernel.days import days_after
from krav.kernel.money import Minor
from krav.kernel.refusal import Refusal
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.procedure import Filing
from krav.law.step import Charge, Step


class CaseKind(StrEnum):
    """What happens to a case itself; what happens to its claims is mirrored in its journal under the name of the fact."""

    OPENED = "opened"
    PLAN = "plan"
    PLAN_ENDED = "plan_ended"
    ACKNOWLEDGED = "acknowledged"
    RECEIVED = "received"
    FILED = "filed"
    FILING_ENDED = "filing_ended"
    RULED = "ruled"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Happened(NamedTuple):
    """One line of the journal about the case itself; `data` holds what its kind needs, days as ISO text."""

    kind: CaseKind
    on: date
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """Claims of one debtor in one currency, and what happened to the case, oldest first."""

    id: int
    number: str
    debtor_id: int
    currency: str
    opened_on: date
    claims: tuple[Claim, ...]
    happened: tuple[Happened, ...] = ()
    department: str = ""
    project: str = ""

    def last(self, *kinds: CaseKind) -> Happened | None:
        """The last line of these kinds."""
        return next((line for line in reversed(self.happened) if line.kind in kinds), None)

    @property
    def closed(self) -> Happened | None:
        """How the case ended, or None while it is open."""
        end = self.last(CaseKind.CLOSED, CaseKind.REOPENED, CaseKind.WITHDRAWN)
        return end if end and end.kind is not CaseKind.REOPENED else None

    @property
    def plan(self) -> Happened | None:
        """The plan that runs, or None."""
        line = self.last(CaseKind.PLAN, CaseKind.PLAN_ENDED)
        return line if line and line.kind is CaseKind.PLAN else None

    @property
    def filed(self) -> Happened | None:
        """What was filed last and has neither been decided nor come back, or None."""
        line = self.last(CaseKind.FILED, CaseKind.FILING_ENDED, CaseKind.RULED)
        return line if line and line.kind is CaseKind.FILED else None

    @property
    def ruled(self) -> Happened | None:
        """The last judgment or other title, or None."""
        return self.last(CaseKind.RULED)


class Choice(NamedTuple):
    """Something that may be asked for in a case: a letter of it or a filing; what it brings and costs, or why not yet."""

    key: str
    step: Step | None
    filing: Filing | None
    letter: PlannedLetter | None
    costs: tuple[Charge, ...]
    refusal: Refusal | None


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


def case_policy(policy: Policy, country: Country) -> Policy:
    """The policy with the letters of a case after its own, none of them waiting for a yes: in a case a person asks."""
    own = {step.key for step in policy.steps}
    return replace(policy, steps=(*policy.steps, *(step for step in country.case_steps if step.key not in own)), approval=())


def letters_of(country: Country, policy: Policy) -> tuple[Step, ...]:
    """The letters of a case as the policy takes them, in their order."""
    mine = {step.key: step for step in policy.steps}
    return tuple(mine.get(step.key, step) for step in country.case_steps)


def choices(
    case: Case, relation: Relation, country: Country, policy: Policy, on: date, news: MoneyNews | None = None
) -> tuple[Choice, ...]:
    """Every letter that is not taken yet and every filing, each as it may be asked for that day."""
    if case.closed:
        return ()
    taken = {letter.step for claim in case.claims for letter in claim.letters}
    steps = [step for step in letters_of(country, policy) if step.key not in taken]
    filings = [] if case.filed else [filing for filing in country.filings]
    return (
        *(_letter_choice(case, step, relation, country, policy, on, news) for step in steps),
        *(_filing_choice(case, filing, relation, country, policy, on) for filing in filings),
    )


def plan_letter(
    case: Case, step: Step, relation: Relation, country: Country, policy: Policy, on: date, news: MoneyNews | None = None
) -> tuple[PlannedLetter | None, dict[int, Refusal]]:
    """The letter of a case that is asked for, with the costs it opens, and why claims (by id) are not in it."""
    stop = _stopped(case, on)
    if stop:
        return None, dict.fromkeys([claim.id for claim in case.claims], stop)
    lengthened = case_policy(policy, country)
    decision = decide(_open(case), relation, country, lengthened, on, news, step.key, in_case=True)
    letter = decision.letters[0] if decision.letters else None
    return (_with_costs(letter, case, country, on) if letter else None), decision.refusals


def case_standing(case: Case, country: Country, policy: Policy, settled: Mapping[int, bool], balance: Minor) -> CaseStanding:
    """Where the case stands after its last fact; `settled` tells of each claim, `balance` is theirs together."""
    letters = [letter for claim in case.claims for letter in claim.letters]
    deadline_on = max((letter.deadline_on for letter in letters), default=None)
    stage = _stage(case)
    if case.closed:
        return CaseStanding("closed", stage, balance, "", None, "", deadline_on, case.closed.on)
    if case.plan:
        due_on = _next_instalment(case.plan)
        return CaseStanding("plan", stage, balance, "instalment", due_on, "", deadline_on, None)
    if case.filed:
        return CaseStanding("court", stage, balance, "", None, "", deadline_on, None)
    status = "title" if case.ruled else "open"
    held = [claim for claim in case.claims if any(hold.until_on is None for hold in claim.holds)]
    waiting = [claim for claim in case.claims if not settled[claim.id]]
    if waiting and all(claim in held for claim in waiting):
        return CaseStanding(status, stage, balance, "", None, "on_hold", deadline_on, None)
    step, next_on = _coming(case, waiting, country, policy)
    return CaseStanding(status, stage, balance, step, next_on, "", deadline_on, None)


def _next_instalment(plan: Happened) -> date | None:
    """The first day of the plan that lies after what was paid; its reckoning is claims.plan's, here it is the next due."""
    days = sorted(row["due_on"] for row in plan.data["instalments"])
    return date.fromisoformat(days[0]) if days else None


def _coming(case: Case, waiting: Sequence[Claim], country: Country, policy: Policy) -> tuple[str, date | None]:
    """The next letter or filing and the first day it may be asked for."""
    if not waiting or case.ruled:
        return "", None
    taken = {letter.step for claim in waiting for letter in claim.letters}
    coming = next((step for step in letters_of(country, policy) if step.key not in taken), None)
    if coming:
        lengthened = case_policy(policy, country)
        found = [
            next_step(claim, situation(claim, Relation(), lengthened), country, lengthened, coming.key) for claim in waiting
        ]
        days = [each.from_on for each in found if each]
        return coming.key, max(days, default=None)
    filing = country.filings[0]
    last = max(letter.deadline_on for claim in waiting for letter in claim.letters)
    return filing.key, days_after(last, 1)


def _stage(case: Case) -> str:
    filed = case.last(CaseKind.FILED)
    letters = [letter for claim in case.claims for letter in claim.letters]
    last = max(letters, key=lambda letter: letter.sent_on, default=None)
    if filed and (last is None or filed.on >= last.sent_on):
        return str(filed.data["filing"])
    return last.step if last else ""


def _stopped(case: Case, on: date) -> Refusal | None:
    """What stops the whole case that day."""
    if case.closed:
        return Refusal("case_closed", "The case is closed since {day}.", facts={"day": case.closed.on})
    if case.plan:
        return Refusal("plan_runs", "A plan for payment by instalments runs since {day}.", facts={"day": case.plan.on})
    if case.filed:
        return Refusal("filed", "The claim lies with the court since {day}.", facts={"day": case.filed.on})
    if on < case.opened_on:
        return Refusal("not_open", "The case opens on {day}.", until=case.opened_on, facts={"day": case.opened_on})
    return None


def _open(case: Case) -> list[Claim]:
    return [claim for claim in case.claims if claim.face > 0]


def _letter_choice(
    case: Case, step: Step, relation: Relation, country: Country, policy: Policy, on: date, news: MoneyNews | None
) -> Choice:
    letter, refusals = plan_letter(case, step, relation, country, policy, on, news)
    costs = tuple(country.case_costs(step, _base(case, country, on), case_due(case), on)) if letter else ()
    refusal = None if letter else _foremost(refusals)
    return Choice(step.key, step, None, letter, costs, refusal)


def _filing_choice(case: Case, filing: Filing, relation: Relation, country: Country, policy: Policy, on: date) -> Choice:
    refusal = filing_refusal(case, filing, relation, country, policy, on)
    try:
        costs = tuple(country.filing_costs(filing, _base(case, country, on), on))
    except NotInForce as missing:
        costs, refusal = (), refusal or Refusal("not_in_force", missing.phrase, facts=missing.facts)
    return Choice(filing.key, None, filing, None, costs, refusal)


def filing_refusal(case: Case, filing: Filing, relation: Relation, country: Country, policy: Policy, on: date) -> Refusal | None:
    """Why the case may not be filed that day, or None: every claim that is still owed must be ripe, and none disputed."""
    if stop := _stopped(case, on):
        return stop
    owed = [claim for claim in _open(case) if reckon_claim(claim, country, on).total > policy.tolerance]
    if not owed:
        return Refusal("paid", "Nothing is owed.")
    for claim in owed:
        for hold in claim.holds:
            if hold.covers(on):
                facts = {"reason": hold.reason}
                return Refusal("on_hold", "The claim is on hold: {reason}.", until=hold.until_on, facts=facts)
    principal = _base(case, country, on)
    refusals = (country.filing_obstacle(filing, situation(claim, relation, policy), principal, on) for claim in owed)
    return next((refusal for refusal in refusals if refusal), None)


def _base(case: Case, country: Country, on: date) -> Minor:
    """The principal of the case that is still open."""
    return sum(reckon_claim(claim, country, on).principal for claim in _open(case))


def case_due(case: Case) -> date:
    """The day the oldest claim of the case fell due."""
    return min(claim.terms.due_on for claim in case.claims)


def _with_costs(letter: PlannedLetter, case: Case, country: Country, on: date) -> PlannedLetter:
    """The letter with the costs it opens on its oldest claim."""
    charges = country.case_costs(letter.step, _base(case, country, on), case_due(case), on)
    added = tuple(Entry(EntryKind.COSTS, charge.amount, on, label=charge.label) for charge in charges)
    if not added:
        return letter
    first = replace(letter.taken[0], entries=(*letter.taken[0].entries, *added))
    return replace(letter, taken=(first, *letter.taken[1:]), total=letter.total + sum(entry.amount for entry in added))


def _foremost(refusals: Mapping[int, Refusal]) -> Refusal | None:
    """The refusal that says most: one that names a day before one that does not."""
    told = list(refusals.values())
    return next((refusal for refusal in told if refusal.until), told[0] if told else None)

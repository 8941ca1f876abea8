"""A case: claims of one debtor gathered, its letters, then the court; what may be done, at what cost, and why not yet.

The letters are decided by `decide`, with the policy's ladder lengthened by the country's letters of a case.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from krav.claims.decide import PlannedLetter, decide, reckon_claim
from krav.claims.ladder import situation
from krav.claims.ledger import Claim, Entry, EntryKind, Relation
from krav.claims.limits import barred
from krav.claims.money_news import MoneyNews
from krav.claims.policy import Policy
from krav.kernel.days import days_after
from krav.kernel.money import Minor
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.procedure import Filing
from krav.law.step import Charge, PastLetter, Step, StepKind

INSTALMENT = "instalment"
"""The next step of a case under a plan."""


class CaseKind(StrEnum):
    """What happens to a case itself; what happens to its claims is mirrored in its journal under the name of the fact."""

    OPENED = "opened"
    PLAN = "plan"
    PLAN_ENDED = "plan_ended"
    REVIEWED = "reviewed"
    ACKNOWLEDGED = "acknowledged"
    RECEIVED = "received"
    FILED = "filed"
    FILING_ENDED = "filing_ended"
    RULED = "ruled"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    HANDED_OVER = "handed_over"
    PARTNER_ENDED = "partner_ended"


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
    def withdrawn(self) -> bool:
        """Whether the case has let its claims go; what happens to them is no longer its own."""
        return self.closed is not None and self.closed.kind is CaseKind.WITHDRAWN

    @property
    def plan(self) -> Happened | None:
        """The plan that runs, or None."""
        line = self.last(CaseKind.PLAN, CaseKind.PLAN_ENDED)
        return line if line and line.kind is CaseKind.PLAN else None

    @property
    def broken(self) -> Happened | None:
        """The end of a plan that was not kept and that nobody has looked at since, or None."""
        line = self.last(CaseKind.PLAN, CaseKind.PLAN_ENDED, CaseKind.REVIEWED)
        return line if line and line.kind is CaseKind.PLAN_ENDED and line.data["how"] == "missed" else None

    @property
    def free_on(self) -> date | None:
        """The first day of a step after a plan: the day after it was ended or looked at; None where there was none."""
        line = self.last(CaseKind.PLAN_ENDED, CaseKind.REVIEWED)
        return days_after(line.on, 1) if line else None

    @property
    def filed(self) -> Happened | None:
        """What was filed last and has neither been decided nor come back, or None."""
        line = self.last(CaseKind.FILED, CaseKind.FILING_ENDED, CaseKind.RULED)
        return line if line and line.kind is CaseKind.FILED else None

    @property
    def partner(self) -> Happened | None:
        """The hand-over of the partner that the case lies with, or None."""
        line = self.last(CaseKind.HANDED_OVER, CaseKind.PARTNER_ENDED)
        return line if line and line.kind is CaseKind.HANDED_OVER else None

    @property
    def ruled(self) -> Happened | None:
        """The last judgment or other title, or None."""
        return self.last(CaseKind.RULED)


class Choice(NamedTuple):
    """Something that may be asked for in a case: a letter of it or a filing; what it brings and costs, or why not yet.

    `awarded` is what the court may award beside the costs, in an amount that is its own to set.
    """

    key: str
    step: Step | None
    filing: Filing | None
    letter: PlannedLetter | None
    costs: tuple[Charge, ...]
    refusal: Refusal | None
    awarded: Why | None = None


def case_policy(policy: Policy, country: Country, case: Case) -> Policy:
    """The policy with the letters of a case after its own, none of them waiting for a yes: in a case a person asks.

    What a claim took before the policy dropped it stands between them.
    """
    taken = {letter.step for claim in case.claims for letter in claim.letters}
    own, later = {step.key for step in policy.steps}, letters_of(country, policy)
    dropped = (step for step in country.steps if step.key in taken and step.key not in own)
    early = (*(step for step in policy.steps if step not in later), *(step for step in dropped if step not in later))
    return replace(policy, steps=(*early, *later), approval=())


def letters_of(country: Country, policy: Policy) -> tuple[Step, ...]:
    """The letters of a case as the policy takes them, in their order."""
    mine = {step.key: step for step in policy.steps}
    return tuple(mine.get(step.key, step) for step in country.case_steps)


def unnoticed(case: Case, country: Country, policy: Policy, on: date) -> Refusal | None:
    """Why the case goes nowhere: the notice it was opened on came back, and a new one must go out and run out first."""
    found = (country.may_open(situation(claim, Relation(), policy), on) for claim in _open(case))
    refusal = next((each for each in found if each and each.code in {"notice_first", "notice_runs"}), None)
    if refusal and refusal.code == "notice_first":
        reason = "The notice that the case was opened on came back; it must be sent again first."
        return Refusal("notice_back", reason, refusal.section)
    return refusal


def again(case: Case, country: Country, policy: Policy, on: date) -> tuple[Step, ...]:
    """The notice, where it has to be sent again."""
    void = unnoticed(case, country, policy, on)
    if void is None or void.code != "notice_back":
        return ()
    return tuple(step for step in policy.steps if step.kind is StepKind.NOTICE)[-1:]


def choices(
    case: Case, relation: Relation, country: Country, policy: Policy, on: date, news: MoneyNews | None = None
) -> tuple[Choice, ...]:
    """Every letter that is not taken yet and every filing, each as it may be asked for that day."""
    if case.closed:
        return ()
    if case.partner:
        return ()
    taken = taken_by(_movable(case, country, policy, on), country, on)
    mine = (*again(case, country, policy, on), *letters_of(country, policy))
    steps = [step for step in mine if step.key not in taken]
    filings = [] if case.filed else list(country.filings)
    return (
        *(_letter_choice(case, step, relation, country, policy, on, news) for step in steps),
        *(_filing_choice(case, filing, relation, country, policy, on) for filing in filings),
    )


def plan_letter(
    case: Case, step: Step, relation: Relation, country: Country, policy: Policy, on: date, news: MoneyNews | None = None
) -> tuple[PlannedLetter | None, dict[int, Refusal]]:
    """The letter of a case that is asked for, with the costs it opens, and why claims (by id) are not in it."""
    stop = _stopped(case, on)
    if stop is None and step.kind is not StepKind.NOTICE:
        stop = unnoticed(case, country, policy, on)
    if stop:
        return None, dict.fromkeys([claim.id for claim in case.claims], stop)
    lengthened = case_policy(policy, country, case)
    decision = decide(_open(case), relation, country, lengthened, on, news, step.key, in_case=True)
    letter = decision.letters[0] if decision.letters else None
    return (_with_costs(letter, case, country, on) if letter else None), decision.refusals


def _stopped(case: Case, on: date) -> Refusal | None:
    """What stops the whole case that day."""
    if case.closed:
        return Refusal("case_closed", "The case is closed since {day}.", facts={"day": case.closed.on})
    if lies_there := at_partner(case):
        return lies_there
    if case.plan:
        return Refusal("plan_runs", "A plan for payment by instalments runs since {day}.", facts={"day": case.plan.on})
    if case.broken:
        return Refusal("plan_missed", "The plan was not kept; somebody must look at the case first.")
    if case.free_on and on < case.free_on:
        reason = "The next step comes no earlier than the day after the plan was looked at."
        return Refusal("plan_over", reason, until=case.free_on)
    if case.filed:
        return Refusal("filed", "The claim lies with the court since {day}.", facts={"day": case.filed.on})
    if on < case.opened_on:
        return Refusal("not_open", "The case opens on {day}.", until=case.opened_on, facts={"day": case.opened_on})
    return None


def at_partner(case: Case) -> Refusal | None:
    """Why nothing of our own goes on in a case that lies with a partner, or None."""
    if case.partner is None:
        return None
    facts = {"partner": case.partner.data["name"], "day": case.partner.on}
    return Refusal("at_partner", "The case lies with {partner} since {day}; nothing goes from here meanwhile.", facts=facts)


def may_leave(case: Case) -> Refusal | None:
    """Why a case may not be handed over as far as the case itself tells, or None."""
    if case.closed:
        return Refusal("case_closed", "The case is closed since {day}.", facts={"day": case.closed.on})
    if lies_there := at_partner(case):
        return lies_there
    if case.plan:
        reason = "A plan for payment by instalments runs since {day}; end it first."
        return Refusal("plan_runs", reason, facts={"day": case.plan.on})
    if case.filed:
        reason = "The claim lies with the court since {day}; a case is handed over before that, or after."
        return Refusal("filed", reason, facts={"day": case.filed.on})
    return None


def _open(case: Case) -> list[Claim]:
    return [claim for claim in case.claims if claim.face > 0]


def _letter_choice(
    case: Case, step: Step, relation: Relation, country: Country, policy: Policy, on: date, news: MoneyNews | None
) -> Choice:
    letter, refusals = plan_letter(case, step, relation, country, policy, on, news)
    costs = _costs(letter, case, country, on) if letter else ()
    refusal = None if letter else foremost(refusals) or Refusal("paid", "Nothing is owed.")
    return Choice(step.key, step, None, letter, costs, refusal)


def _filing_choice(case: Case, filing: Filing, relation: Relation, country: Country, policy: Policy, on: date) -> Choice:
    refusal = filing_refusal(case, filing, relation, country, policy, on)
    try:
        costs, awarded = country.filing_costs(filing, _base(case, country, on), on), country.awarded(filing, on)
    except NotInForce as missing:
        costs, awarded, refusal = (), None, refusal or Refusal("not_in_force", missing.phrase, facts=missing.facts)
    return Choice(filing.key, None, filing, None, costs, refusal, awarded)


def filing_refusal(
    case: Case, filing: Filing, relation: Relation, country: Country, policy: Policy, on: date
) -> Refusal | None:
    """Why the case may not be filed that day, or None: every claim that is still owed must be ripe, and none disputed."""
    if stop := _stopped(case, on) or unnoticed(case, country, policy, on):
        return stop
    if case.ruled and case.ruled.data.get("filing") == filing.key:
        reason = "It was decided on {day}; what is decided is not applied for once more."
        return Refusal("decided", reason, facts={"day": case.ruled.on})
    owed = _owed(case, country, policy, on)
    if not owed:
        return Refusal("paid", "Nothing is owed.")
    for claim in owed:
        for hold in claim.holds:
            if hold.covers(on):
                facts = {"reason": hold.reason}
                return Refusal("on_hold", "The claim is on hold: {reason}.", until=hold.until_on, facts=facts)
    try:
        principal = _base(case, country, on)
        refusals = [barred(claim, reckon_claim(claim, country, on), country, on) for claim in owed]
        refusals += [country.filing_obstacle(filing, situation(claim, relation, policy), principal, on) for claim in owed]
    except NotInForce as missing:
        return Refusal("not_in_force", missing.phrase, facts=missing.facts)
    return next((refusal for refusal in refusals if refusal), None)


def _owed(case: Case, country: Country, policy: Policy, on: date) -> list[Claim]:
    """The claims that are still owed that day; one that cannot be reckoned is among them."""
    return [claim for claim in _open(case) if not _settled(claim, country, policy, on)]


def _settled(claim: Claim, country: Country, policy: Policy, on: date) -> bool:
    try:
        return reckon_claim(claim, country, on).total <= policy.tolerance
    except NotInForce:
        return False


def _movable(case: Case, country: Country, policy: Policy, on: date) -> list[Claim]:
    """The claims that are owed and not on hold; all that are owed, where every one is on hold."""
    owed = _owed(case, country, policy, on)
    return [claim for claim in owed if not any(hold.covers(on) for hold in claim.holds)] or owed


def taken_by(claims: Sequence[Claim], country: Country | None = None, on: date = date.max) -> set[str]:
    """The letters that all of the claims have had; with a country, those that have not grown too old that day."""
    had = [{letter.step for letter in claim.letters if not _lapsed(letter, country, on)} for claim in claims]
    return set.intersection(*had) if had else set()


def _lapsed(letter: PastLetter, country: Country | None, on: date) -> bool:
    lapses_on = country.lapses_on(letter) if country else None
    return lapses_on is not None and on >= lapses_on


def _base(case: Case, country: Country, on: date) -> Minor:
    """The principal of the case that is still open."""
    return sum(reckon_claim(claim, country, on).principal for claim in _open(case))


def _costs(letter: PlannedLetter, case: Case, country: Country, on: date) -> tuple[Charge, ...]:
    """What the letter may cost beside its fee, by the principal of the claims in it; what was charged is not due again."""
    sums = Counter[str]()
    for claim in case.claims:
        for entry in claim.entries:
            sums[entry.label] += entry.amount if entry.kind is EntryKind.COSTS else 0
    principal = sum(item.reckoning.principal for item in letter.taken)
    due_on = letter.taken[0].claim.terms.due_on
    return country.case_costs(letter.step, principal, due_on, on, {label for label, amount in sums.items() if amount > 0})


def _with_costs(letter: PlannedLetter, case: Case, country: Country, on: date) -> PlannedLetter:
    """The letter with the costs it opens on its oldest claim."""
    charges = _costs(letter, case, country, on)
    added = tuple(Entry(EntryKind.COSTS, charge.amount, on, label=charge.label) for charge in charges)
    if not added:
        return letter
    first = replace(letter.taken[0], entries=(*letter.taken[0].entries, *added))
    return replace(letter, taken=(first, *letter.taken[1:]), total=letter.total + sum(entry.amount for entry in added))


def foremost(refusals: Mapping[int, Refusal]) -> Refusal | None:
    """The refusal that says most: one that names a day before one that does not."""
    told = list(refusals.values())
    return next((refusal for refusal in told if refusal.until), told[0] if told else None)

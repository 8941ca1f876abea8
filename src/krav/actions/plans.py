"""Plans for payment by instalments, by hand: agreed, ended, and looked at when they were not kept."""

from dataclasses import asdict, replace
from datetime import date

from krav.actions import states
from krav.actions.cases import open_one
from krav.actions.instalments import end
from krav.actions.unit import Actor, Unit, unit
from krav.claims.agreement import BY_HAND, Acknowledged, Ending, Offer, Terms, no_plan, offer
from krav.claims.case import Case, CaseKind
from krav.claims.plan import plan_data
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError, Refused
from krav.store.entries import NewEntry, insert_entries


def agree_plan(
    account_id: int,
    case_id: int,
    terms: Terms,
    *,
    acknowledged: Acknowledged | None = None,
    seen: Minor | None = None,
    on: date,
    by: Actor,
    key: str = "",
) -> Offer:
    """Agrees that the whole case is paid by instalments; nothing is sent while the plan runs.

    `acknowledged` tells that the debtor has acknowledged the debt in writing: it interrupts limitation. `seen` is the total
    that was agreed on, where it must not have changed.

    Raises:
        KravError: the case is closed, or the terms cannot be.
        Refused: no plan may be agreed that day.
    """
    with unit(account_id, "agree_plan", on=on, by=by, key=key) as work:
        case = open_one(case_id)
        if refusal := no_plan(case, on):
            raise Refused(refusal)
        made = offer(case, terms, work.creditor.country, work.creditor.policy, on)
        total = made.plan.total
        if seen not in {None, total}:
            reason = "What is owed has changed since the plan was made: it is {total} now. Look at it again."
            raise KravError(reason, {"total": Money(total, case.currency)})
        if acknowledged and (acknowledged.on > on or not acknowledged.proof.strip()):
            reason = "An acknowledgement has its day, not after {on}, and says what proves it."
            raise KravError(reason, {"on": on})
        _charge(work, case, made)
        plan = replace(made.plan, acknowledged_on=acknowledged.on if acknowledged else None)
        work.cases.tell(case_id, CaseKind.PLAN, on, **plan_data(plan), sums=asdict(made.sums))
        if acknowledged:
            proof = acknowledged.proof
            work.cases.tell(
                case_id, CaseKind.ACKNOWLEDGED, acknowledged.on, how="plan", written=True, proof=proof, amount=total
            )
        work.said = {"case": case.number, "total": total, "instalments": len(made.plan.instalments)}
    return made


def _charge(work: Unit, case: Case, made: Offer) -> None:
    """The cost of the plan, on the oldest claim that is owed."""
    if made.cost is None:
        return
    claim = next(claim for claim in case.claims if claim.face > 0)
    book = work.creditor.country.book.version
    insert_entries([NewEntry(claim.id, "costs", made.cost.amount, work.on, work.on, label=made.cost.label, book=book)])
    states.refresh([claim.id], work.creditor)


def end_plan(account_id: int, case_id: int, note: str = "", *, on: date, by: Actor, key: str = "") -> None:
    """Ends a plan that runs; from the day after, the case may take its next step.

    Raises:
        KravError: the case is closed, or has no plan.
    """
    with unit(account_id, "end_plan", on=on, by=by, key=key) as work:
        case = open_one(case_id)
        if case.plan is None:
            raise KravError("No plan for payment by instalments runs.")
        end(work, case, Ending(BY_HAND, on, None, {}), note)
        work.said = {"case": case.number, "note": note}


def review_plan(account_id: int, case_id: int, note: str = "", *, on: date, by: Actor, key: str = "") -> None:
    """Somebody has looked at a plan that was not kept: from the day after, the case may take its next step.

    Raises:
        KravError: the case is closed, or no plan waits for it.
    """
    with unit(account_id, "review_plan", on=on, by=by, key=key) as work:
        case = open_one(case_id)
        if case.broken is None:
            raise KravError("No plan waits for somebody to look at it.")
        work.cases.tell(case_id, CaseKind.REVIEWED, on, what="plan_missed", note=note)
        work.said = {"case": case.number, "note": note}

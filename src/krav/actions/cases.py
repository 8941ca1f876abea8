"""Cases by hand: opened from expired notices, taken a letter further, withdrawn and closed. A demand opens one by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from krav.actions import case_credits, states
from krav.actions.daily import stale_news
from krav.actions.opening import NewCase, join, open_cases
from krav.actions.steps import UNDO
from krav.actions.unit import Actor, Unit, unit
from krav.actions.writing import span, write
from krav.claims.case import Case, CaseKind, Choice, at_partner, choices, foremost, plan_letter
from krav.claims.ladder import situation
from krav.claims.ledger import Claim, Relation
from krav.claims.to_partner import NOTICE_CODES
from krav.kernel.refusal import KravError, Refusal, Refused
from krav.store import load, load_cases
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.queries.money_news import money_news
from krav.store.write import reserve_ids
from krav.wire import clock


@dataclass(frozen=True, slots=True)
class Joining:
    """A claim that may be in a new case, now or from a day on, or why not. `must` says that the law gathers it."""

    claim: Claim
    refusal: Refusal | None
    must: bool


def joining(claim_id: int, creditor: Creditor, on: date) -> list[Joining]:
    """The claim and all the debtor's other open ones in its currency, as they may be in one case that day."""
    asked = load.claims([claim_id])[claim_id]
    return _joining(asked.debtor_id, asked.currency, (), creditor, on, first=claim_id)


def joining_later(case: Case, creditor: Creditor, on: date) -> list[Joining]:
    """The debtor's open claims in the case's currency that are not in it, as they may join that day."""
    return _joining(case.debtor_id, case.currency, [claim.id for claim in case.claims], creditor, on)


def gathered(creditor: Creditor, claims: dict[int, Claim], on: date) -> dict[int, Claim]:
    """The claims, and those of the same customers that the law puts in the same case that day."""
    if creditor.country.gathers(on) is None:
        return claims
    wanted = {(claim.debtor_id, claim.currency) for claim in claims.values()}
    owed = rows.ClaimState.objects.filter(debtor_id__in={debtor_id for debtor_id, _ in wanted}, settled_on__isnull=True)
    others = owed.exclude(claim__kind__in=("credit", "payment")).exclude(claim_id__in=list(claims))
    found = load.claims(list(others.values_list("claim_id", flat=True)))
    joins = (each for each in found.values() if (each.debtor_id, each.currency) in wanted)
    return claims | {claim.id: claim for claim in joins if may_join(claim, creditor, on) is None}


def _joining(
    debtor_id: int, currency: str, known: Collection[int], creditor: Creditor, on: date, *, first: int = 0
) -> list[Joining]:
    mine = rows.ClaimState.objects.filter(debtor_id=debtor_id, settled_on__isnull=True, claim__currency=currency)
    others = mine.exclude(claim__kind__in=("credit", "payment")).exclude(claim_id__in=known)
    found = load.claims(list(others.values_list("claim_id", flat=True)))
    gathered = creditor.country.gathers(on) is not None
    listed = [Joining(claim, may_join(claim, creditor, on), gathered) for claim in found.values()]
    return sorted(listed, key=lambda each: (each.claim.id != first, each.claim.terms.due_on, each.claim.number))


def may_join(claim: Claim, creditor: Creditor, on: date) -> Refusal | None:
    """Why a claim may not open a case, or join one, that day."""
    if claim.case_id:
        return Refusal("in_case", "The claim is in a case; its steps are taken there.")
    for hold in claim.holds:
        if hold.covers(on):
            return Refusal("on_hold", "The claim is on hold: {reason}.", until=hold.until_on, facts={"reason": hold.reason})
    return creditor.country.may_open(situation(claim, Relation(), creditor.policy), on)


def open_case(
    account_id: int,
    claim_ids: Collection[int],
    *,
    department: str = "",
    project: str = "",
    origin: str = "list",
    on: date,
    by: Actor,
    key: str = "",
) -> int:
    """Gathers claims of one debtor in a new case; its id. Where the law gathers, all that may join must be among them.

    Raises:
        KravError: they are not of one debtor and currency, or one is missing that the law puts in the same case.
        Refused: one of them may not be in a case that day, or there are no credits for a case.
    """
    with unit(account_id, "open_case", on=on, by=by, key=key) as work:
        return opened(work, claim_ids, origin, department, project)


def opened(
    work: Unit,
    claim_ids: Collection[int],
    origin: str,
    department: str = "",
    project: str = "",
    *,
    unnoticed: bool = False,
    for_partner: bool = False,
) -> int:
    """The same within a unit of work, which goes to a partner in it where it is `for_partner`.

    `unnoticed` opens it before the notice: a partner is to send that.
    """
    claims = list(load.claims(claim_ids).values())
    if not claims or len(claims) < len(set(claim_ids)):
        raise KravError("There is no such claim in this account.")
    if len({(claim.debtor_id, claim.currency) for claim in claims}) > 1:
        raise KravError("A case gathers claims against one debtor in one currency.")
    for claim in claims:
        refusal = may_join(claim, work.creditor, work.on)
        if refusal and not (unnoticed and refusal.code in NOTICE_CODES):
            raise Refused(refusal)
    _all_gathered(claims, work)
    ids, first = tuple(claim.id for claim in claims), claims[0]
    new = NewCase(first.debtor_id, first.currency, ids, origin, department, project)
    (case_id,) = reserve_ids(rows.Case, 1)
    case_credits.draw_begun(work, case_id, for_partner=for_partner)
    open_cases(work.cases, [new], work.on, [case_id])
    states.refresh(ids, work.creditor)
    work.said = {"case": case_id, "claims": [claim.number for claim in claims], "origin": origin}
    return case_id


def _all_gathered(claims: list[Claim], work: Unit) -> None:
    chosen = {claim.id for claim in claims}
    left = [
        each.claim.number
        for each in joining(claims[0].id, work.creditor, work.on)
        if each.must and each.refusal is None and each.claim.id not in chosen
    ]
    if left:
        raise KravError("The law puts these claims in the same case: {numbers}.", {"numbers": ", ".join(left)})


def join_case(account_id: int, case_id: int, claim_ids: Collection[int], *, on: date, by: Actor, key: str = "") -> None:
    """Puts further claims of the debtor into an open case.

    Raises:
        KravError: the case is closed, or a claim is another debtor's.
        Refused: a claim may not join that day.
    """
    with unit(account_id, "join_case", on=on, by=by, key=key) as work:
        case = free_one(case_id)
        for claim in load.claims(claim_ids).values():
            if (claim.debtor_id, claim.currency) != (case.debtor_id, case.currency):
                raise KravError("A case gathers claims against one debtor in one currency.")
            if refusal := may_join(claim, work.creditor, on):
                raise Refused(refusal)
        join(work.cases, dict.fromkeys(claim_ids, case_id), on)
        states.refresh(claim_ids, work.creditor)
        work.said = {"case": case_id, "claims": sorted(claim_ids)}


def case_choices(case: Case, creditor: Creditor, on: date) -> tuple[Choice, ...]:
    """What may be asked for in a case that day, and why not. Reads only; the account must be in scope."""
    news = money_news(creditor, on, [case.debtor_id])
    return choices(case, relation_of(case, on), creditor.country, creditor.policy, on, news)


def take_case_step(
    account_id: int, case_id: int, step: str, *, undo: timedelta = UNDO, on: date, by: Actor, key: str = ""
) -> tuple[int, datetime]:
    """Makes the letter of a case that is asked for; its id, and until when it can be undone: for so long as `undo`.

    Raises:
        KravError: there is no such case or letter.
        Refused: it may not be sent that day.
    """
    with unit(account_id, "take_case_step", on=on, by=by, key=key) as work:
        return stepped(work, case_id, step, undo)


def stepped(work: Unit, case_id: int, step: str, undo: timedelta = UNDO) -> tuple[int, datetime]:
    """The same within a unit of work."""
    creditor, on = work.creditor, work.on
    if stale := stale_news(creditor, on):
        raise Refused(stale)
    case, wanted = open_one(case_id), creditor.country.step(step)
    news = money_news(creditor, on, [case.debtor_id])
    letter, refusals = plan_letter(case, wanted, relation_of(case, on), creditor.country, creditor.policy, on, news)
    if letter is None:
        raise Refused(foremost(refusals) or Refusal("paid", "Nothing is owed."))
    leaves_at = clock.now() + undo
    ids = write([letter], work, leaves_at)
    work.said = {"case": case.number, "step": step, "letters": 1, "span": span(ids)}
    return ids[0], leaves_at


def withdraw_case(account_id: int, case_id: int, reason: str, *, on: date, by: Actor, key: str = "") -> None:
    """Takes a case back: its claims stand on their own again. What letters have charged stays.

    Raises:
        KravError: the case is closed.
    """
    with unit(account_id, "withdraw_case", on=on, by=by, key=key) as work:
        case = free_one(case_id)
        work.cases.tell(case_id, CaseKind.WITHDRAWN, on, reason=reason)
        work.said = {"case": case.number, "reason": reason}


def close_case(account_id: int, case_id: int, how: str, note: str = "", *, on: date, by: Actor, key: str = "") -> None:
    """Closes a case that money has not closed: given up, settled, lost. Its claims stay in it.

    Raises:
        KravError: the case is closed.
    """
    with unit(account_id, "close_case", on=on, by=by, key=key) as work:
        case = free_one(case_id)
        work.cases.tell(case_id, CaseKind.CLOSED, on, how=how, note=note)
        work.said = {"case": case.number, "how": how}


def reopen_case(account_id: int, case_id: int, note: str = "", *, on: date, by: Actor, key: str = "") -> None:
    """Opens a case again that a person closed.

    Raises:
        KravError: it is open, or was withdrawn.
    """
    with unit(account_id, "reopen_case", on=on, by=by, key=key) as work:
        case = one(case_id)
        if case.closed is None or case.closed.kind is not CaseKind.CLOSED:
            raise KravError("Case {number} is not closed.", {"number": case.number})
        work.cases.tell(case_id, CaseKind.REOPENED, on, why=note)
        work.said = {"case": case.number}


def one(case_id: int) -> Case:
    """The case of the account in scope.

    Raises:
        KravError: there is none.
    """
    found = load_cases.cases([case_id]).get(case_id)
    if found is None:
        raise KravError("There is no such case in this account.")
    return found


def open_one(case_id: int) -> Case:
    """The case, which must be open.

    Raises:
        KravError: there is none, or it is closed.
    """
    case = one(case_id)
    if case.closed:
        raise KravError("Case {number} is closed since {day}.", {"number": case.number, "day": case.closed.on})
    return case


def free_one(case_id: int) -> Case:
    """The case, which must be open and in our own hands.

    Raises:
        KravError: there is none, or it is closed.
        Refused: it lies with a partner.
    """
    case = open_one(case_id)
    if refusal := at_partner(case):
        raise Refused(refusal)
    return case


def relation_of(case: Case, on: date) -> Relation:
    """What the debtor's claims share that day."""
    return load.relations([case.debtor_id], on).get(case.debtor_id, Relation())

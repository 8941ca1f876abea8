"""A case begun from the list: what it and its first letter would come to, and the start of both in one go."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from krav.actions.cases import opened, stepped
from krav.actions.contents import unwritten
from krav.actions.daily import stale_news
from krav.actions.unit import Actor, unit
from krav.claims.case import Case, letters_of, plan_letter
from krav.claims.decide import PlannedLetter
from krav.claims.ledger import Claim, Relation
from krav.claims.letter import Letter
from krav.kernel.refusal import Refusal
from krav.law.step import Step
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.queries.letters import addressee, invoices
from krav.store.queries.money_news import money_news


class Beginning(NamedTuple):
    """A case as it would begin: its first letter, None where `refusal` says why it cannot be made that day.

    `left_out` are claims of the case that the letter does not ask for, and why.
    """

    case: Case
    step: Step | None
    letter: PlannedLetter | None
    refusal: Refusal | None
    left_out: tuple[tuple[Claim, Refusal], ...] = ()


class Started(NamedTuple):
    """A case that was started; the letter and until when it can be undone, where one was asked for."""

    case_id: int
    letter_id: int | None = None
    leaves_at: datetime | None = None


def beginning(claims: Sequence[Claim], creditor: Creditor, on: date) -> Beginning:
    """What starting a case of these claims would do. Reads only; the account must be in scope."""
    members = tuple(sorted(claims, key=lambda claim: (claim.terms.due_on, claim.number)))
    law, policy, first = creditor.country, creditor.policy, members[0]
    case = Case(0, "", first.debtor_id, first.currency, on, members)
    step = first_step(members, creditor)
    if step is None:
        return Beginning(case, None, None, None)
    if stale := stale_news(creditor, on):
        return Beginning(case, step, None, stale)
    relation = load.relations([first.debtor_id], on).get(first.debtor_id, Relation())
    news = money_news(creditor, on, [first.debtor_id])
    letter, refusals = plan_letter(case, step, relation, law, policy, on, news)
    if letter is None:
        return Beginning(case, step, None, next(iter(refusals.values()), None))
    left_out = tuple((claim, refusals[claim.id]) for claim in members if claim.id in refusals)
    return Beginning(case, step, letter, None, left_out)


def first_step(claims: Sequence[Claim], creditor: Creditor) -> Step | None:
    """The first letter of a case that not all of the claims have had."""
    mine = letters_of(creditor.country, creditor.policy)
    return next((step for step in mine if any(step.key not in _taken(claim) for claim in claims)), None)


def _taken(claim: Claim) -> set[str]:
    return {letter.step for letter in claim.letters}


def first_letter(begun: Beginning, creditor: Creditor, on: date) -> Letter | None:
    """The first letter as it would be sent; None where there is none."""
    planned = begun.letter
    if planned is None:
        return None
    known = invoices([item.claim.id for item in planned.taken])
    to = addressee(rows.Debtor.objects.get(pk=planned.debtor_id), creditor.country.code)
    relation = load.relations([planned.debtor_id], on).get(planned.debtor_id, Relation())
    return unwritten(planned, known, to, relation, creditor)


def start_case(
    account_id: int,
    claim_ids: Collection[int],
    *,
    send: bool,
    department: str = "",
    project: str = "",
    on: date,
    by: Actor,
    key: str = "",
) -> Started:
    """Opens the case and, where asked, makes its first letter; both or neither.

    Raises:
        KravError: the claims cannot be in one case, or one is missing that the law gathers.
        Refused: one may not be in a case that day, or the letter may not be sent.
    """
    with unit(account_id, "open_case", on=on, by=by, key=key) as work:
        case_id = opened(work, claim_ids, "list", department, project)
        said = work.said
        step = first_step(list(load.claims(claim_ids).values()), work.creditor) if send else None
        if step is None:
            return Started(case_id)
        letter_id, leaves_at = stepped(work, case_id, step.key)
        work.said = said | {"letter": work.said}
    return Started(case_id, letter_id, leaves_at)

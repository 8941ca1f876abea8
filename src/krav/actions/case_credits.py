"""A case's credit: drawn once, when it is begun by hand or else when it first goes to a partner.

One that a demand opened draws none here. What a hand-over drew comes back where the partner never takes the case.
"""

from collections.abc import Collection

from krav.actions.purses import Use, draw, give_back
from krav.actions.unit import Unit
from krav.kernel.refusal import Refusal, Refused
from krav.store.credit_moves import drawn

CASE = "case"
NO_CREDIT = Refusal("no_credit", "There are no credits left for a case. Buy credits first.")


def draw_begun(work: Unit, case_id: int, *, for_partner: bool) -> None:
    """Draws for a case that is being opened, here or only to go to a partner.

    Raises:
        Refused: it cannot be paid.
    """
    about = _by_partner(case_id) if for_partner else _begun(case_id)
    if not draw(work.creditor.id, [Use(CASE, about)], on=work.on, by=work.by):
        raise Refused(NO_CREDIT)


def unpaid(work: Unit, case_ids: Collection[int]) -> dict[int, Refusal]:
    """Draws for cases that go to a partner and have drawn nothing yet; why those stay that cannot be paid."""
    begun = drawn(work.creditor.id, [_begun(each) for each in case_ids])
    before = {about for (_, about), (used, returned) in begun.items() if used > returned}
    asked = {each: _by_partner(each) for each in case_ids if _begun(each) not in before}
    paid = draw(work.creditor.id, [Use(CASE, about) for about in asked.values()], on=work.on, by=work.by)
    return {each: NO_CREDIT for each, about in asked.items() if about not in paid}


def not_taken(work: Unit, case_id: int) -> None:
    """Gives back what a hand-over drew; a case that was begun here goes on here and keeps what it drew."""
    give_back(work.creditor.id, [_by_partner(case_id)], on=work.on, by=work.by)


def _begun(case_id: int) -> str:
    return f"case {case_id}"


def _by_partner(case_id: int) -> str:
    return f"case {case_id} partner"

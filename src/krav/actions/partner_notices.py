"""Notices that name a collection partner: what is not paid by their deadline goes there by itself."""

from collections.abc import Mapping

from krav.actions.unit import Unit
from krav.claims.decide import PlannedLetter
from krav.kernel.refusal import KravError
from krav.law.step import Step, StepKind
from krav.store import models as rows
from krav.store.write import insert_many


def check(step: Step, agreement_id: int) -> None:
    """Refuses a letter that cannot name the partner of an agreement. The account must be in scope.

    Raises:
        KravError: the step is no notice, or the agreement is over.
    """
    if step.kind is not StepKind.NOTICE:
        raise KravError("Only a notice before collection can name a partner; “{step}” is none.", {"step": step.key})
    if not rows.Agreement.objects.filter(pk=agreement_id, state="on").exists():
        raise KravError("The agreement with the partner is over, or the partner has to be connected anew.")


def keep(work: Unit, letters: Mapping[int, PlannedLetter], agreement_id: int | None) -> set[int]:
    """Keeps which of the letters, by id, name a partner: that of the agreement, or the one that was chosen for all."""
    notices = [letter_id for letter_id, letter in letters.items() if letter.step.kind is StepKind.NOTICE]
    if notices and agreement_id is None:
        chosen = rows.Agreement.objects.filter(state="on", preferred=True, by_itself=True)
        agreement_id = chosen.order_by("id").values_list("id", flat=True).first()
    if not notices or agreement_id is None:
        return set()
    told = [(letter_id, agreement_id, work.by.name) for letter_id in notices]
    insert_many(rows.PartnerNotice, ("letter_id", "agreement_id", "told_by"), told)
    return set(notices)

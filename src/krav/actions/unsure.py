"""Letters of which nobody knew whether they left: a person has looked at the carrier, and says which it was."""

import hashlib
from datetime import date

from krav.actions import states
from krav.actions.contents import contents
from krav.actions.lines import EMAIL, SMS, address, key_of, lines
from krav.actions.noting import AMBIGUOUS, DELIVERED, QUEUED, Item, Outcome, Sent, deliver
from krav.actions.routes import meant, told_by_sms
from krav.actions.unit import Actor, Unit, unit
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.write import insert_many

HOLD = "letter_ambiguous"
"""Why the claims of the letter wait."""


def looked_up(account_id: int, letter_id: int, *, left: bool, renderer: Renderer, on: date, by: Actor, key: str = "") -> str:
    """The number of a letter that `left`, of which there is a proof now, or that did not and goes again; its claims go on.

    Raises:
        KravError: it is known what became of the letter, or its content is not what it was.
    """
    with unit(account_id, "look_up_letter", on=on, by=by, key=key) as work:
        row = rows.Outbox.objects.exclude(channel=SMS).filter(letter_id=letter_id, state=AMBIGUOUS).first()
        if row is None:
            raise KravError("There is no letter here of which it is not known whether it left.")
        (letter,) = contents([letter_id], work.creditor)
        if left:
            seen = hashlib.sha256(renderer.pdf(letter)).hexdigest()
            place = row.place or (key_of(letter.number, work.creditor.slug) if row.channel == EMAIL else "")
            told = told_by_sms(meant({letter_id: letter}), {letter_id: row.channel}, work.creditor, lines(account_id))
            item = Item(row.id, letter_id, row.channel, letter, None, place, bool(told))
            deliver([(item, Outcome(DELIVERED, address(letter.addressee, row.channel), seen, place))], Sent())
        else:
            rows.Outbox.objects.filter(pk=row.pk).update(state=QUEUED, tries=0, leaves_at=None, problem="")
        work.said = {"letter": letter.number, "left": left, "holds": _lift(work, letter_id)}
    return letter.number


def _lift(work: Unit, letter_id: int) -> list[int]:
    """The holds that waited for it, which are lifted."""
    claims = rows.LetterClaim.objects.filter(letter_id=letter_id).values("claim_id")
    waiting = rows.Hold.objects.filter(claim_id__in=claims, reason=HOLD, holdlift=None)
    holds = list(waiting.values_list("id", flat=True))
    insert_many(rows.HoldLift, ("hold_id", "on", "lifted_by"), [(hold, work.on, work.by.name) for hold in holds])
    states.refresh(claims, work.creditor)
    return holds

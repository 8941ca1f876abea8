"""Notes: what somebody wants the next person to know about a claim."""

from datetime import date

from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.wire import clock

LONGEST = 1000
"""So many signs a note may have."""


def note(account_id: int, claim_id: int, text: str, *, on: date, by: Actor, key: str = "") -> int:
    """Writes a note on a claim; its id.

    Raises:
        KravError: the note is empty or too long, or there is no such claim.
    """
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise KravError("A note has between 1 and {most} signs.", {"most": LONGEST})
    with unit(account_id, "note", on=on, by=by, key=key) as work:
        number = rows.Claim.objects.filter(pk=claim_id).values_list("number", flat=True).first()
        if number is None:
            raise KravError("There is no such claim in this account.")
        made = rows.Note.objects.create(claim_id=claim_id, text=text, written_by=by.name, at=clock.now())
        work.said = {"claim": number}
    return made.pk

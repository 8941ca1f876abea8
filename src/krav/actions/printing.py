"""Letters printed by the account itself: put together in a run, ticked off when posted, or left to the print house."""

from collections.abc import Collection, Sequence
from datetime import date

from krav.actions.lines import FILE, PRINT
from krav.actions.noting import queue
from krav.actions.unit import Actor, Unit, unit
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries.letters import PASSED
from krav.store.queries.printing import printable
from krav.store.write import insert_many
from krav.wire import clock


def print_letters(account_id: int, letter_ids: Collection[int], *, on: date, by: Actor, key: str = "") -> int:
    """Puts those of the letters that are printed here together, in the order of postcodes; the run's id.

    Raises:
        KravError: none of them is to be printed here.
    """
    with unit(account_id, "print_letters", on=on, by=by, key=key) as work:
        ordered = printable(letter_ids)
        if not ordered:
            raise KravError("None of these letters is to be printed here.")
        run = rows.PrintRun.objects.create(on=on, made_by=by.name, made_at=clock.now())
        pages = [(run.id, letter_id, place) for place, letter_id in enumerate(ordered, 1)]
        insert_many(rows.PrintRunLetter, ("run_id", "letter_id", "place"), pages)
        work.said = {"run": run.id, "letters": len(ordered)}
    return run.id


def tell_posted(account_id: int, letter_ids: Collection[int], *, on: date, by: Actor, key: str = "") -> int:
    """Tells that letters on paper were posted; how many were not told of before.

    Raises:
        KravError: one of them has not left, or was taken back.
    """
    with unit(account_id, "tell_posted", on=on, by=by, key=key) as work:
        left = rows.Outbox.objects.filter(letter_id__in=letter_ids, channel=FILE, state="delivered")
        found = set(left.filter(letter__withdrawal=None).values_list("letter_id", flat=True))
        if missing := len(set(letter_ids) - found):
            words = "{count} of these letters have not left yet, or were taken back; tick them off once they are posted."
            raise KravError(words, {"count": missing})
        before = rows.Receipt.objects.filter(letter_id__in=found, channel=FILE, kind="posted")
        new = sorted(found - set(before.values_list("letter_id", flat=True)))
        columns = ("letter_id", "channel", "kind", "key", "on", "at", "words", "told_by")
        now = clock.now()
        told = [(letter_id, FILE, "posted", f"posted {letter_id}", on, now, "", by.name) for letter_id in new]
        insert_many(rows.Receipt, columns, told)
        work.said = {"letters": new}
    return len(new)


def post_by_partner(account_id: int, letter_ids: Collection[int], *, on: date, by: Actor, key: str = "") -> int:
    """Leaves letters that would be printed here to the print house; how many. What they cost is drawn when they leave.

    Raises:
        KravError: no print house is connected, or one of the letters is posted already, or would come too late.
    """
    with unit(account_id, "post_by_partner", on=on, by=by, key=key) as work:
        if not rows.Carrier.objects.filter(channel=PRINT, state="on").exists():
            raise KravError("No print house is connected; an administrator connects one under Settings.")
        ids = sorted(set(letter_ids))
        waiting = rows.Outbox.objects.filter(letter_id__in=ids, channel=FILE, state="queued")
        queued = set(waiting.values_list("letter_id", flat=True))
        waiting.update(channel=PRINT)
        _hand_on(work, [letter_id for letter_id in ids if letter_id not in queued])
        work.said = {"letters": ids}
    return len(ids)


def _hand_on(work: Unit, letter_ids: Sequence[int]) -> None:
    """Letters that lie here as files and were posted by nobody go to the print house, on the day they were made."""
    posted = rows.Receipt.objects.filter(letter_id__in=letter_ids, channel=FILE).values("letter_id")
    here = rows.Outbox.objects.filter(letter_id__in=letter_ids, channel=FILE, state="delivered", letter__sent_on=work.on)
    here = here.filter(letter__withdrawal=None, letter__returned=None).exclude(letter_id__in=posted)
    found = set(here.values_list("letter_id", flat=True))
    if late := [letter_id for letter_id in letter_ids if letter_id not in found]:
        number = rows.Letter.objects.filter(pk=late[0]).values_list("number", flat=True).first() or "?"
        words = "Letter {number} is posted already, or cannot go by the print house any more."
        raise KravError(words, {"number": number})
    rows.Outbox.objects.filter(letter_id__in=found, channel=FILE).update(state=PASSED)
    queue(sorted(found), PRINT)

"""How an account runs by itself: paused, let go on, and who is mailed what the next day would do."""

from datetime import date

from krav.actions.unit import Actor, unit
from krav.store import models as rows
from krav.wire import clock


def pause(account_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """Lets nothing go by itself any more: no letter is made, none leaves, nothing is posted; the books are read on.

    Whoever paused it first did.
    """
    with unit(account_id, "pause", on=on, by=by, key=key):
        rows.Schedule.objects.get_or_create()
        rows.Schedule.objects.filter(paused_by="").update(paused_by=by.name, paused_at=clock.now())


def go_on(account_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """Lets everything go by itself again; a day that waited for it is run anew."""
    with unit(account_id, "go_on", on=on, by=by, key=key) as work:
        paused = rows.Schedule.objects.exclude(paused_by="")
        work.said = {"paused_by": list(paused.values_list("paused_by", flat=True))}
        if paused.update(paused_by="", paused_at=None):
            rows.RunPhase.objects.filter(on=on, phase="gate").delete()


def change_dry_run(account_id: int, to: str, *, on: date, by: Actor, key: str = "") -> None:
    """Chooses who is mailed each evening what the next day would do; empty for nobody."""
    with unit(account_id, "change_dry_run", on=on, by=by, key=key) as work:
        rows.Schedule.objects.update_or_create(defaults={"dry_run_to": to})
        work.said = {"dry_run_to": to}

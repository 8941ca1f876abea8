"""A sign of life of whoever works by itself, so that somebody notices when it stops."""

from datetime import datetime, timedelta

from krav.store import models as rows

FORGOTTEN = timedelta(days=1)
"""Of several that do the same work, one that was silent for so long is forgotten."""


def beat(name: str, *, now: datetime) -> None:
    """Tells that the hand of that name was alive at the moment: the name of its work, and its own after a space."""
    _, new = rows.Heartbeat.objects.update_or_create(name=name, defaults={"at": now})
    if new:
        work = name.partition(" ")[0]
        rows.Heartbeat.objects.filter(name__startswith=work, at__lt=now - FORGOTTEN).delete()

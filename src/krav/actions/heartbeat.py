"""A sign of life of whoever works by itself, so that somebody notices when it stops."""

from datetime import datetime

from krav.store import models as rows


def beat(name: str, *, now: datetime) -> None:
    """Tells that the hand of that name was alive at the moment."""
    rows.Heartbeat.objects.update_or_create(name=name, defaults={"at": now})

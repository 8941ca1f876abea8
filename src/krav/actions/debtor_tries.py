"""Wrong codes of debtors' pages and wrong keys of programs, counted by place: after some of them it waits, and longer."""

from datetime import datetime, timedelta

from django.db.models import F

from krav.store import models as rows

FREE = 10
"""So many wrong codes of a place and day cost no waiting: a family behind one address mistypes, too."""

LONGEST = timedelta(hours=1)
_FORGOTTEN = timedelta(days=2)


def waits_until(place: str, *, now: datetime) -> datetime | None:
    """When a place may try again; None where it may now."""
    found = rows.DebtorTry.objects.filter(place=place).values_list("count", "since").first()
    if found is None or found[0] < FREE:
        return None
    count, since = found
    until: datetime = since + min(LONGEST, timedelta(seconds=2 ** min(count - FREE, 20)))
    return until if now < until else None


def count_wrong(place: str, *, now: datetime) -> None:
    """One more wrong code; places that did nothing lately are forgotten."""
    mine = rows.DebtorTry.objects.filter(place=place)
    if not mine.update(count=F("count") + 1, since=now):
        rows.DebtorTry.objects.filter(since__lt=now - _FORGOTTEN).delete()
        rows.DebtorTry.objects.bulk_create([rows.DebtorTry(place=place, since=now)], ignore_conflicts=True)
        mine.update(count=F("count") + 1, since=now)

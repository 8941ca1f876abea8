"""A worker that is not running is said on the pages: without it nothing goes by itself, and nobody else would notice."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _

from krav.actions.autopilot import DAY_BEGINS
from krav.store.queries import runs
from krav.web.figures import longday
from krav.wire import clock


def silent_since(account_ids: Collection[int], now: datetime, on: date) -> str:
    """What to say where nothing has run for a while though something waits in these accounts; else nothing."""
    if not runs.is_silent(now) or not runs.waits(account_ids, now, on, begun=clock.hour() >= DAY_BEGINS):
        return ""
    seen = runs.seen_alive()
    if seen is None:
        return _("Nothing has run by itself yet: the worker is not running. Start “krav worker”.")
    day = clock.day_of(seen)
    at = clock.told(seen) if day == clock.day_of(now) else f"{longday(day).striptags()} {clock.told(seen)}"
    return _("Nothing has run since %(at)s: the worker is not running. Start “krav worker”.") % {"at": at}

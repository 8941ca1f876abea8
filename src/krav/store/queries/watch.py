"""Figures of the whole installation for whoever watches over it: what waits, since when, and who is alive; nobody's name."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Max, Min, Q

from krav.store import models as rows
from krav.store.queries.operator import Queue, queues
from krav.store.queries.runs import WORKER, begun_and_decided
from krav.store.scope import across_accounts

STUCK = timedelta(hours=1)
"""What was on its way so long ago, and nobody has taken up since, is stuck."""


class Waiting(NamedTuple):
    """How many things wait in a queue, and since when the oldest does; a day where only that is known."""

    number: int
    since: datetime | date | None


class Watch(NamedTuple):
    """The installation at a moment. `alive_at` is when any worker was last seen; `workers` how many were of late."""

    queues: tuple[Queue, ...]
    letters: Waiting
    uploads: Waiting
    webhooks: Waiting
    accounts: int
    days_not_run: int
    alive_at: datetime | None
    workers: int


def watch(now: datetime, on: date, *, begun: bool) -> Watch:
    """The figures; one question each. Days are missed once the day has `begun`. No account is in scope."""
    with across_accounts():
        alive = rows.Heartbeat.objects.filter(name__startswith=WORKER)
        seen = alive.aggregate(last=Max("at"), late=Count("id", filter=Q(at__gte=now - timedelta(minutes=10))))
        may_leave = Q(outbox__leaves_at__isnull=True) | Q(outbox__leaves_at__lte=now)
        late = late_days(on) if begun else ()
        return Watch(
            tuple(queues()),
            _waiting("outbox__letter__sent_on", may_leave, outbox__state="queued"),
            _waiting("upload__at", Q(), upload__state__in=("queued", "running")),
            _waiting("delivery__next_at", Q(delivery__next_at__lte=now), delivery__state="queued"),
            rows.Account.objects.count(),
            len(late),
            seen["last"],
            seen["late"],
        )


def late_days(on: date) -> tuple[str, ...]:
    """The accounts, by slug, whose day was not begun and that nobody has paused."""
    with across_accounts():
        begun, _ = begun_and_decided(on)
        paused = Q(schedule__paused_by__gt="")
        found = rows.Account.objects.exclude(paused).order_by("slug").values_list("id", "slug")
        return tuple(slug for key, slug in found if key not in begun)


def stuck_letters(now: datetime) -> dict[str, int]:
    """Letters that a worker took up and let go long ago, by account."""
    return _by_account(outbox__state="sending", outbox__leased_until__lt=now - STUCK)


def waiting_letters(now: datetime, on: date) -> dict[str, int]:
    """Letters that may leave and were made on days before, by account; those of accounts that are paused may wait."""
    may_leave = Q(outbox__leaves_at__isnull=True) | Q(outbox__leaves_at__lte=now - STUCK)
    return _by_account(may_leave & ~Q(schedule__paused_by__gt=""), outbox__state="queued", outbox__letter__sent_on__lt=on)


def ambiguous_letters() -> dict[str, int]:
    """Letters of which nobody knows whether they left, by account."""
    return _by_account(outbox__state="ambiguous")


def waiting_uploads(before: datetime) -> dict[str, int]:
    """Files given before a moment that no worker has taken in, by account."""
    return _by_account(upload__state__in=("queued", "running"), upload__at__lt=before)


def failing_webhooks() -> dict[str, int]:
    """Addresses of programs that do not take what they are told, by account."""
    return _by_account(webhook__state__in=("failing", "off"), webhook__ended_at__isnull=True)


def lost_connections() -> dict[str, int]:
    """Accounting systems that cannot be reached with what was kept, by account."""
    return _by_account(connection__state="lost")


def zones() -> set[str]:
    """The time zones that accounts name."""
    with across_accounts():
        return set(rows.Account.objects.filter(schedule__time_zone__gt="").values_list("schedule__time_zone", flat=True))


def sealed() -> list[tuple[str, str]]:
    """One sealed value of each kind there is: what it is of, and the value."""
    kinds = {"connections": "connection__rights", "webhooks": "webhook__secret", "agreements": "agreement__rights"}
    with across_accounts():
        found = {
            kind: rows.Account.objects.filter(**{f"{column}__gt": ""}).values_list(column, flat=True).first()
            for kind, column in kinds.items()
        }
    return [(kind, value) for kind, value in found.items() if value]


def _waiting(since: str, which: Q, **states: object) -> Waiting:
    """What waits in a table, of which `since` names the column of its age."""
    counted = rows.Account.objects.filter(which, **states).aggregate(count=Count(F(since)), since=Min(since))
    return Waiting(counted["count"], counted["since"])


def _by_account(*which: Q, **states: object) -> dict[str, int]:
    with across_accounts():
        found = rows.Account.objects.filter(*which, **states).order_by("slug").values_list("slug")
        return dict(found.annotate(Count("id")))

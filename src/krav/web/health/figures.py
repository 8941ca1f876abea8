"""The figures of the installation as Prometheus reads them: each from the database, which all processes share."""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.cache import cache
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from krav.actions.autopilot import DAY_BEGINS
from krav.countries import countries
from krav.law.review import ending
from krav.store import catalogue
from krav.store.queries.watch import Waiting, Watch, watch
from krav.web.health.requests import REGISTRY
from krav.wire import clock

KEPT = 5
"""So many seconds figures are kept: who asks more often reads the same again."""

SOON = 60
"""Law that runs out within so many days is counted."""

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def written() -> bytes:
    """All figures in Prometheus' own text."""
    told = cache.get_or_set("health.figures", _asked, KEPT)
    if not isinstance(told, tuple):
        raise TypeError("The cache answered something else than figures.")
    found, size = told
    registry = CollectorRegistry()
    registry.register(_Figures(found, size))
    return generate_latest(registry) + generate_latest(_requests())


def _asked() -> tuple[Watch, int]:
    return watch(clock.now(), clock.today(), begun=clock.hour() >= DAY_BEGINS), catalogue.size()


def _requests() -> CollectorRegistry:
    """The figures of requests, of all processes of this machine where they share a folder."""
    if not os.environ.get(FOLDER):
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


class _Figures(Collector):
    """What was asked of the database, as gauges."""

    def __init__(self, found: Watch, size: int) -> None:
        """Takes the figures as they were asked."""
        self._found, self._size = found, size

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found, now = self._found, clock.now()
        queued = GaugeMetricFamily("krav_queue", "Things in a queue, by state.", labels=["queue", "state"])
        for queue in found.queues:
            for state in ("waiting", "uncertain", "failed"):
                queued.add_metric([queue.name, state], getattr(queue, state))
        yield queued
        due = {"letters": found.letters, "uploads": found.uploads, "webhooks": found.webhooks}
        count = GaugeMetricFamily("krav_due", "Things that could be done now and wait for a worker.", labels=["kind"])
        oldest = GaugeMetricFamily("krav_oldest_waiting_seconds", "Since when the oldest of them waits.", labels=["kind"])
        for kind, waiting in due.items():
            count.add_metric([kind], waiting.number)
            oldest.add_metric([kind], _age(waiting, now))
        yield from (count, oldest)
        yield _gauge("krav_accounts", "Accounts.", found.accounts)
        yield _gauge("krav_days_not_run", "Accounts whose day has not begun though it could have.", found.days_not_run)
        yield _gauge("krav_workers", "Workers seen alive within ten minutes.", found.workers)
        if found.alive_at is not None:
            yield _gauge("krav_worker_age_seconds", "Since when no worker was seen alive.", _seconds(now - found.alive_at))
        yield _gauge("krav_database_bytes", "The size of the database.", self._size)
        law = GaugeMetricFamily("krav_law_ending", f"Values of law that run out within {SOON} days.", labels=["country"])
        for country in countries().values():
            law.add_metric([country.code], sum(1 for _ in ending(country.book, clock.today(), SOON)))
        yield law


def _gauge(name: str, about: str, value: int) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)


def _age(waiting: Waiting, now: datetime) -> int:
    """For how many seconds the oldest waits; of a day its whole days."""
    if isinstance(waiting.since, datetime):
        return max(0, _seconds(now - waiting.since))
    if isinstance(waiting.since, date):
        return max(0, (clock.day_of(now) - waiting.since).days) * _seconds(timedelta(days=1))
    return 0


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())

"""Reads of webhooks: which an account has, what they were told and what was answered, and which of them do not answer."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q

from krav.store import events
from krav.store import models as rows

STATES = ("queued", "done", "failed")


class Seen(NamedTuple):
    """A webhook in the list: how many events wait and how many were given up, and when it last took one."""

    id: int
    url: str
    kinds: tuple[str, ...]
    state: str
    made_by: str
    made_at: datetime
    ended_at: datetime | None
    waiting: int
    failed: int
    last_at: datetime | None


class Told(NamedTuple):
    """A delivery: `next_at` is when it is tried again, `answered` what the address said last."""

    id: int
    event: str
    body: str
    state: str
    tries: int
    next_at: datetime
    answered: str
    done_at: datetime | None


class Page(NamedTuple):
    """Events for a program that asks; `after` is where it asks on from."""

    events: list[dict[str, Any]]
    after: str
    more: bool


_SEEN = ("id", "url", "kinds", "state", "made_by", "made_at", "ended_at")


def webhooks(webhook_id: int = 0) -> list[Seen]:
    """The webhooks of the account in scope, or the one: those that are on first, the newest on top."""
    found = rows.Webhook.objects.order_by("-id")
    told = rows.Delivery.objects.all()
    if webhook_id:
        found, told = found.filter(id=webhook_id), told.filter(webhook_id=webhook_id)
    counts = told.values_list("webhook_id").annotate(
        waiting=Count("id", filter=Q(state="queued")), given_up=Count("id", filter=Q(state="failed")), last=Max("done_at")
    )
    of = {webhook: rest for webhook, *rest in counts}
    each = [
        Seen(row[0], row[1], tuple(json.loads(row[2])), *row[3:], *of.get(row[0], (0, 0, None)))
        for row in found.values_list(*_SEEN)
    ]
    return sorted(each, key=lambda one: one.ended_at is not None)


def failing() -> list[Seen]:
    """The webhooks an administrator has to look at: they do not answer, or gave events up that nobody has sent again."""
    return [one for one in webhooks() if one.ended_at is None and (one.state == "failing" or one.failed)]


def deliveries(webhook_id: int, *, state: str = "", after: int = 0, limit: int = 101) -> list[Told]:
    """What a webhook was told, the newest first; those older than the one of id `after`."""
    found = rows.Delivery.objects.filter(webhook_id=webhook_id).order_by("-id")
    for name, value in (("state", state), ("id__lt", after)):
        found = found.filter(**{name: value}) if value else found
    return [Told(*row) for row in found.values_list(*Told._fields)[:limit]]


def counted(webhook_id: int) -> dict[str, int]:
    """How many deliveries of each state a webhook has."""
    found = rows.Delivery.objects.filter(webhook_id=webhook_id).order_by().values_list("state").annotate(Count("id"))
    return dict.fromkeys(STATES, 0) | dict(found)


def events_after(after: str, account: str, kinds: Collection[str] = (), most: int = 100) -> Page:
    """The account's events after an answer's `after`, from its first one where that is empty; at most so many a table."""
    since = _marks(after) if after else events.start()
    found = events.read(since, events.marks(), most)
    told = [events.shown(event, account) for event in found.events if events.wants(kinds, event.kind)]
    return Page(told, _written(found.marks), bool(found.more))


def _marks(after: str) -> dict[str, int]:
    return {name: int(mark) for name, _, mark in (part.partition("-") for part in after.split("."))}


def _written(marks: dict[str, int]) -> str:
    return ".".join(f"{name}-{mark}" for name, mark in marks.items())

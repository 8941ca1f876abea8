"""Whose turn it is: accounts that are due and that nobody holds, and what waits in each, asked of all of them at once."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from django.db import connection
from django.db.models import CharField, Exists, Q, QuerySet, Value

from krav.store import models as rows
from krav.store.leases import is_free, is_held
from krav.store.queries.partners import not_asked_since
from krav.store.scope import account_in_scope, across_accounts

_Asked: TypeAlias = tuple[str, QuerySet[rows.Account]]
"""A duty and accounts that have it."""

EVENING_MAIL = "dry_run"
"""The phase of a day that says that its evening's mail has gone."""

MONTHLY_ERASURE = "erase"
"""The phase of a month's first day that says that what was due in the month was erased."""


class Moment(NamedTuple):
    """When it is: the moment, the day, whether days are run at this hour and evening mails sent."""

    now: datetime
    on: date
    day: bool
    evening: bool


class Waiting(NamedTuple):
    """The duties that wait, by account, and the accounts that were to be due later: there something came up."""

    duties: dict[int, set[str]]
    early: set[int]


class Standing(NamedTuple):
    """How a piece of work is held."""

    name: str
    due_at: datetime
    held_by: str
    held_until: datetime | None
    fence: int


def due_accounts(now: datetime, tried: Collection[int] = (), most: int = 20) -> list[tuple[int, str]]:
    """Accounts that are due and free, with their slugs, those that have waited longest first."""
    with across_accounts():
        found = rows.Account.objects.filter(is_free("turn__"), turn__due_at__lte=now).exclude(id__in=tried)
        return list(found.order_by("turn__due_at", "id").values_list("id", "slug")[:most])


def fence_now(account_id: int) -> int:
    """The account's fencing number; nobody takes the account before the transaction that asked is over."""
    lock = "FOR KEY SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT fence FROM "turn" WHERE account_id = %s {lock}', [account_id])  # noqa: S608 a keyword
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def standings() -> list[Standing]:
    """How every account's turn stands, by the account's slug."""
    columns = ("slug", "turn__due_at", "turn__held_by", "turn__held_until", "turn__fence")
    with across_accounts():
        found = rows.Account.objects.filter(turn__isnull=False).order_by("slug").values_list(*columns)
        return [Standing(*row) for row in found]


def held_by_anybody() -> bool:
    """Whether any account is being worked for."""
    with across_accounts():
        return rows.Account.objects.filter(is_held("turn__")).exists()


def waiting(at: Moment, ask_before: datetime, pace: Mapping[str, timedelta]) -> Waiting:
    """The duties that wait in accounts which nobody holds, of all of them in one query.

    Those that are done now and then wait where the account is due, or is not due within their `pace`. A duty that is let
    alone for a while does not count.
    """
    free = is_free("turn__")
    asked = [(duty, each.filter(free)) for duty, each in _waiting(at, ask_before)]
    for duty, each in _lasting():
        soon = Q(turn__due_at__lte=at.now) | Q(turn__due_at__gt=at.now + pace[duty])
        asked.append((duty, each.filter(free & soon)))
    astray = rows.Account.objects.filter(free, turn__due_at__gt=at.now + pace["hour"])
    found = Waiting({}, set())
    with across_accounts():
        for account_id, due_at, pauses, duty in _together([*asked, ("hour", astray)], "id", "turn__due_at", "turn__pauses"):
            if not rests(json.loads(pauses), duty, at.now):
                found.duties.setdefault(account_id, set()).add(duty)
                if due_at > at.now:
                    found.early.add(account_id)
    return found


def came_of_it(now: datetime) -> set[str]:
    """The duties that wait in the account in scope after others were done."""
    may_leave = Q(leaves_at__isnull=True) | Q(leaves_at__lte=now)
    asked = {
        "letters": rows.Outbox.objects.filter(Q(may_leave, state="queued") | Q(state="sending", leased_until__lt=now)),
        "partners": rows.HandOver.objects.filter(state="queued", agreement__state="on"),
    }
    found = rows.Account.objects.filter(id=account_in_scope()).values_list(*(Exists(each) for each in asked.values()))
    paused = rows.Schedule.objects.filter(paused_by__gt="").exists()
    return {duty for duty, waits in zip(asked, found.get(), strict=True) if waits} if not paused else set()


def rests(pauses: Mapping[str, str], duty: str, now: datetime) -> bool:
    """Whether a duty is let alone. Nothing is for longer than an hour: then a clock was wrong."""
    until = datetime.fromisoformat(pauses[duty]) if duty in pauses else now
    return now < until <= now + timedelta(hours=1)


def not_due_of(slugs: Collection[str], now: datetime) -> list[int]:
    """Of the accounts of these slugs those that are free and not due."""
    with across_accounts():
        found = rows.Account.objects.filter(is_free("turn__"), slug__in=slugs, turn__due_at__gt=now)
        return list(found.values_list("id", flat=True))


def _waiting(at: Moment, ask_before: datetime) -> list[_Asked]:
    """The accounts in which a duty waits."""
    every = rows.Account.objects.all()
    paused = every.filter(schedule__paused_by__gt="").values("id")
    may_leave = Q(outbox__leaves_at__isnull=True) | Q(outbox__leaves_at__lte=at.now)
    unsent = ("queued", "sending", "uncertain")
    found = [
        ("uploads", every.filter(upload__state="queued")),
        ("uploads", every.filter(upload__state="running", upload__leased_until__lt=at.now)),
        ("letters", every.filter(may_leave, outbox__state="queued").exclude(id__in=paused)),
        ("letters", every.filter(outbox__state="sending", outbox__leased_until__lt=at.now).exclude(id__in=paused)),
        ("partners", every.filter(agreement__state="on", agreement__handover__state__in=unsent)),
        ("partners", every.filter(agreement__state="on", agreement__handover__partnerword__state__in=unsent)),
        ("partners", every.filter(not_asked_since(ask_before, "agreement__"), agreement__state="on")),
    ]
    if at.day:
        phases = {"runphase__on": at.on, "runphase__phase__in": ("gate", "decide")}
        begun = every.filter(**phases, runphase__ended_at__isnull=False).values("id")
        found.append(("day", every.exclude(id__in=begun)))
        month = {"runphase__on": at.on.replace(day=1), "runphase__phase": MONTHLY_ERASURE}
        erased = every.filter(**month, runphase__ended_at__isnull=False).values("id")
        found.append(("erasure", every.filter(keeping__by_itself=True).exclude(id__in=erased)))
    if at.evening:
        told = every.filter(runphase__on=at.on, runphase__phase=EVENING_MAIL).values("id")
        found.append(("dry run", every.filter(schedule__dry_run_to__gt="").exclude(id__in=told)))
    return found


def _lasting() -> list[_Asked]:
    """The accounts that have a duty which is done now and then."""
    every = rows.Account.objects.all()
    return [
        ("receipts", every.filter(carrier__state="on")),
        ("programs", every.filter(webhook__isnull=False, webhook__ended_at__isnull=True)),
        ("weekly list", every.filter(schedule__weekly_on__isnull=False)),
        ("weekly list", every.filter(weeklyline__isnull=False, weeklyline__weeklyanswer__isnull=True)),
    ]


def _together(asked: Iterable[_Asked], *columns: str) -> Iterable[tuple[Any, ...]]:
    """All of it in one query: the columns of each account, and the duty."""
    first, *others = (each.annotate(duty=Value(duty, CharField())).values_list(*columns, "duty") for duty, each in asked)
    return first.union(*others)

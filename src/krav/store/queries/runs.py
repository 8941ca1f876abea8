"""What runs by itself: each day's phases, what stands in its way, and whether the worker is alive."""

import json
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Max, Q, Sum

from krav.kernel.days import days_after
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.letters import CARRIES, PASSED
from krav.store.scope import account_in_scope, own_or_across, reach

PHASES = ("sync", "match", "gate", "partner", "decide", "letters", "send", "post")
"""The phases of a day, in the order in which they run; that of the partner only where a notice named one."""

WORKER = "worker"
"""Under this name, followed by its own, each worker is seen alive."""

SILENT = timedelta(minutes=10)
"""A worker that nobody has seen alive for so long is not running."""

AT_WORK = timedelta(hours=1)
"""A phase that began within so long and has not ended is being worked on."""


class PhaseLine(NamedTuple):
    """A phase of a day as it was told of."""

    on: date
    phase: str
    began_at: datetime
    ended_at: datetime | None
    said: dict[str, Any]
    problem: str


class Settings(NamedTuple):
    """How the account in scope runs by itself."""

    paused_by: str = ""
    paused_at: datetime | None = None
    dry_run_to: str = ""


class RefusedVoucher(NamedTuple):
    """A voucher that the accounting system would not have."""

    name: str
    problem: str
    at: datetime | None


class Reader(NamedTuple):
    """Somebody who is written to, and the language they have chosen; empty where they have chosen none."""

    id: int
    email: str
    language: str


def settings_now() -> Settings:
    """The settings; as nothing was chosen where nobody has."""
    found = rows.Schedule.objects.values_list("paused_by", "paused_at", "dry_run_to").first()
    return Settings(*found) if found else Settings()


def phases(since: date, until: date) -> list[PhaseLine]:
    """The phases of these days, the last day first, each day's in their order."""
    found = rows.RunPhase.objects.filter(on__range=(since, until), phase__in=PHASES).values_list(*PhaseLine._fields)
    told = [line._replace(said=json.loads(said)) for line, said in ((PhaseLine(*row), row[4]) for row in found)]
    return sorted(told, key=lambda line: (-line.on.toordinal(), PHASES.index(line.phase)))


def days(on: date, count: int) -> dict[date, list[PhaseLine]]:
    """The last days on which anything ran, the newest first, each with its phases."""
    found: dict[date, list[PhaseLine]] = {}
    for line in phases(days_after(on, 1 - count), on):
        found.setdefault(line.on, []).append(line)
    return found


def refused_vouchers(since: datetime | None = None) -> list[RefusedVoucher]:
    """The vouchers that were refused, all that stand so or those since a moment."""
    found = rows.BooksPosted.objects.filter(state="refused", connection__in=rows.Connection.objects.exclude(state="ended"))
    if since:
        found = found.filter(at__gt=since)
    return [RefusedVoucher(*row) for row in found.order_by("id").values_list("name", "problem", "at")]


def vouchers_wait() -> bool:
    """Whether any voucher waits to be posted."""
    return rows.BooksPosted.objects.filter(state__in=("queued", "uncertain")).exists()


def letters_by_state(on: date) -> dict[str, int]:
    """The day's letters by what became of them."""
    found = rows.Outbox.objects.filter(letter__sent_on=on, channel__in=CARRIES).exclude(state=PASSED)
    return _counted(found.values_list("state", flat=True))


def letters_by_step(on: date) -> dict[str, int]:
    """The day's letters that were made and not taken back, by their step."""
    found = rows.Letter.objects.filter(sent_on=on, withdrawal__isnull=True)
    return _counted(found.values_list("step", flat=True))


def charged_by_letters(on: date) -> dict[str, int]:
    """What the day's letters charged, in minor units by kind."""
    found = rows.Entry.objects.filter(letter__sent_on=on, letter__withdrawal__isnull=True)
    return dict(found.values_list("kind").order_by("kind").annotate(sum=Sum("amount")))


def money_waits() -> dict[str, int]:
    """What matching has left: payments on no claim, items to somebody's credit, money under way."""
    return {
        "loose": rows.LoosePayment.objects.count(),
        "to_match": rows.ClaimState.objects.filter(settled_on__isnull=True, blocked="to_match").count(),
        "pending": rows.PendingPayment.objects.count(),
    }


def _counted(values: Any) -> dict[str, int]:  # noqa: ANN401 a flat list of a query
    found: dict[str, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found


def administrators_read(account_id: int) -> list[Reader]:
    """Who may change the account, and in which language they read."""
    found = rows.Membership.objects.filter(account_id=account_id, role=Role.ADMINISTRATOR, user__is_active=True)
    return [Reader(*row) for row in found.order_by("user_id").values_list("user_id", "user__email", "user__language")]


def takes_in_files(now: datetime) -> bool:
    """Whether somebody is taking a file of the account in scope in, or was when they died a moment ago."""
    return rows.Upload.objects.filter(state="running", leased_until__gte=now).exists()


def is_decided(on: date) -> bool:
    """Whether the day of the account in scope was decided; one that broke off in the middle was not."""
    return rows.RunPhase.objects.filter(on=on, phase="decide", ended_at__isnull=False).exists()


# --- over all accounts; none is in scope


@own_or_across()
def begun_and_decided(on: date) -> tuple[set[int], set[int]]:
    """The accounts whose day has begun, and those of them whose day was decided."""
    told = rows.Account.objects.filter(runphase__on=on, runphase__phase__in=("gate", "decide"))
    found = set(told.values_list("id", "runphase__phase"))
    return {each for each, _ in found}, {each for each, phase in found if phase == "decide"}


def seen_alive() -> datetime | None:
    """When any worker was last seen alive, on whichever machine; None where none ever was."""
    seen: datetime | None = rows.Heartbeat.objects.filter(name__startswith=WORKER).aggregate(last=Max("at"))["last"]
    return seen


@own_or_across()
def is_silent(now: datetime) -> bool:
    """Whether no worker is running: nobody has seen one alive for a while, and no phase is being worked on.

    With an account in scope, no phase of its own.
    """
    seen = seen_alive()
    if seen is not None and now - seen <= SILENT:
        return False
    at_work = Q(runphase__ended_at__isnull=True, runphase__began_at__gte=now - AT_WORK)
    asked = rows.Account.objects.filter(at_work)
    return not (asked if reach() == "*" else asked.filter(pk=account_in_scope())).exists()


@own_or_across()
def waits(account_ids: Collection[int], now: datetime, on: date, *, begun: bool) -> bool:
    """Whether letters wait to leave in any of the accounts, or, where the day has `begun`, any of their days to be run."""
    mine = rows.Account.objects.filter(id__in=account_ids)
    may_leave = Q(outbox__leaves_at__isnull=True) | Q(outbox__leaves_at__lte=now)
    if mine.filter(may_leave, outbox__state="queued").exists():
        return True
    return begun and bool(set(account_ids) - begun_and_decided(on)[0])

"""Turns: one hand at a time works for an account, or on a duty of the installation; whoever has waited longest is next.

A turn is held for a while and held on while the work lasts; a hand that falls silent loses it, and its fencing number tells.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from krav.store import models as rows
from krav.store.leases import for_seconds, is_free
from krav.store.queries.turns import due_accounts
from krav.store.scope import account_scope
from krav.wire import clock

_CUT = timedelta(seconds=1)
"""What was cut short is due again after so long: others that wait come before it."""


@dataclass(slots=True)
class Turn:
    """An account's turn as it was taken; `taken_over` from somebody who fell silent in the middle of the work.

    `kept_at` are the ticks at which it was last taken or renewed.
    """

    account_id: int
    slug: str
    by: str
    fence: int
    pauses: dict[str, str]
    taken_over: bool
    kept_at: clock.Ticks


@dataclass(frozen=True, slots=True)
class Chore:
    """A duty of the installation as it was taken."""

    id: int
    fence: int


def make_turn(account_id: int, *, now: datetime) -> None:
    """Gives a new account its turn, due at once."""
    with account_scope(account_id):
        rows.Turn.objects.get_or_create(defaults={"due_at": now})


def take(by: str, *, now: datetime) -> Turn | None:
    """Takes the account that has been due longest and that nobody holds; None where there is none."""
    tried: set[int] = set()
    while found := due_accounts(now, tried):
        for account_id, slug in found:
            if turn := take_of(account_id, slug, by, now=now):
                return turn
        tried.update(account_id for account_id, _ in found)
    return None


def take_of(account_id: int, slug: str, by: str, *, now: datetime | None = None) -> Turn | None:
    """Takes an account's turn, whether it is due or, where a moment is told, if it was due then; None where it is held."""
    with transaction.atomic(), account_scope(account_id):
        free = rows.Turn.objects.filter(is_free())
        due = free if now is None else free.filter(due_at__lte=now)
        found = due.select_for_update(skip_locked=True).first()
        if found is None:
            return None
        fence, at = found.fence + 1, clock.ticks()
        rows.Turn.objects.update(held_by=by[:80], held_until=for_seconds(settings.KRAV_LEASE_SECONDS), fence=fence)
        return Turn(account_id, slug, by, fence, json.loads(found.pauses), bool(found.held_by), at)


def renew(turn: Turn) -> bool:
    """Holds a turn for longer; whether it still was the hand's own."""
    at = clock.ticks()
    with account_scope(turn.account_id):
        if not rows.Turn.objects.filter(fence=turn.fence).update(held_until=for_seconds(settings.KRAV_LEASE_SECONDS)):
            return False
    turn.kept_at = at
    return True


def give_back(turn: Turn, due_at: datetime, pauses: Mapping[str, str]) -> bool:
    """Gives a turn back, due again at a moment; whether it still was the hand's own."""
    told = {"held_by": "", "held_until": None, "due_at": due_at, "pauses": json.dumps(pauses)}
    with account_scope(turn.account_id):
        return bool(rows.Turn.objects.filter(fence=turn.fence).update(**told))


def cut_short(now: datetime) -> datetime:
    """When work that was cut short is due again."""
    return now + _CUT


def wake(account_ids: Collection[int], *, now: datetime) -> None:
    """Makes accounts due at once that were to be due later; those that are held or at hand elsewhere are left alone."""
    with transaction.atomic():
        for account_id in sorted(account_ids):
            with account_scope(account_id):
                later = rows.Turn.objects.filter(is_free(), due_at__gt=now)
                free = later.select_for_update(skip_locked=True).values_list("pk", flat=True)
                rows.Turn.objects.filter(pk__in=list(free)).update(due_at=now)


def take_chore(name: str, by: str, *, now: datetime) -> Chore | None:
    """Takes a duty of the installation that is due; None where it is not, or somebody holds it."""
    chores = rows.Chore.objects.filter(name=name)
    if (about := chores.values_list("due_at", flat=True).first()) is None:
        rows.Chore.objects.get_or_create(name=name, defaults={"due_at": now})
    elif about > now:
        return None
    with transaction.atomic():
        found = chores.filter(is_free(), due_at__lte=now).select_for_update(skip_locked=True).first()
        if found is None:
            return None
        chores.update(held_by=by[:80], held_until=for_seconds(settings.KRAV_LEASE_SECONDS), fence=found.fence + 1)
        return Chore(found.pk, found.fence + 1)


def end_chore(chore: Chore, due_at: datetime) -> None:
    """Gives a duty of the installation back, due again at a moment."""
    held = rows.Chore.objects.filter(pk=chore.id, fence=chore.fence)
    held.update(held_by="", held_until=None, due_at=due_at)

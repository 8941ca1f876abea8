"""Reads of accounts; the only ones that need no account in scope."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from krav.store import models as rows
from krav.store.scope import across_accounts


class AccountLine(NamedTuple):
    """An account in a list."""

    id: int
    slug: str
    name: str
    country: str


def accounts(slug: str = "") -> list[AccountLine]:
    """All accounts by name, or the one of a slug."""
    found = rows.Account.objects.filter(slug=slug) if slug else rows.Account.objects.all()
    return [AccountLine(*row) for row in found.order_by("slug").values_list("id", "slug", "name", "country")]


def with_lists_of_another_make(make: int) -> list[AccountLine]:
    """The accounts whose lists are of another make than this one, or of none."""
    found = rows.Account.objects.exclude(lists__isnull=False, lists=make).order_by("slug")
    return [AccountLine(*row) for row in found.values_list("id", "slug", "name", "country")]


@across_accounts()
def with_uploads_to_take(now: datetime) -> list[AccountLine]:
    """The accounts with uploads that wait, or whose worker has been silent beyond its lease."""
    waits = Q(upload__state="queued") | Q(upload__state="running", upload__leased_until__lt=now)
    found = rows.Account.objects.filter(waits).distinct().order_by("slug")
    return [AccountLine(*row) for row in found.values_list("id", "slug", "name", "country")]

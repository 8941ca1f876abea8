"""Reads of accounts; the only ones that need no account in scope."""

from typing import NamedTuple

from krav.store import models as rows


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

"""Reads of programs' keys: which an account has, and whose seat a key that a program shows opens."""

from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from krav.kernel.role import Role
from krav.store import models as rows


class Token(NamedTuple):
    """A key in the list of an account's keys; the key itself is nowhere."""

    id: int
    name: str
    role: Role
    made_by: str
    made_at: datetime
    used_on: date | None
    revoked_at: datetime | None


class TokenSeat(NamedTuple):
    """A program's place on an account."""

    token_id: int
    token_name: str
    account_id: int
    slug: str
    country: str
    role: Role
    used_on: date | None


_TOKEN = ("id", "name", "role", "made_by", "made_at", "used_on", "revoked_at")
_SEAT = ("id", "name", "account_id", "account__slug", "account__country", "role", "used_on")


def tokens(account_id: int) -> list[Token]:
    """The account's keys: those that open it first, the newest on top."""
    found = rows.ApiToken.objects.filter(account_id=account_id).order_by("-made_at", "-id").values_list(*_TOKEN)
    each = [token._replace(role=Role(token.role)) for token in (Token(*row) for row in found)]
    return sorted(each, key=lambda token: token.revoked_at is not None)


def seat_of_token(secret: str) -> TokenSeat | None:
    """The place that a program's key opens; None for a key that never was or was revoked."""
    found = rows.ApiToken.objects.filter(sha256=fingerprint(secret), revoked_at__isnull=True)
    seats = (TokenSeat(*row) for row in found.values_list(*_SEAT))
    return next((seat._replace(role=Role(seat.role)) for seat in seats), None)


def fingerprint(secret: str) -> str:
    """What is kept of a key."""
    return sha256(secret.encode()).hexdigest()

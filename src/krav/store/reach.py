"""The seals of the second wall: which accounts a connection may reach, signed so that only Krav can say it."""

import hmac
from functools import cache
from hashlib import sha256

from django.conf import settings

_LABEL = b"krav: the wall between accounts, 1"
_BLOCK = 64

BY_OWNER = "owner"
"""In the place of a backend: good on every connection of the tables' owner, for a copy of the whole database."""


def signed(reach: str, backend: int | str) -> str:
    """The setting that lets one backend of the server reach an account (its id), all (*), or none (empty)."""
    if not reach:
        return ""
    said = f"{reach}.{backend}"
    return f"{said}.{hmac.digest(_key(settings.SECRET_KEY), said.encode(), 'sha256').hex()}"


def pads(secret: str = "") -> tuple[bytes, bytes]:
    """The key as HMAC uses it within and without: what the database keeps, to reckon with its own sha256.

    It is that of KRAV_SECRET_KEY, or of another `secret` that is to follow it.
    """
    padded = _key(secret or settings.SECRET_KEY).ljust(_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in padded), bytes(byte ^ 0x5C for byte in padded)


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), _LABEL, sha256)

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


def pads(*secrets: str) -> list[tuple[bytes, bytes]]:
    """The keys as HMAC uses them within and without: what the database keeps, to reckon with its own sha256.

    They are those of KRAV_SECRET_KEY and of older ones that still open, or of other `secrets` that are to follow them.
    """
    believed = secrets or (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    padded = [_key(secret).ljust(_BLOCK, b"\0") for secret in believed]
    return [(bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)) for key in padded]


@cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), _LABEL, sha256)

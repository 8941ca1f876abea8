"""Holes of a page that is kept: what belongs to one answer alone is left out of what was made, and filled each time."""

from secrets import token_hex
from typing import Any
from uuid import uuid4

from django.middleware.csrf import get_token
from markupsafe import Markup

from krav.web.reader import Request

_TOKEN, _KEY = token_hex(32), token_hex(16)
"""Nobody outside of the process knows them, so that no customer's name can be one."""


def token(request: Request) -> dict[str, Any]:
    """The token against forged forms as templates write it, where it is a hole; else Django's own is left."""
    if not request.holed:
        return {}
    field = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(_TOKEN)
    return {"csrf_token": _TOKEN, "csrf_input": field}


def key(request: Request) -> str:
    """What a form sends along, so that it is done once."""
    return _KEY if request.holed else uuid4().hex


def filled(request: Request, body: bytes) -> bytes:
    """The page as this request gets it."""
    return body.replace(_TOKEN.encode(), get_token(request).encode()).replace(_KEY.encode(), uuid4().hex.encode())

"""Files as answers: under a name that is harmless on any computer; nothing between keeps them, and no browser guesses."""

from typing import Literal

from django.http import HttpResponse

_HARMLESS = "-_.() "
"""The signs besides letters and digits that a file's name may have on any computer."""


def given_out(content: bytes, name: str, kind: str, how: Literal["attachment", "inline"] = "attachment") -> HttpResponse:
    """A file that a browser saves and never opens; `inline` is for what Krav itself has made."""
    answer = HttpResponse(content, content_type=kind)
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in _HARMLESS) else "_" for sign in name).strip(". ")
    answer["Content-Disposition"] = f'{how}; filename="{plain}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer

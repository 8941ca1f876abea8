"""What a file has to say of itself: how it is shown, under which name, and that nobody on the way keeps it or guesses."""

import re
from collections.abc import Iterator

from django.http.response import HttpResponseBase

ENDS = "pdf|png|csv|xml|json|jsonl|zip|si|se|txt"
_SAYS = re.compile(rf'(inline|attachment); filename="[\w()-][\w.() -]*\.({ENDS})"', re.ASCII)
_SHOWN = {"application/pdf", "image/png"}


def is_file(answer: HttpResponseBase) -> bool:
    """Whether it is a file and no page."""
    return answer.status_code == 200 and not answer.headers.get("Content-Type", "").startswith("text/html")


def is_shown(answer: HttpResponseBase) -> bool:
    """Whether a browser shows it instead of saving it."""
    return not answer.headers.get("Content-Disposition", "").startswith("attachment")


def wrong_with(answer: HttpResponseBase) -> Iterator[str]:
    """What is wrong with a file."""
    kind, said = answer.headers["Content-Type"].partition(";")[0], answer.headers.get("Content-Disposition", "")
    if not _SAYS.fullmatch(said):
        yield f"named {said!r}"
    if is_shown(answer) and kind not in _SHOWN:
        yield f"{kind} is shown"
    if "no-store" not in answer.headers.get("Cache-Control", ""):
        yield "kept on the way"
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        yield "guessed"

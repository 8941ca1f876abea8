"""What the operations have in common: money, days, ids, keys, and what a no looks like."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from django.utils.translation import get_language
from ninja import Header, Schema
from pydantic import AfterValidator, Field, StringConstraints

from krav.countries import translator
from krav.kernel.phrase import Translate
from krav.kernel.refusal import KravError, Refusal
from krav.law.phrases import LANGUAGES

_MOST = 2**63 - 1
_MOST_MINOR = 10**12
_FIRST, _LAST = date(1990, 1, 1), date(2100, 1, 1)

PAGE = 100
"""So many things are on a page of a list."""


def _in_reach(day: date) -> date:
    if not _FIRST <= day <= _LAST:
        raise ValueError(f"days lie between {_FIRST} and {_LAST}")
    return day


Id = Annotated[int, Field(ge=1, le=_MOST)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=10_000)]
After = Annotated[int, Field(ge=0, le=_MOST)]
AfterName = Annotated[str, StringConstraints(max_length=120, pattern=r"^([a-z0-9]*-[0-9]{1,18})?$")]
"""Where a page of a list by name goes on: how the name is sorted, and an id."""
Day = Annotated[date, AfterValidator(_in_reach)]
Amount = Annotated[int, Field(ge=1, le=_MOST_MINOR, description="Minor units of the claim's currency.")]
Days = Annotated[int, Field(ge=0, le=365)]
Find = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")]
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=40, description="What has it is done once.")]


class Money(Schema):
    """An amount in minor units of its currency."""

    minor: int
    currency: str


class Problem(Schema):
    """Why not: `code` for programs, `message` for people, with the section of the law and the day from which it may be."""

    code: str
    message: str
    section: str = ""
    until: date | None = None
    fields: list[str] = []


class Done(Schema):
    """What was done, where nothing else is to be told; `count` is how many things."""

    count: int = 1


class Made(Schema):
    """The id of what was made."""

    id: int


REFUSED = frozenset({400, 401, 403, 404, 409, 413, 422})
"""How an operation may refuse."""


def answers(shape: Any, status: int = 200) -> dict[Any, Any]:  # noqa: ANN401 whatever ninja takes as a shape
    """What an operation answers with, and how it refuses."""
    return {status: shape, REFUSED: Problem}


def file_answer(*kinds: str) -> dict[str, Any]:
    """The same for an operation that answers with a file of some kind, or of one of several."""
    binary, written = {"type": "string", "format": "binary"}, {"type": "object"}
    content = {kind: {"schema": written if kind.endswith("/json") else binary} for kind in kinds}
    shape = {"description": "The file", "content": content}
    return {"responses": {200: shape}}


def place_of(after: str) -> tuple[date | None, int] | None:
    """The day and id behind which a page of a list begins, as `next` told them; None for the first page.

    Raises:
        KravError: it names no day.
    """
    day, _dot, row_id = after.partition(".")
    try:
        return (date.fromisoformat(day) if day else None, int(row_id)) if after else None
    except ValueError as error:
        raise KravError("“{after}” is no place in the list.", {"after": after}) from error


def reader() -> Translate:
    """Says phrases in the language that was asked for."""
    language = (get_language() or "en").partition("-")[0]
    return translator(language if language in LANGUAGES else "en")


def as_problem(refusal: Refusal) -> Problem:
    """A refusal as it is answered."""
    return Problem(code=refusal.code, message=refusal.said(reader()), section=refusal.section, until=refusal.until)


def problem(code: str, error: KravError) -> Problem:
    """An error as it is answered."""
    return Problem(code=code, message=error.said(reader()))


def following(found: Iterable[Any], limit: int = PAGE) -> tuple[list[Any], bool]:
    """A page of what was found, and whether more follows: one more than the page was asked for."""
    several = list(found)
    return several[:limit], len(several) > limit

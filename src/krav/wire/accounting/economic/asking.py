"""Asking e-conomic: collections by pages of a thousand, each after the last number that was read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from krav.wire.call import Answer, Caller

PAGE = 1000
_FEW = 200
"""So many numbers may stand in one filter."""

Row = Mapping[str, Any]


class Page(NamedTuple):
    """Rows of a collection; `at` is the system's clock, `more` whether others follow."""

    rows: tuple[Row, ...]
    at: str
    more: bool


def both(*filters: str) -> str:
    """Filters that must all be met; one that is empty asks for nothing."""
    return "$and:".join(filter(None, filters))


def among(name: str, numbers: Iterable[int]) -> Iterator[str]:
    """Filters for a property that is one of some numbers, as many as there must be."""
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), _FEW):
        yield f"{name}$in:[{','.join(map(str, wanted[start : start + _FEW]))}]"


def escaped(text: str) -> str:
    """A text as it stands in a filter."""
    return "".join(f"${each}" if each in "$()*,[]" else each for each in text)


class Asking:
    """What is asked of one agreement."""

    def __init__(self, caller: Caller) -> None:
        """Nothing is asked yet."""
        self.name, self._caller = caller.name, caller

    def page(self, path: str, key: str, after: int, wanted: str = "") -> Page:
        """The page after a number: what is added or leaves meanwhile moves no page, as it would if pages were counted."""
        wanted = both(f"{key}$gt:{after}", wanted)
        answer = self._caller.get(path, {"filter": wanted, "sort": key, "skippages": 0, "pagesize": PAGE})
        return Page(tuple(answer.told["collection"]), answer.at, bool(answer.told["pagination"].get("nextPage")))

    def rows(self, path: str, key: str, wanted: str = "") -> Iterator[Row]:
        """A whole collection."""
        after, more = 0, True
        while more:
            page = self.page(path, key, after, wanted)
            yield from page.rows
            after, more = int(page.rows[-1][key]) if page.rows else after, page.more and bool(page.rows)

    def newest(self, path: str, sort: str, size: int = 1) -> tuple[Row, ...]:
        """The first rows of a collection by an order."""
        return tuple(self._caller.get(path, {"sort": sort, "skippages": 0, "pagesize": size}).told["collection"])

    def one(self, path: str) -> Row:
        """One thing."""
        found: Row = self._caller.get(path).told
        return found

    def content(self, path: str) -> bytes:
        """A paper."""
        return self._caller.get(path).content

    def write(self, path: str, body: object, key: str) -> Answer:
        """Writes; for an hour the system knows the same write by its key, and answers it as it did the first time."""
        return self._caller.send("POST", path, body, key=key)


def path_of(link: str) -> str:
    """The path of a link that the system gave; it is always asked at the system's own address."""
    return urlsplit(link).path

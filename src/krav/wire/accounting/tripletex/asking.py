"""Asking Tripletex: lists by pages with the fields that are wanted, within the limit that its headers tell."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from krav.wire.call import Answer, Caller, Params

PAGE = 1000
Row = Mapping[str, Any]


class Page(NamedTuple):
    """Rows of a list; `at` is the system's clock, and `after` where the next page begins: 0 where there is none."""

    rows: tuple[Row, ...]
    at: str
    after: int


class Asking:
    """What is asked of one connection."""

    def __init__(self, caller: Caller) -> None:
        """Nothing is asked yet."""
        self.name, self._caller = caller.name, caller

    def page(self, path: str, fields: str, asked: Params, start: int = 0) -> Page:
        """One page of a list, from a place in it."""
        params = {**asked, "fields": fields, "sorting": "id", "from": start, "count": PAGE}
        answer = self._kept(self._caller.get(path, params))
        rows = tuple(answer.told["values"])
        is_last = len(rows) < PAGE or (start and answer.told.get("fullResultSize") == start + PAGE)
        return Page(rows, answer.at, 0 if is_last else start + PAGE)

    def rows(self, path: str, fields: str, asked: Params) -> Iterator[Row]:
        """A whole list."""
        page = self.page(path, fields, asked)
        yield from page.rows
        while page.after:
            page = self.page(path, fields, asked, page.after)
            yield from page.rows

    def value(self, path: str, fields: str) -> Row:
        """One thing."""
        found: Row = self._kept(self._caller.get(path, {"fields": fields})).told["value"]
        return found

    def content(self, path: str) -> bytes:
        """A paper."""
        return self._kept(self._caller.get(path)).content

    def write(self, method: str, path: str, body: object = None, params: Params | None = None) -> Row:
        """Writes once; what the system has now."""
        found: Row = self._kept(self._caller.send(method, path, body, params)).told["value"]
        return found

    def _kept(self, answer: Answer) -> Answer:
        """Waits for the next period where this one has no request left: after a 429 the system does not say how long."""
        left, seconds = (answer.headers.get(f"x-rate-limit-{each}", "") for each in ("remaining", "reset"))
        if left == "0" and seconds.isdigit():
            self._caller.bucket.wait(float(seconds))
        return answer

"""Asking Xledger: it answers 200 to everything, so whether it said yes stands in the answer."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from krav.kernel.refusal import KravError
from krav.wire.accounting.xledger.questions import FEWER, Filters, listed, question
from krav.wire.broken import NotAllowed, Refused, Uncertain, Unreachable
from krav.wire.call import Answer, Caller

_PLACE = "/graphql"
_TRIES, _PAUSE = 5, 3.0
_FULL = frozenset({"BAD_REQUEST.BURST_RATE_LIMIT_REACHED", "BAD_REQUEST.CONCURRENCY_LIMIT_REACHED"})
_SPENT = "BAD_REQUEST.INSUFFICIENT_CREDITS"
_HALF = "half an answer"
_LOST = ("timed out", "timeout", "internal", "unexpected", _HALF)
"""Neither yes nor no."""

_STRANGER = ("api token", "unauthorized", "unauthorised", "not authorized", "not authenticated", "authentication")

Row = Mapping[str, Any]


class Slow(Unreachable):
    """The system ran out of time; for less it may have enough."""


class Page(NamedTuple):
    """Rows of a list; `end` is the cursor of the last, `at` the system's clock, `newest` where later changes are."""

    rows: tuple[Row, ...]
    end: str
    more: bool
    at: str
    newest: str = ""


class Asking:
    """What is asked of one connection."""

    def __init__(self, caller: Caller) -> None:
        """Nothing is asked yet."""
        self.name, self._caller = caller.name, caller

    def page(self, root: str, fields: str, filters: Filters, after: str = "", beside: str = "") -> Page:
        """One page of a list; a smaller one where the system has not the time. `beside` is asked in the same breath."""
        try:
            answer = self._asked(question(listed(root, fields, filters, after=after), beside))
        except Slow:
            answer = self._asked(question(listed(root, fields, filters, after=after, first=FEWER), beside))
        told = answer.told["data"]
        edges = told[root]["edges"] or ()
        newest = (told.get("newest") or {}).get("edges") or ()
        return Page(
            tuple(edge["node"] for edge in edges),
            str(edges[-1]["cursor"]) if edges else after,
            bool(told[root]["pageInfo"]["hasNextPage"]),
            answer.at,
            str(newest[-1]["cursor"]) if newest else "",
        )

    def rows(self, root: str, fields: str, filters: Filters) -> Iterator[Row]:
        """A whole list."""
        page = self.page(root, fields, filters)
        yield from page.rows
        while page.more:
            page = self.page(root, fields, filters, page.end)
            yield from page.rows

    def several(self, *parts: str) -> Mapping[str, tuple[Row, ...]]:
        """The rows of several short lists by their names, for one request."""
        told = self._asked(question(*parts)).told["data"]
        return {name: tuple(edge["node"] for edge in found["edges"] or ()) for name, found in told.items()}

    def write(self, query: str, name: str, inputs: object) -> tuple[Row, ...]:
        """Writes once; the rows that the system has now.

        Raises:
            Uncertain: the answer was lost, or the system ran out of time over it.
        """
        told = self._asked(query, {"inputs": inputs}).told["data"][name]
        return tuple(edge["node"] for edge in told["edges"] or ())

    def content(self, url: str) -> bytes:
        """A paper, by the address that the system gave for it."""
        return self._caller.get(url).content

    def _asked(self, query: str, variables: Mapping[str, object] | None = None) -> Answer:
        """Asks until the system has room for it: what it had no room for, it has not begun."""
        left = _TRIES
        while True:
            if variables is None:
                answer = self._caller.ask(_PLACE, {"query": query})
            else:
                answer = self._caller.send("POST", _PLACE, {"query": query, "variables": variables})
            errors = answer.told.get("errors") if isinstance(answer.told, dict) else [{"message": _HALF}]
            if not errors:
                return answer
            left -= 1
            if not left or not any(_code(error) in _FULL for error in errors):
                raise self._wrong(errors, once=variables is not None)
            self._caller.bucket.empty()
            self._caller.bucket.wait(_PAUSE)

    def _wrong(self, errors: list[Any], *, once: bool) -> KravError:
        """What the system's own words come to."""
        said = "; ".join(" ".join(str(_of(error, "message")).split()) for error in errors)[:200]
        words, low = {"system": self.name, "said": said}, said.lower()
        codes = {_code(error) for error in errors}
        if codes & _FULL or _SPENT in codes:
            return Unreachable("{system} has too much to do: {said}.", words)
        if any(each in low for each in _LOST):
            silent = "{system} did not confirm what it was sent. It is asked whether it has it."
            return Uncertain(silent, words) if once else Slow("{system} does not answer: {said}.", words)
        if any(each in low for each in _STRANGER):
            return NotAllowed("{system} no longer lets Krav in: {said}. Connect it again.", words)
        return Refused("{system} refused: {said}.", words)


def _of(error: Any, key: str) -> Any:  # noqa: ANN401 whatever a system says
    return error.get(key) if isinstance(error, dict) else error


def _code(error: Any) -> str:  # noqa: ANN401
    return str(error.get("code") or "") if isinstance(error, dict) else ""

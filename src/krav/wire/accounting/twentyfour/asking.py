"""Asking 24SevenOffice: whole lists by the links it gives, and what it tells of itself, asked once."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from krav.wire import clock
from krav.wire.accounting.twentyfour.reading import Line, TypeKind, kind_of_type, line_of
from krav.wire.broken import Refused
from krav.wire.call import Answer, Caller, Params

NAME = "24SevenOffice"
PAGE = 1000
"""Lines asked for at once. No largest page is documented; where the system gives fewer, its links are followed."""

_SURE = 100
"""The largest page that it documents for other lists; asked for where it refuses more."""

_BEGINNING = "2000-01-01"
_AHEAD = timedelta(days=366)
_OVERLAP = timedelta(seconds=30)
_NO_CURRENCY = "{system} does not say which currency the books are in. Set it among the settings of the organization."
_NEXT = re.compile(r'<([^>]*)>[^,<]*\brel="?next\b')
_CUSTOMER = {"customer", "kunde", "kund"}


class Asking:
    """One connection's questions; `accounts` are those that customers are booked on."""

    def __init__(self, caller: Caller, accounts: tuple[str, ...]) -> None:
        """Nothing is asked yet."""
        self.caller, self.accounts, self.page = caller, accounts, PAGE

    @cached_property
    def organization(self) -> Mapping[str, Any]:
        """The organization's own words about itself."""
        told: Mapping[str, Any] = self.caller.get("/organization/information").told
        return told

    @property
    def currency(self) -> str:
        """The currency of the books.

        Raises:
            Refused: the organization does not say.
        """
        told = (self.organization.get("settings") or {}).get("currencyCode")
        if not told:
            raise Refused(_NO_CURRENCY, {"system": NAME})
        return str(told)

    @cached_property
    def types(self) -> Mapping[str, TypeKind]:
        """What each type of transaction is, as far as its name tells."""
        return {str(row.get("id")): kind_of_type(row.get("name") or "") for row in self._told("/transactiontypes")}

    @cached_property
    def customer_dimension(self) -> int | None:
        """The dimension that holds customers."""
        found = (int(row["id"]) for row in self._told("/dimensions") if str(row["name"]).casefold() in _CUSTOMER)
        return next(found, None)

    def pages(self, path: str, params: Params) -> Iterator[tuple[Answer, list[Any], Params | None]]:
        """The pages of a list: the answer, its rows, and the question for the next one; None after the last.

        Where the system gives no links, pages are asked for by number until one is shorter than the first. One that comes
        twice is the last: the system does not look at the number.
        """
        following: Params | None = params
        longest, before = 0, list[Any]()
        while following is not None:
            answer, following = self._answered(path, following)
            rows = list(answer.told or ())
            if rows and rows == before:
                return
            before = rows
            longest = longest or len(rows)
            following = _following(answer, following, full=0 < longest <= len(rows))
            yield answer, rows, following

    def lines(self, **only: str | int) -> tuple[list[Line], str]:
        """All lines on the customers' accounts, or those that are asked for, and the system's clock when it began."""
        found, at = list[Line](), ""
        until = str(clock.now().date() + _AHEAD)
        for account in self.accounts:
            days = {"dateFrom": _BEGINNING, "dateTo": until}
            params = {**days, "accountNumber": account, "limit": self.page, "includeDimensions": "true", **only}
            for answer, rows, _ in self.pages("/transactionlines", params):
                at = at or moment(answer)
                found += (line_of(row, self.currency, self.types) for row in rows)
        return found, at

    def of_day(self, on: date, account: str) -> Iterator[Any]:
        """The rows of a day on an account."""
        day = {"dateFrom": str(on), "dateTo": str(on + timedelta(days=1))}
        params: Params = {**day, "accountNumber": account, "limit": self.page}
        for _, rows, _ in self.pages("/transactionlines", params):
            yield from rows

    def _answered(self, path: str, params: Params) -> tuple[Answer, Params]:
        """An answer, and the question that it answers."""
        try:
            return self.caller.get(path, params), params
        except Refused:
            if int(params.get("limit", 0)) <= _SURE:
                raise
        self.page = _SURE
        smaller = {**params, "limit": _SURE}
        return self.caller.get(path, smaller), smaller

    def _told(self, path: str) -> list[Any]:
        return list(self.caller.get(path).told or ())


def moment(answer: Answer) -> str:
    """When to ask for changes from, next time: the system's own clock, and a little before it."""
    at = datetime.fromisoformat(answer.at).astimezone(UTC) - _OVERLAP
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _following(answer: Answer, asked: Params, *, full: bool) -> Params | None:
    """The question for the next page, as the link has it; only its words are taken, never its address."""
    links = answer.headers.get("link") or ""
    if links:
        found = _NEXT.search(links)
        told = dict(parse_qsl(urlsplit(found[1]).query)) if found else None
        return told if told != {name: str(value) for name, value in asked.items()} else None
    return {**asked, "page": int(asked.get("page", 1)) + 1} if full else None

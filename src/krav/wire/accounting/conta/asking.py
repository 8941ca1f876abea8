"""Asking Conta: lists by pages, in the order of their ids, so that what is new comes last, or first."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from krav.wire.broken import NotAllowed, Refused
from krav.wire.call import Answer, Caller, Params

NAME: Final = "Conta"
PAGE: Final = 500
_NEW: Final = 100
"""So many rows are asked for where few are expected to be new."""
_JOURNAL: Final = 100
"""The journal tells no more vouchers at once."""

INVOICES, PAYMENTS, CUSTOMERS = "invoice/invoices", "invoice/invoice-payments", "invoice/customers"
VOUCHERS: Final = "accounting/transactions"
_CLOSED: Final = "{system} lets this key into no company. Let its maker into one there, or paste another key."

Row = Mapping[str, Any]


class Page(NamedTuple):
    """Rows of a list, how many they all are and on how many pages, and the system's clock."""

    rows: list[Row]
    total: int
    pages: int
    at: str


class Asking:
    """What is asked of one company's books."""

    def __init__(self, caller: Caller, company: str = "") -> None:
        """Nothing is asked yet."""
        self.caller, self.chosen = caller, company

    @cached_property
    def company(self) -> str:
        """The company by Conta's id of it; the first one that the key covers, where none was chosen."""
        if self.chosen:
            return self.chosen
        for row in self.companies():
            return str(row["id"])
        raise Refused(_CLOSED, {"system": NAME})

    def companies(self) -> list[Row]:
        """The companies that the key covers, without those that are closed."""
        rows: list[Row] = self.caller.get("/invoice/organizations").told or []
        blocked = {"MISSING_PAYMENTS", "BY_ADMIN", "DELETED"}
        return [row for row in rows if row.get("active", True) and row.get("blockedStatus") not in blocked]

    def accounts(self) -> list[Row]:
        """The company's bank accounts."""
        rows: list[Row] = self.get("invoice/bank-accounts").told or []
        return rows

    def get(self, place: str, params: Params | None = None) -> Answer:
        """One thing of the company; a place is a room and what is below the company there."""
        return self.caller.get(self.path(place), params)

    def path(self, place: str) -> str:
        """The address of a place."""
        room, below = place.split("/", 1)
        return f"/{room}/organizations/{self.company}/{below}"

    def page(self, place: str, number: int, wanted: Params, size: int = PAGE, order: str = "+id") -> Page:
        """A page of a list, of the rows that are wanted; the first is 0."""
        return self._page(place, {"hits": size, "page": number, "sort": order, **wanted})

    def all(self, place: str, wanted: Params) -> Iterator[Row]:
        """All rows of a list that are wanted."""
        number, pages = 0, 1
        while number < pages:
            found = self.page(place, number, wanted)
            yield from found.rows
            number, pages = number + 1, found.pages

    def newest(self, place: str) -> int:
        """The id of the newest row of a list; 0 where there is none."""
        return max((int(row["id"]) for row in self.page(place, 0, {}, 1, "-id").rows), default=0)

    def newest_voucher(self) -> int:
        """The id of the newest voucher; below zero where the key opens no bookkeeping."""
        try:
            return self.newest(VOUCHERS)
        except NotAllowed as error:
            if is_closed(error):
                return -1
            raise

    def vouchers_after(self, known: int) -> dict[int, Row]:
        """The vouchers that came after an id; none where the key opens no bookkeeping."""
        try:
            return self.after(VOUCHERS, known) if known >= 0 else {}
        except NotAllowed as error:
            if is_closed(error):
                return {}
            raise

    def after(self, place: str, known: int, size: int = _NEW) -> dict[int, Row]:
        """The rows of a list that came after an id, by their ids."""
        found: dict[int, Row] = {}
        number, more = 0, True
        while more:
            page = self.page(place, number, {}, size, "-id")
            fresh = {int(row["id"]): row for row in page.rows if int(row["id"]) > known}
            found |= fresh
            number, more = number + 1, len(fresh) == len(page.rows) and number + 1 < page.pages
        return found

    def journal(self, day: str) -> Iterator[Row]:
        """The vouchers of a day, with their lines."""
        number, pages = 0, 1
        while number < pages:
            asked: Params = {"startDate": day, "endDate": day, "page": number, "recordsPerPage": _JOURNAL}
            found = self._page("accounting/transactions2", asked)
            yield from found.rows
            number, pages = number + 1, found.pages

    def _page(self, place: str, params: Params) -> Page:
        answer = self.get(place, params)
        told = answer.told or {}
        rows: list[Row] = told.get("hits") or []
        return Page(rows, int(told.get("hitCount") or len(rows)), int(told.get("pageCount") or 1), answer.at)


def is_closed(error: NotAllowed) -> bool:
    """Whether a part of the books is closed to the key, rather than all."""
    return str(error.facts.get("said", "")).startswith("403")

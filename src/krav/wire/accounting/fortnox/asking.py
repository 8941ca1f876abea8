"""Fortnox's lists, asked for page by page, and single rows where a list does not tell all."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from krav.wire.accounting.fortnox.reading import Row
from krav.wire.broken import Refused
from krav.wire.call import Caller

PAGE: Final = 500
_NO_YEAR: Final = "{system} has no financial year for {day}. Open it there; Krav posts it then."


class Page(NamedTuple):
    """A page of a list: its rows, how many pages and rows there are in all, and the system's clock."""

    rows: list[Any]
    pages: int
    total: int
    at: str


class Asking:
    """The questions that several rooms ask; each year and each mode of payment is asked for once."""

    def __init__(self, caller: Caller) -> None:
        """Nothing is asked yet."""
        self.caller, self.name = caller, caller.name

    def page(self, place: str, name: str, number: int = 1, **params: str | int) -> Page:
        """One page of a list."""
        answer = self.caller.get(f"/3/{place}", {"limit": PAGE, "page": number, **params})
        about = answer.told.get("MetaInformation") or {}
        rows = answer.told.get(name) or []
        return Page(rows, about.get("@TotalPages", 1), about.get("@TotalResources", len(rows)), answer.at)

    def all(self, place: str, name: str, **params: str | int) -> Iterator[Row]:
        """A list whole."""
        number, pages = 1, 1
        while number <= pages:
            found = self.page(place, name, number, **params)
            yield from found.rows
            number, pages = number + 1, found.pages

    def invoice(self, number: str) -> Row | None:
        """An invoice as the list has it; the search finds longer numbers too."""
        if not number.isascii() or not number.isdigit():
            return None
        found = self.all("invoices", "Invoices", documentnumber=number)
        return next((row for row in found if str(row["DocumentNumber"]) == number), None)

    def whole_invoice(self, number: str) -> Row:
        """An invoice with all that is told of it."""
        row: Row = self.caller.get(f"/3/invoices/{number}").told["Invoice"]
        return row

    def payment(self, number: str) -> Row:
        """A payment with all that is told of it."""
        row: Row = self.caller.get(f"/3/invoicepayments/{number}").told["InvoicePayment"]
        return row

    def whole_voucher(self, row: Row) -> Row:
        """A voucher with all that is told of it."""
        place = f"/3/vouchers/{row['VoucherSeries']}/{row['VoucherNumber']}"
        found: Row = self.caller.get(place, {"financialyear": row["Year"]}).told["Voucher"]
        return found

    def vouchers(self, days: Iterable[date]) -> Iterator[Row]:
        """The vouchers of some days, of whatever years."""
        by_year: dict[int, list[date]] = {}
        for day in days:
            by_year.setdefault(self.year(day), []).append(day)
        for year, some in by_year.items():
            span = {"fromdate": str(min(some)), "todate": str(max(some))}
            yield from self.all("vouchers", "Vouchers", financialyear=year, **span)

    def year(self, day: date) -> int:
        """The id of the financial year that a day is in.

        Raises:
            Refused: there is none.
        """
        for row in self._years:
            if row["FromDate"] <= str(day) <= row["ToDate"]:
                return int(row["Id"])
        raise Refused(_NO_YEAR, {"system": self.name, "day": day})

    def mode(self, account: str) -> str:
        """The mode of payment that an account has; empty where it has none."""
        return next((str(row["Code"]) for row in self._modes if row["AccountNumber"] == account), "")

    @cached_property
    def _years(self) -> list[Row]:
        return list(self.all("financialyears", "FinancialYears"))

    @cached_property
    def _modes(self) -> list[Row]:
        return list(self.all("modesofpayments", "ModesOfPayments"))

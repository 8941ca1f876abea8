"""The books of one organization in 24SevenOffice."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from krav.formats.values import AttachmentIn
from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.protocol import Kind
from krav.wire.accounting.twentyfour.asking import NAME, PAGE, Asking, moment
from krav.wire.accounting.twentyfour.ledger import Entry, entries, item_of
from krav.wire.accounting.twentyfour.posting import mark, written
from krav.wire.accounting.twentyfour.reading import Line, company_of, customer_of
from krav.wire.accounting.values import Chosen, CompanyIn, Read
from krav.wire.broken import NotAllowed, Refused
from krav.wire.call import Params

_CUSTOMERS_A_PAGE = 100
_FEW = 10
"""So many customers are asked for one by one; where more have changed, the whole ledger is read."""

_NO_SERIES = (
    "{system} numbers vouchers by their type. Choose the number of the type that Krav's vouchers are to have; it is above "
    "zero. Or take the vouchers' file from Bookkeeping and read it in there."
)
_NO_ACCOUNT = "“{account}” is no account number in {system}: only digits are. Mend the accounts under Bookkeeping."
_NO_CUSTOMERS = (
    "{system} has no dimension of customers, so nothing can be posted on a customer. Take the vouchers' file from "
    "Bookkeeping and read it in there."
)
_MAY_NOT_WRITE = (
    "{system} lets Krav read and not write. Give its application the right api.accounting.transaction:write, and let the "
    "organization allow it. Or take the vouchers' file from Bookkeeping and read it in there."
)


class TwentyFourBooks:
    """What the organization has on its customers' accounts, and what Krav posts there."""

    kinds: tuple[Kind, ...] = ("customers", "items")

    def __init__(self, asking: Asking, chosen: Chosen) -> None:
        """Nothing is asked yet."""
        self.asking, self.chosen = asking, chosen

    def companies(self) -> Iterator[CompanyIn]:
        """The organization that the application is connected to."""
        try:
            accounts = list(self.asking.caller.get("/bankaccounts").told or ())
        except NotAllowed as error:
            if not _is_forbidden(error):
                raise
            accounts = []
        yield company_of(self.asking.organization, accounts, self.asking.currency)

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:
        """Customers page by page; items when all lines are known, for only together they tell what is open."""
        if kind == "customers":
            return self._customers(json.loads(cursor or "{}"))
        return self._items(json.loads(cursor or "{}")) if kind == "items" else iter(())

    def document(self, item_id: str) -> AttachmentIn | None:  # noqa: ARG002 as every system is asked
        """None: the paper that stands by a line need not be the invoice as the customer got it."""
        return None

    def post(self, voucher: VoucherOut) -> str:
        """Books a voucher in one piece; what it is known by there, for numbers begin anew in each series.

        Raises:
            Uncertain: the answer was lost; `posted` tells whether it is there.
            Refused: it cannot be written, and what to do.
        """
        body = self._body(voucher)
        try:
            told = self.asking.caller.send("POST", "/transactions", body).told
        except NotAllowed as error:
            if _is_forbidden(error):
                raise Refused(_MAY_NOT_WRITE, {"system": NAME}) from error
            raise
        return str((told or {}).get("transactionId") or "") or self.posted(voucher)

    def posted(self, voucher: VoucherOut) -> str:
        """The voucher whose text begins with this one's name, on its day."""
        beginning = mark(voucher)
        account = next((line.account for line in voucher.lines if line.account.isdecimal()), "")
        rows = self.asking.of_day(voucher.on, account) if account else iter(())
        found = (row["transaction"]["id"] for row in rows if str(row.get("comment") or "").startswith(beginning))
        return str(next(found, ""))

    def _customers(self, told: Mapping[str, Any]) -> Iterator[Read]:
        since = told.get("since", "")
        at = told.get("at", "")
        params = {"limit": _CUSTOMERS_A_PAGE, "sortBy": "id:asc", **({"modifiedFrom": since} if since else {})}
        for answer, rows, following in self.asking.pages("/customers", cast("Params", told.get("next") or params)):
            at = at or moment(answer)
            cursor = {"next": following, "at": at} if following else {"since": at}
            yield Read(json.dumps(cursor), customers=tuple(map(customer_of, rows)), last=not following)

    def _items(self, told: Mapping[str, Any]) -> Iterator[Read]:
        since, changed = told.get("since", ""), set[str]()
        if since:
            touched, at = self.asking.lines(modifiedFrom=since)
            changed = {line.id for line in touched}
            lines = self._around(touched)
        else:
            lines, at = self.asking.lines()
        at = told.get("at") or at
        found = sorted((each for each in entries(lines) if self._is_told(each, since, changed)), key=lambda each: each.key)
        yield from _chunks(found, {"since": since, "at": at}, tuple(told.get("after") or ()))

    def _around(self, touched: list[Line]) -> list[Line]:
        """All lines of the customers that some lines are of."""
        customers = {line.customer for line in touched}
        if len(customers) > _FEW or "" in customers:
            whole = self.asking.lines()[0]
            return whole if "" in customers else [line for line in whole if line.customer in {*customers, ""}]
        return [line for customer in sorted(customers) for line in self.asking.lines(customerId=customer)[0]]

    def _is_told(self, entry: Entry, since: str, changed: set[str]) -> bool:
        if self.chosen.since and entry.first.on < self.chosen.since:
            return False
        return entry.is_touched(changed) if since else entry.open != 0

    def _body(self, voucher: VoucherOut) -> dict[str, Any]:
        strange = next((line.account for line in voucher.lines if not line.account.isdecimal()), None)
        if strange is not None:
            raise Refused(_NO_ACCOUNT, {"system": NAME, "account": strange})
        series = int(self.chosen.journal) if self.chosen.journal.isdecimal() else 0
        if not series:
            raise Refused(_NO_SERIES, {"system": NAME})
        customers = self.asking.customer_dimension if any(line.customer for line in voucher.lines) else None
        if customers is None and any(line.customer for line in voucher.lines):
            raise Refused(_NO_CUSTOMERS, {"system": NAME})
        return written(voucher, series, customers, self.asking.accounts, self.chosen.places)


def _chunks(found: list[Entry], cursor: Mapping[str, str], after: tuple[str, ...]) -> Iterator[Read]:
    """The entries behind the last one that was taken, a page at a time."""
    left = [each for each in found if each.key > after]
    while len(left) > PAGE:
        page, left = left[:PAGE], left[PAGE:]
        yield Read(json.dumps({**cursor, "after": page[-1].key}), items=tuple(map(item_of, page)))
    yield Read(json.dumps({"since": cursor["at"]}), items=tuple(map(item_of, left)), last=True)


def _is_forbidden(error: NotAllowed) -> bool:
    """Whether one right is missing, rather than all."""
    return str(error.facts.get("said", "")).startswith("403")

"""The books of one company in Conta."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from krav.formats.values import AttachmentIn
from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.conta import reading
from krav.wire.accounting.conta.asking import INVOICES, NAME, VOUCHERS, Asking, is_closed
from krav.wire.accounting.conta.changes import Changes
from krav.wire.accounting.conta.posting import RECEIVABLE, Invoice, check, described, mark, written
from krav.wire.accounting.protocol import Kind
from krav.wire.accounting.values import Chosen, CompanyIn, Read
from krav.wire.broken import NotAllowed, Refused
from krav.wire.call import Caller

_PDF: Final = "application/pdf"
_WRITE: Final = "accounting/transactions-advanced"
_FOREIGN: Final = (
    "{system} has invoice {number} in {currency}, and takes no voucher on it. Take the vouchers' file from Bookkeeping and "
    "book it there."
)
_MAY_NOT_WRITE: Final = (
    "{system} lets this key do no bookkeeping. Let its maker do it, under a plan that has bookkeeping. Or take the "
    "vouchers' file from Bookkeeping and book it there."
)


class ContaBooks:
    """What is read and booked; Conta's own letters come with the invoices they are for."""

    kinds: tuple[Kind, ...] = ("customers", "items")

    def __init__(self, asking: Asking, papers: Caller, scheme: str, chosen: Chosen) -> None:
        """Nothing is asked yet; `papers` is asked without the key, and only by the scheme: they lie elsewhere."""
        self._asking, self._papers, self._scheme, self._chosen = asking, papers, scheme, chosen
        self._changes = Changes(asking, chosen.since)

    def companies(self) -> Iterator[CompanyIn]:
        """The companies that the key covers; the bank account of the one that is open, or the only one."""
        rows = self._asking.companies()
        for row in rows:
            is_open = str(row["id"]) == self._asking.chosen or len(rows) == 1
            yield reading.company(row, self._asking.accounts() if is_open else ())

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:
        """Customers, or invoices and the letters that Conta sent for them."""
        if kind == "customers":
            return self._changes.customers(cursor)
        return self._changes.items(cursor) if kind == "items" else iter(())

    def document(self, item_id: str) -> AttachmentIn | None:
        """The invoice as Conta made it: it tells a link, which is good for a while."""
        file = self._asking.get(f"{INVOICES}/{item_id}").told.get("invoiceFileId")
        told = self._asking.get(f"invoice/files/{file}").told if file else {}
        link = str(told.get("fileUrl") or "")
        if urlsplit(link).scheme != self._scheme:
            return None
        try:
            content = self._papers.get(link).content
        except NotAllowed:  # the link is good no more, which says nothing of the key
            return None
        return AttachmentIn(told.get("filename") or f"{item_id}.pdf", _PDF, content) if content.startswith(b"%PDF") else None

    def post(self, voucher: VoucherOut) -> str:
        """Books a voucher in one piece; its number and year there.

        Raises:
            Uncertain: the answer was lost; `posted` tells whether it is there.
            Refused: Conta will not have it.
        """
        check(voucher, NAME)
        body = written(voucher, self._invoices(voucher), self._chosen.places, NAME)
        with _bookkeeping():
            told = self._asking.caller.send("POST", self._asking.path(_WRITE), body).told or {}
        return str(told.get("transactionNoYear") or "") or self.posted(voucher)

    def posted(self, voucher: VoucherOut) -> str:
        """The number of the voucher whose text begins with this one's name, on its day, unless it was taken back."""
        with _bookkeeping():
            rows = list(self._asking.all(VOUCHERS, {"description": described(voucher)}))
        for row in rows:
            is_it = str(row.get("description") or "").startswith(mark(voucher)) and row["date"] == str(voucher.on)
            if is_it and not row.get("resetByTransactionId"):
                return str(row["transactionNoYear"])
        return ""

    def _invoices(self, voucher: VoucherOut) -> dict[str, Invoice]:
        """The invoices that a voucher names, as far as Conta has them; a number comes again in another year."""
        found: dict[str, Invoice] = {}
        ledger = [line for line in voucher.lines if line.account == RECEIVABLE and line.invoice.isdecimal()]
        for number, customer in {line.invoice: line.customer for line in ledger}.items():
            rows = [row for row in self._asking.all(INVOICES, {"invoiceNo": number}) if str(row["customerId"]) == customer]
            if not rows:
                continue
            row = max(rows, key=lambda each: int(each["id"]))
            if (currency := row.get("invoiceCurrency") or reading.HOME) != reading.HOME:
                raise Refused(_FOREIGN, {"system": NAME, "number": number, "currency": currency})
            rest, total = (int(Decimal(row.get(name) or 0).scaleb(2)) for name in ("sumRemaining", "sumTotal"))
            found[number] = Invoice(int(row["id"]), rest, total)
        return found


@contextmanager
def _bookkeeping() -> Iterator[None]:
    """Where bookkeeping is closed to the key, and the rest is not, that is said."""
    try:
        yield
    except NotAllowed as error:
        if is_closed(error):
            raise Refused(_MAY_NOT_WRITE, {"system": NAME}) from error
        raise

"""One company's books in Fortnox."""

from collections.abc import Iterator
from typing import Final

from krav.formats.values import AttachmentIn
from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.fortnox import reading
from krav.wire.accounting.fortnox.asking import Asking
from krav.wire.accounting.fortnox.changes import Changes
from krav.wire.accounting.fortnox.writing import Writing
from krav.wire.accounting.protocol import Kind
from krav.wire.accounting.values import Chosen, CompanyIn, Read
from krav.wire.call import Caller

_PDF: Final = "application/pdf"


class FortnoxBooks:
    """What is read and written; our own letters have no place here."""

    kinds: tuple[Kind, ...] = ("customers", "items", "reminders")

    def __init__(self, caller: Caller, chosen: Chosen) -> None:
        """Nothing is asked yet."""
        self.caller = caller
        asking = Asking(caller)
        self._changes, self._writing = Changes(asking), Writing(asking, chosen)

    def companies(self) -> Iterator[CompanyIn]:
        """The one company that the right is for."""
        yield reading.company(self.caller.get("/3/settings/company").told["CompanySettings"])

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:
        """All that is open of a kind, or what changed since the cursor."""
        if kind == "customers":
            return self._changes.customers(cursor)
        return self._changes.items(cursor) if kind == "items" else self._changes.reminders(cursor)

    def document(self, item_id: str) -> AttachmentIn | None:
        """The invoice as it is printed; looking at it does not mark it as sent."""
        content = self.caller.get(f"/3/invoices/{item_id}/preview").content
        return AttachmentIn(f"{item_id}.pdf", _PDF, content) if content else None

    def post(self, voucher: VoucherOut) -> str:
        """Books the voucher and moves the rests of its invoices; the voucher's number."""
        return self._writing.post(voucher)

    def posted(self, voucher: VoucherOut) -> str:
        """The number of the voucher, once all of it is booked."""
        return self._writing.posted(voucher)

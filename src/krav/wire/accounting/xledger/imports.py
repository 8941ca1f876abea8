"""Vouchers among Xledger's imports: laid there once, and booked by Xledger when its own work comes to them."""

from typing import NamedTuple

from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.values import Chosen
from krav.wire.accounting.xledger import posting
from krav.wire.accounting.xledger.asking import Asking
from krav.wire.accounting.xledger.questions import ADD, Filters, listed
from krav.wire.broken import Refused

_HALF = (
    "{system} has only {count} of the {lines} postings of voucher {voucher} among its imports. "
    "Delete them there; then it is posted anew."
)
_ERROR = "{system} has voucher {voucher} among its imports and cannot book it: {said}. Mend it there, or delete it."
_MOST = 1_000


class _Known(NamedTuple):
    """What the system has of a voucher: items that wait, whether it is booked; and the accounts of the customer ledger."""

    waiting: tuple[int, ...]
    booked: bool
    receivable: frozenset[str]


class Imports:
    """Where vouchers are laid for one company."""

    def __init__(self, asking: Asking, chosen: Chosen, company: str, owned: Filters) -> None:
        """Nothing is asked yet."""
        self._asking, self._chosen, self._company, self._owned = asking, chosen, company, owned

    def post(self, voucher: VoucherOut) -> str:
        """Lays a voucher among the imports, unless it is there already; the name it has there."""
        known = self._known(voucher)
        if not self._is_there(voucher, known):
            inputs = posting.inputs(voucher, known.receivable, self._chosen, self._company)
            laid = self._asking.write(ADD, "addGLImportItems", inputs)
            known = known._replace(waiting=tuple(int(row["dbId"]) for row in laid))
            self._is_there(voucher, known)
        self._check(known, posting.name(voucher))
        return posting.name(voucher)

    def posted(self, voucher: VoucherOut) -> str:
        """The name of a voucher that is among the imports or is booked; empty where it is neither."""
        known = self._known(voucher)
        if not self._is_there(voucher, known):
            return ""
        self._check(known, posting.name(voucher))
        return posting.name(voucher)

    def _known(self, voucher: VoucherOut) -> _Known:
        """What there is of it, for one request: among imports, in the customer ledger, and in the general ledger."""
        ours = {**self._owned, "extIdentifier": posting.name(voucher)}
        said = {**self._owned, "text": posting.text(voucher)}
        invoices = sorted({line.invoice for line in voucher.lines if line.invoice})
        parts = [
            listed("glImportItems", "dbId", ours, first=_MOST, name="waiting"),
            listed("arTransactions", "dbId", ours, first=1, name="booked"),
            listed("transactions", "dbId", said, first=1, name="said"),
            listed("arTransactions", "account { code }", self._owned, first=1, name="usual"),
        ]
        if invoices:
            about = {**self._owned, "invoiceNumber_in": invoices}
            parts.append(listed("arTransactions", "account { code }", about, first=_MOST, name="named"))
        told = self._asking.several(*parts)
        accounts = {str(row["account"]["code"]) for row in (*told["usual"], *told.get("named", ())) if row.get("account")}
        waiting = tuple(int(row["dbId"]) for row in told["waiting"])
        return _Known(waiting, bool(told["booked"] or told["said"]), frozenset(accounts))

    def _is_there(self, voucher: VoucherOut, known: _Known) -> bool:
        """Whether it is there, all of it.

        Raises:
            Refused: half of it is among the imports.
        """
        if known.booked or not known.waiting:
            return known.booked
        if len(known.waiting) < len(voucher.lines):
            about = {"count": len(known.waiting), "lines": len(voucher.lines)}
            raise Refused(_HALF, {"system": self._asking.name, "voucher": posting.name(voucher), **about})
        return True

    def _check(self, known: _Known, name: str) -> None:
        """Whether the system can book what is there.

        Raises:
            Refused: it cannot, and says why.
        """
        if known.booked or not known.waiting:
            return
        about: Filters = {"transactionDbId_in": known.waiting}
        told = self._asking.several(listed("glImportItemErrors", "message", about, first=_MOST, name="errors"))
        if said := "; ".join(dict.fromkeys(str(row.get("message") or "") for row in told["errors"]))[:200]:
            raise Refused(_ERROR, {"system": self._asking.name, "voucher": name, "said": said})

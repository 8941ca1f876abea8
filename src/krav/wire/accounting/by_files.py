"""Systems that Krav is not connected to: their files are imported, and vouchers leave as files."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from krav.formats.values import AttachmentIn
from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.errors import Refused
from krav.wire.accounting.protocol import Field, Kind, Limit, Rights, Told
from krav.wire.accounting.values import Chosen, CompanyIn, Read

_NOTHING_TO_CONNECT = (
    "{system} is not connected to Krav. Import its SAF-T file, or its list of unpaid invoices (CSV or XLSX), as often as it "
    "changes."
)
_NOT_POSTED = "{system} is not connected to Krav. Take the vouchers' file from Bookkeeping and read it in there."
_FIELDS: tuple[Field, ...] = ()
_NONE = Limit(1, 1.0, 1)


@dataclass(frozen=True)
class ByFiles:
    """A system that people know by its name and that nothing is asked of."""

    code: str
    name: str
    fields = _FIELDS
    limit = _NONE

    @property
    def ready(self) -> bool:
        """Never: there is nothing to connect."""
        return False

    def consent(self, state: str, back: str) -> str:  # noqa: ARG002 there is no page
        """No page."""
        return ""

    def allowed(self, told: Told, back: str) -> Told:  # noqa: ARG002
        """Nothing is allowed.

        Raises:
            Refused: always; it says what to do instead.
        """
        raise Refused(_NOTHING_TO_CONNECT, {"system": self.name})

    def open(self, rights: Rights, company: str = "", chosen: Chosen | None = None) -> "NoBooks":  # noqa: ARG002
        """Books that tell nothing."""
        return NoBooks(self.name)


@dataclass(frozen=True)
class NoBooks:
    """Books that are read from files, elsewhere."""

    name: str
    kinds: tuple[Kind, ...] = ()

    def companies(self) -> Iterator[CompanyIn]:
        """None."""
        return iter(())

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:  # noqa: ARG002 as every system is asked
        """Nothing."""
        return iter(())

    def document(self, item_id: str) -> AttachmentIn | None:  # noqa: ARG002
        """None."""
        return None

    def post(self, voucher: VoucherOut) -> NoReturn:  # noqa: ARG002
        """Nothing is posted.

        Raises:
            Refused: always; it says what to do instead.
        """
        raise Refused(_NOT_POSTED, {"system": self.name})

    def posted(self, voucher: VoucherOut) -> str:  # noqa: ARG002
        """Nothing was."""
        return ""

    def mark_reminded(self, item_id: str, step: str) -> bool:  # noqa: ARG002
        """False: there is no place for it."""
        return False


CONTA = ByFiles("conta", "Conta")
ANOTHER = ByFiles("files", "Another system")

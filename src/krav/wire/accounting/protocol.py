"""What Krav asks of an accounting system, whichever it is. The system's own terms end behind this."""

from collections.abc import Iterator
from typing import Literal, Protocol

from krav.formats.values import AttachmentIn
from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.values import Chosen, CompanyIn, Read
from krav.wire.rights import Field, Limit, Rights, Told

Kind = Literal["customers", "items", "reminders"]


class Books(Protocol):
    """The open books of one company."""

    kinds: tuple[Kind, ...]
    """What can be read, in the order it is read."""

    def companies(self) -> Iterator[CompanyIn]:
        """The companies that the right to read covers: one, or an accountant's clients."""

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:
        """All that is open of a kind, or what changed since the cursor of an earlier reading; one `Read` a page.

        What changed names also what was paid, cleared or deleted since, as far as the system tells.

        Raises:
            Broken: as the errors of `call` say.
        """

    def document(self, item_id: str) -> AttachmentIn | None:
        """The invoice as the customer got it; None where the system keeps none."""

    def post(self, voucher: VoucherOut) -> str:
        """Books a voucher under its own name; the number it has there. What is posted on an invoice moves its rest.

        Raises:
            Uncertain: the answer was lost; `posted` tells whether it is there.
            Refused: the system will not have it, in its own words.
        """

    def posted(self, voucher: VoucherOut) -> str:
        """The number of the voucher that was posted under this name; empty where there is none."""


class System(Protocol):
    """An accounting system that can be connected."""

    code: str
    name: str

    @property
    def limit(self) -> Limit:
        """How often it may be asked."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is pasted; none where the system is connected by its own page (`consent`)."""

    @property
    def ready(self) -> bool:
        """Whether this installation is known to the system, where the system asks for that."""

    def consent(self, state: str, back: str) -> str:
        """The address of the system's page where a person allows the connection; empty where rights are pasted."""

    def allowed(self, told: Told, back: str) -> Told:
        """The rights to keep, from what the system's page answered or what a person typed.

        Raises:
            Refused: the system does not know them.
        """

    def open(self, rights: Rights, company: str = "", chosen: Chosen = ...) -> Books:
        """The books of a company by the system's name of it; empty where there is one only, or to ask which there are."""

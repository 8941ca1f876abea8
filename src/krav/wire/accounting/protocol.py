"""What Krav asks of an accounting system, whichever it is. The system's own terms end behind this."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, Protocol

from krav.formats.values import AttachmentIn
from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.values import CompanyIn, Read

Kind = Literal["customers", "items", "reminders"]


class Field(NamedTuple):
    """What a person types to connect: `secret` is never shown again."""

    name: str
    label: str
    secret: bool = True


class Limit(NamedTuple):
    """So many requests in so many seconds, as the system documents it, of so many at once."""

    requests: int
    seconds: float
    burst: int


class Books(Protocol):
    """The open books of one company."""

    kinds: tuple[Kind, ...]
    """What can be read, in the order it is read."""

    def companies(self) -> Iterator[CompanyIn]:
        """The companies that the right to read covers: one, or an accountant's clients."""

    def read(self, kind: Kind, cursor: str) -> Iterator[Read]:
        """All of a kind, or what changed since the cursor of an earlier reading; one `Read` a request.

        Raises:
            Broken: as the errors of `call` say.
        """

    def document(self, item_id: str) -> AttachmentIn | None:
        """The invoice as the customer got it; None where the system keeps none."""

    def post(self, voucher: VoucherOut) -> str:
        """Books a voucher; the number it has there.

        Raises:
            Uncertain: the answer was lost; `posted` tells whether it is there.
            Refused: the system will not have it, in its own words.
        """

    def posted(self, voucher: VoucherOut) -> str:
        """The number of a voucher that was posted under this name; empty where there is none."""

    def mark_reminded(self, item_id: str, step: str) -> bool:
        """Tells that a letter left; False where the system has no place for it."""


class System(Protocol):
    """An accounting system that can be connected."""

    code: str
    name: str
    fields: tuple[Field, ...]
    """What is pasted; none where the system is connected by its own page (`consent`)."""

    def consent(self, state: str, back: str) -> str:
        """The address of the system's page where a person allows the connection; empty where rights are pasted."""

    def allowed(self, told: Mapping[str, str], back: str) -> Mapping[str, str]:
        """The rights to keep, from what the system's page answered or what a person typed.

        Raises:
            Refused: the system does not know them.
        """

    def open(self, rights: Mapping[str, str], company: str) -> Books:
        """The books of a company. New rights that the system gives meanwhile are told to `keep`."""

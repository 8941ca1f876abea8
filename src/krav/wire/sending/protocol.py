"""What Krav asks of whatever carries letters: hand one over once, tell whether it has it, what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from krav.wire.rights import Field, Headers, Rights, Told

Channel = Literal["email", "sms", "print", "digital"]

Kind = Literal["accepted", "printed", "posted", "delivered", "opened", "bounced", "complained", "refused"]
"""What may become of a letter; bounced, complained and refused say that it did not reach the debtor."""

LOST = frozenset({"bounced", "complained", "refused"})

Tells = Literal["", "asked", "itself", "address", "password", "signed"]
"""How a carrier tells what became of a letter: not at all, or when it is asked; at an address that Krav gives it with each
letter; or at one that a person types there: by itself, with a password in it, or signed with a key of the carrier's."""


class To(NamedTuple):
    """Whom a letter goes to: what the channel needs of it. `number` is the debtor's own, for a digital mailbox."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    number: str = ""
    attention: str = ""

    def __repr__(self) -> str:
        """The name alone: no log tells the debtor's number or where they are reached."""
        return f"To({self.name!r})"


class From(NamedTuple):
    """Who sends: always the creditor; `sender` is what an SMS shows, at most eleven letters."""

    name: str
    email: str = ""
    company_number: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One letter on one channel. `key` names it once and for all: the same letter on the same channel has the same one.

    `text` is the e-mail's or the SMS's; `pdf` the letter itself. `place` is what the carrier called it once it had it.
    """

    key: str
    number: str
    channel: Channel
    to: To
    sender: From
    subject: str = ""
    text: str = ""
    pdf: bytes = field(default=b"", repr=False)
    name: str = ""
    country: str = ""
    place: str = ""


class Taken(NamedTuple):
    """That the carrier has the letter: what it calls it, and how many units it counts (parts of an SMS, sheets of paper)."""

    place: str
    units: int = 1


class ReceiptIn(NamedTuple):
    """What became of a letter: `place` is the carrier's name of the letter or `parcel` our own, `key` of what it tells."""

    key: str
    kind: Kind
    at: datetime
    place: str = ""
    parcel: str = ""
    words: str = ""


class Price(NamedTuple):
    """What a carrier says a letter costs: `what` in its own words, up to so many sheets, in minor units without VAT."""

    what: str
    sheets: int
    minor: int
    currency: str


@runtime_checkable
class Priced(Protocol):
    """A line whose carrier has a price list."""

    def prices(self) -> tuple[Price, ...]:
        """What it costs; nothing where the carrier does not say.

        Raises:
            Broken: as the errors of `call` say.
        """


class Line(Protocol):
    """A carrier that is connected, for one creditor."""

    def look(self) -> tuple[str, ...]:
        """What is wrong with the set-up, in sentences; nothing where all is right.

        Raises:
            Broken: as the errors of `call` say; so for everything below.
        """

    def reaches(self, to: To) -> str:
        """Why the channel does not reach the debtor; empty where it does. A digital mailbox is asked."""

    def hand_over(self, parcel: Parcel) -> Taken:
        """Gives a letter to the carrier, once by its key where the carrier knows keys.

        Raises:
            Uncertain: the answer was lost; `taken` tells whether the carrier has it.
            Refused: the carrier will not have it, in its own words.
        """

    def taken(self, parcel: Parcel) -> Taken | None:
        """The letter that was handed over under this parcel's key; None where the carrier has none.

        Raises:
            Uncertain: the carrier cannot be asked that; a person looks it up.
        """

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:
        """What became of letters, by the carrier's names of them; nothing where the carrier tells by webhooks alone."""


class Carrier(Protocol):
    """Something that carries letters on a channel."""

    @property
    def code(self) -> str:
        """Its name for machines."""

    @property
    def name(self) -> str:
        """Its name for people."""

    @property
    def channel(self) -> Channel:
        """The channel it carries letters on."""

    @property
    def verified(self) -> str:
        """What of this adapter was held to a public description, and what was not: a sentence for people."""

    @property
    def countries(self) -> tuple[str, ...]:
        """Where it carries letters to, by code; empty for everywhere."""

    @property
    def tells(self) -> Tells:
        """How it tells what became of a letter."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What a person types to connect it."""

    @property
    def ready(self) -> bool:
        """Whether this installation knows where the carrier is."""

    def allowed(self, told: Told) -> Told:
        """The rights to keep, from what a person typed; nothing is asked of the carrier yet (`Line.look` does).

        Raises:
            Refused: an address or a key that cannot be one.
        """

    def open(self, rights: Rights) -> Line:
        """The carrier, for the creditor of these rights."""

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[ReceiptIn, ...]:
        """What the carrier told by a webhook, once it is found to be its own and not too old.

        Raises:
            Refused: forged, too old, or nothing that could be read.
        """

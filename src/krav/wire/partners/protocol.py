"""What Krav asks of a collection partner, whichever it is. The partner's own terms end behind this."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from krav.formats.values import AttachmentIn
from krav.wire.partners.values import Accepted, CaseOut, NewsIn, NewsPage, Prices, Quote, WordOut
from krav.wire.rights import Field, Headers, Rights, Told


class Agency(Protocol):
    """A partner that is connected, for one creditor."""

    def look(self) -> str:
        """The name under which the partner knows the creditor: that the rights are right.

        Raises:
            Broken: as the errors of `call` say; so for everything below.
        """

    def quote(self, case: CaseOut) -> Quote | None:
        """What the case will cost, by the partner itself; None where it is not asked and the agreement tells."""

    def hand_over(self, case: CaseOut) -> Accepted:
        """Gives the case to the partner, once by its key however often it is asked.

        Raises:
            Uncertain: the answer was lost; `handed_over` tells whether the partner has it.
            Refused: the partner will not have it, in its own words.
        """

    def handed_over(self, key: str) -> Accepted | None:
        """The case that was handed over under this key, or None where the partner has none."""

    def tell(self, reference: str, word: WordOut) -> None:
        """Tells the partner something of a case, once by its key; as `hand_over` raises."""

    def told(self, reference: str, key: str) -> bool:
        """Whether the partner has what was told under this key."""

    def news(self, cursor: str) -> Iterator[NewsPage]:
        """What happened since the cursor (empty: everything), a page at a time."""

    def document(self, name: str) -> AttachmentIn | None:
        """A paper that news named."""


class Partner(Protocol):
    """A collection partner that an account can have an agreement with."""

    @property
    def code(self) -> str:
        """Its own short name, which never changes."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def verified(self) -> str:
        """What of this adapter was held to a public description, and what was not: a sentence for people."""

    @property
    def countries(self) -> tuple[str, ...]:
        """Where it collects; empty for anywhere."""

    @property
    def prices(self) -> Prices | None:
        """What its public price list says; None where it has none."""

    @property
    def asks(self) -> bool:
        """Whether it can be asked and tells by itself; one that cannot is told by a case file and followed by hand."""

    @property
    def notices(self) -> bool:
        """Whether it sends the notice itself where it is asked to."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What a person types to connect it."""

    @property
    def ready(self) -> bool:
        """Whether this installation knows where the partner is."""

    def allowed(self, told: Told) -> Told:
        """The rights to keep, from what a person typed.

        Raises:
            Refused: an address or a key that cannot be one.
        """

    def open(self, rights: Rights) -> Agency:
        """The partner, for the creditor of these rights."""

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[NewsIn, ...]:
        """What the partner told by a webhook, once its signature and age are found right.

        Raises:
            Refused: forged, too old, or nothing that could be read.
        """

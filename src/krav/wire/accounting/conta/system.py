"""Conta as a system to connect: a person makes a key there and pastes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from krav.wire.accounting.conta.asking import NAME, Asking
from krav.wire.accounting.conta.books import ContaBooks
from krav.wire.accounting.pasted import Pasted
from krav.wire.accounting.values import Chosen
from krav.wire.broken import NotAllowed, Refused
from krav.wire.call import Caller
from krav.wire.places import Pinned
from krav.wire.rights import Field, Limit, Rights, Told, Vendor

_VENDOR: Final = Vendor("https://api.gateway.conta.no")
_LIMIT: Final = Limit(120, 60.0, 10)
"""Conta documents no limit: two a second harm nobody, and where it says that it has too much to do, Krav waits."""

_FIELDS: Final[tuple[Field, ...]] = (Field("key", "API key"),)
_UNKNOWN: Final = "{system} does not know this key. Copy it whole from where it was made, and paste it."
_NOTHING: Final = "{system} knows the key and lets it into no company. Its maker must have access to one there."


@dataclass(frozen=True)
class Conta(Pasted):
    """Conta; a key has the access of the person who made it, and no end."""

    vendor: Vendor = _VENDOR
    code = "conta"
    name = NAME
    limit: Limit = _LIMIT
    fields: tuple[Field, ...] = _FIELDS

    def allowed(self, told: Told, back: str) -> Told:  # noqa: ARG002 there is no page to come back from
        """The key, once it has opened a company.

        Raises:
            Refused: Conta does not know it, or it opens none.
        """
        kept = {"key": told.get("key", "").strip()}
        try:
            companies = self._asking(lambda: kept).companies()
        except (NotAllowed, Refused) as error:
            raise Refused(_UNKNOWN, {"system": NAME}) from error
        if not companies:
            raise Refused(_NOTHING, {"system": NAME})
        return kept

    def open(self, rights: Rights, company: str = "", chosen: Chosen | None = None) -> ContaBooks:
        """The books of a company."""
        scheme = urlsplit(self.vendor.url).scheme
        ways = Pinned() if scheme == "https" else None  # a stand-in is asked as plainly as it is told of
        papers = Caller(NAME, "", self.limit, lambda _: {}, ways)
        return ContaBooks(self._asking(rights.now, company), papers, scheme, chosen or Chosen())

    def _asking(self, now: Callable[[], Told], company: str = "") -> Asking:
        """Each request is signed with the key as it is kept by now; there is nothing to renew."""
        return Asking(Caller(NAME, self.vendor.url, self.limit, lambda _: {"apiKey": now().get("key", "")}), company)

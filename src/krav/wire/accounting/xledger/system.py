"""Xledger as a system to connect: a token that a person has made there is pasted, and is good until it is taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from krav.wire.accounting.pasted import Pasted
from krav.wire.accounting.values import Chosen
from krav.wire.accounting.xledger.asking import Asking
from krav.wire.accounting.xledger.books import XledgerBooks
from krav.wire.broken import NotAllowed, Refused
from krav.wire.call import Caller
from krav.wire.rights import Field, Limit, Rights, Told, Vendor

NAME = "Xledger"
LIMIT = Limit(5, 1.0, 5)
"""A careful guess: Xledger stops what comes too fast and does not say what that is. Pages are large, so few are asked."""

_FIELDS: tuple[Field, ...] = (Field("token", "API token"),)
_THERE = Vendor("https://www.xledger.net")
_UNKNOWN = "{system} does not know this token. Make an API token for Krav there, and paste all of it."


@dataclass(frozen=True)
class Xledger(Pasted):
    """Xledger; a person's token is all it asks for."""

    vendor: Vendor = _THERE
    code = "xledger"
    name = NAME
    limit: Limit = LIMIT
    fields = _FIELDS

    def allowed(self, told: Told, back: str) -> Told:  # noqa: ARG002 there is no page to come back from
        """The token, where the system knows it.

        Raises:
            Refused: it does not.
        """
        token = told.get("token", "").strip()
        try:
            list(self._books(lambda _: _signed(token), "", Chosen()).companies())
        except (NotAllowed, Refused) as error:
            raise Refused(_UNKNOWN, {"system": NAME}) from error
        return {"token": token}

    def open(self, rights: Rights, company: str = "", chosen: Chosen | None = None) -> XledgerBooks:
        """The books of an entity; of the only one that the token covers, where none is named."""
        return self._books(lambda _: _signed(rights.now()["token"]), company, chosen or Chosen())

    def _books(self, sign: Callable[[bool], Mapping[str, str]], company: str, chosen: Chosen) -> XledgerBooks:
        caller = Caller(NAME, self.vendor.url, self.limit, sign)
        return XledgerBooks(Asking(caller), self.vendor.url, company, chosen)


def _signed(token: str) -> Mapping[str, str]:
    return {"Authorization": f"token {token}"}

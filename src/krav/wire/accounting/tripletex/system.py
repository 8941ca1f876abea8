"""Tripletex as a system to connect: an administrator's token is pasted, and each session is got with it."""

from dataclasses import dataclass

from krav.wire.accounting.pasted import Pasted
from krav.wire.accounting.tripletex.asking import Asking
from krav.wire.accounting.tripletex.books import TripletexBooks
from krav.wire.accounting.tripletex.session import LIMIT, NAME, Session, session_of
from krav.wire.accounting.values import Chosen
from krav.wire.broken import NotAllowed, Refused
from krav.wire.call import Caller
from krav.wire.rights import Field, Rights, Told, Vendor

_AT_HOME = Vendor("https://tripletex.no/v2")
_FIELDS: tuple[Field, ...] = (Field("employee", "Employee token"),)
_UNKNOWN = "{system} does not know this token. Make one under API access of the employee, for Krav, and paste all of it."


@dataclass(frozen=True)
class Tripletex(Pasted):
    """Tripletex; `vendor.client_secret` is the consumer token that this installation has of it."""

    vendor: Vendor = _AT_HOME
    code = "tripletex"
    name = NAME
    limit = LIMIT
    fields = _FIELDS

    @property
    def ready(self) -> bool:
        """Whether this installation has a consumer token."""
        return bool(self.vendor.client_secret)

    def allowed(self, told: Told, back: str) -> Told:  # noqa: ARG002 there is no page to come back from
        """The employee's token and a first session.

        Raises:
            Refused: the system does not know the token.
        """
        try:
            return session_of(self.vendor, {"employee": told.get("employee", "").strip()})
        except (NotAllowed, Refused) as error:
            raise Refused(_UNKNOWN, {"system": NAME}) from error

    def open(self, rights: Rights, company: str = "", chosen: Chosen | None = None) -> TripletexBooks:
        """The books of the employee's own company, or of an accountant's client."""
        session = Session(self.vendor, rights, company)
        caller = Caller(NAME, self.vendor.url, self.limit, session.sign)
        return TripletexBooks(Asking(caller), company, chosen or Chosen())

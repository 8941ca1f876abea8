"""Fortnox as a system to connect: a person allows it on Fortnox's own page, and each right to renew is good once."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from krav.wire.accounting.fortnox.books import FortnoxBooks
from krav.wire.accounting.values import Chosen
from krav.wire.broken import NotAllowed, Refused, Uncertain, Unreachable
from krav.wire.call import Caller, Params
from krav.wire.rights import Field, Limit, Rights, Told, Vendor

_NAME: Final = "Fortnox"
_LIMIT: Final = Limit(25, 5.0, 1)
"""25 requests in 5 seconds, however they lie: whoever begins with many at once has asked too much by the fifth."""

_PLACE: Final = Vendor("https://api.fortnox.se", "https://apps.fortnox.se")
_SCOPES: Final = "companyinformation settings customer invoice payment bookkeeping"
_TOKEN: Final = "/oauth-v1/token"  # noqa: S105 an address
_NOT_GIVEN: Final = "{system} gave no access: the person who was asked did not allow it."
_ENDED: Final = "{system} no longer lets Krav in: {said}. Connect it again."
_SILENT: Final = "{system} does not answer: {said}."


@dataclass(frozen=True)
class Fortnox:
    """Fortnox; `vendor.client_id` and `client_secret` are those of this installation's app there."""

    vendor: Vendor = _PLACE
    code = "fortnox"
    name = _NAME
    limit: Limit = _LIMIT
    fields: tuple[Field, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether this installation has an app at Fortnox."""
        return bool(self.vendor.client_id and self.vendor.client_secret)

    def consent(self, state: str, back: str) -> str:
        """The page where a person allows the connection."""
        asked = {
            "client_id": self.vendor.client_id,
            "redirect_uri": back,
            "scope": _SCOPES,
            "state": state,
            "access_type": "offline",
            "response_type": "code",
        }
        return f"{self.vendor.login_url}/oauth-v1/auth?{urlencode(asked)}"

    def allowed(self, told: Told, back: str) -> Told:
        """The rights, for the code that the page came back with.

        Raises:
            Refused: nobody allowed it, or the code is not known.
        """
        if not told.get("code"):
            raise Refused(_NOT_GIVEN, {"system": _NAME})
        return self._tokens({"grant_type": "authorization_code", "code": told["code"], "redirect_uri": back})

    def open(self, rights: Rights, company: str = "", chosen: Chosen | None = None) -> FortnoxBooks:  # noqa: ARG002
        """The books of the company that the right is for: Fortnox gives a right for one."""
        key = _Key(self, rights)
        return FortnoxBooks(Caller(_NAME, self.vendor.url, self.limit, key.sign), chosen or Chosen())

    def renewed(self, old: Told) -> Told:
        """New rights for old ones.

        Raises:
            NotAllowed: the connection was taken back, or has rested for too long.
            Unreachable: Fortnox was silent.
        """
        try:
            return self._tokens({"grant_type": "refresh_token", "refresh_token": old.get("refresh_token", "")})
        except Refused as error:
            raise NotAllowed(_ENDED, error.facts) from error
        except Uncertain as error:
            raise Unreachable(_SILENT, {"said": "its answer was lost", **error.facts}) from error

    def _tokens(self, fields: Params) -> Told:
        pair = f"{self.vendor.client_id}:{self.vendor.client_secret}"
        basic = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        told = Caller(_NAME, self.vendor.login_url, self.limit, lambda _: basic).form(_TOKEN, fields).told
        return {name: told[name] for name in ("access_token", "refresh_token")}


class _Key:
    """Signs each request with the right as it is kept by now; one that ended is renewed, by one hand at a time."""

    def __init__(self, system: Fortnox, rights: Rights) -> None:
        self._system, self._rights, self._used = system, rights, rights.now()

    def sign(self, renew: bool) -> Mapping[str, str]:
        """The headers of a request."""
        self._used = self._rights.renewed(self._used, self._system.renewed) if renew else self._rights.now()
        told = {"Accept": "application/json, application/pdf;q=0.9"}
        return told | {"Authorization": f"Bearer {self._used.get('access_token', '')}"}

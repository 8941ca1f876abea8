"""e-conomic as a system to connect: tokens are pasted, or a person grants the app access on the system's own page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from krav.wire.accounting.economic.asking import Asking
from krav.wire.accounting.economic.books import EconomicBooks
from krav.wire.accounting.values import Chosen
from krav.wire.broken import NotAllowed, Refused
from krav.wire.call import Caller
from krav.wire.rights import Field, Limit, Rights, Told, Vendor

_NAME: Final = "e-conomic"
_LIMIT: Final = Limit(50_000, 86_400.0, 100)
"""Fair use of an agreement is 50 000 requests a day. How many at once is not told: 100 is a careful guess."""

_VENDOR: Final = Vendor("https://restapi.e-conomic.com", "https://secure.e-conomic.com/secure/api1/requestaccess.aspx")
_SECRET: Final = Field("secret", "App secret token")
_GRANT: Final = Field("grant", "Agreement grant token")
_UNKNOWN: Final = "{system} does not know these tokens. Copy them whole from where the app was given access, and paste them."


@dataclass(frozen=True)
class Economic:
    """e-conomic; `vendor.client_id` and `client_secret` are the public and the secret token of this installation's app."""

    vendor: Vendor = _VENDOR
    code = "economic"
    name = _NAME
    limit: Limit = _LIMIT

    @property
    def fields(self) -> tuple[Field, ...]:
        """The tokens that are pasted: none where access is granted on the system's page."""
        if self.vendor.client_secret:
            return () if self.vendor.client_id else (_GRANT,)
        return (_SECRET, _GRANT)

    @property
    def ready(self) -> bool:
        """Always: who has no app here pastes the tokens of one of their own."""
        return True

    def consent(self, state: str, back: str) -> str:
        """The page where a person grants access; it comes back with `token` and the state."""
        if self.fields:
            return ""
        way_back = f"{back}{'&' if '?' in back else '?'}{urlencode({'state': state})}"
        return f"{self.vendor.login_url}?{urlencode({'appPublicToken': self.vendor.client_id, 'redirectUrl': way_back})}"

    def allowed(self, told: Told, back: str) -> Told:  # noqa: ARG002 the page needs no second question
        """The tokens, once they have opened the agreement.

        Raises:
            Refused: the system does not know them.
        """
        kept = {"grant": (told.get("token") or told.get("grant", "")).strip(), "secret": told.get("secret", "").strip()}
        try:
            self._asking(lambda: kept).one("/self")
        except (NotAllowed, Refused) as error:
            raise Refused(_UNKNOWN, {"system": _NAME}) from error
        return {name: word for name, word in kept.items() if word}

    def open(self, rights: Rights, company: str = "", chosen: Chosen | None = None) -> EconomicBooks:  # noqa: ARG002
        """The books of the agreement that the tokens are for."""
        return EconomicBooks(self._asking(rights.now), chosen or Chosen())

    def _asking(self, now: Callable[[], Told]) -> Asking:
        """Tokens have no end: each request is signed with those that are kept by now, and there is nothing to renew."""

        def sign(_renew: bool) -> dict[str, str]:
            told = now()
            secret = self.vendor.client_secret or told.get("secret", "")
            return {"X-AppSecretToken": secret, "X-AgreementGrantToken": told.get("grant", "")}

        return Asking(Caller(_NAME, self.vendor.url, self.limit, sign))

"""A partner on the contract: a thin profile of an agency, and the address and keys that a person types."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import httpx

from krav.wire.broken import NotAllowed, Refused
from krav.wire.call import Caller
from krav.wire.partners.contract.agency import ContractAgency, heard
from krav.wire.partners.profiles import Profile
from krav.wire.partners.values import NewsIn, Prices
from krav.wire.places import Pinned, told_address
from krav.wire.rights import Field, Headers, Limit, Rights, Told, Vendor
from krav.wire.signing import Signed, prove

_LIMIT: Final = Limit(120, 60.0, 20)
"""What the contract lets everybody ask: an agency that has too much to do answers 429."""

_ADDRESS: Final = Field("address", "Address of the agency's interface", secret=False)
_KEY, _SECRET = Field("key", "Key", secret=False), Field("secret", "Secret")
_UNKNOWN: Final = "{system} does not know this key and secret: {said}. Copy them whole from what it gave you."
_NOWHERE: Final = Vendor("")
_LACKING: Final = "{field} is missing."


@dataclass(frozen=True)
class ContractPartner:
    """An agency on the contract; where this installation knows its address (`vendor.url`), nobody types it."""

    profile: Profile
    vendor: Vendor = _NOWHERE
    asks: bool = True

    @property
    def code(self) -> str:
        """Its code."""
        return self.profile.code

    @property
    def name(self) -> str:
        """Its name."""
        return self.profile.name

    @property
    def verified(self) -> str:
        """What was verified of it."""
        return self.profile.verified

    @property
    def countries(self) -> tuple[str, ...]:
        """Where it collects."""
        return self.profile.countries

    @property
    def prices(self) -> Prices | None:
        """Its public prices."""
        return self.profile.prices

    @property
    def notices(self) -> bool:
        """Whether it sends the notice."""
        return self.profile.notices

    @property
    def fields(self) -> tuple[Field, ...]:
        """The address, unless the installation knows it, and the key with its secret."""
        return (_KEY, _SECRET) if self.vendor.url else (_ADDRESS, _KEY, _SECRET)

    @property
    def ready(self) -> bool:
        """Always: where the installation does not know the address, a person types it."""
        return True

    def allowed(self, told: Told) -> Told:
        """The rights, once the agency has answered to them; one secret signs both ways.

        Raises:
            Refused: no public address, or a key that the agency does not know.
        """
        kept = {each.name: told.get(each.name, "").strip() for each in self.fields}
        for each in self.fields:
            if not kept[each.name] or not kept[each.name].isascii():
                raise Refused(_LACKING, {"field": each.label})
        if "address" in kept:
            kept["address"] = told_address(kept["address"])
        try:
            self._agency(kept).look()
        except NotAllowed as error:
            raise Refused(_UNKNOWN, {"system": self.name, "said": error.facts.get("said", "")}) from error
        return {**kept, "hook_secret": kept["secret"]}

    def open(self, rights: Rights) -> ContractAgency:
        """The agency, for the creditor of these rights."""
        return self._agency(rights.now())

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[NewsIn, ...]:
        """What the agency told by a webhook.

        Raises:
            Refused: forged, too old, or nothing that could be read.
        """
        prove(self.name, headers, body, secret, now)
        return heard(body, self.profile.words, self.name, now)

    def _agency(self, told: Told) -> ContractAgency:
        ways: httpx.BaseTransport = httpx.HTTPTransport() if self.vendor.url else Pinned()
        signed = Signed(told.get("key", ""), told.get("secret", ""), ways)
        address = self.vendor.url or told.get("address", "")
        return ContractAgency(Caller(self.name, address, _LIMIT, lambda _: {}, signed), self.profile.words)

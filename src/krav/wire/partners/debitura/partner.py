"""Debitura as a partner: many agencies in many countries behind one key, which its user makes there and pastes."""

import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

import httpx

from krav.wire.broken import NotAllowed, Refused
from krav.wire.call import Caller
from krav.wire.partners.debitura.agency import DebituraAgency
from krav.wire.partners.values import NewsIn, Prices
from krav.wire.places import Pinned, told_address
from krav.wire.rights import Field, Headers, Limit, Rights, Told, Vendor
from krav.wire.signing import fresh

_LIMIT: Final = Limit(60, 60.0, 10)
"""Debitura's client names no limit: one a second harms nobody."""

_ADDRESS: Final = Field("address", "Address of Debitura's Customer API", secret=False)
_FIELDS: Final = (
    Field("key", "API key"),
    Field("user", "E-mail address of a user at Debitura, in whose name messages are written", secret=False),
    Field("hook_secret", "Secret of the webhook", needed=False),
    Field("test", "Test cases only: write yes", secret=False, needed=False),
)
_YES: Final = frozenset({"yes", "ja", "1", "true"})
_UNKNOWN: Final = "{system} does not know this key: {said}. Copy it whole from where it was made, and paste it."
_LACKING: Final = "{field} is missing."
_FORGED: Final = "What came in the name of {system} is not signed with its secret."
_OLD: Final = "What came in the name of {system} was signed at another time: it may be somebody else's copy."
_NOWHERE: Final = Vendor("")
_HEADER: Final = "x-debitura-signature"


@dataclass(frozen=True)
class Debitura:
    """Debitura; `vendor.url` is where its Customer API is, where this installation knows it."""

    vendor: Vendor = _NOWHERE
    code: str = "debitura"
    name: str = "Debitura"
    verified: str = (
        "Paths, models, signatures and states are those of Debitura's own client 1.0.0 (PyPI, MIT), to which requests and "
        "answers are held by a test; nothing was tried against Debitura itself. Its client names no address: write the one "
        "that Debitura gives. What it does not name, such as money we received, is written as a message on the case."
    )
    countries: tuple[str, ...] = ()
    prices: Prices | None = None
    asks: bool = True
    notices: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """The address, unless the installation knows it, and what its user has there."""
        return _FIELDS if self.vendor.url else (_ADDRESS, *_FIELDS)

    @property
    def ready(self) -> bool:
        """Always: where the installation does not know the address, a person types it."""
        return True

    def allowed(self, told: Told) -> Told:
        """The rights, once Debitura has answered to them.

        Raises:
            Refused: no public address, or a key that Debitura does not know.
        """
        kept = {each.name: told.get(each.name, "").strip() for each in self.fields}
        for each in self.fields:
            if (each.needed and not kept[each.name]) or not kept[each.name].isascii():
                raise Refused(_LACKING, {"field": each.label})
        if "address" in kept:
            kept["address"] = told_address(kept["address"])
        try:
            self._agency(kept).look()
        except NotAllowed as error:
            raise Refused(_UNKNOWN, {"system": self.name, "said": error.facts.get("said", "")}) from error
        return kept

    def open(self, rights: Rights) -> DebituraAgency:
        """Debitura, for the creditor of these rights."""
        return self._agency(rights.now())

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[NewsIn, ...]:
        """Nothing but that something happened: a webhook names neither a payment's own name nor how a case ended.

        So the news are read when it comes.

        Raises:
            Refused: forged, or too old.
        """
        told = dict(part.split("=", 1) for part in headers.get(_HEADER, "").split(",") if "=" in part)
        stamp, proof = told.get("t", "").strip(), told.get("v1", "").strip()
        if not _proves(proof, _bytes(secret), stamp.encode() + b"." + body):
            raise Refused(_FORGED, {"system": self.name})
        if not fresh(stamp, now):
            raise Refused(_OLD, {"system": self.name})
        return ()

    def _agency(self, told: Told) -> DebituraAgency:
        def ways() -> httpx.BaseTransport:
            return httpx.HTTPTransport() if self.vendor.url else Pinned()

        headers = {"XApiKey": told.get("key", ""), "Accept": "application/json"}
        caller = Caller(self.name, self.vendor.url or told.get("address", ""), _LIMIT, lambda _: headers, ways())
        files = Caller(self.name, "", _LIMIT, lambda _: {}, ways())
        test = told.get("test", "").casefold() in _YES
        return DebituraAgency(caller, files, told.get("user", ""), test=test)


def _proves(proof: str, secret: bytes, said: bytes) -> bool:
    """Whether a proof is the one of the secret, in either of the two ways that bytes are written."""
    wanted = hmac.new(secret, said, sha256).digest()
    told = (proof.lower().encode(), wanted.hex().encode()), (proof.encode(), b64encode(wanted))
    return bool(secret) and any(hmac.compare_digest(*each) for each in told)


def _bytes(secret: str) -> bytes:
    """The secret as it is signed with; one that is no Base64 proves nothing."""
    try:
        return b64decode(secret, validate=True)
    except ValueError:
        return b""

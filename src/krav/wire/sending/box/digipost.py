"""Digipost: whether somebody has a mailbox there, a letter put into it, and whether it is there and was opened.

By Digipost's own schema and client (github.com/digipost/digipost-api-client-java, api_v8.xsd) and its documents on signing.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

import httpx
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from krav.formats.values import FormatError
from krav.formats.xml import Node, parse
from krav.wire import clock
from krav.wire.broken import Refused, Uncertain, Unreachable
from krav.wire.call import Caller
from krav.wire.rights import Field, Headers, Limit, Rights, Told, Vendor
from krav.wire.sending.box.boxes import NO_MAILBOX, NO_NUMBER, unnamed
from krav.wire.sending.hooks import UNREAD, moment
from krav.wire.sending.protocol import Channel, Kind, Parcel, ReceiptIn, Taken, Tells, To
from krav.wire.sending.typed import typed

NAME: Final = "Digipost"
_THERE: Final = Vendor("https://api.digipost.no")
_LIMIT: Final = Limit(100, 60.0, 10)
_MEDIA: Final = "application/vnd.digipost-v8+xml"
_SEVERAL: Final = "multipart/vnd.digipost-v8+xml"
_SCHEMA: Final = "http://api.digipost.no/schema/v8"
_PERSON, _COMPANY = 11, 9
_MISSING: Final = "404"
_NO_KEY: Final = "This is no private key that Krav can use: paste an RSA key in PEM, without a password of its own."
_FIELDS: Final = (
    Field("sender", "Sender id at Digipost", secret=False),
    Field("key", "Private key of the certificate (PEM)", long=True),
)


@dataclass(frozen=True)
class Digipost:
    """As the protocol says."""

    countries: tuple[str, ...]
    vendor: Vendor = _THERE
    code: str = "digipost"
    name: str = NAME
    channel: Channel = "digital"
    fields: tuple[Field, ...] = _FIELDS
    ready: bool = True
    tells: Tells = "asked"
    verified: str = (
        "The look-up, the letter, its status and the signing of requests were held to Digipost's own schema and client. "
        "Answers are not held to Digipost's signature beyond its HTTPS certificate. It was not tried against Digipost "
        "itself; sending needs an agreement and a certificate there."
    )

    def allowed(self, told: Told) -> Told:
        """The sender's id and the key that signs."""
        kept = typed(told, self.fields)
        _key(kept["key"])
        return kept

    def open(self, rights: Rights) -> "DigipostLine":
        """Nothing is asked yet."""
        told = rights.now()
        signed = _Signed(told["sender"], _key(told["key"]), httpx.HTTPTransport())
        return DigipostLine(Caller(NAME, self.vendor.url, _LIMIT, lambda _: {"Accept": _MEDIA}, signed), told["sender"])

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[ReceiptIn, ...]:  # noqa: ARG002
        """It tells nothing by itself."""
        raise Refused(UNREAD, {"system": NAME})


class _Signed(httpx.BaseTransport):
    """Signs each request on its way out with the sender's key."""

    def __init__(self, sender: str, key: RSAPrivateKey, ways: httpx.BaseTransport) -> None:
        """Nothing is sent yet."""
        self._sender, self._key, self._ways = sender, key, ways

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The request with who asks, when, and the proof of both."""
        body, path = request.read(), request.url.raw_path.decode("ascii").partition("?")
        told = {"date": format_datetime(clock.now(), usegmt=True), "x-digipost-userid": self._sender}
        if body:
            told["x-content-sha256"] = b64encode(sha256(body).digest()).decode()
        lines = [request.method, path[0].lower(), *(f"{name}: {told[name]}" for name in sorted(told)), path[2].lower()]
        proof = self._key.sign("".join(f"{line}\n" for line in lines).encode(), padding.PKCS1v15(), SHA256())
        request.headers.update(told | {"x-digipost-signature": b64encode(proof).decode()})
        return self._ways.handle_request(request)

    def close(self) -> None:
        """Closes the ways."""
        self._ways.close()


@dataclass(frozen=True)
class DigipostLine:
    """A sender at Digipost."""

    caller: Caller
    sender: str

    def look(self) -> tuple[str, ...]:
        """Asks for the entrance: a wrong key is said."""
        self.caller.get("/")
        return ()

    def reaches(self, to: To) -> str:
        """Whether the debtor has a mailbox there."""
        who = _who(to)
        if not who:
            return NO_NUMBER
        asked = f'<?xml version="1.0" encoding="utf-8"?><identification xmlns="{_SCHEMA}">{who}</identification>'
        try:
            with unnamed():
                answer = self.caller.give("/identification", asked.encode(), _MEDIA)
        except Uncertain as error:  # nothing was changed there
            raise Unreachable("{system} does not answer: {said}.", {"system": NAME, "said": ""}) from error
        return "" if _said(answer.content, "result") == "DIGIPOST" else NO_MAILBOX

    def hand_over(self, parcel: Parcel) -> Taken:
        """Puts one letter into the mailbox; its name there comes from its key."""
        who, place = _who(parcel.to), _place(parcel)
        if not who:
            raise Refused(NO_NUMBER)
        message = (
            f'<?xml version="1.0" encoding="utf-8"?><message xmlns="{_SCHEMA}"><message-id>{escape(parcel.key)}</message-id>'
            f"<recipient>{who}</recipient><primary-document><uuid>{place}</uuid>"
            f"<subject>{escape(parcel.subject[:255])}</subject><file-type>pdf</file-type>"
            "<authentication-level>PASSWORD</authentication-level><sensitivity-level>NORMAL</sensitivity-level>"
            "</primary-document></message>"
        )
        edge = f"krav-{place}"
        parts = _part(edge, _MEDIA, "message", message.encode()) + _part(edge, "application/pdf", place, parcel.pdf)
        with unnamed():
            self.caller.give("/messages", parts + f"--{edge}--\r\n".encode(), f"{_SEVERAL}; boundary={edge}")
        return Taken(place)

    def taken(self, parcel: Parcel) -> Taken | None:
        """The letter of this name, where it is there."""
        place = _place(parcel)
        return Taken(place) if self._status(place) is not None else None

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:
        """Asks about each letter; one that it says nothing sensible about keeps none of the others."""
        now = clock.now()
        for place in places:
            try:
                row = self._status(place)
                at = moment(row and (row.get("delivered") or row.get("created")), now)
            except (Refused, ValueError):
                continue
            if row is None:
                continue
            kind: Kind = "delivered" if row.get("status") == "DELIVERED" else "accepted"
            yield ReceiptIn(f"{place} {kind}", kind, at, place)
            if row.get("read") == "Y":
                yield ReceiptIn(f"{place} opened", "opened", now, place)

    def _status(self, place: str) -> Mapping[str, str] | None:
        """How a letter stands; None where there is none of this name."""
        try:
            answer = self.caller.get(f"/documents/{self.sender}/{place}/status")
        except Refused as error:
            if str(error.facts.get("said", "")).startswith(_MISSING):
                return None
            raise
        return {str(name): str(told) for name, told in _tree(answer.content).element.attrib.items()}


def _who(to: To) -> str:
    """The debtor by number, as Digipost's words have it; empty where the number is none."""
    digits = "".join(sign for sign in to.number if sign.isdigit())
    name = {_PERSON: "personal-identification-number", _COMPANY: "organisation-number"}.get(len(digits))
    return f"<{name}>{digits}</{name}>" if name else ""


def _place(parcel: Parcel) -> str:
    return str(uuid5(NAMESPACE_URL, parcel.key))


def _part(edge: str, media: str, name: str, content: bytes) -> bytes:
    head = f'--{edge}\r\nContent-Type: {media}\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n"


def _said(told: bytes, name: str) -> str:
    found = _tree(told).find(name)
    return (found.element.text or "") if found else ""


def _tree(told: bytes) -> Node:
    try:
        return parse(told, NAME)
    except FormatError as error:
        raise Refused(UNREAD, {"system": NAME}) from error


def _key(told: str) -> RSAPrivateKey:
    try:
        found = load_pem_private_key(told.encode(), None)
    except (TypeError, ValueError) as error:
        raise Refused(_NO_KEY) from error
    if not isinstance(found, RSAPrivateKey):
        raise Refused(_NO_KEY)
    return found

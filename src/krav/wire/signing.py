"""Who speaks: each request and each webhook is signed with the secret that both sides know, with the moment it was sent."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

import httpx

from krav.wire import clock
from krav.wire.broken import Refused
from krav.wire.rights import Headers

OLDEST: Final = 300
"""So many seconds old, or ahead of us, a webhook may be."""

KEY, TIMESTAMP, SIGNATURE = "Krav-Key", "Krav-Timestamp", "Krav-Signature"
_FORGED: Final = "What came in the name of {system} is not signed with its secret."
_OLD: Final = "What came in the name of {system} was signed at another time: it may be somebody else's copy."


def signature(secret: str, stamp: str, target: str, body: bytes) -> str:
    """What stands in Krav-Signature. `target` is the method, a space and the path with its question; a webhook has none."""
    said = f"{stamp}.{target}.".encode() + body if target else f"{stamp}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), said, sha256).hexdigest()


class Signed(httpx.BaseTransport):
    """Signs each request on its way out, so that one that is sent again has a moment of its own."""

    def __init__(self, key: str, secret: str, ways: httpx.BaseTransport) -> None:
        """Nothing is sent yet."""
        self._key, self._secret, self._ways = key, secret, ways

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The request with who asks, when, and the proof of both."""
        stamp = str(int(clock.now().timestamp()))
        target = f"{request.method} {request.url.raw_path.decode('ascii')}"
        proof = signature(self._secret, stamp, target, request.read())
        request.headers.update({KEY: self._key, TIMESTAMP: stamp, SIGNATURE: proof})
        return self._ways.handle_request(request)

    def close(self) -> None:
        """Closes the ways."""
        self._ways.close()


def prove(system: str, headers: Headers, body: bytes, secret: str, now: datetime) -> None:
    """Holds a webhook to its signature and its moment.

    Raises:
        Refused: forged, or too old.
    """
    stamp, told = _of(headers, TIMESTAMP), _of(headers, SIGNATURE)
    proofs = {each.strip() for each in told.split(",")}  # two while a secret is being changed
    wanted = signature(secret, stamp, "", body)
    if not secret or not any(hmac.compare_digest(each.encode(), wanted.encode()) for each in proofs):
        raise Refused(_FORGED, {"system": system})
    if not fresh(stamp, now):
        raise Refused(_OLD, {"system": system})


def fresh(stamp: str, now: datetime) -> bool:
    """Whether a moment in seconds is about now."""
    return stamp.isascii() and stamp.isdigit() and abs(int(stamp[:15]) - now.timestamp()) <= OLDEST


def _of(headers: Mapping[str, str], name: str) -> str:
    return headers.get(name.lower()) or headers.get(name) or ""

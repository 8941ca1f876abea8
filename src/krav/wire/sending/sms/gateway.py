"""GatewayAPI: one SMS a request, in JSON, with our own name of it; it tells what became of it, signed.

By GatewayAPI's own OpenAPI of its Messaging API (2026.06.03) and gatewayapi.com/docs.
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from krav.wire.broken import Refused, Uncertain
from krav.wire.call import Caller
from krav.wire.rights import Field, Headers, Limit, Rights, Told, Vendor
from krav.wire.sending.hooks import FORGED, UNREAD, fresh, json_of, moment
from krav.wire.sending.protocol import Channel, Kind, Parcel, ReceiptIn, Taken, Tells, To
from krav.wire.sending.sms import numbers, parts
from krav.wire.sending.typed import typed

NAME: Final = "GatewayAPI"
_THERE: Final = Vendor("https://messaging.gatewayapi.eu")
_LIMIT: Final = Limit(100, 10.0, 10)
_TOKEN = Field("token", "API token")
_KEY = Field("webhook_key", "Key of the webhook", needed=False)
_ABOUT: Final = "message.status."
_KINDS: Final[Mapping[str, Kind]] = {
    "ENROUTE": "accepted", "ACCEPTED": "accepted", "DELIVERED": "delivered", "READ": "opened",
    "EXPIRED": "bounced", "DELETED": "bounced", "UNDELIVERABLE": "bounced", "REJECTED": "refused",
}  # fmt: skip


@dataclass(frozen=True)
class Gateway:
    """As the protocol says; the platform inside of the European Union unless the installation says otherwise."""

    vendor: Vendor = _THERE
    code: str = "gatewayapi"
    name: str = NAME
    channel: Channel = "sms"
    countries: tuple[str, ...] = ()
    tells: Tells = "signed"
    verified: str = (
        "Sending, statuses and the signature of what it tells were held to GatewayAPI's own OpenAPI. No look-up by our name "
        "of an SMS is described: where an answer is lost, a person looks it up. It was not tried against GatewayAPI itself."
    )

    @property
    def fields(self) -> tuple[Field, ...]:
        """The token, and the key by which it signs what it tells."""
        return (_TOKEN, _KEY)

    @property
    def ready(self) -> bool:
        """Its address is known."""
        return True

    def allowed(self, told: Told) -> Told:
        """The token and the key."""
        return typed(told, self.fields)

    def open(self, rights: Rights) -> "GatewayLine":
        """Nothing is asked yet."""
        sign = {"Authorization": f"Token {rights.now()['token']}"}
        return GatewayLine(Caller(NAME, self.vendor.url, _LIMIT, lambda _: sign))

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[ReceiptIn, ...]:
        """What became of one SMS; what else it tells is passed over."""
        proof = headers.get("signature", "").removeprefix("v1=")
        wanted = hmac.digest(secret.encode(), body, sha256).hex()
        if not secret or not hmac.compare_digest(proof.encode(), wanted.encode()):
            raise Refused(FORGED, {"system": NAME})
        told = json_of(body, NAME)
        try:
            if not told["event_type"].startswith(_ABOUT) or told["event"]["status"] not in _KINDS:
                return ()
            event = told["event"]
            why = (event.get("error") or {}).get("details", "")
            kind, at = _KINDS[event["status"]], moment(event["status_at"], now)
            found = ReceiptIn(str(told["event_id"])[:120], kind, at, event["msg_id"], event.get("reference") or "", str(why))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Refused(UNREAD, {"system": NAME}) from error
        return (fresh(found, NAME, now),)


@dataclass(frozen=True)
class GatewayLine:
    """An account at GatewayAPI."""

    caller: Caller

    def look(self) -> tuple[str, ...]:
        """Nothing can be asked with a token that may only send."""
        return ()

    def reaches(self, to: To) -> str:
        """It reaches mobile telephones."""
        return numbers.reaches(to)

    def hand_over(self, parcel: Parcel) -> Taken:
        """Sends one SMS with our name of it."""
        count = parts.checked(parcel.text).many
        to = int(numbers.told_mobile(parcel.to).removeprefix("+"))
        body = {"sender": numbers.sender(parcel.sender), "recipient": to, "message": parcel.text, "reference": parcel.key}
        told = self.caller.send("POST", "/mobile/single", body).told or {}
        if not told.get("msg_id"):
            raise Uncertain("{system} did not say what it calls the SMS.", {"system": NAME})
        return Taken(str(told["msg_id"]), count)

    def taken(self, parcel: Parcel) -> Taken | None:
        """It cannot be asked by our name; what it tells holds that name, and a person sees its log."""
        raise Uncertain("Interrupted while {key} was handed over; look it up at {system}.",
                        {"key": parcel.number, "system": NAME})  # fmt: skip

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:  # noqa: ARG002 every line is asked the same
        """It tells by itself."""
        return iter(())

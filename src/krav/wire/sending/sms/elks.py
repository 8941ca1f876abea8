"""46elks: one SMS a request, in a form; it tells what became of it at the address that comes with it.

By 46elks.com/docs (send-sms, sms-delivery-reports, sms-history, show-sms-id).
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from krav.wire import clock
from krav.wire.broken import Refused, Uncertain
from krav.wire.call import Caller
from krav.wire.rights import Field, Headers, Limit, Rights, Told, Vendor
from krav.wire.sending.hooks import FORGED, UNREAD, fresh, moment
from krav.wire.sending.protocol import Channel, Kind, Parcel, ReceiptIn, Taken, Tells, To
from krav.wire.sending.sms import numbers, parts
from krav.wire.sending.typed import kept, typed

NAME: Final = "46elks"
_THERE: Final = Vendor("https://api.46elks.com")
_LIMIT: Final = Limit(100, 10.0, 10)
_USER, _PASSWORD = Field("user", "API username", secret=False), Field("password", "API password")
_KINDS: Final[Mapping[str, Kind]] = {
    "created": "accepted", "sent": "accepted", "delivered": "delivered", "failed": "bounced",
}  # fmt: skip
_RECENT: Final = timedelta(days=2)
_MANY: Final = "{system} has several SMS with this text to this number. Look up which of them is letter {number}."


@dataclass(frozen=True)
class Elks:
    """As the protocol says."""

    vendor: Vendor = _THERE
    code: str = "46elks"
    name: str = NAME
    channel: Channel = "sms"
    countries: tuple[str, ...] = ()
    tells: Tells = "itself"
    verified: str = (
        "Sending, delivery reports and the history were held to 46elks' own public pages. It signs nothing that it tells: "
        "the address it tells at is secret. It was not tried against 46elks itself."
    )

    @property
    def fields(self) -> tuple[Field, ...]:
        """The keys of the account there."""
        return (_USER, _PASSWORD)

    @property
    def ready(self) -> bool:
        """Its address is known."""
        return True

    def allowed(self, told: Told) -> Told:
        """The keys."""
        return typed(told, self.fields) | kept(told, "hook")

    def open(self, rights: Rights) -> "ElksLine":
        """Nothing is asked yet."""
        told = rights.now()
        word = b64encode(f"{told['user']}:{told['password']}".encode()).decode()
        sign = {"Authorization": f"Basic {word}"}
        return ElksLine(Caller(NAME, self.vendor.url, _LIMIT, lambda _: sign), told.get("hook", ""))

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[ReceiptIn, ...]:  # noqa: ARG002 no signature
        """What became of one SMS; that it came to the secret address is all the proof there is."""
        if not secret:
            raise Refused(FORGED, {"system": NAME})
        try:
            told = dict(parse_qsl(body.decode(), strict_parsing=True, max_num_fields=20))
            found = _receipt(told["id"], told["status"], told.get("delivered"), now)
        except (KeyError, ValueError) as error:
            raise Refused(UNREAD, {"system": NAME}) from error
        return (fresh(found, NAME, now),)


@dataclass(frozen=True)
class ElksLine:
    """An account at 46elks; `hook` is where it tells what became of each SMS, where the internet reaches us."""

    caller: Caller
    hook: str = ""

    def look(self) -> tuple[str, ...]:
        """Asks who we are there: a wrong key is said."""
        self.caller.get("/a1/me")
        return ()

    def reaches(self, to: To) -> str:
        """It reaches mobile telephones."""
        return numbers.reaches(to)

    def hand_over(self, parcel: Parcel) -> Taken:
        """Sends one SMS."""
        count = parts.checked(parcel.text).many
        form = {"from": numbers.sender(parcel.sender), "to": numbers.told_mobile(parcel.to), "message": parcel.text}
        if self.hook.startswith("https:"):
            form["whendelivered"] = self.hook
        told = self.caller.form("/a1/sms", form).told or {}
        if not told.get("id"):
            raise Uncertain("{system} did not say what it calls the SMS.", {"system": NAME})
        return Taken(str(told["id"]), int(told.get("parts") or count))

    def taken(self, parcel: Parcel) -> Taken | None:
        """The SMS of the last days with this text to this number: 46elks knows no names of ours.

        Raises:
            Uncertain: there are several; a person knows which.
        """
        to, since = numbers.told_mobile(parcel.to), clock.now() - _RECENT
        rows = (self.caller.get("/a1/sms", {"to": to, "limit": 100}).told or {}).get("data") or []
        found = [row for row in rows if _is_it(row, parcel, to, since)]
        if len(found) > 1:
            raise Uncertain(_MANY, {"system": NAME, "number": parcel.number})
        return Taken(str(found[0]["id"]), parts.parts(parcel.text).many) if found else None

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:
        """Asks about each SMS."""
        now = clock.now()
        for place in places:
            row = self.caller.get(f"/a1/sms/{quote(place, safe='')}").told or {}
            if row.get("status") in _KINDS:
                yield _receipt(place, row["status"], row.get("delivered") or row.get("created"), now)


def _is_it(row: Mapping[str, Any], parcel: Parcel, to: str, since: datetime) -> bool:
    same = row.get("direction", "").startswith("outgoing") and row.get("to") == to and row.get("message") == parcel.text
    return same and moment(row.get("created"), since) >= since


def _receipt(place: str, status: str, at: object, now: datetime) -> ReceiptIn:
    return ReceiptIn(f"{place} {status}"[:120], _KINDS[status], moment(at, now), place)

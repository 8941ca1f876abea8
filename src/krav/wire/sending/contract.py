"""A print house, or whoever brings letters to digital mailboxes, on Krav's own contract (docs/print-contract.md).

Each request and each webhook is signed with the secret both sides know, as in the contract with collection partners.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, TypeVar, get_args

import httpx

from krav.wire import clock
from krav.wire.broken import Refused
from krav.wire.call import Caller
from krav.wire.places import Pinned, told_address
from krav.wire.rights import Field, Headers, Limit, Rights, Told, Vendor
from krav.wire.sending.box.boxes import NO_MAILBOX, NO_NUMBER, unnamed
from krav.wire.sending.hooks import UNREAD, fresh, json_of, moment
from krav.wire.sending.post import sheet
from krav.wire.sending.protocol import Channel, Kind, Parcel, Price, ReceiptIn, Taken, Tells, To
from krav.wire.sending.typed import typed
from krav.wire.signing import Signed, prove

T = TypeVar("T")

_THERE: Final = Vendor("")
_LIMIT: Final = Limit(120, 60.0, 20)
_ADDRESS: Final = Field("address", "Address of its interface", secret=False)
_KEY, _SECRET = Field("key", "Key", secret=False), Field("secret", "Secret")
_KINDS: Final[Mapping[str, Kind]] = {kind: kind for kind in get_args(Kind)}
_AT_ONCE: Final = 200


@dataclass(frozen=True)
class OnContract:
    """As the protocol says; where this installation knows the address (`vendor.url`), nobody types it."""

    code: str
    name: str
    channel: Channel
    verified: str
    countries: tuple[str, ...] = ()
    vendor: Vendor = _THERE
    tells: Tells = "signed"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The address, unless the installation knows it, and the key with its secret."""
        return (_KEY, _SECRET) if self.vendor.url else (_ADDRESS, _KEY, _SECRET)

    @property
    def ready(self) -> bool:
        """Always: where the installation does not know the address, a person types it."""
        return True

    def allowed(self, told: Told) -> Told:
        """The address and the keys; one secret signs both ways."""
        kept = typed(told, self.fields)
        if "address" in kept:
            kept["address"] = told_address(kept["address"])
        return kept | {"webhook_key": kept["secret"]}

    def open(self, rights: Rights) -> "ContractLine":
        """Nothing is asked yet."""
        told = rights.now()
        ways: httpx.BaseTransport = httpx.HTTPTransport() if self.vendor.url else Pinned()
        address = self.vendor.url or told.get("address", "")
        signed = Signed(told["key"], told["secret"], ways)
        return ContractLine(Caller(self.name, address, _LIMIT, lambda _: {}, signed), self.channel)

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[ReceiptIn, ...]:
        """What became of letters."""
        prove(self.name, headers, body, secret, now)
        told = json_of(body, self.name)
        found = _read(self.name, told, lambda row: [_receipt(each, now) for each in row["receipts"]])
        return tuple(fresh(each, self.name, now) for each in found)


@dataclass(frozen=True)
class ContractLine:
    """A carrier on the contract, for one creditor."""

    caller: Caller
    channel: Channel

    def look(self) -> tuple[str, ...]:
        """Asks under which name it knows us: a wrong key is said."""
        _read(self.caller.name, self.caller.get("/creditor").told, lambda row: str(row["name"]))
        return ()

    def prices(self) -> tuple[Price, ...]:
        """Its price list."""
        told = self.caller.get("/prices").told
        return _read(self.caller.name, told, lambda row: tuple(_price(each) for each in row["prices"]))

    def reaches(self, to: To) -> str:
        """A letter on paper reaches a whole address; whether somebody has a mailbox it is asked."""
        if self.channel == "print":
            return sheet.why_not(to)
        if not to.number:
            return NO_NUMBER
        with unnamed():
            told = self.caller.ask("/mailboxes", {"number": to.number, "country": to.country}).told
        return _read(self.caller.name, told, lambda row: "" if row["has"] is True else NO_MAILBOX)

    def hand_over(self, parcel: Parcel) -> Taken:
        """Gives one letter, once by its key."""
        units = sheet.check(parcel) if self.channel == "print" else 1
        with unnamed():
            told = self.caller.send("POST", "/letters", _letter(parcel, units), key=parcel.key).told
        return _read(self.caller.name, told, _taken)

    def taken(self, parcel: Parcel) -> Taken | None:
        """The letter of this key."""
        told = self.caller.get("/letters", {"key": parcel.key}).told
        return _read(self.caller.name, told, lambda row: next(
            (_taken(each) for each in row["letters"] if each["key"] == parcel.key), None
        ))  # fmt: skip

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:
        """What became of letters, for whom a webhook does not reach."""
        now = clock.now()
        for at in range(0, len(places), _AT_ONCE):
            told = self.caller.ask("/receipts", {"places": list(places[at : at + _AT_ONCE])}).told
            yield from _read(self.caller.name, told, lambda row: [_receipt(each, now) for each in row["receipts"]])


def _letter(parcel: Parcel, units: int) -> dict[str, object]:
    """A letter as it is handed over; the debtor's own number goes to mailboxes only."""
    to = parcel.to._asdict()
    for name in ("email", "phone", *(("number",) if parcel.channel == "print" else ())):
        to.pop(name)
    return {
        "key": parcel.key,
        "number": parcel.number,
        "channel": parcel.channel,
        "subject": parcel.subject,
        "to": to,
        "from": {"name": parcel.sender.name, "company_number": parcel.sender.company_number},
        "country": parcel.country,
        "sheets": units,
        "sha256": sha256(parcel.pdf).hexdigest(),
        "pdf": b64encode(parcel.pdf).decode(),
    }


def _taken(row: Mapping[str, Any]) -> Taken:
    return Taken(_text(row, "place"), int(row.get("units", 1)))


def _price(row: Mapping[str, Any]) -> Price:
    return Price(_text(row, "what"), int(row["sheets"]), int(row["minor"]), _text(row, "currency"))


def _receipt(row: Mapping[str, Any], now: datetime) -> ReceiptIn:
    at = moment(row["at"], now)
    place, ours = str(row.get("place") or ""), str(row.get("parcel") or "")
    return ReceiptIn(_text(row, "key")[:120], _KINDS[row["kind"]], at, place, ours, str(row.get("words") or "")[:400])


def _text(row: Mapping[str, Any], name: str) -> str:
    if not isinstance(row[name], str) or not row[name]:
        raise ValueError(name)
    return str(row[name])


def _read(system: str, told: Any, read: Callable[[Any], T]) -> T:  # noqa: ANN401 whatever it answered
    """What an answer says.

    Raises:
        Refused: it cannot be read.
    """
    try:
        return read(told)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refused(UNREAD, {"system": system}) from error

"""A print house by a folder of its own (SFTP): each letter is a PDF and a file that tells of it, and receipts come back so.

docs/print-contract.md says what lies there. The server's key is told beforehand; a file is there whole or not at all.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from krav.wire import clock, sftp
from krav.wire.broken import Refused
from krav.wire.places import told_host
from krav.wire.rights import Field, Headers, Rights, Told
from krav.wire.sending.hooks import UNREAD, moment
from krav.wire.sending.post import sheet
from krav.wire.sending.protocol import Channel, Kind, Parcel, ReceiptIn, Taken, Tells, To
from krav.wire.sending.typed import typed
from krav.wire.sftp import Place

NAME: Final = "A print house, by SFTP"
_PORT: Final = 22
_PROOF: Final = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
_NO_PORT: Final = "“{said}” is no port: write a number, or leave it empty for 22."
_NO_PROOF: Final = "“{said}” is no fingerprint: ask the print house for the one of its server's key, SHA256: and 43 letters."
_LACKING: Final = "{field} is missing."
_TOLD: Final[tuple[Kind, ...]] = ("accepted", "printed", "posted", "bounced", "refused")
_MOST: Final = 10_000
_FIELDS: Final = (
    Field("host", "Server", secret=False),
    Field("port", "Port", secret=False, needed=False),
    Field("proof", "Fingerprint of the server's key (SHA256:…)", secret=False),
    Field("user", "User", secret=False),
    Field("password", "Password", needed=False),
    Field("key", "Private key, in the place of a password", needed=False, long=True),
    Field("folder", "Folder", secret=False, needed=False),
)


@dataclass(frozen=True)
class PrintFolder:
    """As the protocol says."""

    code: str = "printsftp"
    name: str = NAME
    channel: Channel = "print"
    countries: tuple[str, ...] = ()
    fields: tuple[Field, ...] = _FIELDS
    ready: bool = True
    tells: Tells = "asked"
    verified: str = (
        "Krav's own contract (docs/print-contract.md), tried against an SFTP server of our own. No print house's own "
        "description was found in public: agree the folder with yours."
    )

    def allowed(self, told: Told) -> Told:
        """Where the folder is, and as whom it is opened."""
        kept = typed(told, self.fields)
        port = kept.setdefault("port", str(_PORT))
        if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
            raise Refused(_NO_PORT, {"said": port})
        if not _PROOF.fullmatch(kept["proof"]):
            raise Refused(_NO_PROOF, {"said": kept["proof"]})
        if "key" in kept:
            sftp.private_key(kept["key"])
        elif "password" not in kept:
            raise Refused(_LACKING, {"field": "Password"})
        told_host(kept["host"], int(port))
        return kept

    def open(self, rights: Rights) -> "FolderLine":
        """Nothing is asked yet."""
        told = rights.now()
        rest = [told.get(name, "") for name in ("user", "password", "key", "proof", "folder")]
        return FolderLine(Place(NAME, told["host"], int(told.get("port", _PORT)), *rest))

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[ReceiptIn, ...]:  # noqa: ARG002
        """It tells nothing by itself."""
        raise Refused(UNREAD, {"system": NAME})


@dataclass(frozen=True)
class FolderLine:
    """The folder of one creditor at a print house."""

    where: Place

    def look(self) -> tuple[str, ...]:
        """Opens the folder."""
        sftp.names(self.where)
        return ()

    def reaches(self, to: To) -> str:
        """It reaches a whole address."""
        return sheet.why_not(to)

    def hand_over(self, parcel: Parcel) -> Taken:
        """Puts the PDF there, and then the file that tells of it: without that a print house takes no notice."""
        sheets, place = sheet.check(parcel), _place(parcel)
        sftp.put(self.where, f"{place}.pdf", parcel.pdf)
        sftp.put(self.where, f"{place}.json", _told(parcel, sheets))
        return Taken(place, sheets)

    def taken(self, parcel: Parcel) -> Taken | None:
        """Whether the file that tells of it is there, or what became of it."""
        place, names = _place(parcel), sftp.names(self.where)
        there = f"{place}.json" in names or f"{place}.receipt.json" in names
        return Taken(place, sheet.check(parcel)) if there else None

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:
        """What the print house wrote beside the letters; a file that is there by half is read next time."""
        if not places:
            return
        wanted, now = {f"{place}.receipt.json": place for place in places}, clock.now()
        for name, told in sftp.read(self.where, wanted, _MOST):
            with suppress(KeyError, StopIteration, TypeError, ValueError, RecursionError, AttributeError):
                yield from _receipts(wanted[name], told, now)


def _receipts(place: str, told: bytes, now: datetime) -> list[ReceiptIn]:
    """All that a file of receipts tells of one letter."""
    found = []
    for row in json.loads(told)["receipts"]:
        kind = next(each for each in _TOLD if each == row["kind"])
        words, at = str(row.get("words") or "")[:400], moment(row.get("at"), now)
        found.append(ReceiptIn(f"{place} {kind}"[:120], kind, at, place, words=words))
    return found


def _told(parcel: Parcel, sheets: int) -> bytes:
    to = {name: value for name, value in parcel.to._asdict().items() if name not in {"email", "phone", "number"}}
    told = {"key": parcel.key, "number": parcel.number, "to": to, "from": {"name": parcel.sender.name}, "sheets": sheets}
    return json.dumps(told | {"sha256": sha256(parcel.pdf).hexdigest()}, ensure_ascii=False, sort_keys=True).encode()


def _place(parcel: Parcel) -> str:
    """The letter's key as a name of a file."""
    return "".join(sign if sign.isalnum() or sign in "-." else "_" for sign in parcel.key)

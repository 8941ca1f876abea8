"""SMS as files below KRAV_HOME: for whatever the operator sends them with, and for trying things.

A file `<name>.json` holds number, sender and text. Whatever sends it writes `<name>.receipt` beside it with one word of what
became of it: delivered, bounced or refused.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, get_args

from django.conf import settings

from krav.wire import files
from krav.wire.broken import Refused
from krav.wire.rights import Field, Headers, Rights, Told
from krav.wire.sending.hooks import UNREAD
from krav.wire.sending.protocol import Channel, Kind, Parcel, ReceiptIn, Taken, Tells, To
from krav.wire.sending.sms import numbers, parts

NAME: Final = "Files for the operator"


@dataclass(frozen=True)
class SmsFiles:
    """As the protocol says."""

    code: str = "smsfile"
    name: str = NAME
    channel: Channel = "sms"
    countries: tuple[str, ...] = ()
    tells: Tells = "asked"
    verified: str = "Krav's own: each SMS becomes a file in the installation's folder “sms”, and whoever runs it sends them."

    @property
    def fields(self) -> tuple[Field, ...]:
        """Nothing is typed."""
        return ()

    @property
    def ready(self) -> bool:
        """Always."""
        return True

    def allowed(self, told: Told) -> Told:  # noqa: ARG002 every carrier is asked the same
        """Nothing is kept."""
        return {}

    def open(self, rights: Rights) -> "FileLine":  # noqa: ARG002 every carrier is asked the same
        """The folder."""
        return FileLine(settings.KRAV_HOME / "sms")

    def heard(self, headers: Headers, body: bytes, secret: str, now: datetime) -> tuple[ReceiptIn, ...]:  # noqa: ARG002
        """It tells nothing by itself."""
        raise Refused(UNREAD, {"system": NAME})


@dataclass(frozen=True)
class FileLine:
    """The folder; a file is there whole or not at all, and the same one again changes nothing."""

    folder: Path

    def look(self) -> tuple[str, ...]:
        """Nothing can be wrong with it before something is written."""
        return ()

    def reaches(self, to: To) -> str:
        """As any SMS."""
        return numbers.reaches(to)

    def hand_over(self, parcel: Parcel) -> Taken:
        """Writes the file."""
        count = parts.checked(parcel.text).many
        said = {"to": numbers.told_mobile(parcel.to), "from": numbers.sender(parcel.sender), "text": parcel.text}
        place = _place(parcel)
        files.put(self.folder, f"{place}.json", json.dumps(said | {"parts": count}, ensure_ascii=False).encode())
        return Taken(place, count)

    def taken(self, parcel: Parcel) -> Taken | None:
        """Whether the file is there."""
        place = _place(parcel)
        return Taken(place, parts.parts(parcel.text).many) if (self.folder / f"{place}.json").is_file() else None

    def receipts(self, places: tuple[str, ...]) -> Iterator[ReceiptIn]:
        """What was written beside the files."""
        for place in places:
            told = self.folder / f"{place}.receipt"
            with suppress(FileNotFoundError):
                at = datetime.fromtimestamp(told.stat().st_mtime, UTC)
                for kind in get_args(Kind):
                    if kind == told.read_text().strip():
                        yield ReceiptIn(f"{place} {kind}", kind, at, place)


def _place(parcel: Parcel) -> str:
    """The letter's key as a name of a file."""
    return "".join(sign if sign.isalnum() or sign in "-." else "_" for sign in parcel.key)

"""How many parts a text is sent in: by the GSM alphabet of seven bits where it fits, else by two bytes a sign (UCS-2)."""

from typing import Final, NamedTuple

from krav.law.texts_check import GSM
from krav.wire.broken import Refused

MOST: Final = 10
"""A text of more parts is no message for a telephone."""

_EXTENDED: Final = frozenset("^{}\\[~]|€\f")
"""Signs of the alphabet's extension (GSM 03.38): each takes the room of two, and both halves stand in one part."""

_GSM, _UCS2 = (160, 153), (70, 67)
"""How much one part holds: alone, and beside others, where each says which it is."""

_TOO_LONG: Final = "The SMS would be {parts} parts, and {most} is the most. Make its text shorter."


class Parts(NamedTuple):
    """A text as it is sent: in how many parts, and by which alphabet."""

    many: int
    alphabet: str


def parts(text: str) -> Parts:
    """How a text is sent.

    >>> parts("Faktura 20418"), parts("€" * 80).many, parts("€" * 81).many
    (Parts(many=1, alphabet='GSM-7'), 1, 2)
    >>> parts("ł" * 70), parts("ł" * 71).many
    (Parts(many=1, alphabet='UCS-2'), 2)
    """
    is_gsm = all(sign in GSM or sign in _EXTENDED for sign in text)
    alone, beside = _GSM if is_gsm else _UCS2
    rooms = [_room(sign, is_gsm=is_gsm) for sign in text]
    alphabet = "GSM-7" if is_gsm else "UCS-2"
    return Parts(1, alphabet) if sum(rooms) <= alone else Parts(_filled(rooms, beside), alphabet)


def checked(text: str) -> Parts:
    """As `parts`, of a text that may be sent.

    Raises:
        Refused: it is empty, or too long.
    """
    if not text.strip():
        raise Refused("The SMS has no text.")
    found = parts(text)
    if found.many > MOST:
        raise Refused(_TOO_LONG, {"parts": found.many, "most": MOST})
    return found


def _room(sign: str, *, is_gsm: bool) -> int:
    return 2 if (sign in _EXTENDED if is_gsm else ord(sign) > 0xFFFF) else 1


def _filled(rooms: list[int], size: int) -> int:
    """How many parts signs fill when none is cut in two."""
    count, left = 1, size
    for room in rooms:
        if room > left:
            count, left = count + 1, size
        left -= room
    return count

"""What a person typed to connect a carrier, held to what it may be."""

from collections.abc import Sequence
from typing import Final

from krav.wire.broken import Refused
from krav.wire.rights import Field, Told

_LACKING: Final = "{field} is missing."
_UNPLAIN: Final = "{field} holds a line break or a sign that cannot be typed. Copy it again."
_LONGEST: Final = 2_000


def typed(told: Told, fields: Sequence[Field]) -> dict[str, str]:
    """What was typed into the fields and nothing else.

    Raises:
        Refused: one that is needed is empty, or holds what it cannot.
    """
    found: dict[str, str] = {}
    for each in fields:
        value = told.get(each.name, "").strip()
        if not value and each.needed:
            raise Refused(_LACKING, {"field": each.label})
        if not each.long and (not value.isprintable() or len(value) > _LONGEST):
            raise Refused(_UNPLAIN, {"field": each.label})
        if value:
            found[each.name] = value
    return found


def kept(told: Told, name: str) -> dict[str, str]:
    """What Krav itself keeps beside the rights, such as the address the carrier tells at."""
    return {name: told[name]} if told.get(name) else {}

"""Addresses and headings of an e-mail: what cannot be one is refused before anything is handed over."""

from email.utils import formataddr
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from krav.wire.broken import Refused
from krav.wire.sending.protocol import Parcel

_NONE: Final = "“{address}” is no e-mail address."
_BROKEN: Final = "A heading of the e-mail holds a line break: somebody may want to write headings of their own."
_LONGEST: Final = 254


def check(parcel: Parcel) -> None:
    """Holds an e-mail's addresses and headings to what they may be.

    Raises:
        Refused: an address is none, or a heading holds a line break.
    """
    for heading in (parcel.subject, parcel.to.name, parcel.sender.name, parcel.name, parcel.key):
        if any(sign in heading for sign in "\r\n\0\x0b\x0c\x85\u2028\u2029"):
            raise Refused(_BROKEN)
    for address in (parcel.to.email, parcel.sender.email):
        told_email(address)


def told_email(address: str) -> str:
    """The address as it is used.

    Raises:
        Refused: it is none.
    """
    if not is_email(address):
        raise Refused(_NONE, {"address": " ".join(address.split())[:_LONGEST]})
    return address


def is_email(address: str) -> bool:
    """Whether mail can be addressed so."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= _LONGEST


def named(name: str, address: str) -> str:
    """A name with its address, as a heading has them."""
    return formataddr((" ".join(name.split()), address))

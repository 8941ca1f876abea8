"""Telephone numbers that an SMS can go to, and names that it can come from."""

from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from krav.wire.broken import Refused
from krav.wire.sending.protocol import From, To

_MOBILE: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
NO_NUMBER: Final = "There is no telephone number."
NO_MOBILE: Final = "The telephone number is none of a mobile telephone."
_NO_SENDER: Final = "An SMS shows its sender in 3 to 11 letters and digits; “{sender}” cannot be shown so."
_SHORTEST, _LONGEST = 3, 11


def mobile(to: To) -> str:
    """The debtor's number with its country (E.164), as a mobile telephone; empty where it is none.

    >>> mobile(To("Ann", phone="20 12 34 56", country="DK")), mobile(To("Ann", phone="33 12 34", country="DK"))
    ('+4520123456', '')
    """
    try:
        found = phonenumbers.parse(to.phone, to.country.upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(found) or phonenumbers.number_type(found) not in _MOBILE or found.extension:
        return ""
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def reaches(to: To) -> str:
    """Why an SMS does not reach the debtor; empty where it does."""
    if not to.phone.strip():
        return NO_NUMBER
    return "" if mobile(to) else NO_MOBILE


def told_mobile(to: To) -> str:
    """As `mobile`, of a debtor who has one.

    Raises:
        Refused: the number is none.
    """
    found = mobile(to)
    if not found:
        raise Refused(reaches(to))
    return found


def sender(who: From) -> str:
    """The creditor as an SMS shows it.

    Raises:
        Refused: nothing that could be shown, or more than there is room for.
    """
    shown = "".join(sign for sign in who.sender or who.name[:_LONGEST] if sign.isascii() and sign.isalnum())
    if not _SHORTEST <= len(shown) <= _LONGEST:
        raise Refused(_NO_SENDER, {"sender": " ".join((who.sender or who.name).split())[:60]})
    return shown

"""A letter's SMS: one part that says there is a letter and by which day, never which step or how much."""

import unicodedata

from krav.claims.letter import Letter
from krav.law.texts_check import GSM, SMS_MAX
from krav.render.voice import Voice

_LEAST_NAME = 8
"""So many signs of a creditor's name tell who writes."""


def sms(letter: Letter) -> str:
    """The text, at most 160 signs of the GSM alphabet; a creditor's name that does not fit is cut.

    The link to the debtor's own page follows where there is one. A name that would be left with too little stays whole, and
    the SMS has two parts.

    Raises:
        BookError, NotInForce: a text or a dated value is missing.
    """
    voice = Voice(letter)
    name, link = _plain(letter.sender.name), f" {_short(letter.link)}" if letter.link else ""
    room = len(name) - max(len(voice.say("sms", creditor=name)) + len(link) - SMS_MAX, 0)
    if link and room < min(len(name), _LEAST_NAME):
        room = len(name) - max(len(voice.say("sms", creditor=name)) - SMS_MAX, 0)
    return _plain(voice.say("sms", creditor=name[:room].rstrip())) + link


def _short(link: str) -> str:
    """The address without the marks that help to type it."""
    place, _, code = link.rstrip("/").rpartition("/")
    return f"{place}/{code.replace('-', '')}"


def _plain(text: str) -> str:
    """The text in the GSM alphabet: other letters lose their accents, other signs become blanks or go.

    >>> _plain("Café Łódź – Århus")
    'Café odz - Århus'
    """
    text = text.replace("–", "-").replace("\u00a0", " ")
    return "".join(sign if sign in GSM else _bare(sign) for sign in text)


def _bare(sign: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if part in GSM)

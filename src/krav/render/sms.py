"""A letter's SMS: one part that says there is a letter and by which day, never which step or how much."""

import unicodedata

from krav.claims.letter import Letter
from krav.law.texts_check import GSM, SMS_MAX
from krav.render.voice import Voice


def sms(letter: Letter) -> str:
    """The text, at most 160 signs of the GSM alphabet; a creditor's name that does not fit is cut.

    Raises:
        BookError, NotInForce: a text or a dated value is missing.
    """
    voice = Voice(letter)
    name = _plain(letter.sender.name)
    too_long = len(voice.say("sms", creditor=name)) - SMS_MAX
    return _plain(voice.say("sms", creditor=name[: len(name) - max(too_long, 0)].rstrip()))


def _plain(text: str) -> str:
    """The text in the GSM alphabet: other letters lose their accents, other signs become blanks or go.

    >>> _plain("Café Łódź – Århus")
    'Café odz - Århus'
    """
    text = text.replace("–", "-").replace("\u00a0", " ")
    return "".join(sign if sign in GSM else _bare(sign) for sign in text)


def _bare(sign: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if part in GSM)

"""A letter's e-mail: plain text that stands alone, and the name of the attached PDF, which tells nothing."""

from dataclasses import dataclass

from krav.claims.letter import Letter
from krav.render.correction import email_words
from krav.render.voice import Voice

_SUBJECT_MAX = 100


@dataclass(frozen=True, slots=True)
class Email:
    """Subject, plain text and the name under which the PDF is attached; sender and reply address are the creditor's."""

    subject: str
    text: str
    attachment: str


def email(letter: Letter) -> Email:
    """The e-mail that carries the letter.

    Raises:
        BookError, NotInForce: a text or a dated value is missing.
    """
    if letter.corrects:
        subject, text = email_words(letter, letter.corrects)
    else:
        voice = Voice(letter)
        subject, text = voice.say("email_subject"), voice.say("email_body")
        if letter.link:
            text += f"\n\n{voice.say('page_line')}\n{letter.link}"
    name = "".join(sign if sign.isalnum() or sign == "-" else "-" for sign in letter.number)
    return Email(_cut(subject, _SUBJECT_MAX), text, f"brev-{name}-{letter.sent_on}.pdf")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"

"""A correcting letter becomes the values the template prints, and its e-mail, in the look and language of the letters."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from krav.claims.correction import Corrected
from krav.claims.letter import Letter
from krav.render.values import head, payment
from krav.render.voice import Voice


@cache
def words() -> dict[str, dict[str, Any]]:
    """The words of correcting letters by language."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def values(letter: Letter, corrects: Corrected) -> dict[str, Any]:
    """Everything the template prints, as text."""
    voice = Voice(letter)
    said = _Said(voice, corrects)
    headline = said("headline")
    paid = payment(voice) if letter.total > 0 else {"pay": [], "code": {"svg": "", "label": "", "alt": ""}}
    return {
        **head(voice),
        **paid,
        "title": f"{headline} – {letter.number}",
        "headline": headline,
        "greeting": voice.fill["greeting"],
        "opening": said("opening"),
        "table_head": [text.format_map(said.fill) for text in said.words["head"]],
        "table": _rows(voice, corrects, said.words),
        "ask": _asks(letter, corrects, said),
        "small": said("closing"),
    }


def email_words(letter: Letter, corrects: Corrected) -> tuple[str, str]:
    """The subject and the text of the e-mail that carries the letter."""
    said = _Said(Voice(letter), corrects)
    parts = [said.voice.fill["greeting"], said("opening"), *_asks(letter, corrects, said), said("closing")]
    return said("subject"), "\n\n".join([*parts, letter.sender.name, ""])


class _Said:
    """The words in the letter's language, filled."""

    def __init__(self, voice: Voice, corrects: Corrected) -> None:
        self.voice, self.words = voice, words()[voice.language]
        self.fill = {
            **voice.fill,
            "number": corrects.number,
            "sent": voice.day(corrects.sent_on),
            "demanded": voice.money(corrects.demanded.total),
            "lawful": voice.money(corrects.lawful.total),
            "refund": voice.money(corrects.refund),
            "deadline": voice.day(voice.letter.deadline_on),
            "contact": voice.fill["contact_email"],
        }

    def __call__(self, key: str) -> str:
        return str(self.words[key]).format_map(self.fill)


def _asks(letter: Letter, corrects: Corrected, said: _Said) -> list[str]:
    """What is to be paid, and by whom."""
    return [said("owed" if letter.total > 0 else "nothing"), *([said("refund")] if corrects.refund > 0 else [])]


def _rows(voice: Voice, corrects: Corrected, said: dict[str, Any]) -> list[list[str]]:
    """One row a part that either letter has, and their totals."""
    pairs = zip(corrects.demanded._fields, corrects.demanded, corrects.lawful, strict=True)
    shown = [(name, then, now) for name, then, now in pairs if then or now]
    lines = [(name, -then, -now) if name == "credit" else (name, then, now) for name, then, now in shown]
    lines.append(("total", corrects.demanded.total, corrects.lawful.total))
    changes = [voice.number(now - then) if now != then else "" for _, then, now in lines]
    return [
        [said[name], voice.number(then), voice.number(now), change]
        for (name, then, now), change in zip(lines, changes, strict=True)
    ]

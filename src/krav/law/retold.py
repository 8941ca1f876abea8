"""What was said of a file or an accounting system in English, said again in another language; its facts are kept.

It is kept as it was said, years ago too, and is the same for programs and in logs; the phrase is recognised.
"""

import re
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from krav.kernel.money import Money
from krav.kernel.phrase import Show, Translate, iso
from krav.law.phrases import read_phrases

_FACT = re.compile(r"(?<![\w.-])(?:(\d{4}-\d\d-\d\d)|(-?\d{1,15}\.\d\d) ([A-Z]{3}))(?![\w-])")
_KEPT = ("phrases_files*.toml", "phrases_systems*.toml", "phrases_webhooks.toml")
"""Where the phrases are that are kept as they were said."""

_LONGEST = 2000
"""Letters of a sentence that is looked at; a longer one is what somebody wrote."""

_DEEPEST = 4
"""So many phrases may stand within each other."""


class _Heard(NamedTuple):
    """A phrase, the longest piece of it between two facts, and the pattern of its sentences."""

    phrase: str
    piece: str
    pattern: re.Pattern[str]


def retold(sentence: str, translate: Translate, show: Show = iso) -> str:
    """The sentence in the translator's language, its days and amounts as `show` writes them; what is no phrase stays.

    >>> retold("the posting of 10.00 SEK names no invoice", {"the posting of {amount} names no invoice": "{amount}?"}.get)
    '10.00 SEK?'
    """
    return _retold(sentence, translate, show, _DEEPEST)


def _retold(sentence: str, translate: Translate, show: Show, deep: int) -> str:
    for phrase, piece, pattern in _phrases() if deep and len(sentence) <= _LONGEST else ():
        if piece in sentence and (found := pattern.fullmatch(sentence)):
            facts = {name: _retold(fact, translate, show, deep - 1) for name, fact in found.groupdict().items()}
            return translate(phrase).format_map(facts)
    return _FACT.sub(lambda found: _shown(found, show), sentence)


@cache
def _phrases() -> tuple[_Heard, ...]:
    """The phrases of files and of other systems, those with the most letters of their own first."""
    found = [phrase for pattern in _KEPT for phrase in read_phrases(Path(__file__).parent, pattern)]
    return tuple(map(_heard, sorted(found, key=_letters, reverse=True)))


def _heard(phrase: str) -> _Heard:
    parts = list(Formatter().parse(phrase))
    pattern = "".join(re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _, _ in parts)
    return _Heard(phrase, max((text for text, *_ in parts), key=len), re.compile(pattern, re.DOTALL))


def _letters(phrase: str) -> int:
    return sum(len(text) for text, *_ in Formatter().parse(phrase))


def _shown(found: re.Match[str], show: Show) -> str:
    """A day or an amount of the sentence; one that is none stays as it is written."""
    day, amount, currency = found.groups()
    try:
        return show(date.fromisoformat(day) if day else Money.of(amount, currency))
    except ValueError:
        return found[0]

"""The words of ledger files in Danish, Norwegian, Swedish and English, kept in words.toml."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from babel import Locale


def plain(text: str) -> str:
    """The letters and digits of a word in lower case.

    >>> plain("E-mail "), plain("CVR_Nr.")
    ('email', 'cvrnr')
    """
    return "".join(filter(str.isalnum, normalize("NFC", text).casefold()))


class Vocabulary:
    """Meanings, and the words for each of them."""

    def __init__(self, meanings: Mapping[str, Mapping[str, Any]]) -> None:
        self._words = {meaning: _different(languages.values()) for meaning, languages in meanings.items()}
        self._meanings = {plain(word): meaning for meaning, words in self._words.items() for word in words}

    def meaning(self, text: str) -> str | None:
        """What the text means; None when the word is not known."""
        return self._meanings.get(plain(text))

    def accepted(self, meanings: Iterable[str] = ()) -> str:
        """The known words for people, by meaning: “yes (ja, j, yes), no (nej, nei, no)”."""
        return ", ".join(
            f"{meaning.replace('_', ' ')} ({', '.join(self._words[meaning])})" for meaning in meanings or self._words
        )


def _different(lists: Iterable[Any]) -> tuple[str, ...]:
    """The words of all languages, none twice. Of words that compare equal the first stays."""
    words = (word for words in lists if isinstance(words, list) for word in words)
    firsts: dict[str, str] = {}
    for word in words:
        firsts.setdefault(plain(word), word)
    return tuple(firsts.values())


_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

COLUMNS = Vocabulary(_DATA["columns"])
NEEDED = tuple(field for field, words in _DATA["columns"].items() if words.get("needed"))
"""The fields without which a row is no invoice."""
CUSTOMER_TYPES = Vocabulary(_DATA["customer_types"])
DOCUMENT_TYPES = Vocabulary(_DATA["document_types"])
ANSWERS = Vocabulary(_DATA["answers"])
LANGUAGES = Vocabulary(_DATA["languages"])
TOTALS = Vocabulary(_DATA["totals"])


@cache
def countries() -> Mapping[str, str]:
    """ISO 3166 codes by plain name, in each of the four languages, and by the code itself."""
    codes: dict[str, str] = {}
    for language in _DATA["languages"]:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2:
                codes |= {plain(name): code, plain(code): code}
    return codes

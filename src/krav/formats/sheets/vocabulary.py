"""Words that a table may hold, and what each of them means."""

from collections.abc import Iterable, Mapping
from typing import Any
from unicodedata import normalize


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

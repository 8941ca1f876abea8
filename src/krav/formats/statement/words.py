"""The words of account statements in Danish, Norwegian, Swedish and English, kept in words.toml."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from krav.formats.sheets.columns import Kind
from krav.formats.sheets.vocabulary import Vocabulary

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_CURRENCY = re.compile(r"(?<=\w)(?:\s+i)?[\s,]*(?:\s|\()(DKK|NOK|SEK|EUR|USD|GBP|kr\.?)\)?\s*$", re.IGNORECASE)


class _Headings(Vocabulary):
    """Headings, whether or not a currency stands behind them.

    >>> HEADINGS.meaning("Beløb i DKK"), HEADINGS.meaning("Bokfört saldo (SEK)"), HEADINGS.meaning("EUR")
    ('amount', 'balance', None)
    """

    def meaning(self, text: str) -> str | None:
        """What the heading means; None when it is not known."""
        return super().meaning(text) or super().meaning(_CURRENCY.sub("", text))


def currency_of(heading: str) -> str:
    """The currency behind a heading, empty where there is none.

    >>> currency_of("Beløb EUR"), currency_of("Beløb"), currency_of("Saldo (kr)")
    ('EUR', '', '')
    """
    found = _CURRENCY.search(heading)
    return found[1].upper() if found and not found[1].lower().startswith("kr") else ""


def _all(languages: Mapping[str, Any]) -> str:
    """The words of every language as alternatives of a pattern, the longest first."""
    words = {word for words in languages.values() for word in words}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


HEADINGS = _Headings(_DATA["columns"])
STATUSES = Vocabulary(_DATA["statuses"])
DIRECTIONS = Vocabulary(_DATA["directions"])
RETURNED = re.compile(rf"\b(?:{_all(_DATA['returns'])})\b", re.IGNORECASE)
"""That a text speaks of money taken back."""
ABOVE: Mapping[str, str] = {what: rf"(?<!\w)(?:{_all(words)})(?!\w)" for what, words in _DATA["above"].items()}
"""Patterns of the words before an account, a last day and the day a statement was made."""
STATEMENT = Kind(
    words=HEADINGS,
    needed=(),
    key=("booked_on", "day", "value_on"),
    numbers=frozenset({"reference", "account", "payer_account"}),
    totals=Vocabulary(_DATA["totals"]),
    notes=True,
    several=frozenset({"text", "message", "reference"}),
)

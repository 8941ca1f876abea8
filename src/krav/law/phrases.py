"""Phrases in four languages: of explanations, refusals and breaches, and the names of codes.

What has no translation stays as it is: legal terms, titles of tables, what a person wrote. A code has an English name too.
What only one country says stands in its folder phrases/; `krav.countries.translator` says both.
"""

from functools import cache
from pathlib import Path

from krav.kernel.phrase import Translate
from krav.kernel.refusal import KravError
from krav.law.book import parse

LANGUAGES = ("da", "nb", "sv", "en")

Phrases = dict[str, dict[str, str]]
"""The translations of each English phrase or code, by language."""


@cache
def phrases() -> Phrases:
    """The phrases that every country says."""
    return read_phrases(Path(__file__).parent, "phrases*.toml")


def read_phrases(folder: Path, pattern: str) -> Phrases:
    """The phrases of all files of a folder that fit the pattern."""
    known: Phrases = {}
    for path in sorted(folder.glob(pattern)):
        known |= parse(path, path.read_bytes())
    return known


@cache
def translator(language: str) -> Translate:
    """The function that says in a language what every country says.

    Raises:
        KravError: there is no such language.
    """
    if language not in LANGUAGES:
        raise KravError(f"There is no language “{language}”; there are {', '.join(LANGUAGES)}.")
    said = spoken(phrases(), language)
    return lambda phrase: said.get(phrase, phrase)


def spoken(known: Phrases, language: str) -> dict[str, str]:
    """The phrases that have a translation into the language, with it."""
    return {phrase: said[language] for phrase, said in known.items() if language in said}

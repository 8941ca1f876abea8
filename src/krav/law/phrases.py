"""The phrases of explanations in four languages; what has no translation stays as it is (legal terms, titles of tables)."""

from functools import cache
from pathlib import Path

from krav.kernel.refusal import KravError
from krav.kernel.why import Translate
from krav.law.book import parse

LANGUAGES = ("da", "nb", "sv", "en")
_FILE = Path(__file__).with_name("phrases.toml")


@cache
def phrases() -> dict[str, dict[str, str]]:
    """The translations of each English phrase, by language."""
    return parse(_FILE, _FILE.read_bytes())


def translator(language: str) -> Translate:
    """The function that says a phrase in the language.

    Raises:
        KravError: there is no such language.
    """
    if language not in LANGUAGES:
        raise KravError(f"There is no language “{language}”; there are {', '.join(LANGUAGES)}.")
    if language == "en":
        return str
    return lambda phrase: phrases().get(phrase, {}).get(language, phrase)

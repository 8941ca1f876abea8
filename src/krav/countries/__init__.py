"""Floor 2: the countries, a folder each, found by walking; adding one edits nothing else."""

from functools import cache
from importlib import import_module
from pathlib import Path

from krav.kernel.phrase import Translate
from krav.kernel.refusal import KravError
from krav.law import phrases
from krav.law.book import about
from krav.law.country import Country


@cache
def countries() -> dict[str, Country]:
    """All countries by their two-letter code."""
    return {country.code: country for country in map(from_folder, folders())}


def country(code: str) -> Country:
    """The country of a code, in either case.

    Raises:
        KravError: there is no such country.
    """
    found = countries().get(code.upper())
    if found is None:
        raise KravError(f"There is no country “{code}”. Krav knows {', '.join(sorted(countries()))}.")
    return found


def folders() -> tuple[Path, ...]:
    """The folder of every country."""
    return tuple(sorted(path.parent for path in Path(__file__).parent.glob("*/country.toml")))


def from_folder(folder: Path) -> Country:
    """The country of a folder: its own, or a copy with other tables, under the rules of the country whose code it has.

    Raises:
        BookError: the folder's tables are incomplete.
        KravError: there are no rules for the country.
    """
    own = folder if folder in folders() else _own_folder(folder)
    found: Country = import_module(f"{__name__}.{own.name}.rules").Rules(folder)
    return found


def masked_number(text: str) -> str:
    """A number of a person of any country, masked; empty where it is none. No company of ours has one that looks so.

    >>> masked_number("010190-1234"), masked_number("556677-8899")
    ('010190-••••', '')
    """
    return next((shown for each in countries().values() if (shown := each.masked_number(text))), "")


@cache
def translator(language: str) -> Translate:
    """The function that says in a language what is said everywhere and what only one country says, its steps' names too.

    Raises:
        KravError: there is no such language.

    >>> translator("nb")("on_hold"), translator("en")("rykker_1")
    ('i bero', 'Reminder 1')
    """
    everywhere = phrases.translator(language)
    own: dict[str, str] = {}
    for folder in folders():
        own |= phrases.spoken(phrases.read_phrases(folder / "phrases", "*.toml"), language)
    return lambda phrase: own.get(phrase) or everywhere(phrase)


def step_name(key: str, language: str) -> str:
    """What people call a step, by its key; the key itself where no country knows it."""
    return translator(language)(key)


def _own_folder(folder: Path) -> Path:
    code = about(folder)["code"]
    own = {about(each)["code"]: each for each in folders()}
    if code not in own:
        raise KravError(f"{folder}: there are no rules for the country “{code}”; there are for {', '.join(sorted(own))}.")
    return own[code]

"""Every word of the pages in every language: none is missing, none lost its names, none is compiled from an older text."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "src/krav/web/locale"
LANGUAGES = ("da", "nb", "sv")
_NAMES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")


@cache
def words() -> frozenset[str | tuple[str, ...]]:
    """Everything that source and templates say."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(rule["pattern"], rule["method"]) for rule in rules]
    options = {rule["pattern"]: {key: rule[key] for key in rule.keys() - {"pattern", "method"}} for rule in rules}
    found = extract_from_dir(ROOT / "src/krav", methods, options)
    return frozenset(message for _, _, message, _, _ in found)


@cache
def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale=language)


def _said(message: Message) -> list[str]:
    return _texts(message.string)


def _texts(one_or_several: str | Iterable[str] | None) -> list[str]:
    return [one_or_several or ""] if isinstance(one_or_several, str | None) else list(one_or_several)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing(language: str) -> None:
    found = catalogue(language)
    missing = [text for text in words() if (said := found.get(text)) is None or not all(_said(said))]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_a_sentence_are_kept(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        asked = _texts(message.id)
        names = {name for text in asked for name in _NAMES.findall(text)}
        for text in _said(message):
            assert set(_NAMES.findall(text)) <= names, text
        assert set(_NAMES.findall(_said(message)[-1])) == set(_NAMES.findall(asked[-1])), asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_of_this_text(language: str) -> None:
    made = BytesIO()
    write_mo(made, catalogue(language))
    assert (LOCALE / language / "LC_MESSAGES/django.mo").read_bytes() == made.getvalue()

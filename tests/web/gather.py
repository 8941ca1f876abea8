"""Gathers the pages' words into the catalogues and compiles them: `make words`. The same words make the same bytes."""

from datetime import UTC, datetime

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.web.test_catalogues import LANGUAGES, LOCALE, words

_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""A header's day that never changes, so that only words do."""


def gather(language: str) -> int:
    """Rewrites one language's catalogue; how many words wait for a translation."""
    file = LOCALE / language / "LC_MESSAGES/django.po"
    with file.open("rb") as kept:
        known = read_po(kept, locale=language)
    made = Catalog(
        language, project="Krav", version="pages", header_comment="#", creation_date=_DAY, revision_date=_DAY,
        last_translator="Krav", language_team="Krav", msgid_bugs_address="none", fuzzy=False,
    )  # fmt: skip
    for text in words():
        before = known.get(text if isinstance(text, str) else text[0])
        made.add(text, before.string if before else None)
    with file.open("wb") as after:
        write_po(after, made, sort_output=True, no_location=True, width=120)
    with file.with_suffix(".mo").open("wb") as after:
        write_mo(after, made)
    return sum(not (all(said) if isinstance(said := message.string, tuple) else said) for message in made if message.id)


if __name__ == "__main__":
    for each in LANGUAGES:
        print(f"{each}: {gather(each)} words without a translation")  # noqa: T201 what make shows

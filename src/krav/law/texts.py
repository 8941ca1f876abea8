"""The words of a country's letters, read from its folder letters/ and refused where a word is missing.

shared.toml holds what every letter says, `<step key>.toml` what the letter of one step says. The text of a key is that of
`<key>_consumer` or `<key>_business` where the pair exists, else of `<key>`; the step's own text goes before the shared one.
A word in braces is a placeholder, declared in shared.toml; who builds the letter fills it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from krav.law.book import BookError, parse
from krav.law.step import DebtorKind, Step
from krav.law.texts_check import KINDS, check

Words = Mapping[str, str]
"""Texts by key, their placeholders still open."""


@dataclass(frozen=True)
class TextBook:
    """All letter texts of one country. `reviewed_on` is None while they are drafts that no lawyer has read."""

    languages: tuple[str, ...]
    placeholders: frozenset[str]
    reviewed_on: date | None
    reviewed_by: str
    words: Mapping[tuple[str, str, str], Words]
    explanations: Mapping[str, Words]

    @property
    def steps(self) -> frozenset[str]:
        """The keys of the steps that have a letter."""
        return frozenset(step for step, _, _ in self.words)

    def language(self, wanted: str) -> str:
        """The debtor's language where the country has it, else English; the country's own where none is known."""
        if not wanted:
            return self.languages[0]
        return wanted if wanted in self.languages else "en"

    def text(self, step_key: str, language: str, kind: DebtorKind) -> Words:
        """Every text of one letter, for a consumer or a business; a sole trader and a public body are businesses.

        Raises:
            BookError: the step has no letter.
        """
        if step_key not in self.steps:
            raise BookError(f"There is no letter “{step_key}”; there are {', '.join(sorted(self.steps))}.")
        return self.words[step_key, self.language(language), "consumer" if kind.is_consumer else "business"]

    def explain(self, language: str) -> Words:
        """The rule behind each kind of amount, for the page that shows how it was computed."""
        return self.explanations[self.language(language)]


def consequence(words: Words, next_step: Step | None, *, collector: bool, court: bool) -> str:
    """The text of what follows, the most exact that is true: only what the policy decides and the law allows is named.

    With a next step: `consequence_<its key>`, else `consequence_<its kind>`, each first with `_free` where that step is to
    cost nothing. At the ladder's end: `consequence_partner` where a collector is named, else `consequence_court` where
    the claim may go to the simplified court procedure. Else, and wherever such a key is missing, `consequence`.
    """
    if next_step:
        ends = ("",) if next_step.charges else ("_free", "")
        tried = [f"consequence_{name}{end}" for name in (next_step.key, next_step.kind) for end in ends]
    else:
        tried = ["consequence_partner"] * collector + ["consequence_court"] * court
    return next((words[key] for key in tried if key in words), words["consequence"])


def load_texts(folder: Path, others: Path | None = None) -> TextBook:
    """The texts of a folder of TOML files; with `others` what shared.toml says there, and the texts of that folder.

    Raises:
        BookError: a language lacks a key, one of a pair is missing, a placeholder is unknown, a mandatory part is empty,
            an SMS is too long; names file, language and key.
    """
    files = _files(folder)
    if "shared" not in files:
        raise BookError(f"{folder}: there is no shared.toml; the letters of a country need one.")
    shared = files.pop("shared")
    files = _files(others) if others else files
    check(shared, files)
    languages = tuple(shared["languages"])
    words = {
        (step, language, kind): {**_of_kind(shared["shared"][language], kind), **_of_kind(content[language], kind)}
        for step, content in files.items()
        for language in languages
        for kind in KINDS
    }
    return TextBook(
        languages,
        frozenset(shared["placeholders"]),
        shared["reviewed_on"] or None,
        shared["reviewed_by"],
        words,
        shared["explain"],
    )


def _files(folder: Path) -> dict[str, dict[str, Any]]:
    return {path.stem: parse(path, path.read_bytes()) for path in sorted(folder.glob("*.toml"))}


def _of_kind(table: dict[str, Any], kind: str) -> dict[str, str]:
    """The table's texts for one kind of debtor, under their bare keys."""
    mine, others = f"_{kind}", tuple(f"_{each}" for each in KINDS if each != kind)
    plain = {key: text for key, text in table.items() if not key.endswith((mine, *others))}
    return plain | {key.removesuffix(mine): text for key, text in table.items() if key.endswith(mine)}

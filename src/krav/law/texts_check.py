"""What letter texts must be before any of them is used: complete in every language, for both kinds of debtor, and short."""

import string
from collections.abc import Iterator, Mapping
from typing import Any

from krav.law.book import BookError

KINDS = ("consumer", "business")

PARTS = {"address", "channel", "claim table", "law check", "page 2", "payment block", "references", "sender"}
"""What carries a mandatory element where no text does."""

SMS_MAX = 160
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrs"
    "tuvwxyzäöñüà"
)
"""The alphabet in which an SMS of one part holds 160 signs (GSM 03.38)."""

_LONGEST = {"creditor": "N" * 33, "deadline_short": "30 Nov."}
_SHARED_KEYS = {"languages", "law_checked_on", "reviewed_on", "reviewed_by", "placeholders", "shared", "explain"}
_STEP_KEYS = {"law", "tone", "mandatory"}
_NEEDED = {"headline", "opening", "consequence", "email_subject", "email_body", "sms"}

Content = Mapping[str, Any]


def check(shared: Content, steps: Mapping[str, Content]) -> None:
    """Refuses texts that could print a wrong or half letter.

    Raises:
        BookError: names file, language and key, and what is missing.
    """
    _keys("shared.toml", shared, _SHARED_KEYS)
    languages, known = shared["languages"], set(shared["placeholders"])
    for part in ("shared", "explain"):
        _languages(f"shared.toml, {part}", {language: shared[part].get(language) for language in languages}, known)
    for step, content in steps.items():
        _keys(f"{step}.toml", content, _STEP_KEYS | set(languages))
        _languages(f"{step}.toml", {language: content[language] for language in languages}, known)
        for language in languages:
            _step(f"{step}.toml, {language}", content[language])
            _mandatory(f"{step}.toml, {language}", content["mandatory"], content[language], shared["shared"][language])


def _keys(place: str, content: Content, expected: set[str]) -> None:
    missing, unknown = expected - content.keys(), content.keys() - expected
    if missing or unknown:
        raise BookError(f"{place}: missing {sorted(missing)}, unknown {sorted(unknown)}.")


def _languages(place: str, tables: Mapping[str, Content | None], known: set[str]) -> None:
    keys: dict[str, set[str]] = {}
    for language, table in tables.items():
        if not table:
            raise BookError(f"{place}: there is no text in “{language}”.")
        keys[language] = {_bare(key) for key in table}
        _pairs(f"{place}, {language}", table)
        _placeholders(f"{place}, {language}", table, known)
    everywhere = set.union(*keys.values())
    for language, found in keys.items():
        if found != everywhere:
            raise BookError(f"{place}, {language}: {', '.join(sorted(everywhere - found))} is missing.")


def _pairs(place: str, table: Content) -> None:
    for key in table:
        for kind, other in (KINDS, KINDS[::-1]):
            if key.endswith(f"_{kind}") and f"{_bare(key)}_{other}" not in table:
                raise BookError(f"{place}: {key} has no {_bare(key)}_{other} beside it.")


def _placeholders(place: str, table: Content, known: set[str]) -> None:
    for key, text in table.items():
        if unknown := set(names(text)) - known:
            raise BookError(f"{place}: {key} names {{{min(unknown)}}}, which is not among the placeholders.")
        if "collector" in names(text) and _bare(key) != "consequence_partner":
            raise BookError(f"{place}: {key} names the collector; only consequence_partner is sure to have one.")


def _step(place: str, table: Content) -> None:
    bare = {_bare(key) for key in table}
    if missing := _NEEDED - bare:
        raise BookError(f"{place}: {', '.join(sorted(missing))} is missing.")
    openings = [text for key, text in table.items() if _bare(key) == "opening"]
    if any(name.startswith("previous") for text in openings for name in names(text)) and "opening_first" not in bare:
        raise BookError(f"{place}: the opening names an earlier letter; opening_first says it where there is none.")
    text = table["sms"].format_map(_LONGEST)
    if len(text) > SMS_MAX or set(text) - GSM:
        raise BookError(f"{place}: the SMS has {len(text)} signs or leaves the GSM alphabet; {SMS_MAX} fit in one.")


def _mandatory(place: str, rows: list[Content], table: Content, shared: Content) -> None:
    texts = {**shared, **table}
    for row in rows:
        for part in row["by"]:
            carriers = [text for key, text in texts.items() if _bare(key) == part]
            if part not in PARTS and not (carriers and all(text.strip() for text in carriers)):
                raise BookError(f"{place}: “{row['element']}” ({row['section']}) is carried by {part}, which is empty.")


def names(text: str) -> Iterator[str]:
    """The placeholders a text names."""
    return (name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _bare(key: str) -> str:
    return key.removesuffix("_consumer").removesuffix("_business")

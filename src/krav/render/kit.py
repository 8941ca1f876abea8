"""What a bookkeeping firm tells its clients of the new service: texts, a leaflet and a picture, in its own colours.

The same firm gives the same bytes. Words are in kit.toml, a language at a time.
"""

import re
import tomllib
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from krav.render.codes import picture
from krav.render.pdf import Renderer

_HERE = Path(__file__).parent
_INK = "#1b1d20"
_ONCE = date(2026, 1, 1)
"""What the files bear as their day: a leaflet has none."""

LANGUAGES = ("da", "nb", "sv", "en")
PARTS = {
    "email.txt": "text/plain; charset=utf-8",
    "page.txt": "text/plain; charset=utf-8",
    "leaflet.pdf": "application/pdf",
    "leaflet.png": "image/png",
    "picture.png": "image/png",
}
"""The files of one language, and what they are."""


class Teller(NamedTuple):
    """The firm that tells; `contact` are the ways to reach it, `logo` a PNG or nothing."""

    name: str
    words: str
    accent: str
    logo: bytes
    contact: tuple[str, ...]


class Words(NamedTuple):
    """The texts of one language, filled."""

    subject: str
    email: str
    head: str
    page: str


def texts(firm: Teller, language: str) -> Words:
    """The e-mail and the page, to be copied."""
    words, fill = _book()[language], _fill(firm)
    email, page = (_filled(words[key], fill) for key in ("email", "page"))
    return Words(words["subject"].format_map(fill), email, words["head"].format_map(fill), page)


def made(firm: Teller, language: str, name: str, renderer: Renderer) -> bytes:
    """One file of the kit."""
    said = texts(firm, language)
    if name == "email.txt":
        return f"{said.subject}\n\n{said.email}\n".encode()
    if name == "page.txt":
        return f"{said.head}\n\n{said.page}\n".encode()
    what, _, form = name.partition(".")
    shown = _shown(firm, language) | {"part": what}
    if form == "png":
        return renderer.picture(shown, "kit", ppi=120 if what == "leaflet" else 144)
    return renderer.paper(shown, name, _ONCE, "kit")


def packed(firm: Teller, renderer: Renderer) -> bytes:
    """All files of all languages as one ZIP, and the logo."""
    into = BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as archive:
        for language in LANGUAGES:
            for name in PARTS:
                archive.writestr(_entry(f"{language}/{name}"), made(firm, language, name, renderer))
        if firm.logo:
            archive.writestr(_entry("logo.png"), firm.logo)
    return into.getvalue()


def _entry(name: str) -> ZipInfo:
    made_on = ZipInfo(name, (*_ONCE.timetuple()[:3], 0, 0, 0))
    made_on.compress_type = ZIP_DEFLATED
    return made_on


def _shown(firm: Teller, language: str) -> dict[str, Any]:
    """What the template prints."""
    words, fill = _book()[language], _fill(firm)
    return {
        "lang": language,
        "accent": firm.accent if re.fullmatch(r"#[0-9a-fA-F]{6}", firm.accent) else _INK,
        "firm": firm.name,
        "words": firm.words,
        "logo": picture(firm.logo),
        "contact": fill["contact"],
        "slogan": words["slogan"],
        "steps_head": words["steps_head"],
        **{key: words[key].format_map(fill) for key in ("head", "lead", "small")},
        "points": [[point["head"], point["text"].format_map(fill)] for point in words["points"]],
        "steps": [step.format_map(fill) for step in words["steps"]],
    }


def _fill(firm: Teller) -> dict[str, str]:
    return {"firm": firm.name, "contact": " · ".join(firm.contact), "words": firm.words}


def _filled(text: str, fill: dict[str, str]) -> str:
    """The text; lines that would say nothing are left out."""
    empty = {f"{{{key}}}" for key, said in fill.items() if not said}
    return "\n".join(line.format_map(fill) for line in text.strip().split("\n") if line not in empty).strip()


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads((_HERE / "kit.toml").read_text(encoding="utf-8"))

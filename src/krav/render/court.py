"""A filing's package as sheets: the authority's own boxes, in its own language."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from krav.kernel.money import Money
from krav.law.matter import Matter
from krav.law.package import Field, Package, Section
from krav.render.sheet import Block, Pen, Sheet, lines, sheet

_LONG, _LONG_BESIDE_SUMS = 66, 28
"""Signs of a text that fit beside its label."""


@cache
def words() -> dict[str, dict[str, Any]]:
    """The words of a case's papers by language."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def package_sheet(matter: Matter, package: Package) -> Sheet:
    """The package; one that is not complete says so at the top of each page."""
    pen, said = Pen(package.language), words()[package.language]
    line = said["about"].format(case=matter.case, day=pen.day(matter.on), debtor=matter.debtor.name)
    draft = said["incomplete"] if package.problems else ""
    blocks = [_box(section, pen, matter.currency) for section in package.sections if section.fields]
    return sheet(matter, package.language, pen.word(package.filing), line, blocks, page=said["page"], draft=draft)


def _box(section: Section, pen: Pen, currency: str) -> Block:
    """Only the last amount of a box that adds up is its sum."""
    last = next((field for field in reversed(section.fields) if isinstance(field.value, Money)), None)
    several = sum(isinstance(field.value, Money) for field in section.fields) > 1
    room = _LONG_BESIDE_SUMS if last else _LONG
    rows = [
        (field.label, _value(field, pen, currency), _kind(field, field is last and several, room))
        for field in section.fields
    ]
    return lines(section.title, rows)


def _value(field: Field, pen: Pen, currency: str) -> str:
    told = pen.text(field.value) or "–"
    return f"{told} {currency}" if isinstance(field.value, Money) else told


def _kind(field: Field, is_sum: bool, room: int) -> str:
    if isinstance(field.value, Money):
        return "sum" if is_sum else "amount"
    return "long" if len(str(field.value)) > room else ""

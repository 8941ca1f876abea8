"""A sheet of a case: a headline and blocks of lines, tables, reasons or text, formatted in one language."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from krav.countries import translator
from krav.kernel.money import Minor, Money
from krav.kernel.phrase import say
from krav.kernel.why import Why
from krav.law.matter import Matter
from krav.render import amounts

_FIGURE = re.compile(r"-?\d+(\.\d+)?")
Block = dict[str, Any]


class Sheet(NamedTuple):
    """What the template prints, and the number and the day that the document bears."""

    values: dict[str, Any]
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class Pen:
    """How one language writes."""

    language: str

    def text(self, value: object) -> str:
        """A value as it is read: an amount without its currency, a day, a rate, a word."""
        match value:
            case Money():
                return amounts.number(value.minor, self.language)
            case datetime():
                return f"{self.day(value.date())} {value:%H.%M}"
            case date():
                return self.day(value)
            case Decimal():
                return amounts.per_cent(value, self.language)
        return str(value)

    def day(self, on: date) -> str:
        """A day in figures."""
        return on.isoformat() if self.language == "sv" else amounts.day(on, self.language, "table")

    def number(self, minor: Minor) -> str:
        """An amount without its currency."""
        return amounts.number(minor, self.language)

    def word(self, code: str) -> str:
        """What people call a step, a channel or another code."""
        return translator(self.language)(code)

    def said(self, why: Why, phrase: str) -> str:
        """A phrase of an explanation."""
        return say(phrase, {name: self._fact(fact) for name, fact in why.facts.items()}, translator(self.language))

    def _fact(self, fact: object) -> str:
        if isinstance(fact, str) and _FIGURE.fullmatch(fact):
            return fact if "." not in fact else fact.replace(".", amounts.number(0, self.language)[1])
        return self.text(fact)

    def amount(self, text: str) -> str:
        """The amount of an explanation: a decimal, with or without its currency."""
        return amounts.number(int(text.split(maxsplit=1)[0].replace(".", "")), self.language) if text else ""


def lines(title: str, rows: Iterable[tuple[str, str, str]], note: str = "") -> Block:
    """Labels with what stands beside them; the third word is "", amount, sum or long."""
    return {"kind": "lines", "title": title, "rows": [list(row) for row in rows], "note": note}


def table(
    title: str, heads: Sequence[str], widths: Sequence[int], right: int, rows: Iterable[Sequence[str]], note: str = ""
) -> Block:
    """Columns of widths in mm (0: what is left); the last `right` of them hold figures. Each page has the heads."""
    return {
        "kind": "table",
        "title": title,
        "head": list(heads),
        "widths": list(widths),
        "right": [place >= len(heads) - right for place in range(len(heads))],
        "rows": [list(row) for row in rows],
        "note": note,
    }


def text(title: str, words: str) -> Block:
    """A paragraph under its title."""
    return {"kind": "text", "title": title, "text": words, "note": ""}


def reasons(title: str, why: Why, pen: Pen) -> Block:
    """Every part of an explanation, indented below what it is a part of."""
    rows = [
        [
            depth,
            pen.said(each, each.rule),
            pen.said(each, each.arithmetic),
            _source(each, pen),
            pen.amount(each.amount),
        ]
        for depth, each in why.walk()
    ]
    return {"kind": "why", "title": title, "rows": rows, "note": ""}


def _source(why: Why, pen: Pen) -> str:
    """Section, dated value, where it was read, and how far that is to be trusted."""
    value = why.value + (f" ({pen.word('from')} {pen.day(why.valid_from)})" if why.value and why.valid_from else "")
    read = ""
    if why.source:
        checked = f", {pen.word('checked')} {pen.day(why.checked_on)}" if why.checked_on else ""
        read = f"{why.source} ({pen.word(why.confidence)}{checked})"
    return " · ".join(part for part in (why.section, value, read) if part)


def sheet(
    matter: Matter, language: str, headline: str, line: str, blocks: Sequence[Block], *, page: str, draft: str = ""
) -> Sheet:
    """The sheet with the creditor at its top."""
    creditor = matter.creditor
    values = {
        "lang": language,
        "region": matter.country,
        "title": f"{headline} – {matter.case}",
        "draft": draft,
        "sender": creditor.name,
        "headline": headline,
        "line": line,
        "blocks": list(blocks),
        "footer": f"{creditor.name} · {matter.case}",
        "page": page,
    }
    return Sheet(values, matter.case, matter.on)

"""A Why or a refusal in the reader's language, with days and amounts as the creditor's country writes them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext as _

from krav.countries import translator
from krav.kernel.money import Money
from krav.kernel.phrase import Show, Translate, say
from krav.kernel.why import Why
from krav.law.retold import retold
from krav.render import amounts
from krav.web import figures

_FIGURE = re.compile(r"-?\d+(\.\d+)?")
_POINT = re.compile(r"(?<=\d)\.(?=\d+\b(?!\.))")


class Line(NamedTuple):
    """A stretch of interest at one rate."""

    first: date
    last: date
    days: int
    principal: Money
    rate: str
    amount: Money


class Part(NamedTuple):
    """One thing the amount is made of: what, its arithmetic where it has one, how much."""

    words: str
    arithmetic: str
    amount: Money


class Value(NamedTuple):
    """A dated value that was looked up."""

    words: str
    value: str
    from_on: date | None


class Law(NamedTuple):
    """A section and what it gives; words are empty where the sum says it."""

    section: str
    words: str


class Source(NamedTuple):
    """Where a value was read, when, and how far it is to be trusted."""

    words: str
    checked_on: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Explained:
    """What the Why drawer shows. `language` is the country's own, in which the law and its sources are named."""

    words: str
    arithmetic: str
    amount: Money | None
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    values: tuple[Value, ...]
    laws: tuple[Law, ...]
    sources: tuple[Source, ...]
    language: str


class Sayable(Protocol):
    """A refusal, or an error that a person must mend."""

    def said(self, translate: Translate, show: Show) -> str: ...


def doer(name: str) -> str:
    """Who did something: a person's name as it is, a machine's in the reader's language."""
    return translator(figures.reader())(name)


def said(refused: Sayable, language: str) -> str:
    """What a refusal says; figures are written in `language`, the words are the reader's."""
    return refused.said(translator(figures.reader()), lambda fact: shown(fact, language))


def told(sentence: str, language: str) -> str:
    """What a reader of files said of one; figures are written in `language`, the words are the reader's."""
    return retold(sentence, translator(figures.reader()), lambda fact: shown(fact, language))


def shown(fact: object, language: str) -> str:
    """A fact of a phrase: a day, an amount, a number or a word."""
    match fact:
        case date():
            return str(figures.day(fact, language).striptags())
        case Money():
            return f"{figures.plain(fact)}{amounts.BLANK}{fact.currency}"
        case Decimal():
            return amounts.fraction(fact, language)
        case str() if _FIGURE.fullmatch(fact):
            return figures.decimal(fact, language)
    return str(fact)


def explained(why: Why, currency: str) -> Explained:
    """A Why as its drawer shows it; what several parts share is said once."""
    return Explained(
        words=_said(why, why.rule, currency),
        arithmetic=_said(why, why.arithmetic, currency),
        amount=Money.of(why.amount, currency) if why.amount else None,
        lines=tuple(_lines(why, currency)),
        parts=tuple(_parts(why, currency)),
        values=tuple(dict.fromkeys(_values(why, currency))),
        laws=tuple(Law(*law) for law in _laws(why, currency).items()),
        sources=tuple(
            dict.fromkeys(
                Source(each.source, each.checked_on, each.confidence) for _depth, each in why.walk() if each.source
            )
        ),
        language=figures.currency_language(currency),
    )


def _said(why: Why, phrase: str, currency: str) -> str:
    language = figures.currency_language(currency)
    facts = {name: shown(fact, language) for name, fact in why.facts.items()}
    return say(phrase, facts, translator(figures.reader()))


def _lines(why: Why, currency: str) -> Iterator[Line]:
    """The stretches, where all the amount is made of them."""
    if not all("principal" in part.facts for part in why.parts):
        return
    for part in why.parts:
        fact: Mapping[str, Any] = part.facts
        rate = figures.decimal(str(fact["rate"]), figures.currency_language(currency))
        on = Money.of(str(fact["principal"]), currency)
        yield Line(fact["first"], fact["last"], fact["days"], on, rate, Money.of(part.amount, currency))


def _parts(why: Why, currency: str) -> Iterator[Part]:
    for part in why.parts:
        if part.amount:
            arithmetic = _said(part, part.arithmetic, currency)
            yield Part(_said(part, part.rule, currency), arithmetic, Money.of(part.amount, currency))


def _values(why: Why, currency: str) -> Iterator[Value]:
    language = figures.currency_language(currency)
    point = amounts.number(0, language)[1]
    for _depth, each in why.walk():
        if each.value:
            yield Value(_value_words(each, currency), _POINT.sub(point, each.value), each.valid_from)


def _value_words(why: Why, currency: str) -> str:
    """What a value is: the rate of a stretch, the way its days are counted, or what its own rule says."""
    if why.arithmetic:
        return _("Rate, %(publisher)s") % {"publisher": why.publisher} if why.publisher else _("Rate")
    return _("How days are counted") if any(part.arithmetic for part in why.parts) else _said(why, why.rule, currency)


def _sources(why: Why) -> Iterator[Source]:
    for _depth, each in why.walk():
        if each.source:
            yield Source(each.source, each.checked_on, each.confidence)


def _laws(why: Why, currency: str) -> dict[str, str]:
    """What each section gives; a stretch's own words are in the sum."""
    laws: dict[str, str] = {}
    for _depth, each in why.walk():
        if each.section:
            words = "" if each.arithmetic or each is why else _said(each, each.rule, currency)
            laws[each.section] = laws.get(each.section) or words
    return laws

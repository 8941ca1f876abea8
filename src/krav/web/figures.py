"""Amounts, counts and days as pages show them: as the creditor's country writes, whatever the reader's language."""

import re
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.utils.translation import get_language
from markupsafe import Markup

from krav.countries import countries
from krav.kernel.money import Money
from krav.render import amounts

_YEAR = re.compile(r"^y+\W|\W+y+$")


def reader() -> str:
    """The language of the reader's page: da, nb, sv or en."""
    language = (get_language() or "en").partition("-")[0]
    return language if language in _languages() else "en"


def written(country: str) -> str:
    """The language a country writes its figures in; the reader's where no country is given."""
    return countries()[country].languages[0] if country else reader()


def kr(money: Money) -> Markup:
    """An amount, its øre apart: <span class="kr">14.667<span class="ore">,88</span></span>."""
    return _kr(money.minor, currency_language(money.currency))


def krcur(money: Money) -> Markup:
    """An amount and its currency's code, small, for lists of several countries."""
    return kr(money) + Markup('\u00a0<span class="cur">{}</span>').format(money.currency)


@lru_cache(maxsize=4096)
def day(on: date, language: str) -> Markup:
    """A day in figures: 23.11.2026 (da, nb), 2026-11-23 (sv), 23 Nov 2026 (en)."""
    return _time(on, format_date(on, _pattern(language), locale=locale_of(language)))


@lru_cache(maxsize=4096)
def shortday(on: date, language: str) -> Markup:
    """A day without its year, for chips: 23.11 (da, nb), 11-23 (sv), 23 Nov (en)."""
    return _time(on, format_date(on, _YEAR.sub("", _pattern(language)), locale=locale_of(language)))


def longday(on: date) -> Markup:
    """A day in a sentence, in the reader's language: 16 November."""
    language = reader()
    return _time(on, format_skeleton("MMMMd", on, locale=locale_of(language)))


def monthday(on: date) -> str:
    """A day under a column, in the reader's language: 1 Oct (en), 1. okt. (da, nb), 1 okt. (sv)."""
    return amounts.unbroken(format_skeleton("MMMd", on, locale=locale_of(reader())))


def count(number: int, language: str) -> str:
    """A whole number with its thousands apart."""
    return str(format_decimal(number, locale=locale_of(language)))


def decimal(figure: str, language: str) -> str:
    """A decimal number of an explanation as the language writes it; two decimals are an amount or a rate.

    >>> decimal("18750.00", "da"), decimal("8.5", "da"), decimal("10", "da")
    ('18.750,00', '8,5', '10')
    """
    whole, _, fraction = figure.partition(".")
    if len(fraction) == 2:
        return amounts.number(int(whole + fraction), language)
    return amounts.fraction(Decimal(figure), language) if fraction else figure.replace("-", amounts.MINUS)


def plain(money: Money) -> str:
    """An amount in running text: 14.667,88."""
    return amounts.number(money.minor, currency_language(money.currency))


def currency_language(currency: str) -> str:
    """The language in which amounts of a currency are written: its country's, else the reader's."""
    return _by_currency().get(currency) or reader()


@lru_cache(maxsize=65536)
def _kr(minor: int, language: str) -> Markup:
    number = amounts.number(minor, language)
    return Markup('<span class="kr">{}<span class="ore">{}</span></span>').format(number[:-3], number[-3:])


def _time(on: date, words: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), amounts.unbroken(words))


@cache
def _by_currency() -> dict[str, str]:
    return {country.currency: country.languages[0] for country in countries().values()}


@cache
def _languages() -> frozenset[str]:
    return frozenset(language for country in countries().values() for language in country.languages)


@cache
def _pattern(language: str) -> str:
    """In English the month has a name, so that no reader takes it for the day."""
    return str(locale_of(language).date_formats["medium" if language == "en" else "short"].pattern)


@cache
def locale_of(language: str) -> Locale:
    """How a language writes days and names: English as in Britain."""
    return Locale.parse("en_GB" if language == "en" else language)

"""Amounts, rates and days as a reader of each language writes them."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date

from krav.kernel.days import plain
from krav.kernel.money import Minor

BLANK = "\u00a0"
MINUS = "\u2212"


class Style(NamedTuple):
    """How a language writes: separators, and the patterns (CLDR) of a day in each of its forms."""

    thousands: str
    point: str
    percent: str
    day: str
    deadline: str
    deadline_short: str
    table: str
    sms: str


_STYLES = {
    "da": Style(".", ",", " %", "d. MMMM y", "EEEE 'den' d. MMMM y", "EEEE d. MMMM y", "dd.MM.y", "d/M"),
    "nb": Style(BLANK, ",", " %", "d. MMMM y", "EEEE d. MMMM y", "EEEE d. MMMM y", "dd.MM.y", "d.M"),
    "sv": Style(BLANK, ",", " %", "d MMMM y", "EEEE'en den' d MMMM y", "EEEE d MMMM y", "dd.MM.y", "d/M"),
    "en": Style(",", ".", "%", "d MMMM y", "EEEE d MMMM y", "EEEE d MMMM y", "dd MMM y", "d MMM"),
}


def number(minor: Minor, language: str) -> str:
    """An amount with two decimals: 1.234,50 (da), 1 234,50 (nb, sv), 1,234.50 (en); a minus is U+2212.

    >>> number(-123450, "da"), number(123450, "en")
    ('−1.234,50', '1,234.50')
    """
    style = _STYLES[language]
    units, cents = divmod(abs(minor), 100)
    whole = f"{units:,}".replace(",", style.thousands)
    return f"{MINUS if minor < 0 else ''}{whole}{style.point}{cents:02}"


def short(minor: Minor, language: str) -> str:
    """An amount for prose: whole amounts without decimals.

    >>> short(75000, "da"), short(11350, "nb")
    ('750', '113,50')
    """
    shown = number(minor, language)
    return shown if minor % 100 else shown[:-3]


def percent(rate: Decimal, language: str) -> str:
    """A yearly rate with two decimals, without its sign.

    >>> percent(Decimal("10"), "da"), percent(Decimal("-0.45"), "en")
    ('10,00', '−0.45')
    """
    return f"{rate:.2f}".replace(".", _STYLES[language].point).replace("-", MINUS)


def per_cent(rate: Decimal, language: str) -> str:
    """A yearly rate with its sign: 10,00 % (da), 10.00% (en)."""
    return percent(rate, language) + unbroken(_STYLES[language].percent)


def fraction(value: Decimal, language: str) -> str:
    """A plain number: 8 or 8,5."""
    return plain(value).replace(".", _STYLES[language].point).replace("-", MINUS)


@lru_cache(maxsize=4096)
def day(on: date, language: str, form: str = "day") -> str:
    """A day; `form` is day (prose), deadline (prose, with weekday), deadline_short (alone), table or sms.

    >>> day(date(2026, 12, 4), "sv", "table"), day(date(2026, 12, 4), "en", "sms")
    ('04.12.2026', '4 Dec')
    """
    written: str = format_date(on, getattr(_STYLES[language], form), locale=language)
    return written if form == "sms" else unbroken(written)


def country(code: str, language: str) -> str:
    """A country's name, in capitals as the post asks; the code itself where it is no country's.

    >>> country("DE", "da"), country("", "da")
    ('TYSKLAND', '')
    """
    return str(Locale.parse(language).territories.get(code, code)).upper()


def unbroken(text: str) -> str:
    """The text with blanks at which no line breaks."""
    return text.replace(" ", BLANK)


_SECTION = re.compile(r"(§§?|\bstk\.|\bnr\.|\bsection) (?=\d)|(?<=[\d}]) (?=§|%|[a-c] §)|(?<=\d\.) (?=[a-z])")


@lru_cache(maxsize=4096)
def held(text: str) -> str:
    """The text with no break inside a section sign's number.

    >>> held("renteloven § 9 b, stk. 2") == "renteloven §\u00a09 b, stk.\u00a02"
    True
    """
    return _SECTION.sub(lambda match: f"{match[1] or ''}{BLANK}", text)

"""Days, amounts, codes and refusals in running text: the words are the reader's, the figures the account's country's."""

from datetime import date

from krav.countries import step_name
from krav.kernel.money import Money
from krav.web import figures
from krav.web.explained import Sayable, said
from krav.web.page import Page


def day(page: Page, on: date) -> str:
    """A day in a sentence: 23.11.2026."""
    return str(figures.day(on, figures.written(page.seat.country)).striptags())


def amount(money: Money) -> str:
    """An amount in a sentence: 14.667,88."""
    return figures.plain(money)


def word(code: str) -> str:
    """What people call a step, a reason or another code."""
    return step_name(code, figures.reader())


def inside(code: str) -> str:
    """The same within a sentence."""
    name = word(code)
    return name[:1].lower() + name[1:]


def capital(name: str) -> str:
    """The same where it stands alone."""
    return name[:1].upper() + name[1:]


def refusal(page: Page, why: Sayable) -> str:
    """What a refusal or an error says."""
    return said(why, figures.written(page.seat.country))

"""Days, amounts, codes and refusals in running text: the words are the reader's, the figures the account's country's."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

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


def way_out(page: Page, code: str) -> tuple[str, str]:
    """What is done where nothing at all may be sent, and the address of it, by the code of why."""
    name, place = {
        "quarantine": (_("See what waits"), "settings_books"),
        "books_unread": (_("See the connection"), "settings_books"),
        "stale_ledger": (_("Import the ledger"), "import"),
    }.get(code, (_("Import the bank’s file"), "import"))
    return name, reverse(place, kwargs={"slug": page.seat.slug})


def refusal(page: Page, why: Sayable) -> str:
    """What a refusal or an error says."""
    return said(why, figures.written(page.seat.country))

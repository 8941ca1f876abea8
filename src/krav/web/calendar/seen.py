"""What a look ahead shows: its finding, the strip, the chosen day, the sums and what they rest on, the other policy."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.claims.outlook import Outlook, Sums
from krav.countries import step_name
from krav.kernel.days import days_after
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.load import Creditor
from krav.web import figures
from krav.web.calendar.address import Address
from krav.web.calendar.day import day
from krav.web.calendar.other import side_by_side
from krav.web.calendar.strip import by_step, strip
from krav.web.page import Page

_STOP_DAYS = 7
"""How long claims are stopped from the day that is looked at, unless another day is chosen."""


def seen(page: Page, at: Address, creditor: Creditor, own: Outlook, other: Outlook | None) -> dict[str, Any]:
    """The words of the page."""
    currency, slug = creditor.country.currency, page.seat.slug
    totals = own.totals()
    total = totals.get(currency) or Sums()
    chosen = at.day or _first(own)

    def more(debtor: int) -> str:
        return at.url(slug, day=chosen, after=debtor) + "#day"

    return {
        "head": _head(sum(sums.letters.total() for sums in totals.values()), at.until),
        "line": _line(sum(sums.asked.total() for sums in totals.values())),
        "strip": strip(own, creditor, chosen, lambda on: at.url(slug, day=on) + "#day"),
        "steps": by_step(totals.values(), creditor),
        "total": {name: Money(getattr(total, name), currency) for name in ("fees", "compensation", "demanded", "money")},
        "habits": _habits(own),
        "untold": own.untold,
        "days_to_last": own.days_to_last_step,
        "day": day(page, own, chosen, at.after, more) if chosen else None,
        "stop_until": days_after(chosen or page.on, _STOP_DAYS),
        "pairs": list(side_by_side(own, other, creditor.policy, currency)) if other else [],
        "may": page.may(Role.CASEWORKER),
        "language": creditor.country.languages[0],
        "currency": currency,
    }


def _head(letters: int, until: date) -> str:
    facts = {"n": letters, "day": figures.longday(until).striptags()}
    if not letters:
        return _("No letters until %(day)s") % facts
    return ngettext("%(n)s letter until %(day)s", "%(n)s letters until %(day)s", letters) % facts


def _line(asked: int) -> str:
    if not asked:
        return _("Nothing of it waits for your yes.")
    return ngettext("%(n)s invoice will wait for your yes.", "%(n)s invoices will wait for your yes.", asked) % {"n": asked}


def _first(own: Outlook) -> date | None:
    """The first day on which a letter leaves or waits for a yes; else the first on which anything comes."""
    days = [(on, sums) for on, _currency, sums in own.days() if on in own.debtors_on]
    return next((on for on, sums in days if sums.letters or sums.asked), days[0][0] if days else None)


def _habits(own: Outlook) -> list[tuple[str, int]]:
    """What the expected money rests on: a step, and how many claims have been through it."""
    language = figures.reader()
    return [(step_name(key, language) if key else _("After the due day"), habit.seen) for key, habit in own.habits.items()]

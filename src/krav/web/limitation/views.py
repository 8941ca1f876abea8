"""The list of limitation: open claims by the last day on which they may be demanded, and what would interrupt that."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from krav.countries import step_name
from krav.formats.sheets.harmless import harmless
from krav.kernel.money import Money
from krav.store.load import creditor_in_scope
from krav.store.queries.limitation import ALL, MONTHS, OVER, PAGE, SHOWS, STILL, Lapsing, Place, counts, lapsing
from krav.web.figures import reader
from krav.web.limitation.words import ways
from krav.web.page import Page, account_page
from krav.web.papers import spreadsheet


@dataclass(frozen=True, slots=True)
class Pick:
    """A pill of the list; nobody counts what would have to be counted one by one."""

    label: str
    count: int | None
    url: str
    current: bool


@require_GET
@account_page()
def cases_limitation(page: Page) -> HttpResponse:
    """The list, page by page; as a table for spreadsheets, all that it shows."""
    asked = page.request.GET
    show = asked.get("show", "")
    show = show if show in SHOWS else str(MONTHS[-1])
    if asked.get("format") == "csv":
        return _csv(page, lapsing(page.on, show, most=None))
    own = reverse("cases_limitation", kwargs={"slug": page.seat.slug})
    found = lapsing(page.on, show, _place(asked.get("after", "")), PAGE + 1)
    shown = found[:PAGE]
    law = creditor_in_scope().country
    more = {"show": show, "after": f"{shown[-1].barred_on or ''}.{shown[-1].claim_id}"} if len(found) > PAGE else {}
    return page.render(
        "limitation/list.html",
        lines=shown,
        show=show,
        picks=_picks(page.on, show, own),
        ways=ways(law, page.on),
        currency=law.currency,
        money=Money,
        name_of=lambda key: step_name(key, reader()),
        csv_url=f"{own}?{urlencode({'show': show, 'format': 'csv'})}",
        next_url=f"{own}?{urlencode(more)}" if more else "",
    )


def _place(told: str) -> Place | None:
    """Where the page begins, as its address tells it; what makes no sense is the beginning."""
    day, _dot, claim_id = told.partition(".")
    with suppress(ValueError):
        return Place(date.fromisoformat(day) if day else None, int(claim_id))
    return None


def _picks(on: date, show: str, own: str) -> list[Pick]:
    known = counts(on)
    within = [ngettext("Within %(num)s month", "Within %(num)s months", count) % {"num": count} for count in MONTHS]
    labels = dict(zip(map(str, MONTHS), within, strict=True))
    labels |= {ALL: _("All with a day"), OVER: _("Time-barred"), STILL: _("Without a day")}
    return [Pick(label, known.get(key), f"{own}?{urlencode({'show': key})}", key == show) for key, label in labels.items()]


def _csv(page: Page, lines: Sequence[Lapsing]) -> HttpResponse:
    """Semicolons, decimal commas and a mark of UTF-8, as the spreadsheets of Scandinavia read them."""
    text = StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(
        [_("Last day"), _("Invoice"), _("Customer"), _("Case"), _("Due"), _("Last letter"), _("Balance"), _("Currency")]
    )
    for line in lines:
        table.writerow(map(harmless, _values(line)))
    return spreadsheet(text.getvalue(), f"{page.seat.slug}-limitation-{page.on}.csv")


def _values(line: Lapsing) -> Iterator[str]:
    yield line.barred_on.isoformat() if line.barred_on else ""
    yield from (line.number, line.customer, line.case, line.due_on.isoformat())
    yield step_name(line.stage, reader()) if line.stage else ""
    yield from (f"{Money(line.balance, line.currency).decimal}".replace(".", ","), line.currency)

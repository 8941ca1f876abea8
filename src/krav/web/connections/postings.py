"""What was posted in the accounting system, a day at a time, and what it would not have."""

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta
from io import StringIO
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from krav.actions.write_back import post_again
from krav.formats.sheets.harmless import harmless
from krav.kernel.role import Role
from krav.store.queries import connections as queries
from krav.web.connections import words
from krav.web.customers.forms import Period
from krav.web.explained import told
from krav.web.figures import written
from krav.web.page import Page, account_page
from krav.wire.accounting.systems import systems
from krav.wire.given_out import given_out


class Day(NamedTuple):
    """A day's vouchers: how many are booked there, wait and were refused."""

    on: date
    done: int
    waiting: int
    refused: int


@require_GET
@account_page()
def postings(page: Page) -> HttpResponse:
    """The vouchers of a period, the last thirty days unless others are asked for."""
    at = queries.link()
    if at is None:
        return page.go("settings_books")
    form = Period(page.request.GET or _month(page.on))
    found = _found(at.id, form) if form.is_valid() else []
    return page.render(
        "connections/postings.html",
        422 if form.errors else 200,
        form=form,
        found=[(each, words.voucher(each.state)) for each in found],
        days=_by_day(found),
        csv=page.request.GET.urlencode() or urlencode(_month(page.on)),
        system=systems()[at.system],
        may=page.may(Role.CASEWORKER),
    )


@require_GET
@account_page()
def table(page: Page) -> HttpResponse:
    """The same as a table."""
    at, form = queries.link(), Period(page.request.GET or _month(page.on))
    if at is None or not form.is_valid():
        raise Http404
    text = StringIO()
    out = csv.writer(text, delimiter=";")
    out.writerow([_("Voucher"), _("Day"), _("Text"), _("Amount"), _("Currency"), _("How it stands"), _("Number there"),
                  _("What the system said")])  # fmt: skip
    for each in _found(at.id, form):
        amount = str(each.amount.decimal).replace(".", ",")
        how = words.voucher(each.state), each.number, told(each.problem, written(page.seat.country))
        out.writerow(map(harmless, (each.name, each.on.isoformat(), each.text, amount, each.amount.currency, *how)))
    name = f"{page.seat.slug}-posted-{form.cleaned_data['from_on']}-{form.cleaned_data['until_on']}.csv"
    return given_out(("\ufeff" + text.getvalue()).encode(), name, "text/csv; charset=utf-8")


@require_POST
@account_page(needs=Role.CASEWORKER)
def again(page: Page, posted_id: int) -> HttpResponse:
    """Puts a voucher that was refused in the queue again."""
    post_again(page.account_id, posted_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("It waits again, and is posted with the next run."))
    return page.go("settings_books_postings")


def _found(link_id: int, form: Period) -> list[queries.Posted]:
    return queries.posted(link_id, form.cleaned_data["from_on"], form.cleaned_data["until_on"])


def _month(on: date) -> dict[str, str]:
    return {"from_on": (on - timedelta(days=30)).isoformat(), "until_on": on.isoformat()}


def _by_day(found: list[queries.Posted]) -> list[Day]:
    """How each day's vouchers stand, the newest day first."""
    states: dict[date, Counter[str]] = defaultdict(Counter)
    for each in found:
        states[each.on][each.state] += 1
    return [
        Day(on, count["done"] + count["known"], count["queued"] + count["uncertain"], count["refused"])
        for on, count in sorted(states.items(), reverse=True)
    ]

"""Bookkeeping: what a period's vouchers leave in each account, and the vouchers as a file."""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from krav.formats.bookkeeping import FORMATS
from krav.formats.vouchers import BooksOut
from krav.kernel.money import Minor, Money
from krav.store.load import creditor_in_scope
from krav.store.queries.postings import books as read
from krav.store.queries.postings import left_out
from krav.web.customers.forms import Period
from krav.web.page import Page, account_page
from krav.wire.given_out import given_out


class Account(NamedTuple):
    """An account and what the vouchers put in it."""

    number: str
    name: str
    debit: Money
    credit: Money


class File(NamedTuple):
    """A file of the vouchers, and who reads it."""

    name: str
    url: str
    detail: str


@require_GET
@account_page()
def books(page: Page) -> HttpResponse:
    """The period asked for, or the month before this one: its accounts, its files, and what is in none of them."""
    form = Period(page.request.GET) if page.request.GET else Period(_month_before(page.on))
    if not form.is_valid():
        return page.render("books/books.html", 422, form=form, found=None)
    creditor, (since, until) = creditor_in_scope(), _days(form)
    found = read(creditor, since, until, page.on)
    return page.render(
        "books/books.html",
        form=form,
        found=found,
        accounts=(accounts := _accounts(found)),
        total=sum((account.debit for account in accounts), Money(0, found.currency)),
        files=_files(page, since, until),
        left=left_out(creditor, since, until),
        charges_booked=creditor.policy.books.charges_booked,
    )


@require_GET
@account_page()
def file(page: Page, wanted: str) -> HttpResponse:
    """The vouchers of a period in a format."""
    told = Period(page.request.GET)
    if wanted not in FORMATS or not told.is_valid():
        raise Http404
    since, until = _days(told)
    made = FORMATS[wanted]
    content = made.write(read(creditor_in_scope(), since, until, page.on))
    return given_out(content, f"{page.seat.slug}-{since}-{until}.{made.ends}", made.kind)


def _days(form: Period) -> tuple[date, date]:
    return form.cleaned_data["from_on"], form.cleaned_data["until_on"]


def _month_before(on: date) -> dict[str, date]:
    last = on.replace(day=1) - timedelta(days=1)
    return {"from_on": last.replace(day=1), "until_on": last}


def _files(page: Page, since: date, until: date) -> list[File]:
    readers = {
        "sie": _("Vouchers as accounting systems take them in, each with its accounts"),
        "saft": _("Vouchers, accounts and customers in one document"),
        "csv": _("A table: a row a posting, for any system and for people"),
    }
    asked = urlencode({"from_on": since.isoformat(), "until_on": until.isoformat()})
    urls = {key: reverse("cases_books_file", kwargs={"slug": page.seat.slug, "wanted": key}) for key in FORMATS}
    return [File(made.name, f"{urls[key]}?{asked}", readers[key]) for key, made in FORMATS.items()]


def _accounts(found: BooksOut) -> list[Account]:
    debit: dict[str, Minor] = defaultdict(int)
    credit: dict[str, Minor] = defaultdict(int)
    for voucher in found.vouchers:
        for line in voucher.lines:
            side = debit if line.amount > 0 else credit
            side[line.account] += abs(line.amount)
    return [
        Account(account.number, account.name, Money(debit[account.number], found.currency),
                Money(credit[account.number], found.currency))
        for account in found.accounts
    ]  # fmt: skip

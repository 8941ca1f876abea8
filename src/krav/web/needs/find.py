"""Find: a customer or an invoice, in one account or in all of the reader's; Enter opens the first."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from krav.countries import country
from krav.formats.sheets.amounts import read_amounts
from krav.formats.sheets.reading import CellError
from krav.kernel.money import Minor, Money
from krav.store.queries import find as queries
from krav.store.queries.people import Seat, seats
from krav.store.scope import account_scope
from krav.web.figures import reader
from krav.web.frame import AccountSeen, account_seen
from krav.web.page import Page, account_page
from krav.web.reader import Request, reader_id


class Hit(NamedTuple):
    """Something found; `account` stands beside it where all accounts were looked through."""

    words: str
    detail: str
    money: Money | None
    url: str
    account: AccountSeen


class Hits(NamedTuple):
    """What was found of a kind."""

    head: str
    hits: list[Hit]


@require_GET
@login_required
def find(request: Request) -> HttpResponse:
    """Looks through all of the reader's accounts."""
    return _answer(request, seats(reader_id(request), reader()), reverse("find"))


@require_GET
@account_page()
def find_account(page: Page) -> HttpResponse:
    """Looks through one account."""
    return _answer(page.request, [page.seat], reverse("find_account", kwargs={"slug": page.seat.slug}))


def _answer(request: Request, where: Sequence[Seat], url: str) -> HttpResponse:
    """The page, and the dialog: `find` is sought, `go` opens the first that was found."""
    sought = request.GET.get("find", "").strip()[:80]
    kinds = _sought(where, sought) if len(sought) > 1 else []
    first = next(chain.from_iterable(kind.hits for kind in kinds), None)
    if "go" in request.GET and first:
        return HttpResponseClientRedirect(first.url) if request.htmx else redirect(first.url)
    words = {"find": sought, "kinds": [kind for kind in kinds if kind.hits], "here": url, "several": len(where) > 1}
    return render(request, "needs/find.html", words)


def _sought(where: Sequence[Seat], sought: str) -> list[Hits]:
    """What the accounts have of it; figures are more likely an invoice, words a customer."""
    people: list[Hit] = []
    claims: list[Hit] = []
    cases: list[Hit] = []
    searches: dict[str, queries.Search] = {}
    for seat in where:
        seen, currency = account_seen(seat), country(seat.country).currency
        if currency not in searches:
            searches[currency] = queries.Search(seat.account_id, sought, _amount(sought, currency))
        with account_scope(seat.account_id):
            people += [_customer(each, seat, seen) for each in searches[currency].customers()]
            claims += [_invoice(each, seat, seen) for each in searches[currency].invoices()]
            cases += [_case(each, seat, seen) for each in searches[currency].cases()]
    kinds = ((_("Cases"), cases), (_("Customers"), people), (_("Invoices"), claims))
    found = [Hits(name, hits[: queries.MOST]) for name, hits in kinds]
    return found[::-1] if sought[0].isdigit() else found


def _customer(found: queries.CustomerFound, seat: Seat, seen: AccountSeen) -> Hit:
    url = reverse("customers_customer", kwargs={"slug": seat.slug, "debtor_id": found.id})
    return Hit(found.name, _("Customer %(number)s") % {"number": found.number}, None, url, seen)


def _invoice(found: queries.InvoiceFound, seat: Seat, seen: AccountSeen) -> Hit:
    url = reverse("invoices_claim", kwargs={"slug": seat.slug, "claim_id": found.id})
    return Hit(_("Invoice %(number)s") % {"number": found.number}, found.customer, found.balance, url, seen)


def _case(found: queries.CaseFound, seat: Seat, seen: AccountSeen) -> Hit:
    url = reverse("cases_case", kwargs={"slug": seat.slug, "case_id": found.id})
    return Hit(_("Case %(number)s") % {"number": found.number}, found.customer, found.balance, url, seen)


def _amount(text: str, currency: str) -> Minor | None:
    """The amount a reader may be looking for."""
    with suppress(CellError):
        return read_amounts([text], currency).minors[0] if text else None
    return None

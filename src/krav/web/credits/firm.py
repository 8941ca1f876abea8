"""A firm's credits: bought in bulk, used across its clients, and a statement for each of them to be re-billed by."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from krav.claims.packages import part
from krav.countries import country
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.queries.credit_usage import usage, uses_by_client
from krav.store.queries.credits import Owner
from krav.store.queries.people import seat
from krav.web.credits.desk import buy, days, desk, forms, invoice_file, period, settle, usage_file
from krav.web.credits.words import units
from krav.web.firms.page import FirmPage, firm_page
from krav.web.reader import reader_id

HERE = "firm_credits"


@require_GET
@firm_page()
def credits_(page: FirmPage) -> HttpResponse:
    """The page."""
    return _page(page)


@require_POST
@firm_page(needs=Role.CASEWORKER)
def order(page: FirmPage) -> HttpResponse:
    """Buys what was chosen."""
    buy(page, Owner(firm_id=page.firm.id))
    return page.go(HERE)


@require_POST
@firm_page(needs=Role.CASEWORKER)
def change(page: FirmPage) -> HttpResponse:
    """When to be told, and membership."""
    refused = settle(page, Owner(firm_id=page.firm.id), page.firm.country)
    return _page(page, 422, refused) if refused else page.go(HERE)


@require_GET
@firm_page()
def invoice(page: FirmPage, bought_id: int, paper: str) -> HttpResponse:
    """An invoice, or the credit note on it."""
    return invoice_file(Owner(firm_id=page.firm.id), bought_id, paper)


@require_GET
@firm_page()
def statement(page: FirmPage, client: str, ending: str) -> HttpResponse:
    """What a client used in a period, with the firm's mark-up, as a file; customers are named to who has a place there."""
    owner, (from_on, until_on) = Owner(firm_id=page.firm.id), days(period(page))
    of = next((each for each in uses_by_client(owner, from_on, until_on) if each.slug == client), None)
    if of is None:
        raise Http404
    named = seat(reader_id(page.request), client) is not None
    found = usage(of.account_id, owner, from_on, until_on, page.firm.markup, named=named)
    return usage_file(found, client, ending)


def _page(page: FirmPage, status: int = 200, shown: dict[str, Any] | None = None) -> HttpResponse:
    owner, code, asked = Owner(firm_id=page.firm.id), page.firm.country, period(page)
    seen = desk(owner, code, page.on)
    used = uses_by_client(owner, *days(asked)) if asked.is_valid() else []
    currency = seen.purse.lots[0].currency if seen.purse and seen.purse.lots else country(code).currency
    clients = [
        (
            each,
            units(each.counts),
            Money(each.cost, currency),
            Money(each.cost + part(each.cost, page.firm.markup), currency),
        )
        for each in used
    ]
    return page.render(
        "credits/firm.html",
        status,
        seen=seen,
        forms=shown or forms(seen, code, page.on),
        period=asked,
        clients=clients,
        cost=Money.total((each[2] for each in clients), currency),
        charged=Money.total((each[3] for each in clients), currency),
        may=page.may(Role.CASEWORKER),
    )

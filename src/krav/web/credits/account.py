"""An account's credits: what is left, buying more, its invoices and what it used."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from krav.actions.purses import costs
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.queries.credit_usage import usage
from krav.store.queries.credits import Owner
from krav.web.credits.desk import buy, days, desk, forms, invoice_file, period, settle, usage_file
from krav.web.credits.words import kinds
from krav.web.page import Page, account_page

HERE = "settings_credits"


@require_GET
@account_page()
def credits_(page: Page) -> HttpResponse:
    """The page."""
    return _page(page)


@require_POST
@account_page(needs=Role.CASEWORKER)
def order(page: Page) -> HttpResponse:
    """Buys what was chosen."""
    buy(page, Owner(page.account_id))
    return page.go(HERE)


@require_POST
@account_page(needs=Role.CASEWORKER)
def change(page: Page) -> HttpResponse:
    """When to be told, and membership."""
    refused = settle(page, Owner(page.account_id), page.seat.country)
    return _page(page, 422, refused) if refused else page.go(HERE)


@require_GET
@account_page()
def invoice(page: Page, bought_id: int, paper: str) -> HttpResponse:
    """An invoice, or the credit note on it."""
    return invoice_file(Owner(page.account_id), bought_id, paper)


@require_GET
@account_page()
def statement(page: Page, ending: str) -> HttpResponse:
    """What the account used of its own credits in a period, as a file."""
    found = usage(page.account_id, Owner(page.account_id), *days(period(page)))
    return usage_file(found, page.seat.slug, ending)


def _page(page: Page, status: int = 200, shown: dict[str, Any] | None = None) -> HttpResponse:
    owner, code = Owner(page.account_id), page.seat.country
    seen, asked = desk(owner, code, page.on), period(page)
    found = usage(page.account_id, owner, *days(asked)) if asked.is_valid() else None
    return page.render(
        "credits/account.html",
        status,
        seen=seen,
        forms=shown or forms(seen, code, page.on),
        paid_by=costs(page.account_id, page.on),
        period=asked,
        used=[(kinds()[each.unit], each.count, Money(each.amount, found.currency)) for each in found.by_unit]
        if found
        else [],
        cost=Money(found.cost, found.currency) if found else None,
        may=page.may(Role.CASEWORKER),
    )

"""The overview: four charts of how it goes, each with its finding above and its figures below."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from krav.store.load import creditor_in_scope
from krav.store.queries import overview as queries
from krav.web.kept import kept
from krav.web.overview import figures
from krav.web.page import Page, account_page


@require_GET
@account_page()
@kept()
def overview(page: Page) -> HttpResponse:
    """How the account's claims do."""
    creditor, on = creditor_in_scope(), page.on
    policy, currency = creditor.policy, creditor.country.currency
    paid, lives, ends = queries.money(on), queries.lives(on), queries.settled(on)
    charts = (
        figures.ages(queries.ageing(on), currency),
        figures.stages(queries.by_stage(paid, lives), policy, currency),
        figures.months(queries.by_month(ends.values(), on)),
        figures.letters(queries.brought(paid, lives, ends, on), policy, currency),
    )
    return page.render("overview/overview.html", charts=charts, currency=currency, since=queries.since(on))

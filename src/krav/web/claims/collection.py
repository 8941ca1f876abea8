"""The view for collecting by hand: who owes after the last reminder, what, and how much. It sends nothing."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from krav.countries import step_name
from krav.formats.sheets.harmless import harmless
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.collection import CUSTOMERS, Collectable, Unpaid, after_reminders, collectable
from krav.store.queries.partners import preferred, with_partner
from krav.web.figures import reader
from krav.web.page import Page, account_page
from krav.web.papers import spreadsheet


@require_GET
@account_page()
def invoices_collection(page: Page) -> HttpResponse:
    """The customers, page by page; as a table for spreadsheets, all of them."""
    creditor = creditor_in_scope()
    if page.request.GET.get("format") == "csv":
        return _csv(page, collectable(creditor, page.on, customers=None))
    found = collectable(creditor, page.on, page.request.GET.get("after", "")[:100], CUSTOMERS + 1)
    shown, more = found[:CUSTOMERS], len(found) > CUSTOMERS
    own = reverse("invoices_collection", kwargs={"slug": page.seat.slug})
    steps, partner = after_reminders(creditor.policy), preferred()
    there = with_partner([entry.claim_id for customer in shown for entry in customer.unpaid])
    return page.render(
        "claims/collection.html",
        customers=shown,
        currency=creditor.country.currency,
        step=step_name(steps[0], reader()),
        name_of=lambda key: step_name(key, reader()),
        money=Money,
        partner=partner.name if partner else "",
        there=there,
        language=creditor.country.languages[0],
        may=page.may(Role.CASEWORKER),
        csv_url=f"{own}?format=csv",
        next_url=f"{own}?{urlencode({'after': shown[-1].place})}" if more else "",
    )


def _csv(page: Page, customers: list[Collectable]) -> HttpResponse:
    """Semicolons, decimal commas and a mark of UTF-8, as the spreadsheets of Scandinavia read them."""
    text = StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(
        [
            _("Customer number"), _("Customer"), _("Invoice"), _("Invoice day"), _("Due"), _("Last letter"),
            _("Its deadline"), _("Principal"), _("Fees"), _("Interest"), _("Owed today"), _("Currency"), _("On hold"),
        ]
    )  # fmt: skip
    for customer in customers:
        for entry in customer.unpaid:
            table.writerow(map(harmless, (customer.number, customer.name, *_values(entry))))
    return spreadsheet(text.getvalue(), f"{page.seat.slug}-{page.on}.csv")


def _values(entry: Unpaid) -> Iterator[str]:
    yield from (entry.number, entry.issued_on.isoformat(), entry.due_on.isoformat())
    yield from (step_name(entry.stage, reader()), entry.deadline_on.isoformat())
    parts = entry.reckoning
    charged = parts.fees + parts.compensation + parts.costs if parts else None
    known = (parts.principal, charged, parts.interest) if parts else (None, None, None)
    for minor in (*known, entry.owed):
        yield "" if minor is None else f"{Money(minor, entry.currency).decimal}".replace(".", ",")
    yield from (entry.currency, _("yes") if entry.blocked == "on_hold" else "")

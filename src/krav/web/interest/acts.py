"""What is done on the page: orders made of those who are ready, dropped, or issued as invoices."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from krav.actions import interest_invoices
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries import interest
from krav.web.interest.address import ISSUED, ORDERS, READY, Address, Span, numbers, span
from krav.web.page import Page, account_page
from krav.web.written import refusal


@require_POST
@account_page(Role.CASEWORKER)
def order(page: Page) -> HttpResponse:
    """Makes an order for each customer that was ticked, or for all who are ready."""
    told = page.request.POST
    chosen = set(numbers(told.getlist("customer")))
    if told.get("all"):
        chosen = {pool.debtor_id for pool in interest.ready(creditor_in_scope(), page.on).pools}
    if not chosen:
        return _refused(page, READY, _("Nothing was ticked, and nothing was done."))
    try:
        made = interest_invoices.order(
            page.account_id, chosen, comment=told.get("comment", ""), on=page.on, by=page.by, key=told.get("key", "")
        )
    except KravError as error:
        return _refused(page, READY, refusal(page, error))
    new = Span(min(made), max(made))
    one, many = "%(n)s order made. Look it over, then issue it.", "%(n)s orders made. Look them over, then issue them."
    words = ngettext(one, many, len(made))
    page.say(words % {"n": len(made)}, f"{reverse('invoices_interest_drop', kwargs={'slug': page.seat.slug})}?new={new}")
    return redirect(Address(ORDERS, new=new).url(page.seat.slug))


@require_POST
@account_page(Role.CASEWORKER)
def drop(page: Page) -> HttpResponse:
    """Drops an order, or takes back those just made; their claims are ready again."""
    new = span(page.request.GET.get("new", ""))
    ids = numbers(page.request.POST.getlist("order")) or [line.id for line in interest.orders() if line.id in new]
    try:
        interest_invoices.drop(page.account_id, ids, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    except KravError as error:
        return _refused(page, ORDERS, refusal(page, error))
    page.say(ngettext("%(n)s order dropped.", "%(n)s orders dropped.", len(ids)) % {"n": len(ids)})
    return redirect(Address(ORDERS if new == Span() else READY).url(page.seat.slug))


@require_POST
@account_page(Role.CASEWORKER)
def issue(page: Page) -> HttpResponse:
    """Issues the orders that were ticked, or all of them, as invoices."""
    told = page.request.POST
    ids = [line.id for line in interest.orders()] if told.get("all") else numbers(told.getlist("order"))
    if not ids:
        return _refused(page, ORDERS, _("Nothing was ticked, and nothing was done."))
    try:
        issued = interest_invoices.issue(page.account_id, ids, on=page.on, by=page.by, key=told.get("key", ""))
    except KravError as error:
        return _refused(page, ORDERS, refusal(page, error))
    made = [each.id for each in issued]
    page.say(ngettext("%(n)s interest invoice issued.", "%(n)s interest invoices issued.", len(made)) % {"n": len(made)})
    return redirect(Address(ISSUED, new=Span(min(made), max(made))).url(page.seat.slug))


def _refused(page: Page, show: str, words: str) -> HttpResponse:
    """Back to the list with what did not happen, and why."""
    page.refuse(words)
    return redirect(Address(show).url(page.seat.slug))

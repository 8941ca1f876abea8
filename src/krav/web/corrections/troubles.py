"""Troubles of a customer: what happened, what stops, what to do next; and two numbers of one customer."""

from datetime import timedelta
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions.troubles import REVIEW_DAYS, report_trouble
from krav.claims.correction import Parts, parts_of
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.law.dated import NotInForce
from krav.store import load
from krav.store.load import creditor_in_scope
from krav.store.queries.corrections import merging
from krav.store.queries.customers import Item, items_of
from krav.web.corrections.forms import MergeForm, TroubleForm
from krav.web.customers.customers import found
from krav.web.page import Page, account_page
from krav.web.written import day, refusal


class Lodged(NamedTuple):
    """What is lodged with an estate: the parts of all open invoices together."""

    parts: tuple[tuple[str, Money], ...]
    total: Money


@account_page(Role.CASEWORKER)
def trouble(page: Page, debtor_id: int) -> HttpResponse:
    """What happened to the customer; told, everything of the customer's stops at once."""
    seen, status = found(debtor_id), 200
    initial = {"trouble": "bankruptcy", "until_on": page.on + timedelta(days=REVIEW_DAYS["insolvency"])}
    form = TroubleForm(page.request.POST or None, initial=initial)
    if page.request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                told, key = form.cleaned_data, page.request.POST.get("key", "")
                count = report_trouble(
                    page.account_id, debtor_id, told["trouble"], note=told["note"], until_on=told["until_on"],
                    on=page.on, by=page.by, key=key,
                )  # fmt: skip
                page.say(_stopped(page, count, told["until_on"]))
                return page.go("customers_customer", debtor_id=debtor_id)
        except KravError as error:
            form.add_error(None, refusal(page, error))
    items = [item for item in items_of(debtor_id, page.on) if item.owed.minor > 0]
    return page.render(
        "corrections/trouble.html", status, seen=seen, form=form, items=items, lodged=_lodged(page, items), next_=_next()
    )


@account_page()
def merge(page: Page, debtor_id: int) -> HttpResponse:
    """Says what to do where one customer has two numbers; it changes nothing itself."""
    seen = found(debtor_id)
    form = MergeForm(page.request.GET or None)
    other = merging(debtor_id, form.cleaned_data["number"].strip()) if form.is_bound and form.is_valid() else None
    if form.is_bound and form.is_valid() and other is None:
        form.add_error("number", _("There is no other customer of this number."))
    return page.render("corrections/merge.html", 422 if form.errors else 200, seen=seen, form=form, other=other)


def _stopped(page: Page, count: int, until: object) -> str:
    said = ngettext("%(n)s invoice is stopped.", "%(n)s invoices are stopped.", count) % {"n": count}
    return f"{said} " + _("You are asked to look again on %(day)s.") % {"day": day(page, until)}  # type: ignore[arg-type]


def _lodged(page: Page, items: list[Item]) -> Lodged | None:
    """The numbers an estate asks for, reckoned to the day; None where a rate is missing."""
    creditor = creditor_in_scope()
    claims = load.claims([item.id for item in items]).values()
    try:
        parts = parts_of(claims, creditor.country, page.on)
    except NotInForce:
        return None
    currency = creditor.country.currency
    shown = zip((_("Principal"), _("Interest"), _("Fees"), _("Compensation"), _("Costs of the case")), parts, strict=False)
    return Lodged(tuple((words, Money(minor, currency)) for words, minor in shown if minor), Money(_sum(parts), currency))


def _sum(parts: Parts) -> int:
    return parts.total + parts.credit


def _next() -> dict[str, list[str]]:
    """What a person does next, by the reason of the stop."""
    ask = _("Which deadline and which rank the claim has is for a lawyer; the tables of Krav do not hold it.")
    estate = _("Lodge the claim with the estate: the numbers beside, the invoices, the letters and the reckoning.")
    return {
        "insolvency": [
            estate,
            _("The announcement names the trustee and the last day. Interest and costs after the opening may rank behind."),
            _("Do not ask the customer for money meanwhile; ask the estate about goods and VAT."),
            ask,
        ],
        "death": [_("Ask the probate court who answers for the estate."), estate, ask],
        "address": [
            _("Look the address up in the public register, or ask the customer by telephone."),
            _("Change the customer, then let the invoices go on. A letter that came back is told on its invoice."),
        ],
        "minor": [
            _("A minor is bound by few agreements. Find out who acts for the minor, and whether the agreement holds."),
            _("Whether anything is owed is for a lawyer."),
        ],
    }



"""What is done for one customer: entries matched, what is known of it changed, its statement of account sent along."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions.debtors import FIELDS, change_debtor
from krav.actions.matching import match_items, unmatch_items
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.customers import statement as account_statement
from krav.web.customers.customers import found
from krav.web.customers.forms import CustomerForm, Period
from krav.web.page import Page, account_page
from krav.web.papers import pdf, renderer
from krav.web.written import amount, refusal


@require_POST
@account_page(Role.CASEWORKER)
def match(page: Page) -> HttpResponse:
    """Matches an entry below zero with an invoice, and says how to undo it."""
    told = page.request.POST
    credit_id, claim_id = _number(told.get("credit", "")), _number(told.get("claim", ""))
    by_how_much = match_items(page.account_id, credit_id, claim_id, on=page.on, by=page.by, key=told.get("key", ""))
    matched = amount(Money(by_how_much, creditor_in_scope().country.currency))
    undo = reverse("customers_unmatch", kwargs={"slug": page.seat.slug, "credit_id": credit_id, "claim_id": claim_id})
    page.say(_("%(amount)s matched.") % {"amount": matched}, undo)
    return _back(page)


@require_POST
@account_page(Role.CASEWORKER)
def unmatch(page: Page, credit_id: int, claim_id: int) -> HttpResponse:
    """Parts the two again."""
    unmatch_items(page.account_id, credit_id, claim_id, on=page.on, by=page.by)
    page.say(_("The match is taken back."))
    return _back(page)


@account_page(Role.CASEWORKER)
def edit(page: Page, debtor_id: int) -> HttpResponse:
    """Changes what is known of the customer."""
    seen, status = found(debtor_id), 200
    form = CustomerForm(page.request.POST or None, initial=seen._asdict())
    if page.request.method == "POST":
        status = 422
        if form.is_valid():
            told = {field: form.cleaned_data[field] for field in FIELDS}
            try:
                key = page.request.POST.get("key", "")
                change_debtor(page.account_id, debtor_id, told, on=page.on, by=page.by, key=key)
                page.say(_("%(name)s is changed.") % {"name": seen.name})
                return page.go("customers_customer", debtor_id=debtor_id)
            except KravError as error:
                form.add_error(None, refusal(page, error))
    return page.render("customers/edit.html", status, seen=seen, form=form)


@account_page()
def statement(page: Page, debtor_id: int) -> HttpResponse:
    """The statement of account of a period as PDF."""
    seen, form = found(debtor_id), Period(page.request.GET)
    if not form.is_valid():
        return page.render("customers/period.html", 422, seen=seen, form=form)
    from_on, until_on = form.cleaned_data["from_on"], form.cleaned_data["until_on"]
    content = renderer().statement(account_statement(debtor_id, from_on, until_on))
    return pdf(content, f"{seen.number}-{until_on}.pdf")


def _back(page: Page) -> HttpResponse:
    """To where the form stood, if that was a page of this account; else to the customers."""
    back, home = page.request.POST.get("back", ""), reverse("customers", kwargs={"slug": page.seat.slug})
    inside = home.removesuffix("customers/")
    answer = page.go("customers")
    if back.startswith(inside):
        answer["Location"] = back
    return answer


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0

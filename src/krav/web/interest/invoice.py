"""One interest invoice: what it charges and what the books are to say; and its crediting."""

from collections.abc import Iterator
from typing import NamedTuple

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from krav.actions import interest_invoices
from krav.claims.interest_invoice import InterestInvoice, vouchers
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.render import amounts
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries import interest
from krav.web.interest.address import ISSUED, Address
from krav.web.page import Page, account_page
from krav.web.written import amount, refusal


class Charged(NamedTuple):
    """A row of the invoice: which claim, its arithmetic, and the amount."""

    number: str
    arithmetic: str
    amount: Money


class Posted(NamedTuple):
    """One line of a voucher."""

    voucher: str
    account: str
    debit: Money | None
    credit: Money | None


class CreditForm(forms.Form):
    """Why an interest invoice is credited."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is credited"), max_length=200, help_text=gettext_lazy("It stands on the credit note.")
    )


@require_GET
@account_page()
def one(page: Page, invoice_id: int) -> HttpResponse:
    """The invoice with its rows, its postings and its papers."""
    creditor = creditor_in_scope()
    invoice = _found(invoice_id, creditor)
    claim_id = interest.claim_of_invoice(invoice_id)
    return page.render(
        "interest/invoice.html",
        invoice=invoice,
        invoice_id=invoice_id,
        claim_id=claim_id,
        rows=list(_rows(invoice, creditor)),
        fee=Money(invoice.fee, invoice.currency),
        total=Money(invoice.total, invoice.currency),
        postings=list(_postings(invoice, creditor)),
        may=page.may(Role.CASEWORKER),
    )


@account_page(Role.CASEWORKER)
def credit(page: Page, invoice_id: int) -> HttpResponse:
    """Credits the whole invoice once a reason is given."""
    invoice = _found(invoice_id, creditor_in_scope())
    form, status = CreditForm(page.request.POST or None), 200
    if page.request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reason, key = form.cleaned_data["reason"], page.request.POST.get("key", "")
                note = interest_invoices.credit(page.account_id, invoice_id, reason, on=page.on, by=page.by, key=key)
                page.say(_("Interest invoice %(of)s is credited by %(number)s.") % {"of": invoice.number, "number": note})
                return page.go("invoices_interest")
            except KravError as error:
                form.add_error(None, refusal(page, error))
    total = amount(Money(invoice.total, invoice.currency))
    return page.render(
        "interest/credit.html",
        status,
        form=form,
        invoice=invoice,
        action=reverse("invoices_interest_credit", kwargs={"slug": page.seat.slug, "invoice_id": invoice_id}),
        back=Address(ISSUED).url(page.seat.slug),
        line=_("All of it, %(total)s, is taken back. Its interest is ready to be invoiced anew.") % {"total": total},
    )


def _found(invoice_id: int, creditor: Creditor) -> InterestInvoice:
    invoice = interest.invoice(invoice_id, creditor)
    if invoice is None:
        raise Http404
    return invoice


def _rows(invoice: InterestInvoice, creditor: Creditor) -> Iterator[Charged]:
    language = creditor.country.languages[0]
    for row in invoice.rows:
        words = _("paid, given up or invoiced before")
        if row.rate is not None:
            rate = amounts.per_cent(row.rate, language)
            words = f"{amount(Money(row.principal, invoice.currency))} × {rate} × {row.days} / {row.basis}"
        yield Charged(row.number, words, Money(row.amount, invoice.currency))


def _postings(invoice: InterestInvoice, creditor: Creditor) -> Iterator[Posted]:
    for voucher in vouchers(invoice, creditor.country):
        for account, minor in voucher.postings:
            money = Money(abs(minor), voucher.currency)
            yield Posted(voucher.number, account, money if minor > 0 else None, None if minor > 0 else money)

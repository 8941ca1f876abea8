"""The papers of a claim: those that are there, and one more given."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from krav.actions.attachments import attach, attached, keep
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.papers import papers
from krav.web.claims.reckoned import found
from krav.web.page import Page, account_page
from krav.web.written import refusal
from krav.wire.given_out import given_out

_KINDS = {
    "invoice": _("The invoice"),
    "contract": _("The agreement"),
    "notice": _("A notice"),
    "proof": _("Proof that a letter was sent"),
    "plan": _("A plan for payment by instalments"),
    "ruling": _("A judgment or decision"),
    "other": _("Something else"),
}


class PaperForm(forms.Form):
    """A PDF, and what it is."""

    kind = forms.ChoiceField(label=_("What it is"), choices=list(_KINDS.items()))
    paper = forms.FileField(
        label=_("PDF"), help_text=_("At most 20 MB."), widget=forms.FileInput({"accept": "application/pdf,.pdf"})
    )


@account_page(Role.CASEWORKER)
def invoices_attach(page: Page, claim_id: int) -> HttpResponse:
    """The papers of a claim, and a form that takes one more."""
    seen, form = found(claim_id), PaperForm(page.request.POST or None, page.request.FILES or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data["paper"]
        try:
            paper = keep(page.account_id, given.read(), given.name)
            key = page.request.POST.get("key", "")
            attach(page.account_id, claim_id, form.cleaned_data["kind"], paper, on=page.on, by=page.by, key=key)
            page.say(_now("%(name)s is kept with invoice %(number)s.") % {"name": paper.name, "number": seen.number})
            return page.go("invoices_attach", claim_id=claim_id)
        except KravError as error:
            form.add_error("paper", refusal(page, error))
    return page.render(
        "elsewhere/papers.html", 422 if form.errors else 200, seen=seen, form=form, papers=papers([claim_id]), kinds=_KINDS
    )


@require_GET
@account_page()
def cases_attachment(page: Page, attachment_id: int) -> HttpResponse:
    """A paper, the same bytes as were given."""
    name, data = attached(page.account_id, attachment_id)
    return given_out(data, name, "application/pdf")

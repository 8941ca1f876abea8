"""Loose money that goes back to its payer: the form that tells of it, and its undoing."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from krav.actions.paying_back import not_paid_back, pay_back, payable
from krav.kernel.role import Role
from krav.store.queries.loose import LoosePayment
from krav.web import figures
from krav.web.accounts.fields import Amount
from krav.web.asking import Told, ask
from krav.web.claims.claim_forms import Day
from krav.web.page import Page, account_page
from krav.web.written import amount


class PayBackForm(forms.Form):
    """How much went back, and on which day."""

    paid_on = Day(label=gettext_lazy("The day it was paid back"))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=400, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *given: Any, payment: LoosePayment, language: str, on: date) -> None:  # noqa: ANN401 Django's own
        super().__init__(*given)
        how_much = Amount(language=language, label=gettext_lazy("Amount"), initial=payment.loose.minor)
        self.fields = {"amount": how_much, **self.fields}
        self.fields["paid_on"].initial = on
        self.fields["paid_on"].widget.attrs |= {"min": payment.received_on.isoformat(), "max": on.isoformat()}


@account_page(Role.CASEWORKER)
def pay(page: Page, payment_id: int) -> HttpResponse:
    """Tells that loose money was paid back."""
    payment = payable(payment_id)

    def done(told: Told, key: str) -> None:
        back = pay_back(
            page.account_id,
            payment_id,
            told["amount"],
            told["paid_on"],
            note=told["note"],
            on=page.on,
            by=page.by,
            key=key,
        )
        undo = reverse("payments_not_paid_back", kwargs={"slug": page.seat.slug, "payment_id": payment_id})
        page.say(_("%(amount)s paid back; it holds nothing up any more.") % {"amount": amount(back)}, undo)

    language = figures.written(page.seat.country)
    form = PayBackForm(page.request.POST or None, payment=payment, language=language, on=page.on)
    return ask(
        page, form, done, reverse("payments", kwargs={"slug": page.seat.slug}),
        head=_("Pay back %(amount)s") % {"amount": amount(payment.loose)},
        button=_("It is paid back"),
        line=_("Krav moves no money: pay it from your bank, to the account it came from, and tell of it here."),
    )  # fmt: skip


@require_POST
@account_page(Role.CASEWORKER)
def take_back(page: Page, payment_id: int) -> HttpResponse:
    """Undoes what was told of a payment's paying back."""
    back = not_paid_back(page.account_id, payment_id, on=page.on, by=page.by)
    page.say(_("%(amount)s counts as not paid back, and waits for a place.") % {"amount": amount(back)})
    return page.go("payments")

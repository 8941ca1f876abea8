"""Money: what no claim has been given, with the best guesses what it is for; and every payment there was."""

from datetime import date
from typing import NamedTuple

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from krav.actions.holds import claim_id_of
from krav.actions.payments_by_hand import place_payment, register_payment, take_back_payment, unplace_payment
from krav.claims.guess import Guess
from krav.claims.matching import NAME
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.loose import LoosePayment, best_guesses, loose_payments, open_claims_like, settled_named
from krav.store.queries.payments import payment_lines
from krav.web import figures
from krav.web.claims.claim_forms import PaymentForm
from krav.web.kept import kept
from krav.web.page import Page, account_page
from krav.web.reasons import doubt, placed, whys
from krav.web.written import amount, refusal

_LIMIT = 100


class Shown(NamedTuple):
    """A guess as it is shown: its claims, what they come to and why it is one.

    It is sure where more than a name speaks for it and nothing against it; `doubt` says what does.
    """

    guess: Guess
    total: Money
    whys: tuple[str, ...]
    sure: bool
    doubt: str


class RegisterForm(PaymentForm):
    """A payment that no bank file tells of, and the invoice it is for."""

    number = forms.CharField(label=gettext_lazy("Invoice number"), max_length=40)
    field_order = ("number",)


@account_page()
@kept()
def payments(page: Page) -> HttpResponse:
    """Loose payments; the one chosen with its guesses beside it."""
    told = page.request.GET
    loose = loose_payments(after=_number(told.get("after", "")), limit=_LIMIT + 1)
    chosen = _chosen(loose, _number(told.get("at", "")))
    find = told.get("find", "").strip()[:80]
    base = reverse("payments", kwargs={"slug": page.seat.slug})
    return page.render(
        "payments/payments.html",
        loose=loose[:_LIMIT],
        chosen=chosen,
        guesses=_guesses(page, chosen) if chosen else (),
        settled=settled_named(chosen) if chosen else [],
        find=find,
        others=open_claims_like(find, page.on) if find and chosen else [],
        next_url=f"{base}?after={loose[_LIMIT - 1].id}" if len(loose) > _LIMIT else "",
        may=page.may(Role.CASEWORKER),
    )


@account_page()
def every(page: Page) -> HttpResponse:
    """All payments, the latest first."""
    lines = payment_lines(_before(page.request.GET.get("before", "")), _LIMIT + 1)
    last = lines[_LIMIT - 1] if len(lines) > _LIMIT else None
    base = reverse("payments_all", kwargs={"slug": page.seat.slug})
    next_url = f"{base}?before={last.received_on}.{last.id}" if last else ""
    may = page.may(Role.CASEWORKER)
    return page.render("payments/all.html", lines=lines[:_LIMIT], placed=placed, next_url=next_url, may=may)


@account_page(Role.CASEWORKER)
def register(page: Page) -> HttpResponse:
    """Registers a payment on an invoice."""
    form, status = RegisterForm(page.request.POST or None, language=figures.written(page.seat.country), on=page.on), 200
    if page.request.method == "POST":
        status = 422
        if form.is_valid():
            told, key = form.cleaned_data, page.request.POST.get("key", "")
            try:
                claim_id = claim_id_of(told["number"])
                payment_id = register_payment(
                    page.account_id,
                    claim_id,
                    told["amount"],
                    told["received_on"],
                    text=told["text"],
                    on=page.on,
                    by=page.by,
                    key=key,
                )
            except KravError as error:
                form.add_error(None, refusal(page, error))
            else:
                paid = {
                    "amount": amount(Money(told["amount"], creditor_in_scope().country.currency)),
                    "number": told["number"],
                }
                undo = reverse("payments_take_back", kwargs={"slug": page.seat.slug, "payment_id": payment_id})
                page.say(_("%(amount)s registered on invoice %(number)s.") % paid, undo)
                return page.go("payments")
    return page.render("payments/register.html", status, form=form)


@require_POST
@account_page(Role.CASEWORKER)
def place(page: Page, payment_id: int) -> HttpResponse:
    """Gives a loose payment to the claims that were chosen."""
    told = page.request.POST
    claim_ids = [_number(each) for each in told.getlist("claim")]
    placed = place_payment(page.account_id, payment_id, claim_ids, on=page.on, by=page.by, key=told.get("key", ""))
    undo = reverse("payments_unplace", kwargs={"slug": page.seat.slug, "payment_id": payment_id})
    page.say(_("%(amount)s placed.") % {"amount": amount(Money(placed, creditor_in_scope().country.currency))}, undo)
    return page.go("payments")


@require_POST
@account_page(Role.CASEWORKER)
def unplace(page: Page, payment_id: int) -> HttpResponse:
    """Takes a payment off its claims: it is loose again."""
    unplace_payment(page.account_id, payment_id, on=page.on, by=page.by)
    page.say(_("The payment is taken off its invoices and waits to be placed."))
    return page.go("payments")


@require_POST
@account_page(Role.CASEWORKER)
def take_back(page: Page, payment_id: int) -> HttpResponse:
    """Undoes a payment that was registered by hand."""
    take_back_payment(page.account_id, payment_id, on=page.on, by=page.by)
    page.say(_("The payment is taken back."))
    return page.go("payments_all")


def _chosen(loose: list[LoosePayment], at: int) -> LoosePayment | None:
    """The payment the address names, else the first."""
    named = (each for each in loose if each.id == at)
    return (
        next(named, None) or next(iter(loose_payments(only=at)) if at else iter(()), None) or (loose[0] if loose else None)
    )


def _guesses(page: Page, payment: LoosePayment) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            guess,
            Money(sum(claim.total for claim in guess.claims), payment.loose.currency),
            whys(guess.reasons),
            guess.reasons != (NAME,) and not guess.doubt,
            doubt(guess.doubt),
        )
        for guess in best_guesses(payment, page.on)
    )


def _before(text: str) -> tuple[date, int] | None:
    day, dot, key = text.partition(".")
    try:
        return (date.fromisoformat(day), int(key)) if dot and len(key) < 19 else None
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0

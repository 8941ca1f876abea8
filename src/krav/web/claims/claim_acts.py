"""What is done to one claim by hand: each a form that opens over the page, or stands alone without script."""


from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from krav.actions import notes
from krav.actions.credits import credit_claim
from krav.actions.holds import lift_hold, place_hold
from krav.actions.payments_by_hand import register_payment, take_back_payment
from krav.actions.steps import take_step, undo_letters
from krav.actions.troubles import object_to
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.queries.claim import ClaimSeen
from krav.web import figures
from krav.web.asking import Done, Told, ask
from krav.web.claims.claim_forms import CreditForm, HoldForm, NoteForm, ObjectionForm, PaymentForm, WaitForm
from krav.web.claims.reckoned import found
from krav.web.page import Page, account_page
from krav.web.written import amount, day, refusal, word


def _asked(page: Page, seen: ClaimSeen, form: forms.Form, done: Done, **words: str) -> HttpResponse:
    """Asks; back is the claim's page, or the page of the site that the address names."""
    home = reverse("invoices_claim", kwargs={"slug": page.seat.slug, "claim_id": seen.id})
    return ask(page, form, done, home, **words)


@account_page(Role.CASEWORKER)
def hold(page: Page, claim_id: int) -> HttpResponse:
    """Stops the claim for a plan, a promise or another reason."""
    seen = found(claim_id)

    def done(told: Told, key: str) -> None:
        place_hold(
            page.account_id,
            seen.number,
            told["reason"],
            note=told["note"],
            until_on=told["until_on"],
            on=page.on,
            by=page.by,
            key=key,
        )
        page.say(_("Stopped. Nothing is sent about invoice %(number)s until then.") % {"number": seen.number})

    form = HoldForm(page.request.POST or None, initial={"reason": "plan"})
    return _asked(page, seen, form, done, head=_("Stop invoice %(number)s") % {"number": seen.number}, button=_("Stop it"))


@account_page(Role.CASEWORKER)
def wait(page: Page, claim_id: int) -> HttpResponse:
    """Waits with the next step until a day."""
    seen = found(claim_id)

    def done(told: Told, key: str) -> None:
        until_on = told["until_on"]
        place_hold(page.account_id, seen.number, "wait", until_on=until_on, on=page.on, by=page.by, key=key)
        page.say(_("Invoice %(number)s waits until %(day)s.") % {"number": seen.number, "day": day(page, until_on)})

    form = WaitForm(page.request.POST or None, on=page.on)
    line = _("Interest runs on, and nothing is sent before that day.")
    return _asked(
        page, seen, form, done, head=_("Wait with invoice %(number)s") % {"number": seen.number}, button=_("Wait"), line=line
    )


@account_page(Role.CASEWORKER)
def objection(page: Page, claim_id: int) -> HttpResponse:
    """The customer disagrees, in whole or for a part: everything about the claim stops at once."""
    seen, language = found(claim_id), figures.written(page.seat.country)

    def done(told: Told, key: str) -> None:
        object_to(page.account_id, seen.id, told["note"], told["disputed"], on=page.on, by=page.by, key=key)
        page.say(_("Stopped at once. Nothing is sent until the objection is settled."))

    return _asked(
        page, seen, ObjectionForm(page.request.POST or None, language=language), done,
        head=_("Objection to invoice %(number)s") % {"number": seen.number},
        button=_("Stop at once"),
        line=_("Reminders and collection stop now, until you have answered and lift the stop. Other invoices go on."),
        ask=_("Whether the objection holds is a judgement. Ask a lawyer where much is at stake."),
    )  # fmt: skip


@account_page(Role.CASEWORKER)
def note(page: Page, claim_id: int) -> HttpResponse:
    """Writes a note for colleagues."""
    seen = found(claim_id)

    def done(told: Told, key: str) -> None:
        notes.note(page.account_id, seen.id, told["text"], on=page.on, by=page.by, key=key)
        page.say(_("Noted."))

    form = NoteForm(page.request.POST or None)
    line = _("Colleagues see it; the customer does not.")
    return _asked(
        page,
        seen,
        form,
        done,
        head=_("Note on invoice %(number)s") % {"number": seen.number},
        button=_("Keep the note"),
        line=line,
    )


@account_page(Role.CASEWORKER)
def payment(page: Page, claim_id: int) -> HttpResponse:
    """Registers a payment."""
    seen, language = found(claim_id), figures.written(page.seat.country)

    def done(told: Told, key: str) -> None:
        payment_id = register_payment(
            page.account_id, seen.id, told["amount"], told["received_on"], text=told["text"], on=page.on, by=page.by, key=key
        )
        undo = reverse("invoices_take_back", kwargs={"slug": page.seat.slug, "claim_id": seen.id, "payment_id": payment_id})
        paid = {"amount": amount(Money(told["amount"], seen.currency)), "number": seen.number}
        page.say(_("%(amount)s registered on invoice %(number)s.") % paid, undo)

    form = PaymentForm(page.request.POST or None, language=language, on=page.on)
    return _asked(
        page, seen, form, done,
        head=_("Payment on invoice %(number)s") % {"number": seen.number},
        button=_("Register the payment"),
        line=_("Money that the bank’s file brings is placed by itself; do not register it here as well."),
    )  # fmt: skip


@account_page(Role.CASEWORKER)
def credit(page: Page, claim_id: int) -> HttpResponse:
    """Registers a credit note."""
    seen, language = found(claim_id), figures.written(page.seat.country)

    def done(told: Told, key: str) -> None:
        effective = told["from_on"] if told["counts"] == "day" else None
        credit_claim(page.account_id, seen.id, told["amount"], effective, told["text"], on=page.on, by=page.by, key=key)
        page.say(_("%(amount)s credited.") % {"amount": amount(Money(told["amount"], seen.currency))})

    form = CreditForm(page.request.POST or None, language=language)
    return _asked(
        page, seen, form, done,
        head=_("Credit invoice %(number)s") % {"number": seen.number},
        button=_("Credit it"),
        line=_("Issue the credit note in your books as well; here it lowers what is asked for."),
        ask=_("Whether to credit, and its VAT, is a judgement. Ask your auditor."),
    )  # fmt: skip


@require_POST
@account_page(Role.CASEWORKER)
def lift(page: Page, claim_id: int, hold_id: int) -> HttpResponse:
    """Lets a stopped claim go on."""
    lift_hold(page.account_id, hold_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("It goes on again from today."))
    return page.go("invoices_claim", claim_id=claim_id)


@require_POST
@account_page(Role.CASEWORKER)
def step(page: Page, claim_id: int) -> HttpResponse:
    """Takes a step now; the letter can be undone until it leaves."""
    seen, asked = found(claim_id), page.request.POST.get("step", "")
    made = take_step(page.account_id, [claim_id], asked, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    if made.letter_ids:
        undo = reverse(
            "invoices_claim_undo", kwargs={"slug": page.seat.slug, "claim_id": seen.id, "letter_id": made.letter_ids[0]}
        )
        page.say(_("%(step)s is made. Until it leaves it can be undone.") % {"step": word(asked)}, undo)
    for refused in made.refusals.values():
        page.refuse(refusal(page, refused))
    return page.go("invoices_claim", claim_id=claim_id)


@require_POST
@account_page(Role.CASEWORKER)
def undo_step(page: Page, claim_id: int, letter_id: int) -> HttpResponse:
    """Takes a letter back that has not left."""
    count = undo_letters(page.account_id, [letter_id], on=page.on, by=page.by)
    page.say(ngettext("The letter is taken back.", "%(n)s letters are taken back.", count) % {"n": count})
    return page.go("invoices_claim", claim_id=claim_id)


@require_POST
@account_page(Role.CASEWORKER)
def take_back(page: Page, claim_id: int, payment_id: int) -> HttpResponse:
    """Undoes a payment that was registered by hand."""
    take_back_payment(page.account_id, payment_id, on=page.on, by=page.by)
    page.say(_("The payment is taken back."))
    return page.go("invoices_claim", claim_id=claim_id)

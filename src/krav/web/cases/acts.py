"""What is done to a case by hand: a letter, a payment, a stop, further claims, an end."""


from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from krav.actions.case_money import register_case_payment
from krav.actions.case_stops import Stop, stop_case
from krav.actions.cases import close_case, join_case, one, reopen_case, take_case_step, withdraw_case
from krav.actions.steps import undo_letters
from krav.claims.case import Case
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.cases import owed_back
from krav.web import figures
from krav.web.asking import Done, Told, ask
from krav.web.cases.forms import CloseForm, StopForm, WithdrawForm
from krav.web.claims.claim_forms import PaymentForm
from krav.web.page import Page, account_page
from krav.web.written import amount, word


def _asked(page: Page, case: Case, form: forms.Form, done: Done, **words: str) -> HttpResponse:
    """Asks; back is the case, or the page of the site that the address names."""
    home = reverse("cases_case", kwargs={"slug": page.seat.slug, "case_id": case.id})
    return ask(page, form, done, home, **words)


@require_POST
@account_page(Role.CASEWORKER)
def cases_step(page: Page, case_id: int) -> HttpResponse:
    """Makes a letter of the case; it can be undone until it leaves."""
    step, key = page.request.POST.get("step", ""), page.request.POST.get("key", "")
    letter_id, _leaves = take_case_step(page.account_id, case_id, step, on=page.on, by=page.by, key=key)
    made = _("%(step)s is made. Until it leaves it can be undone.") % {"step": word(step)}
    page.say(made, undo_url(page, case_id, letter_id))
    return page.go("cases_case", case_id=case_id)


def undo_url(page: Page, case_id: int, letter_id: int) -> str:
    """The address that takes a letter of the case back."""
    return reverse("cases_undo", kwargs={"slug": page.seat.slug, "case_id": case_id, "letter_id": letter_id})


@require_POST
@account_page(Role.CASEWORKER)
def cases_undo(page: Page, case_id: int, letter_id: int) -> HttpResponse:
    """Takes a letter of the case back that has not left."""
    undo_letters(page.account_id, [letter_id], on=page.on, by=page.by)
    page.say(_("The letter is taken back."))
    return page.go("cases_case", case_id=case_id)


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_pay(page: Page, case_id: int) -> HttpResponse:
    """Registers a payment: on the oldest claim of the case, then on the others."""
    case, language = one(case_id), figures.written(page.seat.country)

    def done(told: Told, key: str) -> None:
        register_case_payment(
            page.account_id, case_id, told["amount"], told["received_on"], text=told["text"], on=page.on, by=page.by, key=key
        )
        paid = {"amount": amount(Money(told["amount"], case.currency)), "number": case.number}
        registered = _("%(amount)s registered on case %(number)s.") % paid
        page.say(f"{registered} {_after_payment(case_id)}".strip())

    form = PaymentForm(page.request.POST or None, language=language, on=page.on)
    return _asked(
        page, case, form, done,
        head=_("Payment on case %(number)s") % {"number": case.number},
        button=_("Register the payment"),
        line=_("It falls on the oldest invoice first. Money that the bank’s file brings is placed by itself."),
    )  # fmt: skip


def _after_payment(case_id: int) -> str:
    """What the payment did to the case: closed, owed back, or what is still owed."""
    case = one(case_id)
    back = owed_back(case.debtor_id)
    words = _("The case is closed.") if case.closed else ""
    if back:
        more = _("%(sum)s was paid too much and is owed back to the customer.") % {"sum": amount(Money(back, case.currency))}
        return f"{words} {more}".strip()
    return words


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_stop(page: Page, case_id: int) -> HttpResponse:
    """Stops claims of the case: an objection, a promise, another reason."""
    case = one(case_id)

    def done(told: Told, key: str) -> None:
        stop = Stop(told["reason"], told["note"], told["until_on"])
        stop_case(page.account_id, case_id, list(map(int, told["claims"])), stop, on=page.on, by=page.by, key=key)
        page.say(_("Stopped at once. Nothing is sent about these invoices."))

    form = StopForm(page.request.POST or None, claims=list(case.claims), initial={"reason": "objection"})
    head = _("Stop case %(number)s, or a part of it") % {"number": case.number}
    ask = _("Whether an objection holds is a judgement. Answer it first; ask a lawyer where much is at stake.")
    return _asked(page, case, form, done, head=head, button=_("Stop it"), ask=ask)


@require_POST
@account_page(Role.CASEWORKER)
def cases_join(page: Page, case_id: int) -> HttpResponse:
    """Puts further claims of the customer into the case."""
    told = page.request.POST
    ids = [int(each) for each in told.getlist("claim") if each.isdecimal() and len(each) < 19]
    if not ids:
        raise KravError("Choose at least one claim.")
    join_case(page.account_id, case_id, ids, on=page.on, by=page.by, key=told.get("key", ""))
    page.say(_("They are in the case now."))
    return page.go("cases_case", case_id=case_id)


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_withdraw(page: Page, case_id: int) -> HttpResponse:
    """Takes the case back."""
    case = one(case_id)

    def done(told: Told, key: str) -> None:
        withdraw_case(page.account_id, case_id, told["reason"], on=page.on, by=page.by, key=key)
        page.say(_("Case %(number)s is withdrawn. Its invoices stand on their own again.") % {"number": case.number})

    line = _("Its invoices stand on their own again and may begin another case. What letters have charged stays.")
    head = _("Withdraw case %(number)s") % {"number": case.number}
    return _asked(page, case, WithdrawForm(page.request.POST or None), done, head=head, button=_("Withdraw it"), line=line)


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_close(page: Page, case_id: int) -> HttpResponse:
    """Closes the case by hand."""
    case = one(case_id)

    def done(told: Told, key: str) -> None:
        close_case(page.account_id, case_id, told["how"], told["note"], on=page.on, by=page.by, key=key)
        page.say(_("Case %(number)s is closed.") % {"number": case.number})

    line = _("Nothing more is sent. What is owed stays owed; to take it out of the books, write it off.")
    head = _("Close case %(number)s") % {"number": case.number}
    form = CloseForm(page.request.POST or None, initial={"how": "given_up"})
    return _asked(page, case, form, done, head=head, button=_("Close the case"), line=line)


@require_POST
@account_page(Role.CASEWORKER)
def cases_reopen(page: Page, case_id: int) -> HttpResponse:
    """Opens a case again that a person closed."""
    reopen_case(page.account_id, case_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("The case is open again."))
    return page.go("cases_case", case_id=case_id)

"""What debtors said on their own pages, as people of the account read and answer it."""

from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from krav.actions.attachments import paper_bytes
from krav.actions.debtor_codes import end_codes
from krav.actions.debtor_words import DAY, MESSAGE, MOST_ANSWER, OBJECTION, PAID, PLAN, answer_word
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.portal import Word, case_of, word, words
from krav.web.page import Page, account_page
from krav.web.written import amount, day, refusal
from krav.wire.given_out import given_out

_PAGE = 50


class Fact(NamedTuple):
    """Something the word tells besides its text."""

    label: str
    text: str


class AnswerForm(forms.Form):
    """What the debtor reads of it."""

    answer = forms.ChoiceField(label=gettext_lazy("Answer"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("What the customer reads"), required=False, max_length=MOST_ANSWER,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    lift = forms.BooleanField(
        label=gettext_lazy("Let it go on"), required=False,
        help_text=gettext_lazy("What this stopped is stopped no more; letters may follow."),
    )  # fmt: skip

    def __init__(self, kind: str, stopped: bool, *given: object, **how: object) -> None:
        super().__init__(*given, **how)  # type: ignore[arg-type]
        asked = [("accepted", _("Agreed")), ("declined", _("Not agreed"))]
        choices = [*asked, ("seen", _("Answered"))] if kind in {OBJECTION, PLAN, DAY} else [("seen", _("Answered"))]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["answer"].widget = forms.HiddenInput()
            self.fields["answer"].initial = "seen"
        if not stopped:
            del self.fields["lift"]


@account_page()
def listed(page: Page) -> HttpResponse:
    """Everything that was said, what waits for an answer first."""
    told = page.request.GET.get("before", "")
    before = int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0
    waiting = [] if before else words(answered=False, limit=_PAGE)
    done = words(answered=True, before=before, limit=_PAGE)
    more = done[-1].id if len(done) == _PAGE else 0
    return page.render("portal/words.html", waiting=waiting, done=done, more=more, heads=heads())


@account_page()
def one(page: Page, word_id: int) -> HttpResponse:
    """One word with all it tells, and the answer: given, or to be given."""
    said = _found(word_id)
    return _shown(page, said, AnswerForm(said.kind, stops(said)))


@require_POST
@account_page(Role.CASEWORKER)
def answer(page: Page, word_id: int) -> HttpResponse:
    """Answers it, once."""
    said = _found(word_id)
    form = AnswerForm(said.kind, stops(said), page.request.POST)
    if not form.is_valid():
        return _shown(page, said, form, 422)
    told = form.cleaned_data
    try:
        answer_word(
            page.account_id, word_id, told["answer"], told["text"], lift=told.get("lift", False), on=page.on, by=page.by,
            key=page.request.POST.get("key", ""),
        )  # fmt: skip
    except KravError as error:
        form.add_error(None, refusal(page, error))
        return _shown(page, said, form, 409)
    page.say(_("Answered. The customer reads it by the link on the letter."))
    return page.go("customers_customer", debtor_id=said.debtor_id)


@account_page()
def proof(page: Page, word_id: int) -> HttpResponse:
    """The proof of payment that came with it, as a PDF of our own."""
    said = _found(word_id)
    if not said.proof:
        raise Http404
    return given_out(paper_bytes(page.account_id, said.proof), "proof.pdf", "application/pdf")


@require_POST
@account_page(Role.CASEWORKER)
def end_links(page: Page, debtor_id: int) -> HttpResponse:
    """Ends the links of a customer's letters."""
    try:
        ended = end_codes(page.account_id, debtor_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    except KravError as error:
        page.refuse(refusal(page, error))
    else:
        page.say(ngettext("%(n)s link is ended.", "%(n)s links are ended.", ended) % {"n": ended})
    return page.go("customers_customer", debtor_id=debtor_id)


def heads() -> dict[str, str]:
    """What each kind of word is called."""
    return {
        OBJECTION: _("Objects"),
        PLAN: _("Asks for instalments"),
        DAY: _("Proposes a day"),
        PAID: _("Says it is paid"),
        MESSAGE: _("Wrote"),
    }


def facts(page: Page, said: Word) -> list[Fact]:
    """What a word tells: invoices, days, amounts, how to reach who wrote."""
    currency, told = creditor_in_scope().country.currency, said.data
    on = {PLAN: _("First instalment"), DAY: _("Day proposed"), PAID: _("Paid on")}.get(said.kind, "")
    found = [
        Fact(_("Invoices"), ", ".join(said.numbers)),
        Fact(_("Number of instalments"), str(told.get("count", ""))),
        Fact(_("Amount each month"), amount(Money(told["amount"], currency)) if told.get("amount") else ""),
        Fact(on, day(page, date.fromisoformat(told["on"])) if told.get("on") else ""),
        Fact(_("To be reached"), said.reach),
        Fact(_("Said on"), day(page, said.on)),
    ]
    return [fact for fact in found if fact.text]


def stops(said: Word) -> bool:
    """Whether a word may have stopped something."""
    return said.kind != MESSAGE and bool(said.claim_ids)


def _shown(page: Page, said: Word, form: AnswerForm, status: int = 200) -> HttpResponse:
    case_id = case_of(said.claim_ids) if said.kind == PLAN else None
    return page.render(
        "portal/word.html", status, said=said, form=form, head=heads()[said.kind], facts=facts(page, said),
        plan_url=_plan(page, said, case_id) if case_id else "", may=page.may(Role.CASEWORKER),
        answers={"accepted": _("Agreed"), "declined": _("Not agreed"), "seen": _("Answered")},
        invoices=list(zip(said.claim_ids, said.numbers, strict=False)),
    )  # fmt: skip


def _plan(page: Page, said: Word, case_id: int) -> str:
    """The page of the case's plan, filled in as it was asked for."""
    told = said.data
    currency = creditor_in_scope().country.currency
    asked = {"by": "count" if told.get("count") else "amount", "first_on": told.get("on", "")}
    asked |= {"count": told["count"]} if told.get("count") else {"amount": amount(Money(told.get("amount", 0), currency))}
    return f"{reverse('cases_plan', kwargs={'slug': page.seat.slug, 'case_id': case_id})}?{urlencode(asked)}"


def _found(word_id: int) -> Word:
    said = word(word_id)
    if said is None:
        raise Http404
    return said

"""What is done to a case that lies with a partner: a message, taking it back, another partner, what it told by letter."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from krav.actions.cases import one
from krav.actions.hand_overs import change_partner, recall
from krav.actions.partner_by_hand import handed_file, paid_there, settled
from krav.actions.partner_news import follow
from krav.actions.partner_sending import try_again
from krav.actions.partner_words import say_to_partner
from krav.claims.case import Case
from krav.claims.partner import Parts, SettledCase, SettlementIn
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries import partners as reads
from krav.web import figures
from krav.web.asking import Done, Told, ask
from krav.web.page import Page, account_page
from krav.web.partners.forms import ChangeForm, MessageForm, PaidForm, RecallForm, SettledForm, StateForm
from krav.web.partners.words import standing
from krav.web.written import amount, refusal
from krav.wire.given_out import given_out
from krav.wire.partners.file.bundle import MEDIA
from krav.wire.partners.values import PaidThere, Standing

_PARTS = ("principal", "interest", "fees", "costs")


def _asked(page: Page, case: Case, form: object, done: Done, **words: str) -> HttpResponse:
    home = reverse("cases_case", kwargs={"slug": page.seat.slug, "case_id": case.id})
    return ask(page, form, done, home, **words)  # type: ignore[arg-type]


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_partner_say(page: Page, case_id: int) -> HttpResponse:
    """Writes to the partner."""
    case = one(case_id)

    def done(told: Told, key: str) -> None:
        say_to_partner(page.account_id, case_id, told["text"], on=page.on, by=page.by, key=key)
        page.say(_("The message goes to the partner within a minute."))

    head = _("Message about case %(number)s") % {"number": case.number}
    return _asked(page, case, MessageForm(page.request.POST or None), done, head=head, button=_("Send it"))


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_partner_recall(page: Page, case_id: int) -> HttpResponse:
    """Takes the case back."""
    case = one(case_id)

    def done(told: Told, key: str) -> None:
        if recall(page.account_id, case_id, told["reason"], on=page.on, by=page.by, key=key):
            page.say(_("Case %(number)s is in your own hands again; it had not left.") % {"number": case.number})
        else:
            page.say(_("The partner is asked to give it back. Nothing goes from here before it has."))

    line = _("The partner may charge for it; what your agreement says stands on the case.")
    head = _("Take case %(number)s back") % {"number": case.number}
    return _asked(page, case, RecallForm(page.request.POST or None), done, head=head, button=_("Take it back"), line=line)


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_partner_change(page: Page, case_id: int) -> HttpResponse:
    """Moves the case to another partner once it has come back."""
    case = one(case_id)
    others = [(each.id, each.name) for each in reads.agreements() if each.state == "on"]
    form = ChangeForm(page.request.POST or None, partners=others)

    def done(told: Told, key: str) -> None:
        to = int(told["agreement"])
        if change_partner(page.account_id, case_id, to, told["reason"], on=page.on, by=page.by, key=key):
            page.say(_("The case goes to %(name)s.") % {"name": dict(others)[to]})
        else:
            facts = {"name": dict(others)[to]}
            page.say(_("The partner is asked to give it back; then it goes to %(name)s by itself.") % facts)

    line = _("It is taken back first. What happened there stays in its history.")
    head = _("Another partner for case %(number)s") % {"number": case.number}
    return _asked(page, case, form, done, head=head, button=_("Change the partner"), line=line)


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_partner_follow(page: Page, case_id: int) -> HttpResponse:
    """Tells where a case stands with a partner that tells nothing by itself."""
    case = one(case_id)

    def done(told: Told, key: str) -> None:
        where = Standing(told["standing"])
        follow(page.account_id, case_id, where, told["words"], on=page.on, by=page.by, key=key)
        page.say(_("Written: %(where)s.") % {"where": standing(where)})

    head = _("Where case %(number)s stands") % {"number": case.number}
    return _asked(page, case, StateForm(page.request.POST or None), done, head=head, button=_("Write it down"))


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_partner_paid(page: Page, case_id: int) -> HttpResponse:
    """Tells of money that came to a partner which tells nothing by itself."""
    case = one(case_id)
    form = PaidForm(page.request.POST or None, language=figures.written(page.seat.country), on=page.on)

    def done(told: Told, key: str) -> None:
        parts = Parts(*(told[name] or 0 for name in _PARTS))
        paid = PaidThere(told["received_on"], parts.total, case.currency, parts)
        paid_there(page.account_id, case_id, paid, on=page.on, by=page.by, key=key)
        page.say(_("%(sum)s is written as paid to the partner.") % {"sum": amount(Money(parts.total, case.currency))})

    head = _("Paid to the partner on case %(number)s") % {"number": case.number}
    line = _("As the partner divides it. What it pays out is written with its settlement.")
    return _asked(page, case, form, done, head=head, button=_("Write it down"), line=line)


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_partner_settled(page: Page, case_id: int) -> HttpResponse:
    """Tells of a settlement of a partner that tells nothing by itself."""
    case = one(case_id)
    form = SettledForm(page.request.POST or None, language=figures.written(page.seat.country), on=page.on)

    def done(told: Told, key: str) -> None:
        reference = reads.hand_overs_of(case_id)[0].reference
        sums = {name: form.settled(name) for name in ("kept", "commission", "start", "other", "vat", "paid_out")}
        line = SettledCase(reference, Parts(*(form.settled(name) for name in _PARTS)), **sums)  # type: ignore[arg-type]
        whole = SettlementIn(told["number"], told["on"], case.currency, (line,), line.paid_out)
        settled(page.account_id, case_id, whole, on=page.on, by=page.by, key=key)
        page.say(_("Settlement %(number)s is kept and compared with your agreement.") % {"number": told["number"]})

    head = _("Settlement of case %(number)s") % {"number": case.number}
    line = _("As it stands in the partner’s letter. It is compared with what you were told and with your agreement.")
    return _asked(page, case, form, done, head=head, button=_("Write it down"), line=line)


@require_GET
@account_page(Role.CASEWORKER)
def cases_partner_file(page: Page, case_id: int) -> HttpResponse:
    """The file as it was handed over, to give it to an agency or a lawyer."""
    try:
        name, content = handed_file(page.account_id, case_id)
    except KravError as error:
        page.refuse(refusal(page, error))
        return page.go("cases_case", case_id=case_id)
    return given_out(content, name, MEDIA)


@require_POST
@account_page(Role.CASEWORKER)
def cases_partner_again(page: Page, case_id: int, partner_word_id: int) -> HttpResponse:
    """Tells the partner once more what it would not have."""
    try:
        try_again(page.account_id, partner_word_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    except KravError as error:
        page.refuse(refusal(page, error))
    else:
        page.say(_("It is told again within a minute."))
    return page.go("cases_case", case_id=case_id)

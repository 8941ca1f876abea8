"""A case that lies with a court: what it holds, what the court must be told, and how it ended."""


from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from krav.actions.case_files import case_file
from krav.actions.cases import one
from krav.actions.filings import Ending, Ruling, end_filing, rule
from krav.claims.case import CaseKind
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.matters import reductions
from krav.web import figures
from krav.web.asking import Done, Told, ask
from krav.web.court.forms import EndingForm, RulingForm
from krav.web.court.package import a_file, file_it
from krav.web.page import Page, account_page
from krav.web.papers import renderer
from krav.web.written import word

_KINDS = {"pdf": "application/pdf", "json": "application/json", "csv": "text/csv; charset=utf-8"}


@require_http_methods(["GET", "POST"])
@account_page()
def cases_filed(page: Page, case_id: int) -> HttpResponse:
    """What was filed, and what came in since; sent with the answers, it files."""
    if page.request.method == "POST":
        return file_it(page, case_id)
    case, creditor = one(case_id), creditor_in_scope()
    line, told = case.last(CaseKind.FILED), reductions(case)
    data = line.data if line else {}
    costs = [
        (creditor.country.charge_why(label, line.on, line.on).rule, Money(amount, case.currency))
        for label, amount in data.get("costs", ())
        if line
    ]
    return page.render(
        "court/filed.html",
        words=word,
        case=case,
        line=line,
        data=data,
        lies_there=case.filed is not None,
        end=case.last(CaseKind.FILING_ENDED, CaseKind.RULED) if line and case.filed is None else None,
        claimed=Money(data.get("claimed", 0), case.currency),
        awarded=Money(case.ruled.data["awarded"], case.currency) if case.ruled else None,
        costs=costs,
        reductions=[(each, Money(each.amount, case.currency)) for each in told],
        reduced=Money(sum(each.amount for each in told), case.currency),
        may=page.may(Role.CASEWORKER),
    )


def _asked(page: Page, case_id: int, form: forms.Form, done: Done, **words: str) -> HttpResponse:
    """Asks; back is what was filed."""
    home = reverse("cases_filed", kwargs={"slug": page.seat.slug, "case_id": case_id})
    return ask(page, form, done, home, **words)


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_filing_ended(page: Page, case_id: int) -> HttpResponse:
    """What was filed came back without a title."""

    def done(told: Told, key: str) -> None:
        ending = Ending(told["how"], told["note"], served=told["served"], costs_stay=told["costs_stay"])
        end_filing(page.account_id, case_id, ending, on=page.on, by=page.by, key=key)
        if told["how"] == "objected":
            page.say(_("Stopped. Answer the objection, then lift the stop or let the court decide."))
        else:
            page.say(_("Noted. The case is with you again."))

    line = _("Unless it stays, what filing cost is taken off the customer’s debt again.")
    head = _("The filing of case %(number)s ended") % {"number": one(case_id).number}
    return _asked(page, case_id, EndingForm(page.request.POST or None), done, head=head, line=line, button=_("Note it"))


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_ruled(page: Page, case_id: int) -> HttpResponse:
    """The court has decided."""

    def done(told: Told, key: str) -> None:
        ruling = Ruling(told["how"], told["ruled_on"], told["awarded"], told["reference"], enforceable=told["enforceable"])
        rule(page.account_id, case_id, ruling, on=page.on, by=page.by, key=key)
        page.say(_("Noted. Limitation is counted anew from the day of the decision."))

    language = figures.written(page.seat.country)
    form = RulingForm(page.request.POST or None, language=language, on=page.on)
    head = _("Decision in case %(number)s") % {"number": one(case_id).number}
    line = _("Keep the paper itself with the case, as a PDF.")
    return _asked(page, case_id, form, done, head=head, line=line, button=_("Note it"))


@require_GET
@account_page(Role.CASEWORKER)
def cases_file(page: Page, case_id: int) -> HttpResponse:
    """The whole case for a lawyer, an agency or a court, `as` pdf, json or csv."""
    kind = page.request.GET.get("as", "pdf")
    if kind not in _KINDS:
        raise Http404
    file = case_file(page.account_id, one(case_id), creditor_in_scope(), page.on)
    made = {"pdf": lambda: file.pdf(renderer()), "json": file.json, "csv": file.csv}[kind]()
    return a_file(made, _KINDS[kind], f"{file.case.number}.{kind}")

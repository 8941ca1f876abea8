"""The plan of a case: proposed and agreed, or followed instalment by instalment."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from krav.actions.plans import agree_plan
from krav.claims.agreement import plan_of, standing_of
from krav.claims.plan import State
from krav.countries import translator
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.web.figures import reader
from krav.web.page import Page, account_page
from krav.web.plans.forms import AgreeForm
from krav.web.plans.seen import Asked, asked
from krav.web.written import refusal


@account_page()
def cases_plan(page: Page, case_id: int) -> HttpResponse:
    """The plan that runs; else a proposal, reckoned anew with whatever is changed, and the form that agrees on it."""
    found = asked(page, case_id)
    return _running(page, found) if found.case.plan else proposed(page, found, AgreeForm(on=page.on))


@require_POST
@account_page(Role.CASEWORKER)
def cases_plan_agree(page: Page, case_id: int) -> HttpResponse:
    """Agrees on what was seen; refused, the proposal says why."""
    found = asked(page, case_id)
    form, told = AgreeForm(page.request.POST, on=page.on), page.request.POST
    if form.is_valid() and found.offer:
        try:
            made = agree_plan(
                page.account_id,
                found.case.id,
                found.form.terms,
                acknowledged=form.acknowledged,
                seen=int(told["seen"]) if told.get("seen", "").isdecimal() else None,
                on=page.on,
                by=page.by,
                key=told.get("key", ""),
            )
        except KravError as error:
            form.add_error(None, refusal(page, error))
        else:
            count = len(made.plan.instalments)
            said = ngettext("Agreed on %(n)s instalment.", "Agreed on %(n)s instalments.", count) % {"n": count}
            page.say(said + " " + _("Nothing is sent while the plan runs."))
            return page.go("cases_plan", case_id=found.case.id)
    return proposed(page, found, form, 422)


def proposed(page: Page, found: Asked, agree: AgreeForm, status: int = 200) -> HttpResponse:
    """The proposal with its form, or why there is none."""
    paper = reverse("cases_plan_pdf", kwargs={"slug": page.seat.slug, "case_id": found.case.id})
    return page.render(
        "plans/propose.html", status, found=found, case=found.case, agree=agree, notes=_notes(page, found),
        may=page.may(Role.CASEWORKER), money=Money, paper_url=f"{paper}?{urlencode(found.form.sent_along)}",
    )  # fmt: skip


def _running(page: Page, found: Asked) -> HttpResponse:
    case, creditor = found.case, found.creditor
    plan = plan_of(case)
    if plan is None:
        return page.go("cases_plan", case_id=case.id)
    stands = standing_of(case, plan, creditor.country, creditor.policy, page.on)
    words = {
        State.PAID: ("good", _("Paid"), "check"),
        State.PARTLY: ("info", _("Partly paid"), ""),
        State.OPEN: ("", _("Not due yet"), ""),
        State.MISSED: ("bad", _("Missed"), "alert"),
    }
    return page.render(
        "plans/running.html",
        case=case,
        plan=plan,
        stands=stands,
        words=words,
        notes=_notes(page, found),
        may=page.may(Role.CASEWORKER),
        money=Money,
    )


def _notes(page: Page, found: Asked) -> list[tuple[str, str]]:
    """What the law says of instalments, each with its section."""
    say = translator(reader())
    return [(say(note.value), note.section) for note in found.creditor.country.plan_notes(page.on)]

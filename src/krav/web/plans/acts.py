"""The paper of a plan to be signed, and its end by hand."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from krav.actions.cases import one
from krav.actions.contents import sender_of
from krav.actions.plans import end_plan, review_plan
from krav.claims.agreement import plan_of
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.plans import plan_paper, sums_of
from krav.web.page import Page, account_page
from krav.web.papers import pdf, renderer
from krav.web.plans.forms import AgreeForm, NoteForm
from krav.web.plans.seen import asked
from krav.web.plans.views import proposed
from krav.web.written import refusal

Act = Callable[..., None]


@account_page()
def cases_plan_pdf(page: Page, case_id: int) -> HttpResponse:
    """The paper: of the plan that runs, or of the proposal that the address describes. It is handed over by hand."""
    case, creditor = one(case_id), creditor_in_scope()
    plan, sums = plan_of(case), sums_of(case)
    if plan is None:
        found = asked(page, case_id)
        if found.offer is None:
            return proposed(page, found, AgreeForm(on=page.on), 422)
        plan, sums = found.offer.plan, found.offer.sums
    paper = replace(plan_paper(case, plan, sums, creditor, page.on), sender=sender_of(creditor))
    return pdf(renderer().plan(paper), f"{case.number}.pdf")


@account_page(Role.CASEWORKER)
def cases_plan_end(page: Page, case_id: int) -> HttpResponse:
    """Ends the plan that runs; or says that somebody has looked at one that was not kept."""
    case = one(case_id)
    act, head, line, button, said = _review() if case.broken else _end()
    form, status = NoteForm(page.request.POST or None), 200
    back = reverse("cases_plan", kwargs={"slug": page.seat.slug, "case_id": case_id})
    if page.request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                note, key = form.cleaned_data["note"], page.request.POST.get("key", "")
                act(page.account_id, case_id, note, on=page.on, by=page.by, key=key)
                page.say(said)
                return page.go("cases_case", case_id=case_id)
        except KravError as error:
            form.add_error(None, refusal(page, error))
    action = page.request.get_full_path()
    return page.render(
        "claims/claim_form.html", status, form=form, head=head, button=button, words={"line": line}, action=action, back=back
    )


def _end() -> tuple[Act, str, str, str, str]:
    line = _("The case goes back to its letters. Its next step comes tomorrow at the earliest, and never by itself.")
    return end_plan, _("End the plan"), line, _("End it"), _("The plan is ended.")


def _review() -> tuple[Act, str, str, str, str]:
    line = _(
        "Say that you have looked. The next step comes tomorrow at the earliest, with its own deadline, and never by itself."
    )
    said = _("Looked at. The case may take its next step from tomorrow.")
    return review_plan, _("The plan was not kept"), line, _("Go on with the case"), said

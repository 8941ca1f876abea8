"""Where a case of invoices made elsewhere begins, and where one that was left is taken up again."""

from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions.drafts import begin_draft, forget_draft, start_draft, start_key
from krav.actions.unit import DoneBefore
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.drafts import DraftSeen, case_started, draft, drafts
from krav.web.elsewhere.wizard import first_open
from krav.web.page import Page, account_page
from krav.web.written import refusal
from krav.wire import clock


class Left(NamedTuple):
    """A draft in the list."""

    seen: DraftSeen
    owed: Money
    url: str


@account_page(Role.CASEWORKER)
def cases_elsewhere(page: Page) -> HttpResponse:
    """The drafts; with POST a new one begins."""
    if page.request.method == "POST":
        draft_id = begin_draft(page.account_id, on=page.on, by=page.by)
        return page.go("cases_draft", draft_id=draft_id, step="customer")
    currency = creditor_in_scope().country.currency
    left = [
        Left(
            seen,
            Money(sum(claim.amount for claim in seen.told.claims), currency),
            reverse("cases_draft", kwargs={"slug": page.seat.slug, "draft_id": seen.id, "step": first_open(seen.told)}),
        )
        for seen in drafts()
    ]
    return page.render("elsewhere/list.html", left=left, told_at=clock.told)


@require_POST
@account_page(Role.CASEWORKER)
def cases_draft_forget(page: Page, draft_id: int) -> HttpResponse:
    """Throws a draft away."""
    forget_draft(page.account_id, draft_id, on=page.on, by=page.by)
    page.say(_("The draft is thrown away. Nothing of it was sent or booked."))
    return page.go("cases_elsewhere")


@require_POST
@account_page(Role.CASEWORKER)
def cases_draft_start(page: Page) -> HttpResponse:
    """Starts what a draft tells; who comes second is told who was first, and led to the case."""
    told = page.request.POST
    number = told.get("draft", "")
    draft_id = int(number) if number.isdecimal() and len(number) < 19 else 0
    try:
        done = start_draft(page.account_id, draft_id, told.get("seen", ""), on=page.on, by=page.by)
    except DoneBefore as before:
        page.refuse(refusal(page, before))
        case_id = case_started(start_key(draft_id))
        return page.go("cases_case", case_id=case_id) if case_id else page.go("cases")
    except KravError as error:
        page.refuse(refusal(page, error))
        return page.go("cases_draft", draft_id=draft_id, step="summary") if draft(draft_id) else page.go("cases_elsewhere")
    if done.case_id is None:
        page.say(_("The invoices are taken in. They follow the ladder of the policy until a case may begin."))
        return page.go("customers_customer", debtor_id=done.debtor_id)
    if done.leaves_at:
        page.say(_("The case has begun. Its letter leaves at %(time)s.") % {"time": clock.told(done.leaves_at)})
    else:
        page.say(_("The case has begun. Its letter has not been made yet."))
        if done.refusal:
            page.refuse(refusal(page, done.refusal))
    return page.go("cases_case", case_id=done.case_id)

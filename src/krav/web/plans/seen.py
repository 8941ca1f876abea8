"""What a page of a plan works with: the case, what may be agreed, and the figures of what was asked."""

from dataclasses import dataclass
from datetime import date

from krav.actions.cases import one
from krav.claims.agreement import Offer, no_plan, offer, owed_in, plan_charges
from krav.claims.case import Case
from krav.kernel.days import days_after
from krav.kernel.refusal import KravError, Refusal
from krav.law.dated import NotInForce
from krav.law.step import Charges
from krav.store.load import Creditor, creditor_in_scope
from krav.web import figures
from krav.web.page import Page
from krav.web.plans.forms import PlanForm

_USUAL, _FEW = 6, 50000
"""So many instalments are proposed, fewer where each would be smaller than that many minor units."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A case and the plan that is asked about; `offer` is None where `error` says why, or a plan may not be agreed."""

    case: Case
    creditor: Creditor
    refusal: Refusal | None
    charges: Charges
    form: PlanForm
    offer: Offer | None
    error: KravError | None


def asked(page: Page, case_id: int) -> Asked:
    """The case with what the reader has asked for, by the address or the form; what is not said is as usual."""
    case, creditor = one(case_id), creditor_in_scope()
    country, policy = creditor.country, creditor.policy
    charges = plan_charges(case, country, policy, page.on)
    told = page.request.POST if page.request.method == "POST" else page.request.GET
    language = figures.written(page.seat.country)
    form = PlanForm(told, language=language, usual=_usual(case, creditor, page.on), may_charge=charges.fee is not None)
    refusal, found, error = no_plan(case, page.on), None, None
    if refusal is None and form.is_valid():
        try:
            found = offer(case, form.terms, country, policy, page.on)
        except KravError as why:
            error = why
    return Asked(case, creditor, refusal, charges, form, found, error)


def _usual(case: Case, creditor: Creditor, on: date) -> dict[str, object]:
    """The first proposal: some months, beginning in a fortnight, interest by law, no cost."""
    try:
        owed = owed_in(case, creditor.country, on)
    except NotInForce:
        owed = 0
    first_on = creditor.country.bank_day_from(days_after(on, 14)).isoformat()
    count = max(2, min(_USUAL, owed // _FEW))
    return {"by": "count", "count": count, "amount": "", "first_on": first_on, "every": "month", "interest": "runs"}

"""What is told of limitation: an acknowledgement, a letter received; and what is barred given up. Each is a form."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from krav.actions.cases import one
from krav.actions.limits import Evidence, acknowledge, received, waive_barred
from krav.claims.decide import reckon_claim
from krav.claims.limits import over
from krav.countries import step_name
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store import load
from krav.store.load import creditor_in_scope
from krav.store.queries.limitation import letters_of_case
from krav.web.asking import Told, ask
from krav.web.claims.reckoned import found
from krav.web.figures import reader
from krav.web.limitation.forms import AcknowledgeForm, GiveUpForm, ReceivedForm
from krav.web.page import Page, account_page
from krav.web.written import amount, day


@account_page(Role.CASEWORKER)
def cases_acknowledge(page: Page, case_id: int) -> HttpResponse:
    """The customer acknowledged the debt: for the whole case, or some of its claims."""
    case = one(case_id)

    def done(told: Told, key: str) -> None:
        chosen = [int(claim_id) for claim_id in told["claims"]]
        acknowledge(page.account_id, case_id, _evidence(told), claim_ids=chosen, on=page.on, by=page.by, key=key)
        page.say(_("Limitation runs anew from %(day)s, as the law counts it.") % {"day": day(page, told["day"])})

    claims = [(str(claim.id), _("Invoice %(number)s") % {"number": claim.number}) for claim in case.claims]
    return ask(
        page, AcknowledgeForm(page.request.POST or None, claims=claims, on=page.on), done, _case(page, case_id),
        head=_("The debt was acknowledged, case %(number)s") % {"number": case.number},
        button=_("Tell it"),
        line=_("An acknowledgement before the last day interrupts limitation. Keep what proves it."),
        ask=_("Whether words are an acknowledgement is a lawyer’s judgement. Ask where much is at stake."),
    )  # fmt: skip


@account_page(Role.CASEWORKER)
def cases_received(page: Page, case_id: int) -> HttpResponse:
    """The customer received a letter, and that can be proved."""
    case, law = one(case_id), creditor_in_scope().country

    def done(told: Told, key: str) -> None:
        received(page.account_id, case_id, int(told["letter"]), _evidence(told), on=page.on, by=page.by, key=key)
        page.say(_("Kept in the journal of case %(number)s.") % {"number": case.number})

    letters = [
        (str(each.id), f"{step_name(each.step, reader())} {each.number}\n{day(page, each.sent_on)}")
        for each in letters_of_case(case_id)
    ]
    counts = "received" in law.book["limitation.effects"].on(page.on)
    interrupts = _("A written demand interrupts limitation on the day it was received, never when it was sent.")
    nothing = _("Here it is proof of service alone: no letter interrupts limitation.")
    return ask(
        page, ReceivedForm(page.request.POST or None, letters=letters, on=page.on), done, _case(page, case_id),
        head=_("A letter was received, case %(number)s") % {"number": case.number},
        button=_("Tell it"),
        line=interrupts if counts else nothing,
    )  # fmt: skip


@account_page(Role.CASEWORKER)
def invoices_waive_barred(page: Page, claim_id: int) -> HttpResponse:
    """Gives up what is time-barred beside the principal."""
    seen, law = found(claim_id), creditor_in_scope().country
    claim = load.claims([claim_id])[claim_id]
    barred = over(claim, reckon_claim(claim, law, page.on), law, page.on)
    sum_up = amount(Money(sum(limit.amount for limit in barred), claim.currency))

    def done(_told: Told, key: str) -> None:
        waive_barred(page.account_id, claim_id, on=page.on, by=page.by, key=key)
        page.say(_("%(sum)s was given up; the rest of invoice %(number)s can be demanded.")
                 % {"sum": sum_up, "number": seen.number})  # fmt: skip

    return ask(
        page, GiveUpForm(page.request.POST or None), done,
        reverse("invoices_limitation", kwargs={"slug": page.seat.slug, "claim_id": claim_id}),
        head=_("Give up what is time-barred of invoice %(number)s") % {"number": seen.number},
        button=_("Give up %(sum)s") % {"sum": sum_up},
        line=_("Interest and charges whose last day has passed leave the claim. That is not undone."),
    )  # fmt: skip


def _evidence(told: Told) -> Evidence:
    on: date = told["day"]
    return Evidence(on, told["how"], told["proof"])


def _case(page: Page, case_id: int) -> str:
    return reverse("cases_case", kwargs={"slug": page.seat.slug, "case_id": case_id})

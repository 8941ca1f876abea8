"""One case: what can be done now, what is owed, its claims, its ladder, and everything that happened."""

from datetime import date
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from krav.actions.cases import Joining, case_choices, joining_later, one
from krav.claims.case import Case, letters_of
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.law.dated import NotInForce
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.cases import CaseAbout, case_about
from krav.web.cases.now import brings, now
from krav.web.cases.story import story
from krav.web.cases.summed import PARTS, TOTAL, OwedClaim, reckoned, summed, why_total
from krav.web.page import Page, account_page
from krav.web.partners.seen import lies
from krav.web.written import inside, word


class Rung(NamedTuple):
    """A letter of the case that was taken, with its days."""

    key: str
    sent_on: date
    deadline_on: date


@require_GET
@account_page()
def cases_case(page: Page, case_id: int) -> HttpResponse:
    """The page of a case."""
    case, about, creditor = one(case_id), _about(case_id), creditor_in_scope()
    choices = case_choices(case, creditor, page.on)
    claims, missing = _reckoned_or_not(page, creditor, case)
    total = sum(each.total for each in claims)
    taken = _taken(case, creditor)
    return page.render(
        "cases/case.html",
        case=case,
        about=about,
        now=now(page, creditor, case, about, choices),
        lines=summed(page, case_id, claims, case.currency),
        missing=missing,
        claims=claims,
        total=Money(total, case.currency),
        money=lambda minor: Money(minor, case.currency),
        taken=taken,
        lies=lies(case),
        rests=_rests(case, creditor, taken),
        choices=choices,
        brings=lambda letter: brings(page, letter),
        joins=_joins(page, creditor, case),
        happenings=story(page, case, choices),
        held=lambda claim: next((hold for hold in claim.holds if hold.covers(page.on)), None),
        word=word,
        inside=inside,
        costs=lambda choice: Money(sum(charge.amount for charge in choice.costs), case.currency),
        may=page.may(Role.CASEWORKER),
        by_hand=case.closed is not None and case.closed.data.get("how") in {"given_up", "settled", "lost"},
    )


@require_GET
@account_page()
def cases_why(page: Page, case_id: int, part: str) -> HttpResponse:
    """Why a line of the case, or all of it, is what it is; a line that is gone by now answers with all of it."""
    case, creditor = one(case_id), creditor_in_scope()
    claims, missing = _reckoned_or_not(page, creditor, case)
    if missing:
        return page.render("errors/refused.html", 409, error=missing)
    found = {line.part: (line.why, line.words) for line in summed(page, case_id, claims, case.currency)}
    found[TOTAL] = (why_total(claims), _("What is owed today in case %(number)s") % {"number": case.number})
    if part not in found and part not in PARTS:
        raise Http404
    why, what = found.get(part, found[TOTAL])
    return page.render(
        "cases/case_why.html", case=case, why=why, what=what, currency=case.currency, book=creditor.country.book.version
    )


def _about(case_id: int) -> CaseAbout:
    about = case_about(case_id)
    if about is None:
        raise Http404
    return about


def _reckoned_or_not(page: Page, creditor: Creditor, case: Case) -> tuple[list[OwedClaim], NotInForce | None]:
    """The claims as they stand today; or what is missing to reckon them. A case that was withdrawn has none."""
    try:
        return ([] if case.withdrawn else reckoned(case.claims, creditor.country, page.on)), None
    except NotInForce as missing:
        return [], missing


def _taken(case: Case, creditor: Creditor) -> list[Rung]:
    """The letters of the case that were sent, each as it was sent last."""
    keys = [step.key for step in letters_of(creditor.country, creditor.policy)]
    sent = [letter for claim in case.claims for letter in claim.letters]
    last = {letter.step: Rung(letter.step, letter.sent_on, letter.deadline_on) for letter in sent}
    return [last[key] for key in keys if key in last]


def _rests(case: Case, creditor: Creditor, taken: list[Rung]) -> list[str]:
    """The letters that are not sent from here while a partner has the case."""
    had = {rung.key for rung in taken}
    later = (step.key for step in letters_of(creditor.country, creditor.policy))
    return [key for key in later if key not in had] if case.partner else []


def _joins(page: Page, creditor: Creditor, case: Case) -> list[Joining]:
    """The customer's other open claims as they may join."""
    if case.closed or case.partner:
        return []
    return joining_later(case, creditor, page.on)

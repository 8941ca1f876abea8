"""One claim: every open part of it with the last day on which it may be demanded, and why that day."""

from datetime import date
from typing import NamedTuple

from django.http import HttpResponse

from krav.claims.ledger import Claim, EntryKind
from krav.claims.limitation import principal_barred_on
from krav.claims.limits import Limit, limits
from krav.countries import translator
from krav.kernel.money import Money
from krav.kernel.phrase import say
from krav.kernel.role import Role
from krav.kernel.why import Why
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.store import load
from krav.store.load import creditor_in_scope
from krav.web.claims.reckoned import found
from krav.web.figures import reader
from krav.web.limitation.words import part, ways
from krav.web.page import Page, account_page
from krav.web.written import day


class Part(NamedTuple):
    """A line of the page."""

    words: str
    amount: Money
    limit: Limit
    why: str
    section: str
    over: bool


@account_page()
def invoices_limitation(page: Page, claim_id: int) -> HttpResponse:
    """The parts, those that end first on top; where something cannot be reckoned it says what is missing."""
    seen, law = found(claim_id), creditor_in_scope().country
    claim = load.claims([claim_id])[claim_id]
    parts, missing = [], None
    try:
        parts = [_part(page, claim, limit, law) for limit in limits(claim, law, page.on)]
    except NotInForce as error:
        missing = error
    parts.sort(key=lambda each: (each.limit.period.last_on or date.max, each.limit.period.start_on))
    gone = {each.limit.kind for each in parts if each.over}
    return page.render(
        "limitation/claim.html",
        seen=seen,
        case_id=claim.case_id,
        parts=parts,
        missing=missing,
        last_on=principal_barred_on(claim, law),
        over=EntryKind.INVOICE in gone,
        waivable=bool(gone) and EntryKind.INVOICE not in gone,
        ways=ways(law, page.on),
        may=page.may(Role.CASEWORKER),
    )


def _part(page: Page, claim: Claim, limit: Limit, law: Country) -> Part:
    why = limit.why(law, claim.debtor)
    told = ". ".join(_said(page, each.arithmetic or each.rule, each) for each in (why, *why.parts))
    amount = Money(limit.amount, claim.currency)
    return Part(part(limit.kind), amount, limit, told, why.section, limit.period.over(page.on))


def _said(page: Page, phrase: str, why: Why) -> str:
    def shown(fact: object) -> str:
        return day(page, fact) if isinstance(fact, date) else str(fact)

    return say(phrase, why.facts, translator(reader()), shown)

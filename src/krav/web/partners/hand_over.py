"""To collection with one click: the cases as they would be, what they will cost and what hinders them; then handed over."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from krav.actions.cases import withdraw_case
from krav.actions.hand_overs import Offer, hand_over, hand_over_claims, quotes, quotes_of_claims, recall
from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.kernel.role import Role
from krav.store.load import claims as claims_of
from krav.store.load import creditor_in_scope
from krav.store.queries import partners as reads
from krav.store.queries.papers import PaperSeen, papers
from krav.store.queries.stages import EXPIRED, named
from krav.store.queries.things import these_here
from krav.web.page import Page, account_page
from krav.web.partners.costs import Cost, cost, together, why
from krav.web.written import refusal
from krav.wire.partners.partners import partner

_DIGITS = 18
_MOST_UNDONE = 100
"""So many hand-overs can be undone together."""


class Asked(NamedTuple):
    """What is to go: claims in no case yet and cases, to which partner, and whether it sends the notice."""

    claims: list[int]
    cases: list[int]
    agreement: reads.AgreementLine
    notice: bool
    may_notice: bool

    @property
    def query(self) -> str:
        """What an address says of it."""
        told = [("agreement", self.agreement.id), ("way", "notice" if self.notice else "plain")]
        told += [("claim", each) for each in self.claims] + [("case", each) for each in self.cases]
        return urlencode(told)


class Going(NamedTuple):
    """A case as it would go: whose it is, what is open of it, what it costs, its papers, or why it may not go."""

    offer: Offer
    debtor: str
    owed: Money
    cost: Cost | None
    papers: list[PaperSeen]
    refusal: Refusal | None


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_hand_over(page: Page) -> HttpResponse:
    """The last look; sent with `go`, what may go is handed over."""
    told = page.request.POST if page.request.method == "POST" else page.request.GET
    claim_ids, case_ids = _named(told)
    partners = [each for each in reads.agreements() if each.state == "on"]
    if not partners:
        return page.render("partners/no_partner.html", lost=bool(reads.agreements()), may=page.may(Role.ADMINISTRATOR))
    asked = _asked(told, claim_ids, case_ids, partners)
    if not asked.claims and not asked.cases:
        page.refuse(_("Nothing was ticked, and nothing was done."))
        return redirect(f"{reverse('invoices', kwargs={'slug': page.seat.slug})}?stage={EXPIRED}")
    if page.request.method == "POST" and "go" in told:
        return _go(page, asked, told.get("key", "")[:40])
    return _shown(page, asked, partners)


@require_GET
@account_page(Role.CASEWORKER)
def cases_hand_over_why(page: Page, when: str) -> HttpResponse:
    """Why it costs what it does, if it is paid or not."""
    partners = [each for each in reads.agreements() if each.state == "on"]
    if when not in Cost._fields or not partners:
        raise Http404
    asked = _asked(page.request.GET, *_named(page.request.GET), partners)
    offers = [each for each in _offers(page, asked) if each.quote]
    if not offers:
        raise Http404
    return page.render(
        "partners/cost_why.html",
        why=why(offers, when),
        part=when,
        partner=asked.agreement.name,
        currency=creditor_in_scope().country.currency,
    )


@require_POST
@account_page(Role.CASEWORKER)
def cases_hand_over_undo(page: Page) -> HttpResponse:
    """Takes back what has not left; cases that were opened for it are taken back too."""
    told, undone = page.request.GET, 0
    opened, ids = _ids(told, "new"), _ids(told, "case")
    waiting = {each.case_id for each in reads.hand_overs(state="queued", limit=_MOST_UNDONE * 10)}
    for case_id in [each for each in (*opened, *ids) if each in waiting]:
        at_once = recall(page.account_id, case_id, _("Undone before it left"), on=page.on, by=page.by)
        if at_once and case_id in opened:
            withdraw_case(page.account_id, case_id, _("Undone before it left"), on=page.on, by=page.by)
        undone += 1
    if undone < len(opened) + len(ids):
        page.refuse(_("Some have left already. Take them back from the partner on the case."))
    else:
        page.say(_("Undone. Nothing went to the partner."))
    return page.go("cases")


def _named(told: QueryDict) -> tuple[list[int], list[int]]:
    """The claims and the cases that are asked for, all of them the account's own."""
    claim_ids, case_ids = _ids(told, "claim"), _ids(told, "case")
    if not these_here("claim_id", claim_ids) or not these_here("case_id", case_ids):
        raise Http404
    return claim_ids, case_ids


def _asked(told: QueryDict, claim_ids: list[int], case_ids: list[int], partners: list[reads.AgreementLine]) -> Asked:
    """What is to go, and how; a claim that is in a case stands for that case."""
    found = claims_of(claim_ids)
    free = [each for each in claim_ids if not found[each].case_id]
    cases = dict.fromkeys([*case_ids, *(claim.case_id for claim in found.values() if claim.case_id)])
    wanted = told.get("agreement", "")
    chosen = next((each for each in partners if str(each.id) == wanted), partners[0])
    may_notice = partner(chosen.partner).notices
    way = told.get("way", "notice" if chosen.notices else "plain")
    return Asked(free, list(cases), chosen, may_notice and way == "notice", may_notice)


def _ids(told: QueryDict, name: str) -> list[int]:
    return [int(each) for each in dict.fromkeys(told.getlist(name)) if each.isdecimal() and len(each) <= _DIGITS]


def _offers(page: Page, asked: Asked) -> list[Offer]:
    """What would go, customer by customer."""
    to, notice = asked.agreement.id, asked.notice
    found = list(quotes(page.account_id, asked.cases, to, notice=notice, on=page.on).values()) if asked.cases else []
    return found + (quotes_of_claims(page.account_id, asked.claims, to, notice=notice, on=page.on) if asked.claims else [])


def _shown(page: Page, asked: Asked, partners: list[reads.AgreementLine]) -> HttpResponse:
    offers = _offers(page, asked)
    currency = creditor_in_scope().country.currency
    going = _going(offers, currency)
    ready = [each for each in going if each.refusal is None]
    return page.render(
        "partners/hand_over.html",
        asked=asked,
        partners=partners,
        going=going,
        ready=len(ready),
        owed=Money.total((each.owed for each in ready), currency),
        cost=together([each.cost for each in ready if each.cost], currency),
        priced=bool(ready) and all(each.cost for each in ready),
        by_us=all(each.offer.quote.ours for each in ready if each.offer.quote),
        part_url=lambda when: f"{_url(page, 'cases_hand_over_why', when=when)}?{asked.query}",
    )


def _going(offers: Sequence[Offer], currency: str) -> list[Going]:
    """The cases with their customers and papers."""
    ids = [claim.id for each in offers for claim in each.case.claims]
    customers = {claim_id: name for claim_id, _number, name in named(ids)}
    along = papers(ids)
    going = []
    for each in offers:
        mine = {claim.id for claim in each.case.claims}
        debtor = next((customers[claim_id] for claim_id in mine if claim_id in customers), "")
        said = cost(each.quote) if each.quote else None
        mine_along = [paper for paper in along if paper.claim_id in mine]
        going.append(Going(each, debtor, Money(each.owed.total, currency), said, mine_along, each.refusal))
    return going


def _go(page: Page, asked: Asked, key: str) -> HttpResponse:
    """Hands over what may go, and says what did not and why."""
    to, notice = asked.agreement.id, asked.notice
    made: dict[str, list[int]] = {"case": [], "new": []}
    refusals: dict[int, Refusal] = {}
    for name, ids, deed in (("case", asked.cases, hand_over), ("new", asked.claims, hand_over_claims)):
        if ids:
            once = f"{key[:34]}-{name}" if key else ""
            done = deed(page.account_id, ids, to, notice=notice, on=page.on, by=page.by, key=once)
            made[name] += done.made
            refusals |= done.refusals
    count = len(made["case"]) + len(made["new"])
    if refusals:
        page.refuse(_refused(page, refusals))
    if not count:
        return redirect(f"{_url(page, 'cases_hand_over')}?{asked.query}")
    words = ngettext(
        "%(n)s case goes to %(name)s. Until it has left it can be undone.",
        "%(n)s cases go to %(name)s. Until they have left it can be undone.",
        count,
    )
    page.say(words % {"n": count, "name": asked.agreement.name}, _undo_url(page, made) if count <= _MOST_UNDONE else "")
    if count == 1:
        return page.go("cases_case", case_id=(made["case"] + made["new"])[0])
    return redirect(f"{_url(page, 'cases')}?status=partner")


def _refused(page: Page, refusals: Mapping[int, Refusal]) -> str:
    first = refusal(page, next(iter(refusals.values())))
    words = ngettext("%(n)s did not go: %(why)s", "%(n)s did not go; the first: %(why)s", len(refusals))
    return words % {"n": len(refusals), "why": first}


def _undo_url(page: Page, made: Mapping[str, list[int]]) -> str:
    told = [(name, each) for name, ids in made.items() for each in ids]
    return f"{_url(page, 'cases_hand_over_undo')}?{urlencode(told)}"


def _url(page: Page, name: str, **to: object) -> str:
    return reverse(name, kwargs={"slug": page.seat.slug, **to})

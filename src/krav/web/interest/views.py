"""The page of interest invoices: who paid late, the drafts, what was issued; and why each amount is what it is."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from krav.claims.interest import Ready, explain_late, late_interest
from krav.claims.interest_policy import InterestPolicy
from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.kernel.role import Role
from krav.render import amounts
from krav.store import load
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries import interest, stages
from krav.store.queries.interest import InvoiceLine, OrderLine
from krav.store.queries.partners import preferred
from krav.web.claims.tabs import INTEREST, Tab, stage_tabs
from krav.web.interest import rows
from krav.web.interest.address import (
    BELOW,
    CORRECT,
    ISSUED,
    ORDERS,
    PAGE,
    READY,
    REFUSED,
    SHOWS,
    Address,
    address,
    number,
    paged,
)
from krav.web.page import Page, account_page
from krav.web.written import amount, day, refusal

Words = dict[str, Any]


@require_GET
@account_page()
def interest_invoices(page: Page) -> HttpResponse:
    """One of the lists, and how much stands in each of them."""
    creditor, at = creditor_in_scope(), address(page.request.GET)
    ready, orders = interest.ready(creditor, page.on), interest.orders()
    wrong = interest.to_correct(creditor, page.on)
    counts = {
        READY: len(ready.pools),
        ORDERS: len(orders),
        ISSUED: interest.issued_count(),
        CORRECT: len(wrong),
        BELOW: len(ready.waiting),
        REFUSED: len(ready.refusals),
    }
    heaps = stages.heaps(stages.cut(creditor.country, creditor.policy, page.on))
    return page.render(
        "interest/list.html",
        at=at,
        tabs=stage_tabs(page, creditor, heaps, INTEREST, partner=preferred() is not None),
        picks=[
            Tab(name, Address(key).url(page.seat.slug), counts[key], None, key == at.show)
            for key, name in _names().items()
            if counts[key] or key in {READY, ORDERS, ISSUED, at.show}
        ],
        total=counts[at.show],
        line=_line(creditor),
        enabled=creditor.policy.interest.enabled,
        comment=creditor.policy.interest.comment,
        wrong=len(wrong),
        may=page.may(Role.CASEWORKER),
        language=creditor.country.languages[0],
        currency=creditor.country.currency,
        **_list(page, at, creditor, ready, orders, wrong),
    )


@require_GET
@account_page()
def why(page: Page, claim_id: int) -> HttpResponse:
    """Why the interest of one claim that was paid late is what it is."""
    creditor = creditor_in_scope()
    claim = load.claims([claim_id]).get(claim_id)
    if claim is None:
        raise Http404
    late = late_interest(claim, creditor.country, creditor.policy, page.on)
    if isinstance(late, Refusal):
        return page.render("interest/refused.html", number=claim.number, why=refusal(page, late), section=late.section)
    facts = {"number": claim.number, "due": day(page, claim.terms.due_on), "paid": day(page, late.settled_on)}
    return page.render(
        "interest/why.html",
        why=explain_late(late, creditor.country, creditor.policy),
        currency=claim.currency,
        head=_("Interest on invoice %(number)s") % facts,
        words=_("It was due %(due)s and paid %(paid)s. Every payment counts against the invoice first.") % facts,
        book=creditor.country.book.version,
    )


@require_GET
@account_page()
def total(page: Page, debtor_id: int) -> HttpResponse:
    """What a customer's interest is made of: of an `order` with its fee, else what is not ordered yet."""
    creditor, order_id = creditor_in_scope(), number(page.request.GET.get("order", ""))
    customer = interest.customers([debtor_id]).get(debtor_id)
    if customer is None:
        raise Http404
    sums: Sequence[rows.Pooled | rows.Ordered]
    if order_id:
        lines = [line for line in interest.orders() if line.id == order_id and line.customer == customer]
        sums = rows.ordered(lines, creditor, page.on)
    else:
        ready = interest.ready(creditor, page.on)
        pools = [each for each in (*ready.pools, *ready.waiting) if each.debtor_id == debtor_id]
        sums = rows.with_items(rows.sorted_pools(pools, creditor), pools, creditor)
    return page.render("interest/sum.html", sums=sums, customer=customer)


def _names() -> dict[str, str]:
    names = (_("Ready"), _("Orders"), _("Issued"), _("To correct"), _("Below the threshold"), _("Left out"))
    return dict(zip(SHOWS, names, strict=True))


def _line(creditor: Creditor) -> str:
    """What the policy says, in one sentence."""
    policy, currency = creditor.policy.interest, creditor.country.currency
    least, fee = amount(Money(policy.threshold, currency)), amount(Money(policy.fee, currency))
    who = _("Every invoice that was paid late is invoiced for its interest.")
    if policy.threshold:
        who = _("A customer who paid late is invoiced once the interest has come to %(least)s.") % {"least": least}
    asked = _("%(rate)s, no fee, %(days)s days to pay.")
    if policy.fee:
        asked = _("%(rate)s, a fee of %(fee)s, %(days)s days to pay.")
    return f"{who} {asked % {'rate': _rate(policy, creditor), 'fee': fee, 'days': policy.days_to_pay}}"


def _rate(policy: InterestPolicy, creditor: Creditor) -> str:
    if policy.rate is None:
        return _("The law’s rate")
    return _("Your own rate of %(rate)s a year") % {"rate": amounts.per_cent(policy.rate, creditor.country.languages[0])}


def _list(
    page: Page, at: Address, creditor: Creditor, ready: Ready, orders: list[OrderLine], wrong: list[InvoiceLine]
) -> Words:
    """The rows of the list that is asked for, and the address of the next page."""
    shown: Any
    match at.show:
        case "ready" | "below":
            pools = ready.pools if at.show == READY else ready.waiting
            some, after = paged(rows.sorted_pools(pools, creditor), at.after, lambda row: row.key)
            shown = rows.with_items(some, pools, creditor)
        case "refused":
            left, after = paged(sorted(ready.refusals.items()), at.after, lambda each: str(each[0]))
            shown = rows.out(left)
        case "orders":
            drafts, after = paged(orders, at.after, lambda line: str(line.id))
            shown = rows.ordered(drafts, creditor, page.on)
        case "correct":
            shown, after = paged(wrong, at.after, lambda line: str(line.id))
        case _:
            found = interest.invoices(number(at.after) or None, PAGE + 1)
            shown, after = found[:PAGE], str(found[PAGE - 1].id) if len(found) > PAGE else ""
    next_url = at._replace(after=after).url(page.seat.slug) if after else ""
    return {"rows": shown, "next_url": next_url, "choosing": rows.choosing}

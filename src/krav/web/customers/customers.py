"""The customers: who owes, and all of one of them."""

from datetime import date
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.claims.statement import ages
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.cases import cases_of_debtor
from krav.store.queries.claim import debtor_decisions
from krav.store.queries.customers import Customer, Item, customer, customer_lines, items_of, settled_count
from krav.store.queries.partner_marks import debtor_partners
from krav.store.queries.partners import with_partner
from krav.store.queries.portal import open_links, words
from krav.web.cases.lists import status_words
from krav.web.customers.forms import Period
from krav.web.kept import kept
from krav.web.page import Page, account_page
from krav.web.portal.desk import heads
from krav.web.written import amount, day, word

_LIMIT = 100


class Tab(NamedTuple):
    """A filter above the list."""

    label: str
    url: str
    current: bool


class Now(NamedTuple):
    """What stands first on the customer's page."""

    head: str
    line: str = ""


class Offer(NamedTuple):
    """An entry below zero and the invoices it may be matched with, the best first."""

    item: Item
    invoices: tuple[Item, ...]


@account_page()
@kept()
def customers(page: Page) -> HttpResponse:
    """All customers, a page at a time."""
    told = page.request.GET
    find, every, after = told.get("find", "").strip()[:80], told.get("show") == "all", _after(told.get("after", ""))
    lines = customer_lines(find=find, every=every, after=after, limit=_LIMIT + 1)
    base = reverse("customers", kwargs={"slug": page.seat.slug})
    query = page.request.GET.copy()
    if len(lines) > _LIMIT:
        query["after"] = lines[_LIMIT - 1].after
    return page.render(
        "customers/customers.html",
        lines=lines[:_LIMIT],
        there=debtor_partners([line.id for line in lines[:_LIMIT]]),
        find=find,
        every=every,
        tabs=(Tab(_("Who owe"), base, not every), Tab(_("All"), f"{base}?show=all", every)),
        next_url=f"{base}?{query.urlencode()}" if len(lines) > _LIMIT else "",
        late=lambda oldest: max(0, (page.on - oldest).days) if oldest else 0,
    )


@account_page()
def one(page: Page, debtor_id: int) -> HttpResponse:
    """Everything about one customer."""
    seen, items = found(debtor_id), items_of(debtor_id, page.on)
    currency = creditor_in_scope().country.currency
    debts, credits_ = [item for item in items if item.owed.minor > 0], [item for item in items if item.owed.minor < 0]
    offers = [Offer(item, matchable(item, debts)) for item in credits_]
    by_age = ages(((item.due_on, item.owed.minor) for item in debts), page.on)
    return page.render(
        "customers/customer.html",
        seen=seen,
        kind=kind(seen),
        now=_now(page, debtor_id, debts, offers),
        items=items,
        there=with_partner([item.id for item in items]),
        cases=cases_of_debtor(debtor_id),
        status_words=status_words,
        offers={offer.item.id: offer for offer in offers},
        first_offer=next((offer for offer in offers if offer.invoices), None),
        total=Money(sum(item.owed.minor for item in items), currency),
        ages=[Money(minor, currency) for minor in by_age],
        late=lambda item: (page.on - item.due_on).days,
        after=lambda item: _after_words(page, item),
        settled=settled_count(debtor_id),
        words=words(debtor_id=debtor_id, limit=5),
        word_heads=heads(),
        links=open_links(debtor_id, page.on),
        period=Period(initial={"from_on": date(page.on.year, 1, 1), "until_on": page.on}),
        may=page.may(Role.CASEWORKER),
    )


def found(debtor_id: int) -> Customer:
    """The customer of that id in this account, or 404."""
    seen = customer(debtor_id)
    if seen is None:
        raise Http404
    return seen


def kind(seen: Customer) -> str:
    """What the customer is in law, in words."""
    if not seen.kind:
        return _("Unknown; treated as a consumer until somebody says otherwise")
    return word(seen.kind)


def matchable(item: Item, debts: list[Item]) -> tuple[Item, ...]:
    """The invoices an entry below zero may be matched with: those of just its amount first, then the oldest."""
    return tuple(sorted(debts, key=lambda debt: (debt.principal != -item.owed.minor, debt.due_on, debt.number)))


def _now(page: Page, debtor_id: int, debts: list[Item], offers: list[Offer]) -> Now:
    """What can be done now, or what we wait for."""
    if any(offer.invoices for offer in offers):
        n = len(offers)
        head = ngettext(
            "An entry to the customer’s credit waits to be matched.",
            "%(n)s entries to the customer’s credit wait to be matched.",
            n,
        )
        return Now(head % {"n": n}, _("Match it before anything is sent, so that nobody is asked for what is paid."))
    if not debts:
        return Now(_("Nothing is owed."))
    letters = debtor_decisions(debtor_id, page.on)[""].letters
    if letters:
        facts = {"step": word(letters[0].step.key), "amount": amount(Money(letters[0].total, letters[0].currency))}
        return Now(_("%(step)s goes today, of %(amount)s.") % facts)
    coming = sorted((item.next_on, item.next_step) for item in debts if item.next_on and item.next_on > page.on)
    if coming:
        next_on, step = coming[0]
        return Now(_("Nothing to do now. %(step)s comes %(day)s.") % {"step": word(step), "day": day(page, next_on)})
    return Now(_("Nothing goes by itself."), _("Open an invoice to see why, and what can be done."))


def _after_words(page: Page, item: Item) -> str:
    """What comes next for an invoice, or why nothing does."""
    if item.blocked:
        return word(item.blocked)
    if item.next_on:
        return _("%(step)s, %(day)s") % {"step": word(item.next_step), "day": day(page, max(item.next_on, page.on))}
    return ""


def _after(text: str) -> str:
    """Where the page begins, if that is what it says."""
    name, dash, key = text.rpartition("-")
    return text if dash and key.isdecimal() and len(key) < 19 and len(name) <= 100 else ""

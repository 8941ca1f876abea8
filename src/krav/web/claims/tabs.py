"""The tabs above the lists: a stage each, as the policy has them, and interest invoices where the account makes them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from krav.kernel.money import Money
from krav.store.load import Creditor
from krav.store.queries.stages import EXPIRED, OVERDUE, Heap
from krav.web.claims import words
from krav.web.claims.address import Address
from krav.web.page import Page

INTEREST = "interest"
"""The tab of interest invoices; their claims stand at the other tabs like all claims."""

Heaps = Mapping[str, Mapping[str, Heap]]


@dataclass(frozen=True, slots=True)
class Tab:
    """A stage's tab, or a filter's pill; without a count where that would take the reckoning of every claim."""

    label: str
    url: str
    count: int | None
    total: Money | None
    current: bool


def tab_keys(creditor: Creditor, heaps: Heaps) -> tuple[str, ...]:
    """The stages of the policy, and those that claims stand at beside: letters of a case, or that the policy has no more."""
    own, law = tuple(step.key for step in creditor.policy.steps), creditor.country
    places = {step.key: place for place, step in enumerate((*law.steps, *law.case_steps))}
    others = sorted(heaps.keys() - {OVERDUE, EXPIRED, *own}, key=lambda key: places.get(key, len(places)))
    return (OVERDUE, *own, *others, EXPIRED)


def stage_tabs(page: Page, creditor: Creditor, heaps: Heaps, current: str, *, partner: bool) -> list[Tab]:
    """All tabs of the account, with how many claims stand at each and what they come to; there is a `partner` or none."""
    tabs = [
        _tab(page, creditor, key, whole(heaps.get(key, {})), current, partner=partner) for key in tab_keys(creditor, heaps)
    ]
    if creditor.policy.interest.enabled or current == INTEREST:
        url = reverse("invoices_interest", kwargs={"slug": page.seat.slug})
        tabs.append(Tab(_("Interest invoice"), url, None, None, current == INTEREST))
    return tabs


def whole(here: Mapping[str, Heap]) -> Heap:
    """A tab's claims together, whatever they do."""
    return Heap(sum(heap.claims for heap in here.values()), sum(heap.balance for heap in here.values()))


def _tab(page: Page, creditor: Creditor, key: str, heap: Heap, current: str, *, partner: bool) -> Tab:
    total = Money(heap.balance, creditor.country.currency)
    label = _("To collection") if key == EXPIRED and partner else words.stage(key)
    return Tab(label, Address(key).url(page.seat.slug), heap.claims, total, key == current)

"""All that partners told, the newest first; what could not be acted upon says why, and what they would not have is told."""

from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from krav.store.queries import partners as reads
from krav.web.page import Page, account_page
from krav.web.partners import words

_LIMIT = 100
_DIGITS = 18


class Tab(NamedTuple):
    """A filter above the list."""

    label: str
    url: str
    current: bool


@require_GET
@account_page()
def cases_partner_news(page: Page) -> HttpResponse:
    """What could not be acted upon, or everything, a page at a time."""
    told = page.request.GET
    every, before = told.get("show") == "all", told.get("before", "")
    last = int(before) if before.isdecimal() and len(before) <= _DIGITS else None
    found = reads.news(before=last, limit=_LIMIT + 1) if every else reads.refused_news(limit=_LIMIT)
    shown, own = found[:_LIMIT], reverse("cases_partner_news", kwargs={"slug": page.seat.slug})
    return page.render(
        "partners/news.html",
        news=[(each, words.news(each.kind)) for each in shown],
        tabs=(Tab(_("Not acted upon"), own, not every), Tab(_("All"), f"{own}?show=all", every)),
        next_url=f"{own}?show=all&before={shown[-1].id}" if len(found) > _LIMIT else "",
        untold=[] if every else [(each, words.word(each.kind)) for each in reads.refused_words()],
    )

"""All cases: where each stands, what comes next and when, and what waits for a person."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.cases import STATUSES, CaseLine, CaseSum, case_lines, case_sums
from krav.store.queries.partner_marks import case_partners
from krav.web.kept import kept
from krav.web.page import Page, account_page
from krav.web.written import word

_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Tab:
    """A status with how many cases stand there and what they come to."""

    label: str
    url: str
    count: int
    total: Money
    current: bool


def status_words(status: str) -> str:
    """What a status is called."""
    names = {
        "open": _("Demands"),
        "partner": _("With a partner"),
        "plan": _("Instalments"),
        "court": _("With the court"),
        "title": _("Decided"),
        "closed": _("Closed"),
    }
    return names[status]


@require_GET
@account_page()
@kept()
def cases(page: Page) -> HttpResponse:
    """The cases of a status, or all that are open, a page at a time."""
    told, currency = page.request.GET, creditor_in_scope().country.currency
    status = told.get("status", "") if told.get("status", "") in STATUSES else ""
    find, after = told.get("find", "").strip()[:80], _after(told.get("after", ""))
    lines = case_lines(status=status, find=find, after=after, limit=_LIMIT + 1)
    sums, base = case_sums(), reverse("cases", kwargs={"slug": page.seat.slug})
    query = told.copy()
    if len(lines) > _LIMIT:
        query["after"] = lines[_LIMIT - 1].after
    return page.render(
        "cases/list.html",
        lines=lines[:_LIMIT],
        there=case_partners([line.id for line in lines[:_LIMIT] if line.status == "partner"]),
        tabs=_tabs(base, status, sums, currency),
        line=_line(sums),
        find=find,
        chosen=status,
        word=word,
        status_words=status_words,
        waits=waits,
        next_url=f"{base}?{query.urlencode()}" if len(lines) > _LIMIT else "",
        may=page.may(Role.CASEWORKER),
    )


def waits(line: CaseLine) -> str:
    """Why a case waits for a person; empty where it does not."""
    reasons = {"on_hold": _("Every claim is stopped"), "plan_missed": _("The plan was not kept")}
    return reasons.get(line.blocked, word(line.blocked) if line.blocked else "")


def _tabs(base: str, status: str, sums: dict[str, CaseSum], currency: str) -> list[Tab]:
    none = CaseSum(0, 0)
    every = [sums[each] for each in STATUSES[:-1] if each in sums]
    first = Tab(
        _("Open"), base, sum(each.cases for each in every), Money(sum(each.balance for each in every), currency), not status
    )
    return [
        first,
        *(
            Tab(
                status_words(each),
                f"{base}?status={each}",
                sums.get(each, none).cases,
                Money(sums.get(each, none).balance, currency),
                each == status,
            )
            for each in STATUSES
        ),
    ]


def _line(sums: dict[str, CaseSum]) -> str:
    """How many cases are open."""
    count = sum(each.cases for key, each in sums.items() if key != "closed")
    if not count:
        return _("A case gathers what one customer owes once the notice has expired.")
    return ngettext("%(n)s case is open.", "%(n)s cases are open.", count) % {"n": count}


def _after(told: str) -> str:
    """A place in the list; what is none is the beginning."""
    last = told.rpartition("-")[2]
    return told if last.isdecimal() and len(last) < 19 else ""

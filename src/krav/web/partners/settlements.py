"""Settlements of partners: the list, one with what does not agree, looking at it, and what a partner cost this year."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from krav.actions.settlements import look_at
from krav.kernel.money import Minor, Money
from krav.kernel.role import Role
from krav.store.queries import partners as reads
from krav.web.asking import Told, ask
from krav.web.page import Page, account_page
from krav.web.partners.forms import LookForm

_LIMIT = 100
_DIGITS = 18
_YEARS = 1000
"""So many settlements of a year are summed."""


class Line(NamedTuple):
    """A case's part of a settlement."""

    number: str
    case_id: int | None
    collected: Money
    kept: Money
    charged: Money
    vat: Money
    paid_out: Money


class Difference(NamedTuple):
    """Something that does not agree: by our reckoning, and as the partner has it."""

    words: str
    case: str
    ours: Money
    theirs: Money
    arithmetic: str


class Year(NamedTuple):
    """What a partner collected this year, and what it cost: what it kept and charged, with VAT."""

    partner: str
    collected: Money
    cost: Money


@require_GET
@account_page()
def cases_settlements(page: Page) -> HttpResponse:
    """All settlements, the newest first; those with differences that nobody has looked at where asked."""
    told = page.request.GET
    before, open_only = told.get("before", ""), told.get("show") == "open"
    last = int(before) if before.isdecimal() and len(before) <= _DIGITS else None
    found = reads.settlements(open_only=open_only, before=last, limit=_LIMIT + 1)
    shown, own = found[:_LIMIT], reverse("cases_settlements", kwargs={"slug": page.seat.slug})
    more = f"{own}?{'show=open&' if open_only else ''}before={shown[-1].id}" if len(found) > _LIMIT else ""
    return page.render(
        "partners/settlements.html",
        settlements=shown,
        open_only=open_only,
        waits=len(reads.settlements(open_only=True)),
        years=_years(page.on.year),
        year=page.on.year,
        money=Money,
        next_url=more,
    )


@require_GET
@account_page()
def cases_settlement(page: Page, settlement_id: int) -> HttpResponse:
    """One settlement, case by case, with what does not agree named."""
    found = _found(settlement_id)
    return page.render(
        "partners/settlement.html",
        seen=found,
        lines=_lines(found),
        differences=[_difference(each, found.currency) for each in found.differences],
        money=lambda minor: Money(minor, found.currency),
        may=page.may(Role.CASEWORKER),
    )


@require_http_methods(["GET", "POST"])
@account_page(Role.CASEWORKER)
def cases_settlement_look(page: Page, settlement_id: int) -> HttpResponse:
    """Says what a person made of the differences."""
    found = _found(settlement_id)

    def done(told: Told, key: str) -> None:
        look_at(page.account_id, settlement_id, told["note"], on=page.on, by=page.by, key=key)
        page.say(_("Looked at. It is posted as the partner paid it out."))

    home = reverse("cases_settlement", kwargs={"slug": page.seat.slug, "settlement_id": settlement_id})
    head = _("Settlement %(number)s") % {"number": found.number}
    line = _("Ask the partner first where money is missing. Once looked at it is posted as it was paid out.")
    return ask(page, LookForm(page.request.POST or None), done, home, head=head, button=_("I have looked"), line=line)


def _found(settlement_id: int) -> reads.SettlementLine:
    found = reads.settlement(settlement_id)
    if found is None:
        raise Http404
    return found


def _lines(of: reads.SettlementLine) -> list[Line]:
    """The cases of a settlement; one that is not known here by the partner's reference."""
    told: list[dict[str, Any]] = of.data["cases"]
    known = reads.cases_by_reference(of.agreement_id, [str(each["reference"]) for each in told])
    found = []
    for each in told:
        number, case_id = known.get(str(each["reference"]), (str(each["reference"]), None))
        charged = int(each["commission"]) + int(each["start"]) + int(each["other"])
        collected = sum(int(part) for part in each["collected"].values())
        sums = (collected, int(each["kept"]), charged, int(each["vat"]), int(each["paid_out"]))
        found.append(Line(number, case_id, *(Money(minor, of.currency) for minor in sums)))
    return found


def _difference(told: Mapping[str, Any], currency: str) -> Difference:
    names = {
        "currency": _("Another currency than the account’s"),
        "sum": _("What is paid out is not the sum of the cases"),
        "sum_case": _("The case’s own lines do not add up"),
        "unknown_case": _("A case that is not known here"),
        "collected_principal": _("Principal collected"),
        "collected_interest": _("Interest collected"),
        "collected_fees": _("Fees collected"),
        "collected_costs": _("Own costs collected"),
        "kept": _("What the partner keeps"),
        "commission": _("Commission"),
        "start": _("For opening the case"),
        "other": _("Other charges"),
        "vat": _("VAT"),
    }
    code, why = str(told["code"]), told.get("why", {})
    ours, theirs = Money(int(told["expected"]), currency), Money(int(told["told"]), currency)
    return Difference(names.get(code, code), str(told["case"]), ours, theirs, str(why.get("arithmetic", "")))


def _years(year: int) -> list[Year]:
    """What each partner collected and cost this year, by its settlements."""
    collected, cost, currency = defaultdict[str, Minor](int), defaultdict[str, Minor](int), dict[str, str]()
    for each in reads.settlements(limit=_YEARS):
        if each.on.year == year:
            kept = sum(int(line["kept"]) for line in each.data["cases"])
            collected[each.partner] += each.collected
            cost[each.partner] += kept + each.commission + each.vat
            currency[each.partner] = each.currency
    return [
        Year(name, Money(collected[name], currency[name]), Money(cost[name], currency[name])) for name in sorted(collected)
    ]

"""The desk itself: what waits for the operator, whether everything runs, the accounts and firms, and the law's dates."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from krav.actions.firms import NewFirm, open_firm
from krav.countries import countries
from krav.kernel.days import days_after
from krav.kernel.refusal import KravError
from krav.law.review import ending, named_days, unchecked, unconfirmed
from krav.store.queries import runs
from krav.store.queries.credits import orders
from krav.store.queries.operator import firm_sizes, heartbeats, module_orders, queues, sizes, visits
from krav.web.explained import said
from krav.web.figures import reader
from krav.web.firms.forms import FirmForm
from krav.web.frame import territory
from krav.web.operator.page import OperatorPage, operator_page
from krav.web.operator.words import QUEUES
from krav.web.reader import reader_id
from krav.wire import clock

_SOON, _OLD = 60, 180
"""Days in which a value runs out; days after which a source is read anew."""


@dataclass(frozen=True, slots=True)
class Law:
    """What a country's rule book asks of somebody; `doubtful` of its values are in force and unconfirmed."""

    code: str
    name: str
    ends: list[tuple[str, str, date]]
    days: list[tuple[str, str, date]]
    doubtful: int
    old: int


@require_GET
@operator_page()
def desk(page: OperatorPage) -> HttpResponse:
    """What waits for an answer, and whether everything runs."""
    now = clock.now()
    law = [_law(page, code) for code in countries()]
    return page.render(
        "operator/desk.html",
        modules=sum(1 for order in module_orders() if order.state == "ordered"),
        credits=sum(1 for order in orders() if order.state == "ordered"),
        ends=sum(len(each.ends) for each in law),
        queues=[(QUEUES[each.name], each) for each in queues()],
        beats=[(name, at, now - at > timedelta(minutes=10)) for name, at in heartbeats()],
        silent=runs.is_silent(now),
        told=clock.told,
        day_of=clock.day_of,
    )


@require_GET
@operator_page()
def accounts(page: OperatorPage) -> HttpResponse:
    """Every account: its size and its state, and nothing of its customers."""
    mine, names = visits(reader_id(page.request), clock.now()), {each: territory(each) for each in countries()}
    return page.render("operator/accounts.html", accounts=sizes(), visits=mine, countries=names)


class NewFirmForm(FirmForm):
    """A firm that is opened, and who administers it first."""

    country = forms.ChoiceField(label=gettext_lazy("Country"))
    administrator = forms.EmailField(
        label=gettext_lazy("E-mail of its first administrator"),
        help_text=gettext_lazy("Somebody who has a login already; they ask the others."),
    )
    field_order = ("country", "name", "company_number", "administrator")

    def __init__(self, code: str, *args: object, **kwargs: object) -> None:
        """Any country can be chosen."""
        super().__init__(code, *args, **kwargs)
        self.fields["country"].choices = [(each, territory(each)) for each in countries()]  # type: ignore[attr-defined]


@operator_page()
def firms(page: OperatorPage) -> HttpResponse:
    """Every firm; a new one is opened here."""
    code = page.request.POST.get("country", "")
    known = list(countries())
    typed = page.request.POST if page.request.method == "POST" else None
    form = NewFirmForm(code if code in known else known[0], typed)
    if typed is not None and form.is_valid():
        about = dict(form.cleaned_data)
        first = about.pop("administrator")
        try:
            open_firm(NewFirm(**about), first, by=page.by)
        except KravError as error:
            form.add_error(None, said(error, reader()))
        else:
            page.say(_("%(firm)s is open.") % {"firm": about["name"]})
            return page.go("operator_firms")
    status = 422 if typed is not None else 200
    names = {each: territory(each) for each in known}
    return page.render("operator/firms.html", status, form=form, firms=firm_sizes(), countries=names)


@require_GET
@operator_page()
def law(page: OperatorPage) -> HttpResponse:
    """What runs out soon, what is unconfirmed and what was checked too long ago, as `krav law stale` says it."""
    return page.render("operator/law.html", laws=[_law(page, code) for code in countries()], soon=_SOON, old=_OLD)


def _law(page: OperatorPage, code: str) -> Law:
    book, on = countries()[code].book, page.on
    in_force = [each for each in unconfirmed(book) if each.value.until_on is None or each.value.until_on > on]
    last = [(each.table, each.value.until_on) for each in ending(book, on, _SOON)]
    return Law(
        code,
        territory(code),
        [(table.name, table.title, days_after(until, -1)) for table, until in last if until],
        [(each.table.name, f"{each.table.title}: {each.what}", each.on) for each in named_days(book, on, _SOON)],
        len(in_force),
        len(unchecked(book, days_after(on, -_OLD))),
    )

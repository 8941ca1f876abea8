"""Letters printed here: put together with a list on top, ticked off when posted, or left to the print house."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from krav.actions.contents import contents
from krav.actions.printing import post_by_partner, print_letters, tell_posted
from krav.actions.purses import costs
from krav.actions.rights import Forbidden
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.render.bundle import bundle
from krav.render.cover import Line, cover
from krav.store.load import creditor_in_scope
from krav.store.queries import moves, printing
from krav.store.queries.printing import Printed
from krav.store.queries.sending import connected
from krav.web.figures import reader
from krav.web.page import Page, account_page
from krav.web.papers import pdf, renderer
from krav.web.written import refusal, word

TOGETHER = 100
"""So many letters are laid together in one file."""

_RECENT = timedelta(days=14)
_PRINT = "print"


class Part(NamedTuple):
    """One file for the printer: the letters from the first to the last of these places."""

    number: int
    first: int
    last: int


class Price(NamedTuple):
    """What posting by the print house costs: whole, free, or more than there are credits for."""

    letters: int
    money: Money | None
    left: int
    payer: str


@require_GET
@account_page()
def runs(page: Page) -> HttpResponse:
    """What was printed, and what lies in no run yet."""
    loose = printing.not_in_a_run(page.on - _RECENT)
    return page.render("printing/runs.html", runs=printing.runs(), loose=len(loose), may=page.may(Role.CASEWORKER))


@require_POST
@account_page(Role.CASEWORKER)
def make(page: Page) -> HttpResponse:
    """Puts letters together: those just made, a stage's newest, or whatever lies in no run."""
    told = page.request.POST
    made = moves.made(told.get("made", ""))
    if made:
        ids = [letter.id for letter in moves.made_letters(made)]
    elif step := told.get("stage", ""):
        ids = [letter.id for letter in moves.step_letters(step, page.on - _RECENT)]
    else:
        ids = printing.not_in_a_run(page.on - _RECENT)
    try:
        run_id = print_letters(page.account_id, ids, on=page.on, by=page.by, key=told.get("key", ""))
    except KravError as error:
        page.refuse(refusal(page, error))
        return page.go("invoices_printing")
    return page.go("invoices_printing_run", run_id=run_id)


@account_page()
def one(page: Page, run_id: int) -> HttpResponse:
    """A run: its file, its letters, what is not posted yet."""
    if page.request.method == "POST":
        return _ticked(page, run_id)
    run, letters = printing.run(run_id), printing.printed(run_id)
    if run is None:
        raise Http404
    left = [letter for letter in letters if not letter.posted and not letter.gone]
    return page.render(
        "printing/run.html",
        run=run,
        letters=letters,
        left=left,
        parts=_parts(len(letters)),
        price=_price(page, left),
        connected=_PRINT in connected(),
        word=word,
        may=page.may(Role.CASEWORKER),
    )


def _ticked(page: Page, run_id: int) -> HttpResponse:
    """Tells that the ticked letters, or all, were posted."""
    told = page.request.POST
    chosen = _chosen(told.getlist("letter"), run_id)
    if "all" in told:
        chosen = [each.id for each in printing.printed(run_id) if not each.gone and not each.posted]
    try:
        count = tell_posted(page.account_id, chosen, on=page.on, by=page.by, key=told.get("key", ""))
    except Forbidden:
        raise
    except KravError as error:
        page.refuse(refusal(page, error))
    else:
        page.say(ngettext("%(num)s letter is posted.", "%(num)s letters are posted.", count) % {"num": count})
    return page.go("invoices_printing_run", run_id=run_id)


@require_POST
@account_page(Role.CASEWORKER)
def post(page: Page, run_id: int) -> HttpResponse:
    """Leaves the ticked letters to the print house."""
    told = page.request.POST
    chosen = _chosen(told.getlist("letter"), run_id)
    try:
        count = post_by_partner(page.account_id, chosen, on=page.on, by=page.by, key=told.get("key", ""))
    except KravError as error:
        page.refuse(refusal(page, error))
    else:
        said = ngettext("%(num)s letter goes to the print house.", "%(num)s letters go to the print house.", count)
        page.say(said % {"num": count})
    return page.go("invoices_printing_run", run_id=run_id)


@require_GET
@account_page()
def letters_pdf(page: Page, run_id: int) -> HttpResponse:
    """The list and the letters behind it, in the order of postcodes."""
    run, letters = printing.run(run_id), printing.printed(run_id)
    number = page.request.GET.get("part", "1")
    start = (int(number) - 1) * TOGETHER if number.isdecimal() and len(number) < 7 else -1
    some = letters[start : start + TOGETHER] if start >= 0 else []
    if run is None or not some:
        raise Http404
    of, print_with = creditor_in_scope(), renderer()
    told = [
        Line(each.number, each.debtor, f"{each.postcode} {each.city}".strip(), each.step, each.total, each.gone)
        for each in some
    ]
    ids = sorted(each.id for each in some if not each.gone)
    pages = dict(zip(ids, map(print_with.pdf, contents(ids, of)), strict=True))
    first = print_with.sheet(cover(of.sender.name, of.country.code, run.made_by, run.on, told, reader()))
    return pdf(bundle([first, *(pages[each.id] for each in some if not each.gone)]), f"{run.on}-{run.id}-{number}.pdf")


def _chosen(told: Sequence[str], run_id: int) -> list[int]:
    """The ticked letters that are of the run."""
    known = {each.id for each in printing.printed(run_id)}
    return [int(each) for each in told if each.isdecimal() and len(each) < 19 and int(each) in known]


def _parts(count: int) -> list[Part]:
    return [Part(start // TOGETHER + 1, start + 1, min(start + TOGETHER, count)) for start in range(0, count, TOGETHER)]


def _price(page: Page, left: Sequence[Printed]) -> Price:
    known = costs(page.account_id, page.on)
    return Price(len(left), known.price("letter", len(left)), known.left.get("letter", 0), known.name or _("this account"))

"""A case from the list: which claims are in it, what it comes to, its first letter, and the start of both."""

from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from krav.actions.beginning import Beginning, beginning, first_letter, start_case
from krav.actions.cases import Joining, joining
from krav.actions.rights import check_right
from krav.claims.ahead import after
from krav.claims.policy import CHANNELS
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.claim import ClaimSeen
from krav.store.queries.stages import EXPIRED
from krav.web.cases.acts import undo_url
from krav.web.cases.forms import BookedForm
from krav.web.claims.reckoned import found
from krav.web.elsewhere.reckoned import Shown, reckoned_lines
from krav.web.page import Page, account_page
from krav.web.papers import letter_pdf, letter_png
from krav.web.written import refusal, word

_DIGITS = 18
"""So many an id has at most."""


class Asked(NamedTuple):
    """The claim a case is asked for, all that may be in it, and those that are."""

    seen: ClaimSeen
    creditor: Creditor
    all: list[Joining]
    chosen: list[Joining]
    begun: Beginning | None

    @property
    def query(self) -> str:
        """What the address says of it."""
        told = [("claim", self.seen.id), ("chosen", 1), *(("join", each.claim.id) for each in self.chosen)]
        return urlencode(told)


@require_http_methods(["GET", "POST"])
@account_page()
def cases_new(page: Page) -> HttpResponse:
    """The last look before a case starts; sent, it starts."""
    asked = _asked(page)
    if asked is None:
        return _choose(page)
    form = BookedForm(page.request.POST or None)
    error = ""
    if page.request.method == "POST":
        check_right(page.by.role, "open_case")
        try:
            if form.is_valid():
                return _start(page, asked, form)
        except KravError as refused:
            error = refusal(page, refused)
    return _shown(page, asked, form, error)


@require_GET
@account_page()
def cases_new_why(page: Page, part: str) -> HttpResponse:
    """Why an amount of the summary is what it is."""
    asked = _asked(page)
    if asked is None:
        return _choose(page)
    line = next((line for line in _lines(page, asked) if line.part == part and line.why), None)
    if line is None:
        raise Http404
    book = asked.creditor.country.book.version
    return page.render("elsewhere/why.html", shown=line, currency=line.money.currency, book=book)


@require_GET
@account_page()
def cases_new_letter(page: Page, form: str) -> HttpResponse:
    """The letter that will be sent: its first page as a picture, or all of it."""
    asked = _asked(page)
    if asked is None:
        return _choose(page)
    made = first_letter(asked.begun, asked.creditor, page.on) if asked.begun else None
    if made is None or form not in {"png", "pdf"}:
        raise Http404
    return letter_png(made) if form == "png" else letter_pdf(made)


def _choose(page: Page) -> HttpResponse:
    """No claim is named: to the list where one is chosen."""
    return redirect(f"{_url(page, 'invoices')}?stage={EXPIRED}")


def _asked(page: Page) -> Asked | None:
    """What the address, or the form, asks for; what the law gathers is in it whatever is ticked. None names no claim."""
    told = page.request.POST if page.request.method == "POST" else page.request.GET
    claim = told.get("claim", "")
    if not claim.isdecimal() or len(claim) > _DIGITS:
        return None
    seen, creditor = found(int(claim)), creditor_in_scope()
    every = joining(seen.id, creditor, page.on)
    if all(each.claim.id != seen.id for each in every):
        raise Http404
    ticked = {int(each) for each in told.getlist("join") if each.isdecimal() and len(each) <= _DIGITS}
    if "chosen" not in told:
        ticked = {each.claim.id for each in every}
    chosen = [
        each for each in every if each.refusal is None and (each.must or each.claim.id in ticked or each.claim.id == seen.id)
    ]
    ready = any(each.claim.id == seen.id for each in chosen)
    begun = beginning([each.claim for each in chosen], creditor, page.on) if ready else None
    return Asked(seen, creditor, every, chosen, begun)


def _start(page: Page, asked: Asked, form: BookedForm) -> HttpResponse:
    told, ids = page.request.POST, [each.claim.id for each in asked.chosen] or [asked.seen.id]
    send = told.get("send") == "1"
    made = start_case(page.account_id, ids, send=send, **form.cleaned_data, on=page.on, by=page.by, key=told.get("key", ""))
    if made.letter_id:
        words = _("The case is open and its letter is made. Until it leaves it can be undone.")
        page.say(words, undo_url(page, made.case_id, made.letter_id))
    else:
        page.say(_("The case is open. No letter is made yet."))
    return page.go("cases_case", case_id=made.case_id)


def _shown(page: Page, asked: Asked, form: BookedForm, error: str) -> HttpResponse:
    begun, law = asked.begun, asked.creditor.country
    lines = _lines(page, asked)
    own = next(each for each in asked.all if each.claim.id == asked.seen.id)
    later = [(each.refusal.until, each) for each in asked.all if each.refusal and each.refusal.until]
    return page.render(
        "cases/new.html",
        409 if error else 200,
        asked=asked,
        error=error,
        own=own,
        begun=begun,
        form=form,
        lines=lines,
        total=Money(sum(line.money.minor for line in lines), asked.seen.currency),
        gathers=law.gathers(page.on),
        wait=min(later, key=lambda each: each[0])[1] if later else None,
        preview=_preview(page, asked),
        letter_url=lambda kind: f"{_url(page, 'cases_new_letter', form=kind)}?{asked.query}",
        by_email=bool(begun and begun.step and asked.creditor.policy.channel_of(begun.step.key) != CHANNELS[0]),
        money=Money,
        word=word,
        may=page.may(Role.CASEWORKER),
    )


def _lines(page: Page, asked: Asked) -> list[Shown]:
    """The lines of the summary, with the letter's own charges where it can be made."""
    begun = asked.begun
    if begun is None:
        return []
    letter = begun.letter
    claims = [after(letter, item) for item in letter.taken] if letter else list(begun.case.claims)
    made = reckoned_lines(page, claims, asked.creditor.country, letter.sent_on if letter else None)
    return [
        line._replace(href=f"{_url(page, 'cases_new_why', part=line.part)}?{asked.query}") if line.part else line
        for line in made
    ]


def _preview(page: Page, asked: Asked) -> str | None:
    """Why the letter cannot be drawn; None where it can."""
    try:
        letter = first_letter(asked.begun, asked.creditor, page.on) if asked.begun else None
    except KravError as error:
        return refusal(page, error)
    return None if letter else ""


def _url(page: Page, name: str, **to: object) -> str:
    return reverse(name, kwargs={"slug": page.seat.slug, **to})

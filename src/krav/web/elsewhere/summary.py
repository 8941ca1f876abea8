"""The last step: what is owed krone for krone, what belongs together, the letter as it will be sent, and the start."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpResponse

from krav.actions.drafts import mark
from krav.actions.prospect import Prospect, letter_ahead, prospect
from krav.actions.told_faults import faults_of
from krav.claims.letter import Letter
from krav.claims.policy import CHANNELS
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.web.elsewhere.reckoned import Shown, lines_of
from krav.web.elsewhere.wizard import Wizard, wizard_page
from krav.web.papers import letter_pdf, letter_png
from krav.web.written import refusal, word


def summary(wizard: Wizard) -> HttpResponse:
    """All of it before it starts."""
    page, told, law = wizard.page, wizard.told, wizard.creditor.country
    posted = page.request.POST
    if "join" in posted or "joined" in posted:
        ids = tuple(int(each) for each in posted.getlist("join") if each.isdecimal() and len(each) < 19)
        wizard.keep(lambda now: replace(now, join=ids))
        return wizard.go("summary")
    faults = faults_of(told, wizard.creditor, page.on)
    if faults:
        return wizard.render("summary", faults=[(refusal(page, fault), wizard.url(_step(fault.where))) for fault in faults])
    seen = prospect(told, wizard.creditor, page.on)
    lines = _lines(wizard, seen)
    total = Money(sum(line.money.minor for line in lines), law.currency)
    gathers = law.gathers(page.on)
    joined = [each.claim for each in seen.others if seen.case and each.claim in seen.case.claims]
    return wizard.render(
        "summary",
        faults=[],
        ahead=seen,
        lines=lines,
        total=total,
        gathers=gathers,
        joined=joined,
        mark=mark(wizard.seen.data),
        by_email=_by_email(wizard, seen),
        preview=_letter_or_why(wizard, seen),
        first=word(seen.step.key) if seen.step else "",
    )


@wizard_page
def cases_draft_why(wizard: Wizard, part: str) -> HttpResponse:
    """Why an amount of the summary is what it is."""
    shown = next((line for line in _lines(wizard, _ready(wizard)) if line.part == part and line.why), None)
    if shown is None:
        raise Http404
    return wizard.page.render(
        "elsewhere/why.html", shown=shown, currency=shown.money.currency, book=wizard.creditor.country.book.version
    )


@wizard_page
def cases_draft_letter(wizard: Wizard, form: str) -> HttpResponse:
    """The letter that will be sent: its first page as a picture, or all of it."""
    made = letter_ahead(wizard.told, _ready(wizard), wizard.creditor, wizard.page.on)
    if made is None or form not in {"png", "pdf"}:
        raise Http404
    return letter_png(made) if form == "png" else letter_pdf(made)


def _ready(wizard: Wizard) -> Prospect:
    """What would come of a draft that is in order."""
    if faults_of(wizard.told, wizard.creditor, wizard.page.on):
        raise Http404
    return prospect(wizard.told, wizard.creditor, wizard.page.on)


def _lines(wizard: Wizard, seen: Prospect) -> Sequence[Shown]:
    return lines_of(wizard.page, wizard.seen.id, seen, wizard.creditor.country)


def _letter_or_why(wizard: Wizard, seen: Prospect) -> Letter | str:
    """The letter, or why it cannot be drawn; empty where there is none yet."""
    try:
        return letter_ahead(wizard.told, seen, wizard.creditor, wizard.page.on) or ""
    except KravError as error:
        return refusal(wizard.page, error)


def _by_email(wizard: Wizard, seen: Prospect) -> bool:
    """Whether the letter leaves by e-mail."""
    step = seen.step.key if seen.step else ""
    return wizard.creditor.policy.channel_of(step) != CHANNELS[0]


def _step(where: str) -> str:
    """The step of the wizard in which a place is told."""
    first = where.partition(".")[0]
    return first if first in {"customer", "claims"} else "done"

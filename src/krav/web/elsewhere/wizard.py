"""The wizard of a case of invoices made elsewhere: a draft that is told in four steps, each kept as it is answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions import attachments, drafts
from krav.claims.told import Paper, Told
from krav.claims.told_check import Fault
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.drafts import DraftSeen, draft
from krav.web.elsewhere.forms import PaperForm
from krav.web.page import Page, account_page
from krav.web.written import day, inside, refusal, word
from krav.wire import clock

STEPS = ("customer", "claims", "done", "summary")


@dataclass(frozen=True, slots=True)
class Wizard:
    """A draft on its page."""

    page: Page
    seen: DraftSeen
    creditor: Creditor

    @property
    def told(self) -> Told:
        """What has been told so far."""
        return self.seen.told

    def url(self, step: str) -> str:
        """The address of a step."""
        return reverse("cases_draft", kwargs={"slug": self.page.seat.slug, "draft_id": self.seen.id, "step": step})

    def go(self, step: str, asked: str = "") -> HttpResponse:
        """On to a step."""
        answer = self.page.go("cases_draft", draft_id=self.seen.id, step=step)
        answer["Location"] += asked
        return answer

    def keep(self, change: Callable[[Told], Told]) -> None:
        """Keeps what a step answered."""
        drafts.tell_draft(self.page.account_id, self.seen.id, change, on=self.page.on, by=self.page.by)

    def render(self, step: str, status: int = 200, **words: Any) -> HttpResponse:  # noqa: ANN401 a template's words
        """The page of a step."""
        words |= {"draft": self.seen, "told": self.told, "steps": _named(self, step)}
        words |= {"step_url": self.url, "money": Money, "word": word}
        return self.page.render(f"elsewhere/{step}.html", status, **words)

    def put(self, form: forms.Form, faults: Iterable[Fault], where: str) -> bool:
        """Shows the faults of a place at the fields of its form; whether there were any."""
        mine = [fault for fault in faults if fault.where == where or fault.where.startswith(f"{where}.")]
        for fault in mine:
            name = fault.where.removeprefix(where).strip(".")
            form.add_error(name if name in form.fields else None, refusal(self.page, fault))
        return bool(mine)

    def paper(self, form: PaperForm) -> Paper | None:
        """The paper given with a form, or the one it had before; what is wrong the form says."""
        form.full_clean()
        given = form.cleaned_data.get("paper")
        if not given and int(self.page.request.headers.get("Content-Length") or 0) > settings.UPLOAD_LIMIT:
            form.add_error("paper", _("The file is larger than 20 MB and was not taken. Save it with smaller pictures."))
            return None
        try:
            if given:
                paper = attachments.keep(self.page.account_id, given.read(), given.name)
                form.keep(paper)
                return paper
            had, name = form.cleaned_data.get("had"), form.cleaned_data.get("had_name", "")
            return attachments.again(self.page.account_id, had, name) if had else None
        except KravError as error:
            form.add_error("paper", refusal(self.page, error))
            return None


def first_open(told: Told) -> str:
    """The step that has not been answered yet."""
    if told.customer is None:
        return "customer"
    if not told.claims:
        return "claims"
    return "summary" if told.asked else "done"


def wizard_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view `(wizard: Wizard, …)` of a draft of the account."""

    @account_page(Role.CASEWORKER)
    @wraps(view)
    def inside_scope(page: Page, draft_id: int, **named: object) -> HttpResponse:
        found = draft(draft_id)
        if found is None:
            raise Http404
        return view(Wizard(page, found, creditor_in_scope()), **named)

    return inside_scope


def _named(wizard: Wizard, now: str) -> list[Mapping[str, str]]:
    """The steps as their list shows them, with what was chosen under each."""
    words = {"customer": _("Customer"), "claims": _("Invoices"), "done": _("Done already"), "summary": _("Summary")}
    told, reached = wizard.told, STEPS.index(first_open(wizard.told))
    count = len(told.claims)
    chosen = {
        "customer": wizard.seen.customer,
        "claims": ngettext("%(n)s invoice", "%(n)s invoices", count) % {"n": count} if count else "",
        "done": _done(wizard) if told.asked else "",
        "summary": _("Saved %(at)s") % {"at": clock.told(wizard.seen.at)},
    }
    return [
        {
            "words": words[step],
            "chosen": chosen[step],
            "url": wizard.url(step),
            "state": "now" if step == now else "done" if place < reached or place <= STEPS.index(now) else "later",
        }
        for place, step in enumerate(STEPS)
    ]


def _done(wizard: Wizard) -> str:
    """The last letter told of, in words."""
    if not wizard.told.letters:
        return _("No letter yet")
    last = max(wizard.told.letters, key=lambda letter: letter.sent_on)
    step = inside(last.step)
    return f"{step[:1].upper()}{step[1:]} {day(wizard.page, last.sent_on)}"

"""A letter that came back: told in one field, with what it does."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from krav.actions.returned import letter_returned
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.claim import letters_of
from krav.web.claims.reckoned import found
from krav.web.corrections.forms import ReturnedForm
from krav.web.page import Page, account_page
from krav.web.written import day, inside, refusal


@account_page(Role.CASEWORKER)
def came_back(page: Page, claim_id: int, letter_id: int) -> HttpResponse:
    """Asks what the envelope says; told, the letter does not count any more."""
    found(claim_id)
    status = 200
    letter = next((each for each in letters_of(claim_id) if each.id == letter_id), None)
    if letter is None:
        raise Http404
    back = reverse("invoices_claim", kwargs={"slug": page.seat.slug, "claim_id": claim_id})
    form = ReturnedForm(page.request.POST or None)
    if page.request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                key, reason = page.request.POST.get("key", ""), form.cleaned_data["reason"]
                void = letter_returned(page.account_id, letter_id, reason, on=page.on, by=page.by, key=key)
                page.say(_said(void))
                return redirect(back)
        except KravError as error:
            form.add_error(None, refusal(page, error))
    facts = {"step": inside(letter.step), "day": day(page, letter.sent_on)}
    line = _(
        "It then counts as never sent: what it charged is taken back, its deadline is void, and nothing more is sent about"
        " its invoices until you have found the address and let them go on. The next valid letter starts the deadline anew."
    )
    ask = _("Was it a notice, a demand that followed it does not count either. If a court has the case, ask a lawyer.")
    return page.render(
        "claims/claim_form.html",
        status,
        form=form,
        head=_("The %(step)s of %(day)s came back") % facts,
        button=_("It came back"),
        words={"line": line, "ask": ask},
        action=page.request.get_full_path(),
        back=back,
    )


def _said(void: tuple[str, ...]) -> str:
    if len(void) == 1:
        only = _("Letter %(number)s does not count any more. Find the address, then let the invoices go on.")
        return only % {"number": void[0]}
    facts = {"number": void[0], "others": ", ".join(void[1:])}
    return _("Letter %(number)s does not count any more, nor do those that rested on it: %(others)s.") % facts

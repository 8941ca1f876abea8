"""A letter of which nobody knows whether it left: a person has looked, and says which it was."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from krav.actions.unsure import looked_up
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.claim import letters_of
from krav.web.claims.reckoned import found
from krav.web.corrections.forms import LEFT, UnsureForm
from krav.web.page import Page, account_page
from krav.web.papers import renderer
from krav.web.written import day, inside, refusal


@account_page(Role.CASEWORKER)
def unsure(page: Page, claim_id: int, letter_id: int) -> HttpResponse:
    """Asks what the carrier's log says; told, the letter has left, or goes again, and its invoices go on."""
    found(claim_id)
    status = 200
    letter = next((each for each in letters_of(claim_id) if each.id == letter_id), None)
    if letter is None:
        raise Http404
    back = reverse("invoices_claim", kwargs={"slug": page.seat.slug, "claim_id": claim_id})
    form = UnsureForm(page.request.POST or None)
    if page.request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                left, key = form.cleaned_data["found"] == LEFT, page.request.POST.get("key", "")
                number = looked_up(
                    page.account_id, letter_id, left=left, renderer=renderer(), on=page.on, by=page.by, key=key
                )
                words = _("Letter %(number)s has left.") if left else _("Letter %(number)s is sent again.")
                page.say(words % {"number": number})
                return redirect(back)
        except KravError as error:
            form.add_error(None, refusal(page, error))
    line = _(
        "It was interrupted while it was handed over. Look for letter %(number)s at the mail server, or wherever it was"
        " to go; nothing more is sent about its invoices until you have said what you found."
    )
    return page.render(
        "claims/claim_form.html",
        status,
        form=form,
        head=_("Did the %(step)s of %(day)s leave?") % {"step": inside(letter.step), "day": day(page, letter.sent_on)},
        button=_("So it is"),
        words={"line": line % {"number": letter.number}, "ask": _("Sent again though it did leave, it comes twice.")},
        action=page.request.get_full_path(),
        back=back,
    )

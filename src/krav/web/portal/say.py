"""Where a debtor says something: a page a kind, each form counted once."""

from contextlib import suppress

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from krav.actions.debtor_words import DAY, KINDS, MESSAGE, OBJECTION, PAID, PLAN, keep_proof, say
from krav.actions.unit import DoneBefore
from krav.kernel.refusal import KravError
from krav.store.queries.portal import Debt, debts
from krav.web.explained import said
from krav.web.figures import written
from krav.web.portal.door import Visit, by_code
from krav.web.portal.forms import WordForm

_LONGEST_KEY = 64


@by_code
def speak(visit: Visit, kind: str) -> HttpResponse:
    """The form of one kind; sent, it is kept and the page says so."""
    still_open = [debt for debt in _bills(visit) if not debt.settled_on]
    if kind not in KINDS or (not still_open and kind != MESSAGE):
        raise Http404
    request, language = visit.request, written(visit.of.country.code)
    sent = request.method == "POST"
    form = WordForm(
        kind,
        [(debt.id, _bill_words(debt)) for debt in still_open],
        language=language,
        on=visit.on,
        data=request.POST if sent else None,
        files=request.FILES if sent else None,
    )
    if sent and form.is_valid():
        try:
            return _said(visit, form)
        except KravError as error:
            form.add_error(None, said(error, language))
    head, line = _words()[kind]
    return visit.render("portal/say.html", 422 if sent else 200, form=form, kind=kind, head=head, line=line)


def _said(visit: Visit, form: WordForm) -> HttpResponse:
    given = form.cleaned_data.get("proof")
    proof = keep_proof(visit.of.id, given.read()) if given else None
    key = visit.request.POST.get("key", "")[:_LONGEST_KEY]
    with suppress(DoneBefore):
        say(visit.of.id, visit.door.letter_id, form.said(proof), on=visit.on, key=key)
    return visit.go(form.kind)


def _bills(visit: Visit) -> list[Debt]:
    found = debts(visit.debtor.id, visit.on, of_letter=visit.door.letter_id)
    return [debt for debt in found if debt.kind not in {"credit", "payment"}]


def _bill_words(debt: Debt) -> str:
    named = _("Invoice %(number)s") % {"number": debt.number}
    return f"{named}, {debt.description}" if debt.description else named


def _words() -> dict[str, tuple[str, str]]:
    """The head of each form and what comes of it."""
    return {
        OBJECTION: (
            _("I disagree"),
            _("What you object to stops at once: nothing more is sent about it before somebody has answered you."),
        ),
        PLAN: (_("Pay by instalments"), _("Say what you can keep. Somebody looks at it and answers you on this page.")),
        DAY: (_("Pay on another day"), _("Say when you can pay all of it. Somebody answers you on this page.")),
        PAID: (_("I have paid"), _("We wait a few bank days for your payment to arrive. A proof helps us to find it.")),
        MESSAGE: (_("Write to us"), _("Somebody reads it and answers you on this page.")),
    }

"""The first letter of an account as it will look, to a customer who does not exist."""

from functools import cache
from threading import Lock

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from krav.actions.contents import sender_of
from krav.claims.example import first_letter
from krav.claims.letter import Addressee, Letter
from krav.law.step import DebtorKind
from krav.render.pdf import Renderer
from krav.store.load import creditor_in_scope
from krav.web.page import Page, account_page

_one = Lock()


@account_page()
def letter_png(page: Page) -> HttpResponse:
    """Its first page as a picture."""
    letter = _letter(page)
    with _one:
        first = _renderer().png(letter, ppi=110)[0]
    return HttpResponse(first, content_type="image/png")


@account_page()
def letter_pdf(page: Page) -> HttpResponse:
    """All of it, as it would be sent."""
    letter = _letter(page)
    with _one:
        content = _renderer().pdf(letter)
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="letter.pdf"'}
    )


@cache
def _renderer() -> Renderer:
    """One compiler a process."""
    return Renderer()


def _letter(page: Page) -> Letter:
    creditor = creditor_in_scope()
    sender = sender_of(creditor)
    to = Addressee(
        number="10017",
        name=_("Sample Customer"),
        kind=DebtorKind.CONSUMER,
        language=creditor.language,
        street=_("Sample Street 1"),
        postcode=sender.postcode,
        city=sender.city,
    )
    draft = not creditor.texts_approved
    made = first_letter(creditor.country, creditor.policy, sender, creditor.payee, to, page.on, draft=draft)
    if made is None:
        raise Http404
    return made
